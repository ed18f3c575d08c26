package vettool

import (
	"errors"
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

// TestTraces wants no counter-example beside the wrong diagnostic.
func TestTraces(t *testing.T) {
	t.Parallel()
	u := newUnitTest(t, "\n-- p.go --\npackage p\n")
	var traces [][]report.Step
	u.opts.Analyzers = []*analysis.Analyzer{{
		Name:       "traces",
		Doc:        "traces",
		ResultType: report.ResultType,
		Run: func(pass *analysis.Pass) (any, error) {
			for _, message := range []string{"a", "b"} {
				pass.Report(analysis.Diagnostic{Pos: pass.Files[0].Name.Pos(), Message: message})
			}
			return &report.Result{Traces: traces}, nil
		},
	}}
	step := []report.Step{{Message: "step"}}
	for want, list := range map[string][][]report.Step{
		"":   nil,
		"b":  {nil, step},
		"ab": {step, step},
		"-":  {step}, // one is not accounted for
	} {
		traces = list
		got := ""
		for _, d := range u.run(t, "-json").diagnostics(t, "traces") {
			if d.Trace != nil {
				got += d.Message
			}
		}
		if got != strings.Trim(want, "-") {
			t.Errorf("%d traces: those of %q, want %q", len(list), got, want)
		}
	}
}
