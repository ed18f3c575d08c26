// Package lifetimetest asks lifetime about small programs and about the corpus.
package lifetimetest

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/lifetime"
)

// World returns the world of package p, whose one file has this text. It may
// import the standard library, and has to mention descriptors.
func World(tb testing.TB, src string) *lifetime.World {
	tb.Helper()
	var world *lifetime.World
	checktest.Pass(tb, checktest.Source(tb, src), func(pass *analysis.Pass) {
		lifetime.Visit(pass, func(w *lifetime.World) { world = w })
	}, lifetime.Analyzer)
	if world == nil {
		tb.Fatal("this has nothing to do with descriptors")
	}
	return world
}

// Function returns the function of a name: of a method T.M, of the first literal
// in F F$1.
func Function(tb testing.TB, w *lifetime.World, name string) *ssa.Function {
	tb.Helper()
	for _, fn := range w.Funcs {
		if Name(fn) == name {
			return fn
		}
	}
	tb.Fatalf("no function %s", name)
	return nil
}

// Name returns the name of a function, with the type of its receiver.
func Name(fn *ssa.Function) string {
	return strings.NewReplacer("(*", "", "(", "", ")", "").Replace(fn.RelString(fn.Pkg.Pkg))
}

// An Asker asks a world something and says the answers, each about a position.
type Asker func(w *lifetime.World, say func(pos token.Pos, answer string))

// Check compares the answers to a question about a program with its comments: a
// line of which answers are expected has "// want ANSWER; ANSWER" at its end.
func Check(t *testing.T, src string, ask Asker) {
	t.Helper()
	w := World(t, src)
	got := make(map[int][]string)
	ask(w, func(pos token.Pos, answer string) {
		line := w.SSA.Fset.Position(pos).Line
		if !slices.Contains(got[line], answer) {
			got[line] = append(got[line], answer)
		}
	})
	for i, text := range strings.Split(src, "\n") {
		answers := got[i+1]
		slices.Sort(answers)
		_, want, _ := strings.Cut(text, "// want ")
		if got := strings.Join(answers, "; "); got != want {
			t.Errorf("line %d: %s\ngot  %q\nwant %q", i+1, strings.TrimSpace(text), got, want)
		}
		delete(got, i+1)
	}
	for line, answers := range got {
		t.Errorf("line %d: %q", line, answers)
	}
}

// Corpus compares how many different answers there are about each function of packages of
// the corpus, literals included, with how many findings of a check are wanted
// there. Code whose findings are suppressed is left out: generated files, and what is
// called ignored.
func Corpus(t *testing.T, ask Asker, packages ...string) {
	t.Helper()
	probe := &analysis.Analyzer{
		Name: "probe", Doc: "ask", Requires: []*analysis.Analyzer{lifetime.Analyzer},
		Run: func(pass *analysis.Pass) (any, error) {
			answers := make(map[answer]bool)
			lifetime.Visit(pass, func(w *lifetime.World) {
				ask(w, func(pos token.Pos, text string) {
					if w.Owns(pos) {
						answers[answer{pos, text}] = true
					}
				})
			})
			for _, file := range pass.Files {
				if !strings.Contains(pass.Fset.Position(file.Package).Filename, "ignored") && !ast.IsGenerated(file) {
					compare(t, pass, file, answers)
				}
			}
			return nil, nil
		},
	}
	checktest.Analyze(t, probe, checktest.Packages(t, packages...)...)
}

type answer struct {
	pos  token.Pos
	text string
}

// compare counts answers and wanted findings in each declaration of a file.
func compare(t *testing.T, pass *analysis.Pass, file *ast.File, answers map[answer]bool) {
	for _, decl := range file.Decls {
		if fn, ok := decl.(*ast.FuncDecl); ok && fn.Name.Name == "ignored" {
			continue // findings are suppressed
		}
		end := file.FileEnd // of the last line
		if f := pass.Fset.File(decl.End()); f.Line(decl.End()) < f.LineCount() {
			end = f.LineStart(f.Line(decl.End()) + 1)
		}
		within := func(pos token.Pos) bool { return decl.Pos() <= pos && pos < end }
		want, got := 0, []string(nil)
		for _, group := range file.Comments {
			for _, c := range group.List {
				if _, patterns, ok := strings.Cut(c.Text, "// want "); ok && within(c.Pos()) && strings.HasPrefix(patterns, "`") {
					want += len(strings.Split(patterns, "` `"))
				}
			}
		}
		for a := range answers {
			if within(a.pos) {
				got = append(got, fmt.Sprint(pass.Fset.Position(a.pos), ": ", a.text))
			}
		}
		if len(got) != want {
			slices.Sort(got)
			t.Errorf("%v: %d answers %v, want %d", pass.Fset.Position(decl.Pos()), len(got), got, want)
		}
	}
}
