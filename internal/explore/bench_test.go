package explore

import (
	"os"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"

	"github.com/gopitfalls/gopitfalls/internal/explore/code"
	"github.com/gopitfalls/gopitfalls/internal/explore/cure"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// benchPackages are explored by the benchmarks, those of x/tools as one.
var benchPackages = []string{"context", "database/sql", "go/build", "net", "net/http", "os/exec", "golang.org/x/tools/..."}

// loadBench loads them, once.
var loadBench = sync.OnceValues(func() (map[string][]*packages.Package, error) {
	list, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax, Env: os.Environ()}, benchPackages...)
	if err != nil {
		return nil, err
	}
	pkgs := make(map[string][]*packages.Package)
	for _, pkg := range list {
		if pkg.IllTyped || len(pkg.Errors) > 0 {
			continue // a package of x/tools that needs a module which is not here
		}
		pkg.Imports = nil
		name := pkg.PkgPath
		if strings.HasPrefix(name, "golang.org/x/tools/") {
			name = "golang.org/x/tools/..."
		}
		pkgs[name] = append(pkgs[name], pkg)
	}
	return pkgs, nil
})

// BenchmarkExplore explores packages whose SSA form is built already.
func BenchmarkExplore(b *testing.B) {
	eachBench(b, func(b *testing.B, pkgs []*packages.Package) {
		var forms []*ssabuild.SSA
		for _, pkg := range pkgs {
			pass(b, pkg, func(p *analysis.Pass) {
				if ssabuild.Of(p).UsesChannels() {
					forms = append(forms, ssabuild.Of(p).SSA())
				}
			}, ssabuild.Analyzer)
		}
		b.ReportAllocs()
		states, found := 0, 0
		for b.Loop() {
			for _, s := range forms {
				for _, world := range s.Worlds() {
					p := code.NewProgram(s, world, nil)
					var list []*Root
					for _, fn := range p.Effects.Roots() {
						list = append(list, exploreRoot(p, fn))
					}
					cure.Find(p, curable(list))
					found += len(list)
					for _, r := range list {
						states += r.States
					}
				}
			}
		}
		b.ReportMetric(float64(states)/float64(b.N), "states/op")
		b.ReportMetric(float64(found)/float64(b.N), "roots/op")
	})
}

// BenchmarkSSA builds the SSA form of the same packages, for comparison.
func BenchmarkSSA(b *testing.B) {
	eachBench(b, func(b *testing.B, pkgs []*packages.Package) {
		b.ReportAllocs()
		for b.Loop() {
			for _, pkg := range pkgs {
				pass(b, pkg, func(p *analysis.Pass) {
					if ssabuild.Of(p).UsesChannels() {
						ssabuild.Of(p).SSA()
					}
				}, ssabuild.Analyzer)
			}
		}
	})
}

func eachBench(b *testing.B, bench func(b *testing.B, pkgs []*packages.Package)) {
	b.Helper()
	pkgs, err := loadBench()
	if err != nil {
		b.Fatal(err)
	}
	for _, name := range benchPackages {
		if len(pkgs[name]) == 0 {
			b.Errorf("%s is not loaded", name)
			continue
		}
		b.Run(strings.TrimSuffix(name, "/..."), func(b *testing.B) { bench(b, pkgs[name]) })
	}
}
