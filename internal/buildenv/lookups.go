package buildenv

import (
	"go/ast"
	"go/constant"
	"go/types"
	"slices"

	"github.com/gopitfalls/gopitfalls/internal/model"
)

// variable returns what a variable of another package leads to.
func (g *graph) variable(v *types.Var) kind {
	switch {
	case v.Pkg() == nil || v.Parent() != v.Pkg().Scope():
		return 0
	case model.VarHas(v, model.Lookup):
		return looks
	}
	if fact := g.facts[v.Pkg()]; fact != nil {
		k, _ := fact.of(v.Name())
		return k
	}
	return 0
}

// argument returns what a call passes for an operand, or nil.
func argument(call *ast.CallExpr, op model.Operand) ast.Expr {
	if op.Index >= len(call.Args) {
		return nil
	}
	return call.Args[op.Index]
}

// findOwn finds the types of std of which some value has a field set by which it
// looks up names in a way of its own. Of which values of the type that is true is
// not followed, so none of them counts in this package; what the field is set to
// counts for itself.
func (g *graph) findOwn() {
	for _, file := range g.files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CompositeLit:
				if g.hasOwn(n) {
					g.own[namedType(g.pass.TypesInfo.TypeOf(n)).Obj()] = true
				}
			case *ast.AssignStmt:
				for i, lhs := range n.Lhs {
					if sel, ok := ast.Unparen(lhs).(*ast.SelectorExpr); ok && g.isOwn(sel.X, sel.Sel, assigned(n, i)) {
						g.own[namedType(g.pass.TypesInfo.TypeOf(sel.X)).Obj()] = true
					}
				}
			}
			return true
		})
	}
}

// hasOwn reports whether a literal sets such a field.
func (g *graph) hasOwn(lit *ast.CompositeLit) bool {
	return slices.ContainsFunc(lit.Elts, func(elt ast.Expr) bool {
		kv, ok := elt.(*ast.KeyValueExpr)
		if !ok {
			return false
		}
		key, ok := kv.Key.(*ast.Ident)
		return ok && g.isOwn(lit, key, kv.Value)
	})
}

// isOwn reports whether a field of x is such a field and set to more than its zero
// value. The value is nil if it is not known.
func (g *graph) isOwn(x ast.Expr, field *ast.Ident, value ast.Expr) bool {
	named := namedType(g.pass.TypesInfo.TypeOf(x))
	return named != nil && model.FieldHas(named.Obj(), field.Name, model.OwnLookup) && !g.isZero(value)
}

// assigned returns what is assigned to the operand i on the left, or nil if that
// is one of several results.
func assigned(stmt *ast.AssignStmt, i int) ast.Expr {
	if len(stmt.Lhs) != len(stmt.Rhs) {
		return nil
	}
	return stmt.Rhs[i]
}

// isZero reports whether an expression is the constant false or nil.
func (g *graph) isZero(x ast.Expr) bool {
	if x == nil {
		return false
	}
	tv := g.pass.TypesInfo.Types[x]
	return tv.IsNil() || tv.Value != nil && tv.Value.Kind() == constant.Bool && !constant.BoolVal(tv.Value)
}
