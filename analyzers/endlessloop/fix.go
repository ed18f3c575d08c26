package endlessloop

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/endless"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/report"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// fixes returns the change that lets control leave a loop, if it is plain what that is.
func fixes(pass *analysis.Pass, s *ssabuild.SSA, l endless.Loop, pos token.Pos) []analysis.SuggestedFix {
	var message string
	var edits []analysis.TextEdit
	switch l.Kind {
	case endless.Done:
		message, edits = leaveLoop(s, pos)
	case endless.Accept:
		message, edits = leaveWhenClosed(pass, s, pos)
	case endless.Retry, endless.Context:
		message, edits = sleepWithContext(s, l, pos)
	}
	if len(edits) == 0 {
		return nil
	}
	return []analysis.SuggestedFix{{Message: message, TextEdits: edits}}
}

// around is what stands around a position.
type around struct {
	path    []ast.Node
	fn      *ast.FuncType
	body    *ast.BlockStmt
	loop    *ast.ForStmt // the innermost one
	label   *ast.LabeledStmt
	clause  *ast.CommClause // the innermost one, in the loop
	results int
}

// look returns what stands around a position, false if there is no function and loop.
func look(s *ssabuild.SSA, pos token.Pos) (a around, ok bool) {
	a.path = s.PathTo(pos)
	for i, n := range a.path {
		switch n := n.(type) {
		case *ast.CommClause:
			if a.clause == nil && a.loop == nil {
				a.clause = n
			}
		case *ast.RangeStmt:
			if a.loop == nil {
				return a, false
			}
		case *ast.ForStmt:
			if a.loop == nil {
				a.loop = n
				a.label, _ = a.path[i+1].(*ast.LabeledStmt)
			}
		case *ast.FuncLit:
			a.fn, a.body = n.Type, n.Body
		case *ast.FuncDecl:
			a.fn, a.body = n.Type, n.Body
		}
		if a.fn != nil {
			break
		}
	}
	if a.fn == nil || a.loop == nil {
		return a, false
	}
	a.results = a.fn.Results.NumFields()
	return a, true
}

// leaveLoop ends the clause of a context that is done by leaving the loop: by a return if
// nothing stands behind it, else by a break with its label.
func leaveLoop(s *ssabuild.SSA, pos token.Pos) (string, []analysis.TextEdit) {
	a, ok := look(s, pos)
	if !ok || a.clause == nil {
		return "", nil
	}
	leave, ok := endOf(s, a)
	if !ok {
		return "", nil
	}
	last := a.body.List[len(a.body.List)-1]
	isLast := last == ast.Stmt(a.loop) || a.label != nil && last == ast.Stmt(a.label)
	if a.results == 0 && isLast {
		return "Return instead", []analysis.TextEdit{leave("return")}
	}
	if a.loop.Cond == nil && a.results > 0 && isLast { // the function would need a return behind the loop
		ctx := doneOf(a.clause)
		if ctx == "" || a.results > 1 || !ssabuild.IsError(s.TypeOf(a.fn.Results.List[0].Type)) {
			return "", nil
		}
		return "Return the context's error", []analysis.TextEdit{leave("return " + ctx + ".Err()")}
	}
	if a.label != nil {
		return "Leave the loop", []analysis.TextEdit{leave("break " + a.label.Label.Name)}
	}
	if hasLabel(a.body, newLabel) {
		return "", nil
	}
	return "Leave the loop", []analysis.TextEdit{
		{Pos: a.loop.Pos(), End: a.loop.Pos(), NewText: []byte(newLabel + ":\n")},
		leave("break " + newLabel),
	}
}

// endOf returns how to put a statement at the end of a clause, in place of a break or continue
// or behind the comment of the last line; false if control may leave the clause before.
func endOf(s *ssabuild.SSA, a around) (leave func(stmt string) analysis.TextEdit, ok bool) {
	to := a.clause.Colon + 1
	for i, stmt := range a.clause.Body {
		to = stmt.End()
		if branch, ok := stmt.(*ast.BranchStmt); ok && branch.Label == nil && i == len(a.clause.Body)-1 {
			return func(text string) analysis.TextEdit {
				return analysis.TextEdit{Pos: stmt.Pos(), End: to, NewText: []byte(text)}
			}, true
		} else if branches(stmt) {
			return nil, false
		}
	}
	if c := s.CommentBehind(to); c != nil {
		to = c.End()
	}
	return func(text string) analysis.TextEdit {
		return analysis.TextEdit{Pos: to, End: to, NewText: []byte("\n" + text)}
	}, true
}

// branches reports whether a break, continue or goto stands in a statement.
func branches(stmt ast.Stmt) bool {
	found := false
	ast.Inspect(stmt, func(n ast.Node) bool {
		_, ok := n.(*ast.BranchStmt)
		found = found || ok
		return !found
	})
	return found
}

// doneOf returns the name of the context whose channel a clause receives from, "" if it has
// none.
//
//	case <-ctx.Done():
func doneOf(clause *ast.CommClause) string {
	stmt, ok := clause.Comm.(*ast.ExprStmt)
	if !ok {
		return ""
	}
	recv, ok := ast.Unparen(stmt.X).(*ast.UnaryExpr)
	if !ok {
		return ""
	}
	call, ok := ast.Unparen(recv.X).(*ast.CallExpr)
	if !ok {
		return ""
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	ctx, ok := sel.X.(*ast.Ident)
	if !ok {
		return ""
	}
	return ctx.Name
}

const newLabel = "loop"

func hasLabel(body *ast.BlockStmt, name string) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		l, ok := n.(*ast.LabeledStmt)
		found = found || ok && l.Label.Name == name
		return !found
	})
	return found
}

// leaveWhenClosed returns where an Accept fails because its listener is closed.
//
//	conn, err := ln.Accept()
//	if err != nil { ... }
func leaveWhenClosed(pass *analysis.Pass, s *ssabuild.SSA, pos token.Pos) (string, []analysis.TextEdit) {
	a, ok := look(s, pos)
	if !ok || a.results > 0 {
		return "", nil
	}
	i := slices.IndexFunc(a.path, func(n ast.Node) bool { _, ok := n.(*ast.AssignStmt); return ok })
	if i < 0 || i+1 >= len(a.path) {
		return "", nil
	}
	assign := a.path[i].(*ast.AssignStmt)
	block, ok := a.path[i+1].(*ast.BlockStmt)
	if !ok {
		return "", nil
	}
	next := slices.Index(block.List, ast.Stmt(assign)) + 1
	if next >= len(block.List) {
		return "", nil
	}
	err, ok := assign.Lhs[len(assign.Lhs)-1].(*ast.Ident)
	failed, isIf := block.List[next].(*ast.IfStmt)
	if !ok || !isIf || failed.Init != nil || !isNotNil(failed.Cond, err.Name) {
		return "", nil
	}
	file := fileOf(pass, pos)
	if file == nil {
		return "", nil
	}
	errorsName, edits, ok := report.AddImport(file, "errors")
	netName, more, ok2 := report.AddImport(file, "net")
	if !ok || !ok2 {
		return "", nil
	}
	edits = append(edits, more...)
	at := failed.Body.Lbrace + 1
	text := "\nif " + errorsName + ".Is(" + err.Name + ", " + netName + ".ErrClosed) {\nreturn\n}"
	return "Return when it is closed", append(edits, analysis.TextEdit{Pos: at, End: at, NewText: []byte(text)})
}

func isNotNil(cond ast.Expr, name string) bool {
	b, ok := cond.(*ast.BinaryExpr)
	if !ok || b.Op != token.NEQ {
		return false
	}
	x, ok := b.X.(*ast.Ident)
	y, ok2 := b.Y.(*ast.Ident)
	return ok && ok2 && x.Name == name && y.Name == "nil"
}

func fileOf(pass *analysis.Pass, pos token.Pos) *ast.File {
	for _, f := range pass.Files {
		if f.FileStart <= pos && pos < f.FileEnd {
			return f
		}
	}
	return nil
}

// sleepWithContext waits for the context too where the loop sleeps: the one that is a
// parameter of the function, by its name, or that of the request which is one.
func sleepWithContext(s *ssabuild.SSA, l endless.Loop, pos token.Pos) (string, []analysis.TextEdit) {
	a, ok := look(s, l.At.Pos())
	if !ok || pos < a.loop.Pos() || a.loop.End() < pos {
		return "", nil
	}
	ctx, ok := l.Ctx.(*ssa.Parameter)
	if !ok || !inScope(s, a, ctx) {
		return "", nil
	}
	name := ctx.Name()
	if _, isRequest := ctx.Type().Underlying().(*types.Pointer); isRequest {
		name += ".Context()"
	}
	returns := "return"
	if a.results > 0 {
		if a.results > 1 || !ssabuild.IsError(s.TypeOf(a.fn.Results.List[0].Type)) {
			return "", nil
		}
		returns = "return " + name + ".Err()"
	}
	if at := selectIn(a.loop); at.IsValid() && l.Kind == endless.Context {
		text := "\ncase <-" + name + ".Done():\n" + returns
		return "Wait for the context too", []analysis.TextEdit{{Pos: at, End: at, NewText: []byte(text)}}
	}
	var edits []analysis.TextEdit
	for _, stmt := range a.loop.Body.List {
		edits = append(edits, sleep(s, stmt, name, returns)...)
	}
	if len(edits) != 2 { // of one statement
		return "", nil
	}
	return "Wait for the context too", edits
}

// selectIn returns where the cases begin of the select that a loop waits in each round, an
// invalid position if there is none.
func selectIn(loop *ast.ForStmt) (at token.Pos) {
	for _, stmt := range loop.Body.List {
		sel, ok := stmt.(*ast.SelectStmt)
		if !ok {
			continue
		}
		waits := !slices.ContainsFunc(sel.Body.List, func(clause ast.Stmt) bool { return clause.(*ast.CommClause).Comm == nil })
		if at.IsValid() || !waits {
			return token.NoPos
		}
		at = sel.Body.Lbrace + 1
	}
	return at
}

// inScope reports whether a parameter that is a context can be named in a loop: the
// function around it has it, and nothing in between has its name.
func inScope(s *ssabuild.SSA, a around, ctx *ssa.Parameter) bool {
	if ctx.Name() == "_" {
		return false
	}
	named, hidden := false, false
	ast.Inspect(a.loop, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok || id.Name != ctx.Name() {
			return true
		}
		switch obj := s.ObjectOf(id).(type) {
		case *types.Var:
			named = named || obj == ctx.Object()
			hidden = hidden || obj != ctx.Object() && !obj.IsField()
		default:
			hidden = true
		}
		return true
	})
	return named && !hidden
}

// sleep replaces a statement, or one in the block of an if, that sleeps.
func sleep(s *ssabuild.SSA, stmt ast.Stmt, ctx, returns string) []analysis.TextEdit {
	switch stmt := stmt.(type) {
	case *ast.IfStmt:
		var edits []analysis.TextEdit
		for _, inner := range stmt.Body.List {
			edits = append(edits, sleep(s, inner, ctx, returns)...)
		}
		return edits
	case *ast.ExprStmt:
		call, ok := stmt.X.(*ast.CallExpr)
		if !ok || len(call.Args) != 1 {
			return nil
		}
		sel, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return nil
		}
		if fn, ok := s.ObjectOf(sel.Sel).(*types.Func); !ok || !model.Has(fn, model.Pauses) {
			return nil
		}
		pkg := types.ExprString(sel.X)
		return []analysis.TextEdit{
			{Pos: stmt.Pos(), End: call.Lparen + 1, NewText: []byte("select {\ncase <-" + ctx + ".Done():\n" + returns + "\ncase <-" + pkg + ".After(")},
			{Pos: call.Rparen, End: stmt.End(), NewText: []byte("):\n}")},
		}
	}
	return nil
}
