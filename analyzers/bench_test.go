package analyzers_test

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/gopitfalls/gopitfalls/analyzers"
	"github.com/gopitfalls/gopitfalls/internal/explore"
)

// BenchmarkSuite runs all checks over packages of which the go.mod says the version, type
// checking left out. What it counts is recorded in internal/dev/growth.
func BenchmarkSuite(b *testing.B) {
	fmt.Println("toolchain:", runtime.Version())
	for _, pattern := range []string{
		"github.com/rogpeppe/go-internal/...",
		"golang.org/x/sync/...",
		"golang.org/x/tools/...",
		"honnef.co/go/tools/...",
	} {
		pkgs := loadSuite(b, pattern)
		b.Run(strings.TrimSuffix(pattern, "/..."), func(b *testing.B) {
			b.ReportAllocs()
			states := 0
			count := &analysis.Analyzer{
				Name: "count", Doc: "count states", Requires: []*analysis.Analyzer{explore.Analyzer},
				Run: func(pass *analysis.Pass) (any, error) {
					result := explore.Of(pass)
					for _, list := range [][]*explore.Root{result.Roots, result.Clients} {
						for _, root := range list {
							states += root.States
						}
					}
					return nil, nil
				},
			}
			checks := append(analyzers.All(), count)
			for b.Loop() {
				for _, pkg := range pkgs { // one after the other: only so the bytes are the same each time
					if _, err := checker.Analyze(checks, []*packages.Package{pkg}, &checker.Options{Sequential: true}); err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric(float64(states)/float64(b.N), "states/op")
		})
	}
}

// loadSuite loads packages, without what they import: facts are not what is measured.
func loadSuite(b *testing.B, pattern string) []*packages.Package {
	b.Helper()
	list, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax, Env: os.Environ()}, pattern)
	if err != nil {
		b.Fatal(err)
	}
	var pkgs []*packages.Package
	for _, pkg := range list {
		if !pkg.IllTyped && len(pkg.Errors) == 0 { // others need a module that is not here
			pkg.Imports = nil
			pkgs = append(pkgs, pkg)
		}
	}
	if len(pkgs) == 0 {
		b.Fatalf("no package of %s is loaded", pattern)
	}
	return pkgs
}
