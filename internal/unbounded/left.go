package unbounded

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// left returns a read, or a handshake, in a goroutine that tells a select with a limit of it: when the limit has come, the
// function returns without the connection, which it has opened, and has not closed. So the goroutine goes on waiting, and
// nobody can end it.
//
//	go func() { errs <- conn.Handshake() }()
//	select { case <-ctx.Done(): return nil, ctx.Err(); case err := <-errs: ... }
func (w *World) left(call *ssa.Call) (Op, bool) {
	if w.deadline || call.Parent().Parent() == nil {
		return Op{}, false
	}
	conn := w.readBy(call)
	ch := sentBy(call)
	if conn == nil || ch == nil || !w.isStarted(call.Parent()) {
		return Op{}, false
	}
	outer := call.Parent().Parent()
	opened := w.openedIn(conn, outer)
	if opened == nil || w.isKept(opened) || w.isClosedLater(outer, opened) {
		return Op{}, false
	}
	for _, b := range outer.Blocks {
		branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		sel, i := cfg.CaseOf(branch.Cond)
		if sel == nil || !sel.Blocking || !w.isLimit(sel.States[i]) || !w.receives(sel, ch) {
			continue
		}
		if first := b.Succs[0].Instrs[0]; w.givesUp(first, opened) {
			return Op{Kind: Left, At: call, From: sel}, true
		}
	}
	return Op{}, false
}

// sentBy returns the channel to which a result of a call is sent, nil if it is not, or to several.
func sentBy(call *ssa.Call) (ch ssa.Value) {
	for _, b := range call.Parent().Blocks {
		for _, instr := range b.Instrs {
			if send, ok := instr.(*ssa.Send); ok {
				if ch != nil || !isResult(send.X, call) {
					return nil
				}
				ch = send.Chan
			}
		}
	}
	return ch
}

// isStarted reports whether all that is done with a literal is to start it as a goroutine, once.
func (w *World) isStarted(lit *ssa.Function) bool {
	calls := w.flow.Calls(lit)
	if len(calls) != 1 {
		return false
	}
	_, ok := calls[0].(*ssa.Go)
	return ok
}

// openedIn returns the call of a function that has opened the connection which a value is, or reads from; nil if it is
// another one's.
func (w *World) openedIn(conn ssa.Value, fn *ssa.Function) *ssa.Call {
	for range maxWraps {
		v := underlying(w.flow.Peel(underlying(conn)))
		if inner := w.wrapped(v); inner != nil {
			conn = inner
			continue
		}
		call, result := flow.ResultOf(v)
		if call == nil || result != 0 || call.Parent() != fn || w.openedAt(v, 0) == nil {
			return nil
		}
		return call
	}
	return nil
}

// isKept reports whether what a call returns is put where others may find it.
func (w *World) isKept(call *ssa.Call) bool {
	conn := callee.Result(call, 0)
	return conn == nil || slices.ContainsFunc(w.flow.Uses(conn), func(u flow.Use) bool {
		switch instr := u.Instr.(type) {
		case *ssa.Store:
			_, local := instr.Addr.(*ssa.Alloc)
			return !local
		case *ssa.MapUpdate, *ssa.Send:
			return true
		}
		return false
	})
}

// isClosedLater reports whether a function has put off to close a connection, or starts who does.
func (w *World) isClosedLater(fn *ssa.Function, opened *ssa.Call) bool {
	return slices.ContainsFunc(w.closesOf(fn, opened), func(call ssa.CallInstruction) bool {
		_, isCall := call.(*ssa.Call)
		return !isCall || call.Parent() != fn
	})
}

// closesOf returns the calls of Close, in a function and the literals in it, for a connection that it has opened.
func (w *World) closesOf(fn *ssa.Function, opened *ssa.Call) (list []ssa.CallInstruction) {
	for _, in := range append([]*ssa.Function{fn}, fn.AnonFuncs...) {
		w.each(in, func(instr ssa.Instruction) {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				return
			}
			f := callee.Of(call.Common())
			if f == nil || f.Name() != "Close" && f.Name() != "CloseNow" || f.Signature().Recv() == nil {
				return
			}
			conn := call.Common().Value
			if !call.Common().IsInvoke() && len(call.Common().Args) > 0 {
				conn = call.Common().Args[0]
			}
			if is := w.openedIn(conn, fn); is == nil || is == opened {
				list = append(list, call) // or who knows what
			}
		})
	}
	return list
}

// receives reports whether a select receives from a channel.
func (w *World) receives(sel *ssa.Select, ch ssa.Value) bool {
	return slices.ContainsFunc(sel.States, func(s *ssa.SelectState) bool {
		return s.Dir == types.RecvOnly && w.flow.Peel(s.Chan) == w.flow.Peel(ch)
	})
}

// givesUp reports whether a way of a function leads to a return of no more than errors, and to no Close of a connection,
// nor to a call that is given it.
func (w *World) givesUp(from ssa.Instruction, opened *ssa.Call) bool {
	fn := from.Parent()
	after := func(instr ssa.Instruction) bool { return instr == from || cfg.Reaches(from, instr) }
	if slices.ContainsFunc(w.closesOf(fn, opened), func(call ssa.CallInstruction) bool { return call.Parent() == fn && after(call) }) {
		return false
	}
	returns := 0
	for _, ret := range cfg.Returns(fn) {
		if !after(ret) {
			continue
		}
		returns++
		if slices.ContainsFunc(ret.Results, func(v ssa.Value) bool { return !ssabuild.IsError(v.Type()) && !w.isConstant(v) }) {
			return false
		}
	}
	given := false
	w.each(fn, func(instr ssa.Instruction) {
		call, ok := instr.(ssa.CallInstruction)
		given = given || ok && after(call) && slices.ContainsFunc(call.Common().Args, func(arg ssa.Value) bool { return w.openedIn(arg, fn) == opened })
	})
	return returns > 0 && !given
}

// isConstant reports whether a value that a function returns is a constant.
//
//	*t1 = nil; rundefers; t2 = *t1; return t2        with deferred calls
func (w *World) isConstant(v ssa.Value) bool {
	return !slices.ContainsFunc(w.flow.LocalSources(v), func(v ssa.Value) bool {
		_, isConst := v.(*ssa.Const)
		return !isConst
	})
}
