package cure

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"iter"
	"maps"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/explore/witness"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// closes returns places for a close that nobody gives: where the function that sends has
// sent all, or returns; behind the Wait for those who send; or where the function returns
// that makes the channel.
//
//	for _, j := range list {        defer close(jobs), at its begin
//		jobs <- j
//	}                               close(jobs), behind it
func (o *operation) closes() []*candidate {
	mk := o.made()
	if mk == nil || o.Op != witness.Range && (o.Op != witness.Receive || o.wantsValue()) {
		return nil
	}
	var behind, deferred []*candidate
	sent := o.root.Sent[mk]
	var sender *spot
	for _, instr := range sent {
		s := o.loopAround(instr)
		if s == nil || sender != nil && s.fn != sender.fn {
			sender = nil // several functions send, or one that is not understood
			break
		}
		sender = s
	}
	if sender != nil {
		ch := o.p.SSA.ChannelAt(sent[len(sent)-1].Pos())
		behind = o.closeBehind(sender, ch)
		deferred = o.deferClose(sender.body, ch)
	}
	waits := o.closeBehindWaits(mk)
	if sender != nil && sent[0].Parent() != mk.Parent() {
		return slices.Concat(deferred, behind, waits)
	}
	return slices.Concat(behind, waits, deferred, o.deferWhereMade(mk))
}

// wantsValue reports whether a receive goes on with what it gets, and does not see that the
// channel is closed: a zero value would be taken for one that was sent.
//
//	t1 = <-errs                     if t1 != nil
func (o *operation) wantsValue() bool {
	recv, ok := o.Instr.(*ssa.UnOp)
	if !ok || recv.CommaOk {
		return false
	}
	if st, ok := recv.Type().Underlying().(*types.Struct); ok && st.NumFields() == 0 {
		return false
	}
	return slices.ContainsFunc(*recv.Referrers(), func(instr ssa.Instruction) bool {
		_, isDebug := instr.(*ssa.DebugRef)
		return !isDebug
	})
}

// loopAround returns the outermost loop around a send, in its function, or the send.
func (o *operation) loopAround(instr ssa.Instruction) *spot {
	s := o.spotOf(instr.Pos(), func(stmt ast.Stmt) bool {
		switch stmt := stmt.(type) {
		case *ast.SendStmt:
			return stmt.Arrow == instr.Pos()
		case *ast.SelectStmt:
			return stmt.Select == instr.Pos()
		}
		return false
	})
	if s == nil {
		return nil
	}
	outer := s.stmt
	for _, n := range s.path {
		switch n := n.(type) {
		case *ast.FuncLit, *ast.FuncDecl:
			if outer == s.stmt {
				return s
			}
			around := o.spotOf(instr.Pos(), func(stmt ast.Stmt) bool { return stmt == outer })
			return around
		case *ast.ForStmt, *ast.RangeStmt:
			outer = n.(ast.Stmt)
		case *ast.LabeledStmt:
			if n.Stmt == outer {
				outer = n
			}
		}
	}
	return nil
}

func (o *operation) closeCall(ch ast.Expr, pos token.Pos) *ast.CallExpr {
	if x := copied(o.p, ch, pos); x != nil {
		return called(&ast.Ident{NamePos: pos, Name: "close"}, pos, x)
	}
	return nil
}

// closeBehind closes a channel behind a statement.
func (o *operation) closeBehind(s *spot, ch ast.Expr) []*candidate {
	call := o.closeCall(ch, s.stmt.End())
	if call == nil {
		return nil
	}
	text := "close(" + types.ExprString(ch) + ")"
	where := "line"
	switch s.stmt.(type) {
	case *ast.ForStmt, *ast.RangeStmt, *ast.LabeledStmt:
		where = "the loop of line"
	}
	c := &candidate{
		kind:     witness.Close,
		remedies: []string{fmt.Sprintf("add %s after %s %d", text, where, o.p.SSA.Position(s.stmt.Pos()).Line), "add " + text},
		change:   ssabuild.Change{s.owner: s.instead(1, s.stmt, &ast.ExprStmt{X: call})},
	}
	if edit, ok := o.behind(s, text); ok {
		c.fix = &analysis.SuggestedFix{Message: "Close the channel when all is sent", TextEdits: []analysis.TextEdit{edit}}
	}
	return []*candidate{c}
}

// deferClose closes a channel when a function returns.
func (o *operation) deferClose(body *ast.BlockStmt, ch ast.Expr) []*candidate {
	if ch == nil || len(body.List) == 0 {
		return nil
	}
	first := o.spotOf(body.List[0].Pos(), func(stmt ast.Stmt) bool { return stmt == body.List[0] })
	if first == nil {
		return nil
	}
	call := o.closeCall(ch, body.List[0].Pos())
	if call == nil {
		return nil
	}
	text := "defer close(" + types.ExprString(ch) + ")"
	c := &candidate{
		kind:     witness.Close,
		remedies: []string{fmt.Sprintf("add %s at line %d", text, o.p.SSA.Position(body.List[0].Pos()).Line), "add " + text},
		change:   ssabuild.Change{body: first.instead(0, &ast.DeferStmt{Defer: call.Lparen, Call: call})},
	}
	if edit, ok := o.before(first, text); ok {
		c.fix = &analysis.SuggestedFix{Message: "Close the channel when all is sent", TextEdits: []analysis.TextEdit{edit}}
	}
	return []*candidate{o.without(c, first.fn, ch)}
}

// deferWhereMade closes a channel when the function returns that makes it.
func (o *operation) deferWhereMade(mk *ssa.MakeChan) []*candidate {
	ch := o.p.SSA.StoredTo(mk.Pos(), mk.Pos())
	s := o.spotOf(mk.Pos(), func(stmt ast.Stmt) bool {
		switch stmt.(type) {
		case *ast.AssignStmt, *ast.DeclStmt:
			return true
		}
		return false
	})
	if ch == nil || s == nil || s.owner != ast.Node(s.body) {
		return nil // a defer in an inner block may run too late, or several times
	}
	call := o.closeCall(ch, s.stmt.End())
	if call == nil {
		return nil
	}
	text := "defer close(" + types.ExprString(ch) + ")"
	c := &candidate{
		kind:     witness.Close,
		remedies: []string{fmt.Sprintf("add %s after line %d", text, o.p.SSA.Position(mk.Pos()).Line), "add " + text},
		change:   ssabuild.Change{s.owner: s.instead(1, s.stmt, &ast.DeferStmt{Defer: call.Lparen, Call: call})},
	}
	if edit, ok := o.behind(s, text); ok {
		c.fix = &analysis.SuggestedFix{Message: "Close the channel when the function returns", TextEdits: []analysis.TextEdit{edit}}
	}
	return []*candidate{o.without(c, s.fn, ch)}
}

// without returns what defers a close in a function, and takes away the only close that the
// function has on some paths; or the candidate itself if there is not one.
//
//	close(jobs)                     defer close(jobs), at its begin
func (o *operation) without(c *candidate, fn ast.Node, ch ast.Expr) *candidate {
	var old *spot
	for call := range o.closesIn(fn) {
		same := types.ExprString(call.Args[0]) == types.ExprString(ch) && copied(o.p, ch, call.Pos()) != nil
		s := o.spotOf(call.Lparen, func(stmt ast.Stmt) bool {
			x, ok := stmt.(*ast.ExprStmt)
			return ok && x.X == ast.Expr(call)
		})
		if !same || s == nil || s.fn != fn {
			continue
		}
		if old != nil {
			return c
		}
		old = s
	}
	if old == nil {
		return c
	}
	moved := *c
	moved.change = maps.Clone(c.change)
	list := listOf(old.owner)
	if with, ok := c.change[old.owner]; ok {
		list = listOf(with)
	}
	moved.change[old.owner] = withList(old.owner, slices.DeleteFunc(slices.Clone(list), func(stmt ast.Stmt) bool { return stmt == old.stmt }))
	text := "close(" + types.ExprString(ch) + ")"
	moved.remedies = []string{fmt.Sprintf("defer the %s of line %d", text, o.p.SSA.Position(old.stmt.Pos()).Line), "defer " + text}
	if moved.fix = nil; c.fix != nil {
		if edit, ok := o.ownLine(old); ok {
			moved.fix = &analysis.SuggestedFix{Message: "Close the channel by defer", TextEdits: append(slices.Clip(c.fix.TextEdits), edit)}
		}
	}
	return &moved
}

// closesIn returns the calls of close in a function.
func (o *operation) closesIn(fn ast.Node) iter.Seq[*ast.CallExpr] {
	return func(yield func(*ast.CallExpr) bool) {
		goesOn := true
		ast.Inspect(fn, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && len(call.Args) == 1 {
				if id, ok := call.Fun.(*ast.Ident); ok && o.p.SSA.ObjectOf(id) == types.Universe.Lookup("close") {
					goesOn = goesOn && yield(call)
				}
			}
			return goesOn
		})
	}
}

// closeBehindWaits closes a channel behind the Wait for a group, in the functions that ran.
//
//	wg.Wait()                       close(results), behind it
func (o *operation) closeBehindWaits(mk *ssa.MakeChan) []*candidate {
	ch := o.p.SSA.StoredTo(mk.Pos(), mk.Pos())
	if ch == nil {
		return nil
	}
	var list []*candidate
	for _, call := range o.calls(model.WgWait, model.GroupWait) {
		s := o.spotOf(call.Pos(), func(stmt ast.Stmt) bool {
			_, isCall := stmt.(*ast.ExprStmt)
			return isCall
		})
		if s != nil {
			list = append(list, o.closeBehind(s, ch)...)
		}
	}
	return list
}

// calls returns the calls of known functions with one of some effects, in the functions
// that ran, by position.
func (o *operation) calls(want ...model.Effect) []ssa.CallInstruction {
	var list []ssa.CallInstruction
	for fn := range o.root.Entered {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				call, ok := instr.(ssa.CallInstruction)
				if !ok || !call.Pos().IsValid() {
					continue
				}
				fn := callee.Of(call.Common())
				if slices.ContainsFunc(want, func(e model.Effect) bool { return model.Has(fn, e) }) {
					list = append(list, call)
				}
			}
		}
	}
	slices.SortFunc(list, func(a, b ssa.CallInstruction) int { return int(a.Pos() - b.Pos()) })
	return slices.CompactFunc(list, func(a, b ssa.CallInstruction) bool { return a.Pos() == b.Pos() })
}

// cancels returns the call of the cancel function of the context that is waited for, when
// the function returns that made both.
//
//	ctx, cancel := context.WithCancel(parent)
func (o *operation) cancels() []*candidate {
	if len(o.Chans) != 1 {
		return nil
	}
	made, ok := o.Chans[0].Made.(ssa.CallInstruction)
	if !ok || !model.Has(callee.Of(made.Common()), model.CtxCancel) {
		return nil
	}
	id, ok := o.p.SSA.AssignedTo(made, 1).(*ast.Ident)
	if !ok || id.Name == "_" {
		return nil
	}
	s := o.spotOf(made.Pos(), func(stmt ast.Stmt) bool {
		_, ok := stmt.(*ast.AssignStmt)
		return ok
	})
	if s == nil || s.owner != ast.Node(s.body) {
		return nil
	}
	pos := s.stmt.End()
	call := called(&ast.Ident{NamePos: pos, Name: id.Name}, pos)
	return []*candidate{{
		kind:     witness.Cancel,
		remedies: []string{fmt.Sprintf("call %s on every path, as by defer %s()", id.Name, id.Name), "call " + id.Name + " on every path"},
		change:   ssabuild.Change{s.owner: s.instead(1, s.stmt, &ast.DeferStmt{Defer: pos, Call: call})},
	}}
}

// unlocks returns that a lock is given back before the operation, which its own function
// has taken.
//
//	mu.Lock()
//	c <- v                          mu.Unlock(); c <- v; mu.Lock()
func (o *operation) unlocks() []*candidate {
	verb := map[witness.Op]string{witness.Send: "sending", witness.Receive: "receiving"}[o.Op]
	s := o.spotOf(o.Pos, func(stmt ast.Stmt) bool {
		switch stmt.(type) {
		case *ast.SendStmt, *ast.ExprStmt, *ast.AssignStmt:
			return true
		}
		return false
	})
	if verb == "" || s == nil {
		return nil
	}
	var list []*candidate
	for _, call := range o.calls(model.Lock, model.RLock) {
		if call.Pos() > o.Pos || call.Pos() < s.fn.Pos() {
			continue // not in this function, or behind the operation
		}
		expr := o.p.SSA.CallExpr(call)
		if expr == nil {
			continue
		}
		sel, ok := expr.Fun.(*ast.SelectorExpr)
		if !ok {
			continue
		}
		pos := s.stmt.Pos()
		mu, again := copied(o.p, sel.X, pos), copied(o.p, sel.X, pos)
		if mu == nil {
			continue
		}
		unlock := "Unlock"
		if sel.Sel.Name == "RLock" {
			unlock = "RUnlock"
		}
		name := types.ExprString(sel.X)
		list = append(list, &candidate{
			kind:     witness.Unlock,
			remedies: []string{"unlock " + name + " before " + verb},
			change: ssabuild.Change{s.owner: s.instead(1,
				&ast.ExprStmt{X: called(selector(mu, unlock, pos), pos)}, s.stmt, &ast.ExprStmt{X: called(selector(again, sel.Sel.Name, pos), pos)})},
		})
	}
	return list
}
