package explore

import (
	"fmt"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/explore/code"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// corpus is the GOPATH that the packages of the tests lie in.
var corpus = checktest.Testdata()

// pass, typeCheck and mustTypeCheck are short names.
var (
	pass          = checktest.Pass
	typeCheck     = checktest.TypeCheck
	mustTypeCheck = checktest.Source
)

// loadCorpus loads the packages that the tests explore, all at once.
var loadCorpus = sync.OnceValues(func() (map[string]*packages.Package, error) {
	return loadPackages(checktest.Env(), "explore/...", "abandonedsend/bad", "orphanrecv/bad")
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
func programOf(tb testing.TB, pkg *packages.Package) (p *code.Program, roots []*ssa.Function) {
	tb.Helper()
	pass(tb, pkg, func(pass *analysis.Pass) {
		s := ssabuild.Of(pass).SSA()
		p = code.NewProgram(s, s.Worlds()[0], nil)
		roots = p.Effects.Roots()
	}, ssabuild.Analyzer)
	return p, roots
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
	if r.Client != nil {
		b.WriteString("client of ")
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
