package cure

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/explore/witness"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// maxContexts is how many contexts in scope are tried.
const maxContexts = 2

// cases returns selects that end with a context which is in scope: the operation becomes
// one of two cases, or a select gets another.
//
//	select {
//	case results <- r:
//	case <-ctx.Done():
//		return
//	}
func (o *operation) cases() []*candidate {
	var list []*candidate
	vars := o.inScope(o.Pos, func(v *types.Var) bool { return ssabuild.IsContext(v.Type()) })
	for _, v := range vars[:min(len(vars), maxContexts)] {
		if c := o.withCase(v.Name()); c != nil {
			list = append(list, c)
		}
	}
	return list
}

func (o *operation) withCase(ctx string) *candidate {
	done := "case <-" + ctx + ".Done()"
	c := &candidate{kind: witness.Case}
	var node ast.Node
	switch o.Op {
	case witness.Send:
		c.remedies = []string{"send in a select with " + done, "select on " + ctx + ".Done() too"}
		node, c.change, c.fix = o.sendCase(ctx)
	case witness.Receive:
		c.remedies = []string{"receive in a select with " + done, "select on " + ctx + ".Done() too"}
		node, c.change, c.fix = o.receiveCase(ctx)
	case witness.Range:
		c.remedies = []string{"receive in a select with " + done, "select on " + ctx + ".Done() too"}
		node, c.change = o.rangeCase(ctx)
	case witness.Select:
		c.remedies = []string{"add " + done, "select on " + ctx + ".Done() too"}
		node, c.change = o.selectCase(ctx)
	}
	if node == nil {
		return nil
	}
	return c
}

// clause returns the case that ends the function, and its lines in the text, or nil if it
// is not known what the function would return. The body is empty if nothing follows.
func (o *operation) clause(s *spot, ctx string) (clause *ast.CommClause, lines []string) {
	pos := s.stmt.Pos()
	done := func(name string) ast.Expr {
		return called(selector(&ast.Ident{NamePos: pos, Name: ctx}, name, pos), pos)
	}
	clause = &ast.CommClause{Case: pos, Colon: pos, Comm: &ast.ExprStmt{X: &ast.UnaryExpr{OpPos: pos, Op: token.ARROW, X: done("Done")}}}
	lines = []string{"case <-" + ctx + ".Done():"}
	results := s.typ.Results
	switch {
	case s.last():
	case results.NumFields() == 0:
		clause.Body = []ast.Stmt{&ast.ReturnStmt{Return: pos}}
		lines = append(lines, "\treturn")
	case results.NumFields() == 1 && o.isError(results.List[0].Type):
		clause.Body = []ast.Stmt{&ast.ReturnStmt{Return: pos, Results: []ast.Expr{done("Err")}}}
		lines = append(lines, "\treturn "+ctx+".Err()")
	default:
		return nil, nil
	}
	return clause, lines
}

func (o *operation) isError(x ast.Expr) bool {
	t := o.p.SSA.TypeOf(x)
	return t != nil && ssabuild.IsError(t)
}

// last reports whether the function returns when the statement is done: it is the last one.
func (s *spot) last() bool {
	return s.owner == ast.Node(s.body) && s.index == len(s.body.List)-1 && s.typ.Results == nil
}

// selects returns a select of two cases.
func selects(pos token.Pos, first *ast.CommClause, second *ast.CommClause) *ast.SelectStmt {
	return &ast.SelectStmt{Select: pos, Body: &ast.BlockStmt{Lbrace: pos, List: []ast.Stmt{first, second}, Rbrace: pos}}
}

// sendCase puts a send into a select.
func (o *operation) sendCase(ctx string) (ast.Node, ssabuild.Change, *analysis.SuggestedFix) {
	s := o.spotOf(o.Pos, func(stmt ast.Stmt) bool {
		send, ok := stmt.(*ast.SendStmt)
		return ok && send.Arrow == o.Pos
	})
	if s == nil {
		return nil, nil, nil
	}
	send := *s.stmt.(*ast.SendStmt)
	return o.inSelect(s, ctx, &send)
}

// receiveCase puts a receive that is a statement into a select.
//
//	<-done                         case <-done:
func (o *operation) receiveCase(ctx string) (ast.Node, ssabuild.Change, *analysis.SuggestedFix) {
	s := o.spotOf(o.Pos, func(stmt ast.Stmt) bool {
		switch stmt := stmt.(type) {
		case *ast.ExprStmt:
			return o.isReceive(stmt.X)
		case *ast.AssignStmt:
			return len(stmt.Rhs) == 1 && o.isReceive(stmt.Rhs[0])
		}
		return false
	})
	if s == nil {
		return nil, nil, nil
	}
	switch stmt := s.stmt.(type) {
	case *ast.ExprStmt:
		comm := *stmt
		return o.inSelect(s, ctx, &comm)
	case *ast.AssignStmt:
		comm := *stmt
		if stmt.Tok != token.DEFINE {
			return o.inSelect(s, ctx, &comm)
		}
		// What is behind it goes into the case, with what it declares.
		rest := listOf(s.owner)[s.index+1:]
		clause, _ := o.clause(s, ctx)
		if clause == nil || slices.ContainsFunc(rest, jumps) {
			return nil, nil, nil
		}
		pos := stmt.Pos()
		sel := selects(pos, &ast.CommClause{Case: pos, Comm: &comm, Colon: pos, Body: rest}, clause)
		return s.owner, ssabuild.Change{s.owner: s.instead(1+len(rest), sel)}, nil
	}
	return nil, nil, nil
}

func (o *operation) isReceive(x ast.Expr) bool {
	u, ok := ast.Unparen(x).(*ast.UnaryExpr)
	return ok && u.OpPos == o.Pos
}

// inSelect replaces a statement by a select of which it is a case.
func (o *operation) inSelect(s *spot, ctx string, comm ast.Stmt) (ast.Node, ssabuild.Change, *analysis.SuggestedFix) {
	clause, lines := o.clause(s, ctx)
	if clause == nil {
		return nil, nil, nil
	}
	pos := comm.Pos()
	sel := selects(pos, &ast.CommClause{Case: pos, Comm: comm, Colon: pos}, clause)
	change := ssabuild.Change{s.owner: s.instead(1, sel)}
	if o.line(comm.Pos()) != o.line(comm.End()) {
		return s.owner, change, nil // its lines would have to be moved
	}
	rest, ok := o.behind(s, append(lines, "}")...)
	if !ok {
		return s.owner, change, nil
	}
	open := insert(comm.Pos(), "select {\n"+o.indented(s, []string{"case "})[0])
	edits := []analysis.TextEdit{open, insert(comm.End(), ":"), rest}
	if rest.Pos == comm.End() {
		edits = []analysis.TextEdit{open, insert(comm.End(), ":"+string(rest.NewText))}
	}
	return s.owner, change, &analysis.SuggestedFix{Message: "Wait for " + ctx + ".Done() too", TextEdits: edits}
}

// selectCase adds a case to a select.
func (o *operation) selectCase(ctx string) (ast.Node, ssabuild.Change) {
	s := o.spotOf(o.Pos, func(stmt ast.Stmt) bool {
		sel, ok := stmt.(*ast.SelectStmt)
		return ok && sel.Select == o.Pos
	})
	if s == nil {
		return nil, nil
	}
	clause, _ := o.clause(s, ctx)
	if clause == nil {
		return nil, nil
	}
	sel := s.stmt.(*ast.SelectStmt)
	body := *sel.Body
	body.List = append(slices.Clip(body.List), clause)
	return sel, ssabuild.Change{sel.Body: &body}
}

// rangeCase makes an endless loop over a select of a range over a channel.
//
//	for v := range c {...}         for { select { case v := <-c: ...; case <-ctx.Done(): return } }
func (o *operation) rangeCase(ctx string) (ast.Node, ssabuild.Change) {
	s := o.spotOf(o.Pos, func(stmt ast.Stmt) bool {
		r, ok := stmt.(*ast.RangeStmt)
		return ok && r.For == o.Pos
	})
	if s == nil {
		return nil, nil
	}
	loop := s.stmt.(*ast.RangeStmt)
	clause, _ := o.clause(s, ctx)
	if clause == nil || slices.ContainsFunc(loop.Body.List, jumps) {
		return nil, nil
	}
	pos := loop.For
	const goesOn = "goesOn"
	ok := &ast.Ident{NamePos: pos, Name: goesOn}
	key, tok := loop.Key, loop.Tok
	if key == nil {
		key, tok = &ast.Ident{NamePos: pos, Name: "_"}, token.DEFINE
	}
	if tok != token.DEFINE {
		return nil, nil
	}
	receive := &ast.AssignStmt{
		Lhs: []ast.Expr{key, ok}, TokPos: pos, Tok: token.DEFINE,
		Rhs: []ast.Expr{&ast.UnaryExpr{OpPos: pos, Op: token.ARROW, X: loop.X}},
	}
	// A channel that is closed ends the loop, and what is behind it goes on.
	label := func() *ast.Ident { return &ast.Ident{NamePos: pos, Name: "behindTheRange"} }
	ends := &ast.IfStmt{
		If: pos, Cond: &ast.UnaryExpr{OpPos: pos, Op: token.NOT, X: &ast.Ident{NamePos: pos, Name: goesOn}},
		Body: &ast.BlockStmt{Lbrace: pos, List: []ast.Stmt{&ast.BranchStmt{TokPos: pos, Tok: token.BREAK, Label: label()}}, Rbrace: pos},
	}
	clause.Body = []ast.Stmt{&ast.BranchStmt{TokPos: pos, Tok: token.BREAK, Label: label()}}
	if !s.last() {
		if again, _ := o.clause(s, ctx); again != nil {
			clause.Body = again.Body
		}
	}
	body := append([]ast.Stmt{ends}, loop.Body.List...)
	endless := &ast.LabeledStmt{Label: label(), Colon: pos, Stmt: &ast.ForStmt{
		For:  pos,
		Body: &ast.BlockStmt{Lbrace: pos, List: []ast.Stmt{selects(pos, &ast.CommClause{Case: pos, Comm: receive, Colon: pos, Body: body}, clause)}, Rbrace: loop.Body.Rbrace},
	}}
	return s.owner, ssabuild.Change{s.owner: s.instead(1, endless)}
}

// jumps reports whether a statement may leave the loop, switch or select around it by a
// break, or go to a label: in a case of a select it would go elsewhere.
func jumps(stmt ast.Stmt) bool {
	found := false
	ast.Inspect(stmt, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
			return !found && n != nil && labelled(n, &found)
		case *ast.BranchStmt:
			found = found || n.Tok == token.BREAK || n.Label != nil
		case *ast.LabeledStmt:
			found = true
		}
		return !found
	})
	return found
}

// labelled looks in a statement of which a break ends itself for jumps to labels.
func labelled(n ast.Node, found *bool) bool {
	ast.Inspect(n, func(n ast.Node) bool {
		if b, ok := n.(*ast.BranchStmt); ok && b.Label != nil {
			*found = true
		}
		_, isLabel := n.(*ast.LabeledStmt)
		*found = *found || isLabel
		return !*found
	})
	return false
}
