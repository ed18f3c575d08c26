package stuckwait

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/lockset"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// fix returns the change that defers the Done at the end of a function: behind the Add, or where
// the function begins if others have added. It is the only Done of the function, which defers
// nothing else, and stands last but for a return of what is there already: so it is called no
// later than before.
func (u *undoer) fix(fn *ssa.Function, g lockset.Undone) []analysis.SuggestedFix {
	body := bodyOf(fn)
	done := u.onlyDone(body)
	if done == nil {
		return nil
	}
	i := slices.Index(body.List, ast.Stmt(done))
	if i < 1 || slices.ContainsFunc(body.List[i+1:], func(s ast.Stmt) bool { return !isPlainReturn(s) }) || u.line(body.List[i-1].End()) == u.line(done.Pos()) {
		return nil
	}
	group := done.X.(*ast.CallExpr).Fun.(*ast.SelectorExpr).X
	root, ok := rootOf(group)
	if !ok || u.ssa.ObjectOf(root) == nil || body.Pos() <= u.ssa.ObjectOf(root).Pos() && u.ssa.ObjectOf(root).Pos() < body.End() {
		return nil
	}
	first := body.List[0]
	at, text := first.Pos(), "defer "+types.ExprString(group)+".Done()\n"+u.indent(first)
	if g.At != nil {
		call, ok := g.At.(ssa.CallInstruction)
		if !ok {
			return nil
		}
		j := slices.IndexFunc(body.List, func(s ast.Stmt) bool {
			x, ok := s.(*ast.ExprStmt)
			return ok && x.X == ast.Expr(u.ssa.CallExpr(call))
		})
		if j < 0 || j >= i {
			return nil
		}
		at, text = body.List[j].End(), "\n"+u.indent(body.List[j])+"defer "+types.ExprString(group)+".Done()"
	}
	return []analysis.SuggestedFix{{Message: "Defer Done", TextEdits: []analysis.TextEdit{
		{Pos: at, End: at, NewText: []byte(text)},
		{Pos: body.List[i-1].End(), End: done.End()},
	}}}
}

func bodyOf(fn *ssa.Function) *ast.BlockStmt {
	switch syntax := fn.Syntax().(type) {
	case *ast.FuncDecl:
		return syntax.Body
	case *ast.FuncLit:
		return syntax.Body
	}
	return nil
}

// onlyDone returns the statement that calls Done, if there is one alone, and nothing is deferred.
func (u *undoer) onlyDone(body *ast.BlockStmt) (done *ast.ExprStmt) {
	if body == nil {
		return nil
	}
	calls, defers := 0, false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.DeferStmt:
			defers = true
		case *ast.SelectorExpr:
			if fn, ok := u.ssa.ObjectOf(n.Sel).(*types.Func); ok && model.Has(fn, model.WgDone) {
				calls++
			}
		case *ast.ExprStmt:
			if call, ok := n.X.(*ast.CallExpr); ok {
				if sel, ok := call.Fun.(*ast.SelectorExpr); ok {
					if fn, ok := u.ssa.ObjectOf(sel.Sel).(*types.Func); ok && model.Has(fn, model.WgDone) {
						done = n
					}
				}
			}
		}
		return true
	})
	if calls != 1 || defers {
		return nil
	}
	return done
}

// isPlainReturn reports whether a statement returns what needs no call.
func isPlainReturn(s ast.Stmt) bool {
	ret, ok := s.(*ast.ReturnStmt)
	return ok && !slices.ContainsFunc(ret.Results, func(x ast.Expr) bool {
		switch ast.Unparen(x).(type) {
		case *ast.Ident, *ast.BasicLit:
			return false
		}
		return true
	})
}

// rootOf returns the variable at which a selection of fields begins.
func rootOf(x ast.Expr) (*ast.Ident, bool) {
	for {
		switch y := ast.Unparen(x).(type) {
		case *ast.SelectorExpr:
			x = y.X
		case *ast.Ident:
			return y, true
		default:
			return nil, false
		}
	}
}

func (u *undoer) line(pos token.Pos) int { return u.ssa.Fset.PositionFor(pos, false).Line }

// indent returns the white space before a statement that is the first on its line.
func (u *undoer) indent(s ast.Stmt) string {
	return strings.Repeat("\t", u.ssa.Fset.PositionFor(s.Pos(), false).Column-1)
}
