package cure

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/explore/witness"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// dones defers the Done that a function calls at its end, if that is the only one that it has.
//
//	if err != nil {                 defer wg.Done(), at its begin
//		return
//	}
//	wg.Done()                       nothing
func (o *operation) dones() []*candidate {
	if o.Op != witness.Join {
		return nil
	}
	var list []*candidate
	for _, call := range o.calls(model.WgDone) {
		s := o.spotOf(call.Pos(), func(stmt ast.Stmt) bool {
			_, isCall := stmt.(*ast.ExprStmt)
			return isCall
		})
		if s == nil || s.owner != ast.Node(s.body) || s.index == 0 {
			continue
		}
		done, ok := s.stmt.(*ast.ExprStmt).X.(*ast.CallExpr)
		if !ok || o.count(s.fn, done) != 1 {
			continue
		}
		if c := o.deferDone(s, done); c != nil {
			list = append(list, c)
		}
	}
	return list
}

// deferDone moves a call to the begin of its function, deferred.
func (o *operation) deferDone(s *spot, done *ast.CallExpr) *candidate {
	sel, ok := done.Fun.(*ast.SelectorExpr)
	first := o.spotOf(s.body.List[0].Pos(), func(stmt ast.Stmt) bool { return stmt == s.body.List[0] })
	if !ok || first == nil {
		return nil
	}
	pos := first.stmt.Pos()
	group := copied(o.p, sel.X, pos)
	if group == nil {
		return nil
	}
	text := types.ExprString(done.Fun) + "()"
	deferred := &ast.DeferStmt{Defer: pos, Call: called(selector(group, sel.Sel.Name, pos), pos)}
	body := slices.Delete(slices.Clone(s.body.List), s.index, s.index+1)
	c := &candidate{
		kind:     witness.Defer,
		remedies: []string{fmt.Sprintf("defer the %s of line %d", text, o.p.SSA.Position(done.Pos()).Line), "defer " + text},
		change:   ssabuild.Change{s.body: withList(s.body, slices.Insert(body, 0, ast.Stmt(deferred)))},
	}
	add, ok := o.before(first, "defer "+text)
	remove, ok2 := o.ownLine(s)
	if ok && ok2 {
		c.fix = &analysis.SuggestedFix{Message: "Call Done by defer", TextEdits: []analysis.TextEdit{add, remove}}
	}
	return c
}

// count returns how often a function does what a call does, as far as its text tells.
func (o *operation) count(fn ast.Node, call *ast.CallExpr) (n int) {
	ast.Inspect(fn, func(x ast.Node) bool {
		if other, ok := x.(*ast.CallExpr); ok && types.ExprString(other.Fun) == types.ExprString(call.Fun) {
			n++
		}
		return true
	})
	return n
}
