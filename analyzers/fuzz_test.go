package analyzers_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/analyzers"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// FuzzNoPanic runs all checks over any file that type-checks. They may find
// what they like but must come to an end. Seeds are the corpus and the tests of
// the Go compiler.
func FuzzNoPanic(f *testing.F) {
	for _, pattern := range []string{
		"../testdata/src/*/*/*.go",
		filepath.Join(runtime.GOROOT(), "test", "*.go"),
		filepath.Join(runtime.GOROOT(), "test", "typeparam", "*.go"),
	} {
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
	imports := loadStd(f)
	f.Fuzz(func(t *testing.T, src string) {
		pkg := typeCheck(src, imports)
		if pkg == nil {
			t.Skip("does not type-check")
		}
		graph, err := checker.Analyze(append(analyzers.All(), engines), []*packages.Package{pkg}, nil)
		if err != nil {
			t.Fatal(err)
		}
		for act := range graph.All() {
			if act.Err != nil {
				t.Error(act.Err)
			}
		}
	})
}

// engines runs the engines over every value, whether or not a check would: most
// packages do not interest any.
var engines = &analysis.Analyzer{
	Name: "engines", Doc: "exercise the engines", Requires: []*analysis.Analyzer{ssabuild.Analyzer, flow.Analyzer},
	Run: func(pass *analysis.Pass) (any, error) {
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
		return nil, nil
	},
}

// An importMap imports packages that are loaded already.
type importMap map[string]*types.Package

func (m importMap) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if pkg := m[path]; pkg != nil {
		return pkg, nil
	}
	return nil, fmt.Errorf("%s is not loaded", path)
}

func loadStd(tb testing.TB) importMap {
	pkgs, err := packages.Load(&packages.Config{Mode: packages.NeedName | packages.NeedTypes | packages.NeedImports | packages.NeedDeps},
		"context", "errors", "fmt", "io", "log", "net", "net/http", "os", "os/exec", "reflect", "runtime", "runtime/debug", "strings", "sync", "syscall", "testing", "time")
	if err != nil {
		tb.Fatal(err)
	}
	m := make(importMap)
	packages.Visit(pkgs, nil, func(p *packages.Package) { m[p.PkgPath] = p.Types })
	return m
}

// typeCheck returns src as a package, or nil if it is none.
func typeCheck(src string, imports importMap) *packages.Package {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil || strings.Contains(src, `import "C"`) {
		return nil
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
	conf := &types.Config{Importer: imports, Sizes: sizes}
	pkg, err := conf.Check("p", fset, []*ast.File{file}, info)
	if err != nil {
		return nil
	}
	return &packages.Package{
		ID: "p", Name: pkg.Name(), PkgPath: "p", Fset: fset,
		Syntax: []*ast.File{file}, Types: pkg, TypesInfo: info, TypesSizes: sizes,
	}
}
