package unbounded

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// shutdown returns a Shutdown of a server that is given a context which is never done, and what
// a handler of the package may wait for for ever, if there is something.
func (w *World) shutdown(call *ssa.Call) (Op, bool) {
	e, ok := model.Of(callee.Of(&call.Call), model.ShutsDown)
	if !ok || !w.isEndless(operand(&call.Call, e.Operands[0])) {
		return Op{}, false
	}
	return Op{Kind: Shutdown, At: call, Read: w.stuckHandler()}, true
}

// stuckHandler returns a request that a handler sends and that nothing bounds, nil if there is
// none.
func (w *World) stuckHandler() (request ssa.Instruction) {
	for _, fn := range w.world.Funcs {
		if w.scopes[fn].Handler == nil {
			continue
		}
		w.each(fn, func(instr ssa.Instruction) {
			call, ok := instr.(*ssa.Call)
			if !ok || request != nil && request.Pos() <= call.Pos() {
				return
			}
			if _, ok := w.request(call); ok {
				request = call
			}
		})
		if request != nil {
			return request
		}
	}
	return nil
}

// conn returns a read of a connection that was accepted or dialled, in a package that sets
// no deadlines: in the loop that accepts it, where all others wait; of the answer to a question
// that a handler asks; or elsewhere.
func (w *World) conn(call *ssa.Call) (Op, bool) {
	if w.deadline {
		return Op{}, false
	}
	if op, ok := w.datagram(call); ok {
		return op, true
	}
	read := w.readBy(call)
	if read == nil {
		return Op{}, false
	}
	opened := w.openedAt(read, 0)
	if opened == nil {
		return Op{}, false
	}
	op := Op{Kind: Conn, At: call, From: opened}
	switch {
	case w.endedElsewhere(opened, call):
	case model.Has(callee.Of(&opened.Call), model.Accepted):
		if inOneCycle(opened, call) {
			op.Kind = Stall
		}
	case w.scopes[call.Parent()].Handler != nil && opened.Parent() == call.Parent() && !inOneCycle(call, call):
		op.Kind = Reply
	}
	return op, true
}

// inOneCycle reports whether control can come round from one instruction to another one.
func inOneCycle(a, b *ssa.Call) bool {
	return a.Parent() == b.Parent() && slices.ContainsFunc(cfg.CyclesOf(a.Parent()), func(c *cfg.Cycle) bool {
		return c.Has(a.Block()) && c.Has(b.Block())
	})
}

// endedElsewhere reports whether a literal in the function that reads a connection closes it,
// maybe when its time is over.
func (w *World) endedElsewhere(opened, read *ssa.Call) bool {
	for _, ref := range *opened.Referrers() {
		conn, ok := ref.(*ssa.Extract)
		if ok && conn.Index == 0 && slices.ContainsFunc(w.flow.Uses(conn), func(u flow.Use) bool {
			call, ok := u.Instr.(ssa.CallInstruction)
			return ok && u.Instr.Parent().Parent() == read.Parent() && callee.Of(call.Common()) != nil && callee.Of(call.Common()).Name() == "Close"
		}) {
			return true
		}
	}
	return false
}

// openedAt returns the call that has opened the connection which a value is, or reads
// from, nil if it may be another one, or if others have it who may set a deadline.
func (w *World) openedAt(v ssa.Value, depth int) (opened *ssa.Call) {
	if v == nil || depth > maxWraps {
		return nil
	}
	for _, source := range w.sources(v) {
		call, result := flow.ResultOf(source)
		if call == nil {
			return nil
		}
		if inner := w.wrapped(source); inner != nil {
			call = w.openedAt(inner, depth+1)
		} else if result != 0 || !w.opens(call) || w.escapes(source) {
			call = nil
		}
		if call == nil || opened != nil && opened != call {
			return nil
		}
		opened = call
	}
	return opened
}

// opens reports whether a call dials a connection, or accepts one from a listener that sets no
// deadlines: one that another package makes may.
func (w *World) opens(call *ssa.Call) bool {
	f := callee.Of(&call.Call)
	if !model.Has(f, model.Accepted) {
		return model.Has(f, model.DialledConn)
	}
	return !slices.ContainsFunc(w.sources(operand(&call.Call, model.Operand{Kind: model.Recv})), func(ln ssa.Value) bool {
		made, _ := flow.ResultOf(ln)
		return made != nil && !w.isPlainListener(ln)
	})
}

// escapes reports whether a connection is given to functions of other packages, which may
// set a deadline, but those of the standard library and those that are known to set none.
func (w *World) escapes(conn ssa.Value) bool {
	return slices.ContainsFunc(w.flow.Uses(conn), func(u flow.Use) bool {
		call, ok := u.Instr.(ssa.CallInstruction)
		if !ok {
			return false
		}
		f := callee.Of(call.Common())
		if f == nil || f.Pkg() == w.world.Pkg && call.Common().IsInvoke() {
			return true // who knows which
		}
		return f.Pkg() != nil && !model.IsStd(f.Pkg().Path()) && f.Pkg() != w.world.Pkg && !w.leaves(call.Common(), u.Value)
	})
}
