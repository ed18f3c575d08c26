package analyzers_test

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/analyzers"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/report"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// FuzzNoPanic runs all checks over any file that type-checks. They may find
// what they like but must come to an end. Seeds are the corpus and the tests of
// the Go compiler.
func FuzzNoPanic(f *testing.F) {
	patterns := []string{"../testdata/src/*/*/*.go"}
	if !testing.Short() {
		compiler := filepath.Join(checktest.GOROOT(), "test")
		patterns = append(patterns, filepath.Join(compiler, "*.go"), filepath.Join(compiler, "typeparam", "*.go"))
	}
	for _, pattern := range patterns {
		names, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, name := range names {
			if src, err := os.ReadFile(name); err == nil && len(src) < 1<<14 {
				f.Add(string(src))
			}
		}
	}
	f.Fuzz(func(t *testing.T, src string) {
		pkg, err := checktest.TypeCheck(src)
		if err != nil {
			t.Skip("does not type-check")
		}
		graph, err := checker.Analyze(append(analyzers.All(), engines), []*packages.Package{pkg}, nil)
		if err != nil {
			t.Fatal(err)
		}
		for act := range graph.All() {
			if err := checktest.Failure(act); err != nil {
				t.Error(err)
			}
		}
	})
}

// engines runs the engines over every value, whether or not a check would: most
// packages do not interest any.
var engines = &analysis.Analyzer{
	Name: "engines", Doc: "exercise the engines", Requires: []*analysis.Analyzer{ssabuild.Analyzer, flow.Analyzer},
	ResultType: report.ResultType,
	Run: report.Run(func(pass *analysis.Pass) (any, error) {
		s := ssabuild.Of(pass).SSA()
		for _, world := range s.Worlds() {
			flow := flow.Of(pass, world)
			for _, fn := range world.Funcs {
				for _, b := range fn.Blocks {
					for _, instr := range b.Instrs {
						if v, ok := instr.(ssa.Value); ok {
							flow.Sources(v)
							flow.Uses(v)
							flow.SamePlace(v, v)
							flow.Peel(v)
							flow.Origins(v)
							flow.LocalSources(v)
							flow.LocalUses(v)
						}
					}
				}
			}
		}
		return new(report.Result), nil
	}),
}
