package explore

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// corpus is the GOPATH that the packages of the tests lie in.
const corpus = "../../testdata"

// loadCorpus loads the packages that the tests explore, all at once.
var loadCorpus = sync.OnceValues(func() (map[string]*packages.Package, error) {
	root, err := filepath.Abs(corpus)
	if err != nil {
		return nil, err
	}
	env := append(os.Environ(), "GOPATH="+root, "GO111MODULE=off", "GOFLAGS=")
	return loadPackages(env, "explore/...", "abandonedsend/bad", "orphanrecv/bad")
})

// loadPackages loads packages by their import paths. What they import comes from
// export data, and is not analysed: facts of it do not matter here.
func loadPackages(env []string, patterns ...string) (map[string]*packages.Package, error) {
	list, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax, Env: env}, patterns...)
	if err != nil {
		return nil, err
	}
	pkgs := make(map[string]*packages.Package)
	for _, pkg := range list {
		if len(pkg.Errors) > 0 {
			return nil, fmt.Errorf("%s: %w", pkg.PkgPath, pkg.Errors[0])
		}
		pkg.Imports = nil
		pkgs[pkg.PkgPath] = pkg
	}
	return pkgs, nil
}

// load returns a package of the corpus.
func load(tb testing.TB, path string) *packages.Package {
	tb.Helper()
	pkgs, err := loadCorpus()
	if err != nil {
		tb.Fatal(err)
	}
	pkg := pkgs[path]
	if pkg == nil {
		tb.Fatalf("no package %s in the corpus", path)
	}
	return pkg
}

// explorePackage explores a package, in a pass of its own.
func explorePackage(tb testing.TB, pkg *packages.Package) (result *Result) {
	tb.Helper()
	pass(tb, pkg, func(p *analysis.Pass) { result = Of(p) }, Analyzer)
	return result
}

// programOf returns the program of a package's first world, and its roots.
func programOf(tb testing.TB, pkg *packages.Package) (p *program, roots []*ssa.Function) {
	tb.Helper()
	pass(tb, pkg, func(pass *analysis.Pass) {
		s := ssabuild.Of(pass).SSA()
		p = newProgram(s, s.Worlds()[0])
		roots = p.effects.Roots()
	}, ssabuild.Analyzer)
	return p, roots
}

// pass runs f in the pass of an analyzer.
func pass(tb testing.TB, pkg *packages.Package, f func(*analysis.Pass), requires ...*analysis.Analyzer) {
	tb.Helper()
	probe := &analysis.Analyzer{
		Name: "probe", Doc: "ask", Requires: requires,
		Run: func(pass *analysis.Pass) (any, error) {
			f(pass)
			return nil, nil
		},
	}
	graph, err := checker.Analyze([]*analysis.Analyzer{probe}, []*packages.Package{pkg}, nil)
	if err != nil {
		tb.Fatal(err)
	}
	for _, act := range graph.Roots {
		if act.Err != nil {
			tb.Fatal(act.Err)
		}
	}
}

// std is what sources written in tests may import.
var std = sync.OnceValues(func() (map[string]*types.Package, error) {
	pkgs, err := packages.Load(&packages.Config{Mode: packages.NeedName | packages.NeedTypes | packages.NeedImports | packages.NeedDeps},
		"context", "errors", "fmt", "io", "iter", "net", "os", "os/signal", "runtime", "slices", "strings", "sync", "sync/atomic", "testing", "time")
	if err != nil {
		return nil, err
	}
	m := map[string]*types.Package{"unsafe": types.Unsafe}
	packages.Visit(pkgs, nil, func(p *packages.Package) { m[p.PkgPath] = p.Types })
	return m, nil
})

// An importer imports from std.
type importer struct{}

func (importer) Import(path string) (*types.Package, error) {
	m, err := std()
	if err != nil {
		return nil, err
	}
	if pkg := m[path]; pkg != nil {
		return pkg, nil
	}
	return nil, fmt.Errorf("%s is not loaded", path)
}

// typeCheck returns the package of one file.
func typeCheck(src string) (*packages.Package, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	info := &types.Info{
		Types:        make(map[ast.Expr]types.TypeAndValue),
		Defs:         make(map[*ast.Ident]types.Object),
		Uses:         make(map[*ast.Ident]types.Object),
		Implicits:    make(map[ast.Node]types.Object),
		Instances:    make(map[*ast.Ident]types.Instance),
		Scopes:       make(map[ast.Node]*types.Scope),
		Selections:   make(map[*ast.SelectorExpr]*types.Selection),
		FileVersions: make(map[*ast.File]string),
	}
	sizes := types.SizesFor("gc", "amd64")
	pkg, err := (&types.Config{Importer: importer{}, Sizes: sizes}).Check("p", fset, []*ast.File{file}, info)
	if err != nil {
		return nil, err
	}
	return &packages.Package{
		ID: "p", Name: pkg.Name(), PkgPath: "p", Fset: fset,
		Syntax: []*ast.File{file}, Types: pkg, TypesInfo: info, TypesSizes: sizes,
	}, nil
}

// mustTypeCheck returns the package of one file.
func mustTypeCheck(tb testing.TB, src string) *packages.Package {
	tb.Helper()
	pkg, err := typeCheck(src)
	if err != nil {
		tb.Fatal(err)
	}
	return pkg
}

// rootNamed returns the root that is the function of a name, or nil.
func rootNamed(r *Result, name string) *Root {
	i := slices.IndexFunc(r.Roots, func(root *Root) bool { return root.Func.Name() == name })
	if i < 0 {
		return nil
	}
	return r.Roots[i]
}

// describe returns all that was found out about a root, in lines. No order in it
// is made up here.
func describe(fset *token.FileSet, r *Root) string {
	var b strings.Builder
	at := func(pos token.Pos) string {
		p := fset.Position(pos)
		return fmt.Sprintf("%s:%d:%d", filepath.Base(p.Filename), p.Line, p.Column)
	}
	fmt.Fprintf(&b, "%s: %d states, gave up: %v\n", r.Func.Name(), r.States, r.GaveUp)
	for _, st := range r.Stuck {
		fmt.Fprintf(&b, "\t%s: op %d, %d of %s, go at %s, left %d at %s in %v, sends %t\n",
			at(st.Pos), st.Op, st.Count, st.Root.Name(), at(st.Go), st.Leave.Kind, at(st.Leave.Pos), st.Leave.Func, st.Sends)
		for _, ch := range st.Chans {
			fmt.Fprintf(&b, "\t\tchannel of %s, capacity %d\n", at(ch.Make), ch.Cap)
		}
		for _, step := range st.Trace {
			fmt.Fprintf(&b, "\t\t%s: %s: %s\n", at(step.Pos), step.Goroutine, step.Message)
		}
	}
	return b.String()
}
