package abandonedsend_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gopitfalls/gopitfalls/analyzers/abandonedsend"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/report"
)

// TestExplain asks why nothing is reported for each channel of a package.
func TestExplain(t *testing.T) {
	explain := abandonedsend.Analyzer.Flags.Lookup("explain")
	defer func(old string) { _ = explain.Value.Set(old) }("none.go:1")
	file := filepath.Join(checktest.Testdata(), "src/abandonedsend/explain/explain.go")
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	pkgs := checktest.Load(t, "abandonedsend/explain")
	n := 0
	for line := range strings.Lines(string(src)) {
		n++
		_, want, ok := strings.Cut(strings.TrimSpace(line), "// explain: ")
		if !ok {
			continue
		}
		if err := explain.Value.Set(fmt.Sprintf("explain/explain.go:%d", n)); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, act := range checktest.Analyze(t, abandonedsend.Analyzer, pkgs...) {
			for _, d := range act.Diagnostics {
				if d.Category == report.Explanation {
					got = append(got, d.Message)
				}
			}
		}
		if strings.Join(got, "; ") != want {
			t.Errorf("line %d: got %q, want %q", n, got, want)
		}
	}
	for _, good := range []string{"x.go:1", "d/x.go:12:3"} {
		if err := explain.Value.Set(good); err != nil || explain.Value.String() != good {
			t.Errorf("-explain=%s: %v, it is %s", good, err, explain.Value)
		}
	}
	for _, bad := range []string{"", "x", "x.go", "x.go:0", "x.go:y", "x.go:1:", "x.go:1:0", "x.go:1:y", "x.go:1:2:3"} {
		if explain.Value.Set(bad) == nil {
			t.Errorf("-explain=%s is accepted", bad)
		}
	}
}

// TestExplainColumn asks for each of the channels that are made on one line, by columns of
// their calls and of their names, often: the answer is the same each time.
func TestExplainColumn(t *testing.T) {
	pkg := checktest.Source(t, `package p

func f() {
	done, errs := make(chan int), make(chan error)
	go func() { done <- 1 }()
	go func() { errs <- nil }()
	<-done
}
`)
	explain := abandonedsend.Analyzer.Flags.Lookup("explain")
	defer func(old string) { _ = explain.Value.Set(old) }("none.go:1")
	const done, errs = "4:20: explored from f, nobody is stuck on any path", "4:36: explored from f, a goroutine is stuck at it at line 6"
	for at, want := range map[string][]string{
		"4":    {"4:20: done: explored from f, nobody is stuck on any path", "4:36: errs: explored from f, a goroutine is stuck at it at line 6"},
		"4:1":  nil,
		"4:2":  {done},
		"4:5":  {done},
		"4:8":  {errs},
		"4:16": {done},
		"4:20": {done},
		"4:29": {done},
		"4:30": nil,
		"4:32": {errs},
		"4:36": {errs},
		"5":    nil,
	} {
		if err := explain.Value.Set("p.go:" + at); err != nil {
			t.Fatal(err)
		}
		for range 20 {
			var got []string
			for _, act := range checktest.Analyze(t, abandonedsend.Analyzer, pkg) {
				for _, d := range act.Diagnostics {
					if d.Category == report.Explanation {
						p := pkg.Fset.Position(d.Pos)
						got = append(got, fmt.Sprintf("%d:%d: %s", p.Line, p.Column, d.Message))
					}
				}
			}
			if !slices.Equal(got, want) {
				t.Fatalf("-explain=p.go:%s: %q, want %q", at, got, want)
			}
		}
	}
}
