package stucklock

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/lockset"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// fix returns the unlock that is missing before the end of a path: where each path that ends
// there holds the lock, the function has locked it itself, the lock has the same name there, and
// what is returned needs no lock.
func (c *checker) fix(fn *ssa.Function, k lockset.Kept) []analysis.SuggestedFix {
	call, ok := k.At.(ssa.CallInstruction)
	if !ok || !k.Sure || !lockset.IsDirect(call) || k.At.Parent() != fn {
		return nil
	}
	lock := c.ssa.CallExpr(call)
	if lock == nil {
		return nil
	}
	sel, ok := lock.Fun.(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	unlock := "Unlock"
	if k.Read {
		unlock = "RUnlock"
	}
	text := types.ExprString(sel.X) + "." + unlock + "()"
	at := c.end(fn, k)
	edit := analysis.TextEdit{Pos: at.Pos(), End: at.Pos()}
	if !at.Pos().IsValid() || !c.same(sel.X, at.Pos()) || !stable(fn, sel.X) || defers(fn) {
		return nil
	}
	indent := strings.Repeat("\t", c.ssa.Fset.PositionFor(at.Pos(), false).Column-1)
	switch end := at.(type) {
	case *ast.ReturnStmt:
		if !c.first(end) || slices.ContainsFunc(end.Results, func(x ast.Expr) bool { return !c.constant(x) }) {
			return nil
		}
		edit.NewText = []byte(text + "\n" + indent)
	case ssabuild.Point:
		path := c.ssa.PathTo(at.Pos())
		i := slices.IndexFunc(path, func(n ast.Node) bool { b, ok := n.(*ast.BlockStmt); return ok && b.Rbrace == at.Pos() })
		if i < 0 || !c.ownBrace(path[i].(*ast.BlockStmt)) {
			return nil
		}
		edit.NewText = []byte("\t" + text + "\n" + indent)
	}
	return []analysis.SuggestedFix{{Message: "Unlock before", TextEdits: []analysis.TextEdit{edit}}}
}

// same reports whether the names in the expression of a lock mean the same at a place.
func (c *checker) same(x ast.Expr, pos token.Pos) bool {
	same := true
	ast.Inspect(x, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			same = same && c.same(n.X, pos)
			return false
		case *ast.Ident:
			scope := c.Pkg.Scope().Innermost(pos)
			if scope == nil {
				same = false
				return false
			}
			_, obj := scope.LookupParent(n.Name, pos)
			same = same && obj != nil && obj == c.ssa.ObjectOf(n)
		case *ast.ParenExpr, *ast.StarExpr, nil:
		default:
			same = false
		}
		return same
	})
	return same
}

// constant reports whether the value of an expression is the same with and without the lock.
func (c *checker) constant(x ast.Expr) bool {
	switch x := ast.Unparen(x).(type) {
	case *ast.BasicLit:
		return true
	case *ast.Ident:
		v, isVar := c.ssa.ObjectOf(x).(*types.Var)
		return !isVar || v.Parent() != c.Pkg.Scope() || ssabuild.IsError(v.Type())
	case *ast.SelectorExpr: // pkg.ErrX
		v, ok := c.ssa.ObjectOf(x.Sel).(*types.Var)
		return ok && !v.IsField() && ssabuild.IsError(v.Type())
	case *ast.UnaryExpr:
		return x.Op != token.ARROW && x.Op != token.AND && c.constant(x.X)
	case *ast.CallExpr:
		sel, ok := x.Fun.(*ast.SelectorExpr)
		if !ok {
			return false
		}
		fn, ok := c.ssa.ObjectOf(sel.Sel).(*types.Func)
		return ok && fn.Pkg() != nil && (fn.Pkg().Path() == "errors" || fn.Pkg().Path() == "fmt") &&
			!slices.ContainsFunc(x.Args, func(a ast.Expr) bool { return !c.constant(a) })
	}
	return false
}

// first reports whether a node is the first on its line: then its column is its indentation.
func (c *checker) first(n ast.Node) bool {
	pos := n.Pos()
	path := c.ssa.PathTo(pos)
	i := slices.IndexFunc(path, func(p ast.Node) bool { return p == n })
	if i < 0 || i+1 >= len(path) {
		return false
	}
	var list []ast.Stmt
	var opens token.Pos
	switch around := path[i+1].(type) {
	case *ast.BlockStmt:
		list, opens = around.List, around.Lbrace
	case *ast.CaseClause:
		list, opens = around.Body, around.Colon
	case *ast.CommClause:
		list, opens = around.Body, around.Colon
	default:
		return false
	}
	at := slices.IndexFunc(list, func(s ast.Stmt) bool { return ast.Node(s) == n })
	if at > 0 {
		opens = list[at-1].End()
	}
	return at >= 0 && c.line(opens) != c.line(pos)
}

// ownBrace reports whether a block ends on a line of its own.
func (c *checker) ownBrace(b *ast.BlockStmt) bool {
	return len(b.List) > 0 && c.line(b.List[len(b.List)-1].End()) != c.line(b.Rbrace)
}

// stable reports whether nothing on the way to a lock is assigned in a function.
func stable(fn *ssa.Function, x ast.Expr) bool {
	way := make(map[string]bool)
	for y := x; y != nil; {
		way[types.ExprString(y)] = true
		switch z := ast.Unparen(y).(type) {
		case *ast.SelectorExpr:
			y = z.X
		case *ast.StarExpr:
			y = z.X
		default:
			y = nil
		}
	}
	is := true
	ast.Inspect(callee.Declared(fn).Syntax(), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			is = is && (n.Tok == token.DEFINE || !slices.ContainsFunc(n.Lhs, func(l ast.Expr) bool { return way[types.ExprString(l)] }))
		case *ast.UnaryExpr:
			is = is && !(n.Op == token.AND && n.X != x && way[types.ExprString(n.X)])
		case *ast.RangeStmt:
			is = is && (n.Tok != token.ASSIGN || !way[types.ExprString(n.Key)] && (n.Value == nil || !way[types.ExprString(n.Value)]))
		}
		return is
	})
	return is
}

// defers reports whether a function defers something: it would run without the lock.
func defers(fn *ssa.Function) bool {
	return slices.ContainsFunc(fn.Blocks, func(b *ssa.BasicBlock) bool {
		return slices.ContainsFunc(b.Instrs, func(instr ssa.Instruction) bool { _, ok := instr.(*ssa.Defer); return ok })
	})
}

func (c *checker) line(pos token.Pos) int { return c.ssa.Fset.PositionFor(pos, false).Line }
