package ssabuild

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/cfg"
	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/guard"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// noReturn finds the functions that never return to their caller, so that the
// blocks after a call of them are dead in SSA. Unlike x/tools' ctrlflow, which
// learns of os.Exit and log.Fatal from facts of the standard library, it knows
// those from the model: not every driver provides such facts, and findings must
// not depend on the driver.
var noReturn = &analysis.Analyzer{
	Name:       "gopitfallsnoreturn",
	Doc:        "find functions that never return",
	Run:        guard.Engine(runNoReturn),
	FactTypes:  []analysis.Fact{new(NoReturn)},
	ResultType: guard.ResultType[*noReturns](),
}

// A NoReturn fact says that a function never returns to its caller.
type NoReturn struct{}

func (*NoReturn) AFact()         {}
func (*NoReturn) String() string { return "noReturn" }

// noReturns is the result of the noReturn analyzer.
type noReturns struct {
	pass       *analysis.Pass
	candidates map[*types.Func]*candidate
	order      []*candidate               // in source order
	vars       map[*types.Var]*types.Func // what package variables hold
}

// A candidate is a function of this package that may never return.
type candidate struct {
	fn      *types.Func
	decl    *ast.FuncDecl
	never   bool
	callers []*candidate // those that may never return if it does not
}

func runNoReturn(pass *analysis.Pass) (*noReturns, error) {
	n := &noReturns{pass: pass, candidates: make(map[*types.Func]*candidate)}
	if model.IsStd(pass.Pkg.Path()) {
		return n, nil // the model speaks for it
	}
	for _, file := range pass.Files {
		for _, decl := range file.Decls {
			if decl, ok := decl.(*ast.FuncDecl); ok && mayNeverReturn(decl) {
				if fn, ok := pass.TypesInfo.Defs[decl.Name].(*types.Func); ok {
					c := &candidate{fn: fn, decl: decl}
					n.candidates[fn] = c
					n.order = append(n.order, c)
				}
			}
		}
	}
	n.findVars()
	n.solve()
	for _, c := range n.order {
		if c.never && c.fn.Exported() {
			pass.ExportObjectFact(c.fn, new(NoReturn))
		}
	}
	return n, nil
}

// solve finds out which candidates never return: a least fixpoint, so those that
// do nothing but call each other are taken to return. (MayExportFacts does the
// same by names.)
func (n *noReturns) solve() {
	work := slices.Clone(n.order)
	for len(work) > 0 {
		c := work[0]
		work = work[1:]
		if c.never {
			continue
		}
		graph := cfg.New(c.decl.Body, func(call *ast.CallExpr) bool {
			if fn := n.named(call); fn != nil {
				if to := n.candidates[fn]; to != nil && !to.never && !slices.Contains(to.callers, c) {
					to.callers = append(to.callers, c)
				}
			}
			return n.mayReturn(call)
		})
		if c.never = graph.NoReturn(); c.never {
			work = append(work, c.callers...)
		}
	}
}

// MayExportFacts reports whether, from syntax alone, a package may hold a
// function about which a fact is exported. imported tells whether a package that it
// imports has such a fact about a function of that name.
func MayExportFacts(files []*ast.File, imported func(name string) bool) bool {
	var candidates []*ast.FuncDecl
	for _, file := range files {
		for _, decl := range file.Decls {
			if decl, ok := decl.(*ast.FuncDecl); ok && mayNeverReturn(decl) {
				candidates = append(candidates, decl)
			}
		}
	}
	if len(candidates) == 0 {
		return false
	}
	ends := func(name string) bool { return imported(name) || name == "panic" || model.Names(name, model.NoReturn) }
	vars := make(map[string]bool) // variables that hold something of such a name
	for name, value := range packageVars(files) {
		if ends(nameOf(value)) {
			vars[name.Name] = true
		}
	}
	known := make(map[string]bool) // candidates that end in something that never returns
	for changed := true; changed; {
		changed = false
		for _, decl := range candidates {
			if !known[decl.Name.Name] && holdsEnd(decl, func(name string) bool { return ends(name) || vars[name] || known[name] }) {
				known[decl.Name.Name], changed = true, true
				if decl.Name.IsExported() {
					return true
				}
			}
		}
	}
	return false
}

// holdsEnd reports whether a body holds something after which control does not
// go on: an endless loop, an empty select, a jump, or a call of a function
// whose name satisfies ends.
func holdsEnd(decl *ast.FuncDecl, ends func(name string) bool) bool {
	found := false
	ast.Inspect(decl.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ForStmt:
			found = found || n.Cond == nil
		case *ast.SelectStmt:
			found = found || len(n.Body.List) == 0
		case *ast.BranchStmt:
			found = found || n.Tok == token.GOTO
		case *ast.CallExpr:
			found = found || ends(calleeName(n))
		}
		return !found
	})
	return found
}

func calleeName(call *ast.CallExpr) string { return nameOf(call.Fun) }

// nameOf returns the name by which an expression speaks of a function, or "".
func nameOf(fun ast.Expr) string {
	fun = ast.Unparen(fun)
	switch index := fun.(type) {
	case *ast.IndexExpr:
		fun = index.X
	case *ast.IndexListExpr:
		fun = index.X
	}
	switch fun := fun.(type) {
	case *ast.Ident:
		return fun.Name
	case *ast.SelectorExpr:
		return fun.Sel.Name
	}
	return ""
}

// mayNeverReturn rejects, by a look at its syntax, nearly every function that
// returns: one with a return statement, and one whose end is plainly reached.
func mayNeverReturn(decl *ast.FuncDecl) bool {
	if decl.Body == nil || len(decl.Body.List) == 0 {
		return false
	}
	switch last := decl.Body.List[len(decl.Body.List)-1].(type) {
	case *ast.ExprStmt:
		if _, ok := last.X.(*ast.CallExpr); !ok {
			return false
		}
	case *ast.ForStmt:
		if last.Cond != nil {
			return false
		}
	case *ast.IfStmt:
		if last.Else == nil {
			return false
		}
	case *ast.SelectStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.BlockStmt, *ast.LabeledStmt, *ast.BranchStmt:
	default:
		return false
	}
	returns := false
	ast.Inspect(decl.Body, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			returns = true
		}
		return !returns
	})
	return !returns
}

// never reports whether a function never returns.
func (n *noReturns) never(fn *types.Func) bool {
	fn = fn.Origin()
	if model.Has(fn, model.NoReturn) {
		return true
	}
	if c, ok := n.candidates[fn]; ok {
		return c.never
	}
	return fn.Pkg() != n.pass.Pkg && fn.Pkg() != nil && !model.IsStd(fn.Pkg().Path()) &&
		n.pass.ImportObjectFact(fn, new(NoReturn))
}

func (n *noReturns) mayReturn(call *ast.CallExpr) bool {
	if b, ok := typeutil.Callee(n.pass.TypesInfo, call).(*types.Builtin); ok {
		return b.Name() != "panic"
	}
	fn := n.named(call)
	return fn == nil || !n.never(fn)
}

// named returns the function that a call names, or that the variable holds which it names.
func (n *noReturns) named(call *ast.CallExpr) *types.Func {
	if v, ok := typeutil.Callee(n.pass.TypesInfo, call).(*types.Var); ok {
		return n.vars[v]
	}
	return callee.In(n.pass.TypesInfo, call)
}

// unreached reports whether a literal stands where control never comes, as after
// t.Skip(): what it uses was set there, too, and is gone with the instructions that
// make it. (Nothing makes one that is assigned to _ either, which may be used.)
func (s *SSA) unreached(literal *ssa.Function) bool {
	if refs := literal.Referrers(); refs == nil || len(*refs) > 0 {
		return false
	}
	var body *ast.BlockStmt
	switch parent := literal.Parent().Syntax().(type) {
	case *ast.FuncDecl:
		body = parent.Body
	case *ast.FuncLit:
		body = parent.Body
	}
	if body == nil || literal.Syntax() == nil {
		return false // of an initialiser, or the body of a range over a function
	}
	for _, block := range cfg.New(body, s.returns).Blocks {
		for _, node := range block.Nodes {
			if block.Live && node.Pos() <= literal.Syntax().Pos() && literal.Syntax().End() <= node.End() {
				return false
			}
		}
	}
	return true
}
