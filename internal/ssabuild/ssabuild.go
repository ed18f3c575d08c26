// Package ssabuild builds the SSA form of a package when the first check asks
// for it, once for all checks, and never for a package that no check wants.
//
// It stands in for x/tools' buildssa pass. That one requires ctrlflow, whose
// facts make every driver type-check and analyse every dependency, and it
// builds SSA whether or not anybody looks at it (golang/go#57131).
package ssabuild

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"
)

// Analyzer gives each check that requires it the package's SSA form, on demand.
var Analyzer = &analysis.Analyzer{
	Name:       "gopitfallsssa",
	Doc:        "build the SSA form of a package on demand",
	Requires:   []*analysis.Analyzer{noReturn},
	ResultType: reflect.TypeFor[*Package](),
	Run: func(pass *analysis.Pass) (any, error) {
		nr := pass.ResultOf[noReturn].(*noReturns)
		p := new(Package)
		p.build = sync.OnceValue(func() *SSA {
			p.built.Store(true)
			return build(pass, nr)
		})
		return p, nil
	},
}

// A Package is a package whose SSA form can be had.
type Package struct {
	build func() *SSA
	built atomic.Bool
}

// Of returns the package of a pass whose analyzer requires [Analyzer].
func Of(pass *analysis.Pass) *Package { return pass.ResultOf[Analyzer].(*Package) }

// SSA returns the package's SSA form, which it builds at the first call. It may
// be called from several checks at once.
func (p *Package) SSA() *SSA { return p.build() }

// Built reports whether any check has asked for the SSA form.
func (p *Package) Built() bool { return p.built.Load() }

// An SSA is the SSA form of one package.
type SSA struct {
	Pkg   *ssa.Package
	Fset  *token.FileSet
	files []*ast.File

	// funcs are all functions whose body is in this package's files, in source
	// order: declared ones, literals behind the function that holds them, and
	// bodies of generic functions, each followed by its instances.
	funcs []*ssa.Function
}

func build(pass *analysis.Pass, nr *noReturns) *SSA {
	// With InstantiateGenerics the instances have bodies with concrete types;
	// the parameterised bodies are built too, for generics nobody instantiates
	// here.
	prog := ssa.NewProgram(pass.Fset, ssa.InstantiateGenerics)
	prog.SetNoReturn(nr.never)
	for _, imp := range pass.Pkg.Imports() {
		prog.CreatePackage(imp, nil, nil, true)
	}
	pkg := prog.CreatePackage(pass.Pkg, pass.Files, pass.TypesInfo, false)
	pkg.Build()
	s := &SSA{Pkg: pkg, Fset: pass.Fset, files: pass.Files}
	s.funcs = functions(pass, pkg)
	return s
}

// functions lists the functions with a body in the package.
func functions(pass *analysis.Pass, pkg *ssa.Package) []*ssa.Function {
	var funcs []*ssa.Function
	seen := make(map[*ssa.Function]bool)
	var add func(fn *ssa.Function)
	add = func(fn *ssa.Function) {
		if fn == nil || seen[fn] || fn.Blocks == nil {
			return
		}
		seen[fn] = true
		funcs = append(funcs, fn)
		for _, anon := range fn.AnonFuncs {
			add(anon)
		}
		var buf [8]*ssa.Value
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				for _, op := range instr.Operands(buf[:0]) {
					if callee, ok := (*op).(*ssa.Function); ok && callee.Origin() != nil {
						add(callee) // an instance; its body is built here only if the origin's is
					}
				}
			}
		}
	}
	add(pkg.Func("init")) // initialisers of package variables
	for _, file := range pass.Files {
		for _, decl := range file.Decls {
			if decl, ok := decl.(*ast.FuncDecl); ok {
				if fn, ok := pass.TypesInfo.Defs[decl.Name].(*types.Func); ok {
					add(pkg.Prog.FuncValue(fn))
				}
			}
		}
	}
	return funcs
}

// inTestFile reports whether pos lies in a _test.go file.
func inTestFile(fset *token.FileSet, pos token.Pos) bool {
	return pos.IsValid() && strings.HasSuffix(fset.PositionFor(pos, false).Filename, "_test.go")
}
