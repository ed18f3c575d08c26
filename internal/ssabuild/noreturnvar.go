package ssabuild

import (
	"go/ast"
	"go/token"
	"go/types"
	"iter"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
)

// packageVars yields the package variables that start with a value of their own.
func packageVars(files []*ast.File) iter.Seq2[*ast.Ident, ast.Expr] {
	return func(yield func(*ast.Ident, ast.Expr) bool) {
		for _, file := range files {
			for _, decl := range file.Decls {
				gen, ok := decl.(*ast.GenDecl)
				if !ok || gen.Tok != token.VAR {
					continue
				}
				for _, spec := range gen.Specs {
					spec := spec.(*ast.ValueSpec)
					for i, name := range spec.Names {
						if len(spec.Values) == len(spec.Names) && !yield(name, spec.Values[i]) {
							return
						}
					}
				}
			}
		}
	}
}

// findVars finds the package variables that hold a function which may never return, and to
// which nothing but a test assigns another, so as to see what would end the program.
//
//	var exit = os.Exit
func (n *noReturns) findVars() {
	n.vars = make(map[*types.Var]*types.Func)
	for name, value := range packageVars(n.pass.Files) {
		v, ok := n.pass.TypesInfo.Defs[name].(*types.Var)
		if !ok {
			continue
		}
		if fn := callee.In(n.pass.TypesInfo, &ast.CallExpr{Fun: value}); fn != nil && (n.candidates[fn] != nil || n.never(fn)) {
			n.vars[v] = fn
		}
	}
	if len(n.vars) == 0 {
		return
	}
	for _, file := range n.pass.Files {
		if !inTestFile(n.pass.Fset, file.Package) {
			ast.Inspect(file, n.forgetAssigned)
		}
	}
}

// forgetAssigned forgets the variables to which something is assigned, or that have an address.
func (n *noReturns) forgetAssigned(node ast.Node) bool {
	forget := func(e ast.Expr) {
		if id, ok := ast.Unparen(e).(*ast.Ident); ok {
			if v, ok := n.pass.TypesInfo.Uses[id].(*types.Var); ok {
				delete(n.vars, v)
			}
		}
	}
	switch node := node.(type) {
	case *ast.AssignStmt:
		for _, lhs := range node.Lhs {
			forget(lhs)
		}
	case *ast.UnaryExpr:
		if node.Op == token.AND {
			forget(node.X)
		}
	}
	return true
}

// endsIn returns the package variables that hold a function which never returns.
func (n *noReturns) endsIn() map[*types.Var]bool {
	var ends map[*types.Var]bool
	for v, fn := range n.vars {
		if n.never(fn) {
			if ends == nil {
				ends = make(map[*types.Var]bool)
			}
			ends[v] = true
		}
	}
	return ends
}

// NeverReturns reports whether a call of the function in a package variable never comes back.
//
//	t0 = *exit
//	t1 = t0(1)
func (w *World) NeverReturns(call *ssa.CallCommon) bool {
	load, ok := call.Value.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return false
	}
	global, ok := load.X.(*ssa.Global)
	if !ok {
		return false
	}
	v, ok := global.Object().(*types.Var)
	return ok && w.ends[v]
}
