package vettool

import (
	"errors"
	"go/ast"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/report"
)

// TestPass runs an analyzer that looks at what else is in its pass.
func TestPass(t *testing.T) {
	t.Parallel()
	u := newUnitTest(t, "\n-- p.go --\npackage p\n\nvar X int\n-- p.s --\nasm\n-- ignored.txt --\nignored\n-- secret --\nsecret\n")
	name := func(file string) string { return filepath.Join(u.dir, file) }
	u.cfg.NonGoFiles = []string{name("p.s")}
	u.cfg.IgnoredFiles = []string{name("ignored.txt")}
	ran := false
	u.opts.Analyzers = []*analysis.Analyzer{{
		Name:      "pass",
		Doc:       "pass",
		FactTypes: []analysis.Fact{(*Other)(nil)},
		Run: func(pass *analysis.Pass) (any, error) {
			ran = true
			for file, want := range map[string]string{"p.go": "package p\n\nvar X int\n", "p.s": "asm\n", "ignored.txt": "ignored\n"} {
				if data, err := pass.ReadFile(name(file)); err != nil || string(data) != want {
					t.Errorf("ReadFile(%s) = %q, %v", file, data, err)
				}
			}
			if _, err := pass.ReadFile(name("secret")); err == nil || errors.Is(err, os.ErrNotExist) {
				t.Errorf("ReadFile of a file that is none of the package's: %v", err)
			}
			pass.ExportObjectFact(pass.Pkg.Scope().Lookup("X"), new(Other))
			pass.ExportPackageFact(new(Other))
			objects, packages := pass.AllObjectFacts(), pass.AllPackageFacts()
			if len(objects) != 1 || objects[0].Object.Name() != "X" || len(packages) != 1 || packages[0].Package != pass.Pkg {
				t.Errorf("all facts: %v, %v", objects, packages)
			}
			if pass.Module.Path != "m" || pass.Module.Version != "v1.0.0" || pass.Module.GoVersion != "1.26" {
				t.Errorf("module %+v", pass.Module)
			}
			return nil, nil
		},
	}}
	if u.run(t); u.status != 0 || !ran {
		t.Error(u.stderr)
	}
}

// TestOnlyFacts checks which analyzers run, and how often, if only facts are
// wanted.
func TestOnlyFacts(t *testing.T) {
	t.Parallel()
	runs := make(chan string, 10)
	analyzer := func(name string, facts []analysis.Fact, requires ...*analysis.Analyzer) *analysis.Analyzer {
		return &analysis.Analyzer{Name: name, Doc: name, FactTypes: facts, Requires: requires, Run: func(pass *analysis.Pass) (any, error) {
			runs <- name
			if len(pass.ResultOf) != len(requires) {
				t.Errorf("%s: %d results, want %d", name, len(pass.ResultOf), len(requires))
			}
			return nil, nil
		}}
	}
	base := analyzer("base", nil)
	facts := analyzer("facts", []analysis.Fact{(*Other)(nil)}, base)
	u := newUnitTest(t, "\n-- p.go --\npackage p\n")
	u.opts.Analyzers = []*analysis.Analyzer{analyzer("user", nil, facts, base), analyzer("plain", nil, base), facts}
	for vetxOnly, want := range map[bool]string{true: "base facts", false: "base facts plain user"} {
		u.cfg.VetxOnly = vetxOnly
		if u.run(t); u.status != 0 {
			t.Fatal(u.stderr)
		}
		var got []string
		for len(runs) > 0 {
			got = append(got, <-runs)
		}
		slices.Sort(got)
		if strings.Join(got, " ") != want {
			t.Errorf("ran %q, want %s", got, want)
		}
	}
}

func TestFailedPrerequisite(t *testing.T) {
	t.Parallel()
	base := &analysis.Analyzer{Name: "base", Doc: "base", Run: func(*analysis.Pass) (any, error) { return nil, errors.New("cannot") }}
	u := newUnitTest(t, "\n-- p.go --\npackage p\n")
	u.opts.Analyzers = []*analysis.Analyzer{{
		Name:     "user",
		Doc:      "user",
		Requires: []*analysis.Analyzer{base},
		Run:      func(*analysis.Pass) (any, error) { panic("must not run") },
	}}
	if want := "gopitfalls: user: failed prerequisites: base: cannot\n"; u.run(t).stderr != want || u.status != 1 {
		t.Errorf("status %d, %q, want %q", u.status, u.stderr, want)
	}
}

// TestTraces wants the counter-example of each finding beside it, whatever else an
// analyzer reports, and in which order.
func TestTraces(t *testing.T) {
	t.Parallel()
	u := newUnitTest(t, "\n-- p.go --\npackage p\n\nvar a, b, c int\n")
	u.opts.Analyzers = []*analysis.Analyzer{{
		Name:       "traces",
		Doc:        "traces",
		Requires:   report.Requires,
		ResultType: report.ResultType,
		Run: func(pass *analysis.Pass) (any, error) {
			r := report.New(pass)
			for _, name := range []string{"c", "b", "a"} {
				v := pass.Pkg.Scope().Lookup(name)
				f := report.Finding{Range: &ast.Ident{NamePos: v.Pos(), Name: name}, Category: "traces", Message: name}
				if name == "b" {
					pass.Report(analysis.Diagnostic{Pos: v.Pos(), Message: "b, by itself"})
				} else {
					f.Trace = []report.Step{{Message: "step of " + name}}
				}
				r.Report(f)
			}
			return r.Result(), nil
		},
	}}
	var got []string
	for _, d := range u.run(t, "-json").diagnostics(t, "traces") {
		line := d.Message
		for _, s := range d.Trace {
			line += ": " + s.Message
		}
		got = append(got, line)
	}
	if want := []string{"a: step of a", "b", "b, by itself", "c: step of c"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestTextOrder wants the findings of all analyzers by their positions.
func TestTextOrder(t *testing.T) {
	t.Parallel()
	u := newUnitTest(t, "\n-- a.go --\npackage p\n\nvar x, y int\n-- b.go --\npackage p\n\nvar z int\n")
	u.opts.Analyzers = nil
	for _, name := range []string{"second", "first"} {
		u.opts.Analyzers = append(u.opts.Analyzers, &analysis.Analyzer{Name: name, Doc: name, Run: func(pass *analysis.Pass) (any, error) {
			for _, v := range []string{"z", "y", "x"} {
				pass.Report(analysis.Diagnostic{Pos: pass.Pkg.Scope().Lookup(v).Pos(), Message: name})
			}
			return nil, nil
		}})
	}
	want := "a.go:3:5: first (first)\na.go:3:5: second (second)\na.go:3:8: first (first)\na.go:3:8: second (second)\nb.go:3:5: first (first)\nb.go:3:5: second (second)\n"
	if got := u.run(t).stderr; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
