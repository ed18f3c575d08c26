package endlessloop

import (
	"fmt"
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/endless"
	"github.com/gopitfalls/gopitfalls/internal/report"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

var categories = map[endless.Kind]string{
	endless.Input: "input", endless.Accept: "accept", endless.Done: "done", endless.Closed: "closed", endless.Quit: "quit", endless.Retry: "retry",
	endless.Limitless: "retry", endless.Page: "page", endless.Busy: "busy", endless.Context: "context", endless.Worker: "worker", endless.Background: "background",
}

func finding(s *ssabuild.SSA, l endless.Loop) report.Finding {
	f := report.Finding{Range: s.OperationRange(l.At.Pos()), Category: categories[l.Kind]}
	goesOn := "goes on for ever"
	if l.Spins {
		goesOn = "spins"
	}
	loop := loopAt(s, l)
	switch l.Kind {
	case endless.Input:
		f.Message = callName(s, l.At) + inputMessage(l)
	case endless.Accept:
		f.Message = fmt.Sprintf("%s: the loop %s after the Close at line %d, since each call fails; return if errors.Is(err, net.ErrClosed)",
			callName(s, l.At), goesOn, s.Position(l.Close.Pos()).Line)
	case endless.Done:
		f.Range = receiveRange(s, l)
		f.Message = "the loop spins once the context is done, since this receive leads back to itself; return"
		if breaks(s, f.Range.Pos()) != nil {
			f.Message = "the loop spins once the context is done, since this break leaves only the select; return"
		}
	case endless.Closed:
		f.Range = receiveRange(s, l)
		f.Message = closedMessage(s, l, s.ChannelName(f.Range.Pos()))
	case endless.Quit:
		f.Range = receiveRange(s, l)
		f.Message = quitMessage(s, l, s.ChannelName(f.Range.Pos()))
	case endless.Retry:
		f.Message = fmt.Sprintf("%s: the loop %s once its context is done, since each call fails; return when ctx.Err() is not nil", callName(s, l.At), goesOn)
	case endless.Limitless:
		f.Message = fmt.Sprintf("%s is tried again for as long as it fails, %s; %s", callName(s, l.At), meanwhile(l), remedy(l))
	case endless.Page:
		f.Message = fmt.Sprintf("%s asks for the same page each time, so the loop never ends if there is another one; set %s to the %s of the answer", callName(s, l.At), l.In.Name(), l.Out.Name())
	case endless.Busy:
		f.Message = "the loop spins while no case of this select is ready, since its default goes on at once; wait in the select"
		if _, isSelect := l.At.(*ssa.Select); !isSelect {
			asked := "this"
			if l.Poll != nil {
				asked = callName(s, l.Poll)
			}
			f.Message = fmt.Sprintf("the loop spins until another goroutine changes what %s asks for, since it does nothing else; wait for a channel, or pause", asked)
		} else if l.Poll != nil {
			f.Message = fmt.Sprintf("the loop spins while %s finds nothing, since the default of this select goes on at once; wait in the select", callName(s, l.Poll))
		}
	case endless.Context:
		f.Range = loop
		f.Message = fmt.Sprintf("this loop %s, also when the context that it %s is done; return when ctx.Done() is closed", goesOn, has(l))
	case endless.Worker:
		f.Range = loop
		f.Message = "each request leaves a goroutine in this loop, which has no way out; return when the request's context is done"
		if l.Serve != nil && l.Go == nil {
			f.Message = "requests are never done, since this loop has no way out; return when the request's context is done"
		}
		switch {
		case l.Close != nil:
			f.Message = fmt.Sprintf("the goroutine in this loop goes on after the Stop of its ticker at line %d, which closes no channel; tell it to return", s.Position(l.Close.Pos()).Line)
		case l.Again != nil:
			f.Message = fmt.Sprintf("the goroutine in this loop goes on when %s replaces what started it, at line %d, since there is no way out; tell it to return", callee.Declared(l.Again.Parent()).Name(), s.Position(l.Again.Pos()).Line)
		case l.Accepts != nil:
			f.Message = fmt.Sprintf("each connection that line %d accepts leaves a goroutine in this loop, which has no way out; return when the connection is closed", s.Position(l.Accepts.Pos()).Line)
		case l.Gone != nil:
			f.Message = fmt.Sprintf("the goroutine in this loop goes on when what started it is deleted at line %d, since there is no way out; tell it to return", s.Position(l.Gone.Pos()).Line)
		case l.Serve == nil:
			f.Message = fmt.Sprintf("the goroutine in this loop goes on after %s, since there is no way out; let %s tell it to return", l.Stop.Name(), l.Stop.Name())
		}
	case endless.Background:
		f.Range = loop
		f.Message = "the goroutine in this loop never ends, since there is no way out; let it return when it is not needed any more"
	}
	f.Related, f.Trace = notes(l)
	return f
}

// inputMessage returns what becomes of a loop that reads.
func inputMessage(l endless.Loop) string {
	switch {
	case l.Other:
		return ": the loop spins if the input is broken, where each call fails at once, not with io.EOF; return when it fails"
	case l.Told:
		return ": the loop spins from the end of the input until somebody tells it to end; return when it fails"
	case !l.Spins:
		return ": the loop goes on for ever at the end of the input, where each call fails at once; return when it fails"
	}
	return ": the loop spins at the end of the input, where each call fails at once; return when it fails"
}

// closedMessage returns what becomes of a loop that receives from a closed channel.
func closedMessage(s *ssabuild.SSA, l endless.Loop, name string) string {
	remedy := "return when the receive is not ok"
	if breaks(s, s.OperationRange(receivePos(l)).Pos()) != nil {
		remedy = "return, since a break leaves only the select"
	}
	if l.Stuck {
		way := "use range"
		if _, isSelect := l.At.(*ssa.Select); isSelect {
			way = remedy
		}
		return fmt.Sprintf("receive from %s: the loop spins or waits for ever after the Close at line %d; %s", name, s.Position(l.Close.Pos()).Line, way)
	}
	if l.Close == nil && l.By != nil {
		return fmt.Sprintf("receive from %s: the loop spins once the channel is closed, as %s does when it ends; %s", name, l.By.Name(), remedy)
	}
	if l.Close == nil {
		return fmt.Sprintf("receive from %s: the loop spins once the channel is closed, since it goes on to receive then; %s", name, remedy)
	}
	return fmt.Sprintf("receive from %s: the loop spins after the close at line %d; %s", name, s.Position(l.Close.Pos()).Line, remedy)
}

// quitMessage returns what becomes of a loop that does not hear that it is to end.
func quitMessage(s *ssabuild.SSA, l endless.Loop, name string) string {
	why := "since nothing leads out of the loop"
	if breaks(s, s.OperationRange(receivePos(l)).Pos()) != nil {
		why = "since this break leaves only the select"
	}
	if l.Stop != nil {
		return fmt.Sprintf("receive from %s does not end the loop, as %s means it to, %s; return", name, l.Stop.Name(), why)
	}
	return fmt.Sprintf("receive from %s does not end the loop, %s; return", name, why)
}

// has says where a loop has its context from.
func has(l endless.Loop) string {
	if l.Ignored {
		return "is given"
	}
	return "uses"
}

// meanwhile says who waits for a loop that tries again and again.
func meanwhile(l endless.Loop) string {
	switch {
	case l.Serve != nil && l.Go == nil:
		return "also when nobody waits for the answer to the request"
	case l.Serve != nil:
		return "in a goroutine of each request"
	case l.Ctx != nil:
		return "also when the context is done"
	}
	return "also after " + l.Stop.Name()
}

// remedy says what lets a loop end that tries again and again.
func remedy(l endless.Loop) string {
	switch {
	case l.Serve != nil:
		return "return when the request's context is done"
	case l.Ctx != nil:
		return "return when ctx.Done() is closed"
	}
	return "let " + l.Stop.Name() + " tell it to return"
}

// notes returns what leads to a loop that does not end.
func notes(l endless.Loop) (related []report.Note, trace []report.Step) {
	note := func(pos token.Pos, message string) {
		related = append(related, report.Note{Pos: pos, Message: message})
		trace = append(trace, report.Step{Pos: pos, Message: message})
	}
	if l.Go != nil {
		note(l.Go.Pos(), "the goroutine is started here")
	}
	if l.Close != nil {
		does := "it is closed here"
		if l.Kind == endless.Worker {
			does = "the ticker is stopped here"
		}
		note(l.Close.Pos(), does)
	}
	if l.Again != nil {
		note(l.Again.Pos(), "another one is made here")
	}
	if l.Accepts != nil {
		note(l.Accepts.Pos(), "connections are accepted here")
	}
	if l.Gone != nil {
		note(l.Gone.Pos(), "it is deleted here")
	}
	if l.Stop != nil {
		note(l.Stop.Pos(), "this does not end it")
	}
	trace = append(trace, report.Step{Pos: l.At.Pos(), Message: "control comes round here for ever"})
	return related, trace
}

// callName returns what is called, as the source writes it if that is short.
func callName(s *ssabuild.SSA, at ssa.Instruction) string {
	if name := s.CallName(at.Pos()); name != ssabuild.NoName {
		return name
	}
	if f := callee.Of(at.(ssa.CallInstruction).Common()); f != nil && len(f.Name()) <= 30 {
		return f.Name()
	}
	return "this call"
}

// receiveRange returns the extent of the receive that is always ready.
func receiveRange(s *ssabuild.SSA, l endless.Loop) analysis.Range {
	return s.OperationRange(receivePos(l))
}

func receivePos(l endless.Loop) token.Pos {
	if sel, ok := l.At.(*ssa.Select); ok {
		return sel.States[l.Case].Pos
	}
	return l.At.Pos()
}

// loopAt returns the keyword of the innermost loop around all of a cycle.
func loopAt(s *ssabuild.SSA, l endless.Loop) analysis.Range {
	last := token.NoPos
	for _, b := range l.Cycle.Blocks {
		for _, instr := range b.Instrs {
			if _, isPhi := instr.(*ssa.Phi); !isPhi && instr.Pos() > last {
				last = instr.Pos()
			}
		}
	}
	for _, n := range s.PathTo(l.At.Pos()) {
		switch n := n.(type) {
		case *ast.ForStmt:
			if n.Pos() <= l.At.Pos() && last < n.End() {
				return ssabuild.Point(n.For)
			}
		case *ast.RangeStmt:
			if n.Pos() <= l.At.Pos() && last < n.End() {
				return ssabuild.Point(n.For)
			}
		case *ast.FuncLit, *ast.FuncDecl:
			return s.OperationRange(l.At.Pos())
		}
	}
	return s.OperationRange(l.At.Pos())
}

// breaks returns the last statement of the clause whose receive is at pos, if it is a break
// without a label, or nil.
func breaks(s *ssabuild.SSA, pos token.Pos) *ast.BranchStmt {
	for _, n := range s.PathTo(pos) {
		clause, ok := n.(*ast.CommClause)
		if !ok {
			continue
		}
		if len(clause.Body) == 0 {
			return nil
		}
		branch, ok := clause.Body[len(clause.Body)-1].(*ast.BranchStmt)
		if ok && branch.Tok == token.BREAK && branch.Label == nil {
			return branch
		}
		return nil
	}
	return nil
}
