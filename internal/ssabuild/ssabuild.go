// Package ssabuild builds the SSA form of a package when the first check asks
// for it, once for all checks, and never for a package that no check wants.
//
// It stands in for x/tools' buildssa pass. That one requires ctrlflow, whose
// facts make every driver type-check and analyse every dependency, and it
// builds SSA whether or not anybody looks at it (golang/go#57131).
package ssabuild

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"sync/atomic"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/guard"
)

// Analyzer gives each check that requires it the package's SSA form, on demand.
var Analyzer = &analysis.Analyzer{
	Name:       "gopitfallsssa",
	Doc:        "build the SSA form of a package on demand",
	Requires:   []*analysis.Analyzer{noReturn},
	ResultType: guard.ResultType[*Package](),
	Run: guard.Engine(func(pass *analysis.Pass) (*Package, error) {
		nr := guard.Of[*noReturns](pass, noReturn)
		p := &Package{channels: guard.OnceValue(func() bool { return usesChannels(pass) })}
		p.build = guard.OnceValue(func() *SSA {
			p.built.Store(true)
			return build(pass, nr)
		})
		return p, nil
	}),
}

// A Package is a package whose SSA form can be had.
type Package struct {
	build    func() *SSA
	built    atomic.Bool
	channels func() bool
}

// Of returns the package of a pass whose analyzer requires [Analyzer].
func Of(pass *analysis.Pass) *Package { return guard.Of[*Package](pass, Analyzer) }

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
	info  *types.Info
	pass  *analysis.Pass

	worlds  func() []*World
	linkage func() linkage
	returns func(*ast.CallExpr) bool // whether control may go on behind a call
	ends    map[*types.Var]bool      // package variables whose function never returns
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
	s := &SSA{Pkg: pkg, Fset: pass.Fset, files: pass.Files, info: pass.TypesInfo, returns: nr.mayReturn, ends: nr.endsIn(), pass: pass}
	s.worlds = guard.OnceValue(s.makeWorlds)
	s.linkage = guard.OnceValue(s.findLinkage)
	return s
}

// functions returns the functions whose body is in the given files of the
// package: declared ones by their names, since the order of declarations says nothing,
// each followed by its literals and by the instances of generic functions that it asks
// for, and bodies of generic functions.
func (s *SSA) functions(files []*ast.File) []*ssa.Function {
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
			if !s.unreached(anon) {
				add(anon)
			}
		}
		for _, instance := range instances(fn) {
			add(instance)
		}
	}
	withTests := slices.ContainsFunc(files, s.isTest)
	add(s.Pkg.Func("init")) // initialisers of package variables, of all files
	funcs = slices.DeleteFunc(funcs, func(fn *ssa.Function) bool {
		return !withTests && inTestFile(s.Fset, fn.Pos())
	})
	var declared []*types.Func
	for _, file := range files {
		for _, decl := range file.Decls {
			if decl, ok := decl.(*ast.FuncDecl); ok {
				if fn, ok := s.info.Defs[decl.Name].(*types.Func); ok {
					declared = append(declared, fn)
				}
			}
		}
	}
	// Those of one name, init and _, stay in their order.
	slices.SortStableFunc(declared, func(x, y *types.Func) int { return cmp.Compare(x.FullName(), y.FullName()) })
	for _, fn := range declared {
		add(s.Pkg.Prog.FuncValue(fn))
	}
	return funcs
}

// instances returns the instances of generic functions that fn names. Those of
// other packages' generics have no body here.
func instances(fn *ssa.Function) []*ssa.Function {
	var list []*ssa.Function
	var buf [8]*ssa.Value
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			for _, op := range instr.Operands(buf[:0]) {
				if callee, ok := (*op).(*ssa.Function); ok && callee.Origin() != nil {
					list = append(list, callee)
				}
			}
		}
	}
	return list
}

// isTest reports whether a file is a _test.go file.
func (s *SSA) isTest(file *ast.File) bool { return inTestFile(s.Fset, file.Package) }

// inTestFile reports whether pos lies in a _test.go file.
func inTestFile(fset *token.FileSet, pos token.Pos) bool {
	return pos.IsValid() && strings.HasSuffix(fset.PositionFor(pos, false).Filename, "_test.go")
}
