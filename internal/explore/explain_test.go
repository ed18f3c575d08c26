package explore

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// TestExplain compares what became of channels, in each root that makes them, with
// the comments at their makes. Lines are counted from there.
func TestExplain(t *testing.T) {
	pkg := load(t, "explore/explain")
	seen := make(map[string]bool)
	pass(t, pkg, func(pass *analysis.Pass) {
		s := ssabuild.Of(pass).SSA()
		name := pass.Fset.Position(pass.Files[0].Pos()).Filename
		for i, text := range readLines(t, name) {
			line := i + 1
			code, want, _ := strings.Cut(text, " // ")
			if !strings.Contains(code, "make(chan") {
				continue
			}
			list := Of(pass).Explain(At(s, "explain/explain.go", line, 0))
			var got []string
			for _, made := range list {
				for _, r := range made.Reasons {
					seen[r.Text] = true
					told := r.Root.Func.Name() + ": " + r.Text
					if r.Pos.IsValid() {
						told += fmt.Sprintf(", line %+d", pass.Fset.Position(r.Pos).Line-line)
					}
					got = append(got, told)
				}
			}
			if got := strings.Join(got, "; "); got != want {
				t.Errorf("line %d:\n got %s\nwant %s", line, got, want)
			}
			// Several on a line come in the order of their columns, and each is found
			// by any column of its call, but by none outside all calls.
			rest, column := code, 0
			for _, made := range list {
				column += strings.Index(rest, "make(chan")
				rest = code[column:]
				if at := pass.Fset.Position(made.Make.Pos()); at.Line != line || at.Column != column+len("make(") {
					t.Errorf("line %d, column %d: told of the make at %v", line, column, at)
				}
				length := strings.Index(rest, ")") + 1
				for _, c := range []int{column + 1, column + 6, column + length} {
					one := Of(pass).Explain(At(s, "explain/explain.go", line, c))
					if len(one) != 1 || one[0].Make.Pos() != made.Make.Pos() {
						t.Errorf("line %d, column %d: told of %v", line, c, one)
					}
				}
				column += length
				rest = code[column:]
				if one := Of(pass).Explain(At(s, "explain/explain.go", line, column+1)); len(one) > 0 {
					t.Errorf("line %d, column %d: told of %v", line, column+1, one)
				}
			}
		}
		for _, test := range []struct {
			file string
			line int
			want bool
		}{
			{name, 11, true},
			{"explain.go", 11, true},
			{"explore/explain/explain.go", 11, true},
			{"lain.go", 11, false},
			{"other.go", 11, false},
			{"explain.go", 12, false}, // a send
			{"explain.go", 1 << 40, false},
		} {
			if list := Of(pass).Explain(At(s, test.file, test.line, 0)); len(list) > 0 != test.want {
				t.Errorf("%s:%d: explained = %t", test.file, test.line, len(list) > 0)
			}
		}
	}, Analyzer, ssabuild.Analyzer)
	for r := range domain.NumEscapeReasons {
		if text := "it escapes: it is " + r.String(); !seen[text] {
			t.Errorf("no channel of explore/explain of which it is said: %s", text)
		}
	}
}

// readLines returns the lines of a file.
func readLines(tb testing.TB, name string) []string {
	tb.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		tb.Fatal(err)
	}
	return strings.Split(string(data), "\n")
}
