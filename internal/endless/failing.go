package endless

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// failing returns the calls in a cycle that control does not leave while they fail.
func (w *World) failing(c *cfg.Cycle) (loops []Loop) {
	for _, b := range c.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(*ssa.Call)
			if !ok {
				continue
			}
			for _, find := range []func(*cfg.Cycle, *ssa.Call) (Loop, bool){w.input, w.accept, w.retry} {
				if l, ok := find(c, call); ok {
					loops = append(loops, l)
					break
				}
			}
		}
	}
	return loops
}

// accept: the same of what somebody in the package closes.
func (w *World) accept(c *cfg.Cycle, call *ssa.Call) (Loop, bool) {
	entry, ok := model.Of(callee.Of(&call.Call), model.Accepts)
	if !ok {
		return Loop{}, false
	}
	source := operand(&call.Call, entry)
	closes := w.closedElsewhere(source, call.Parent())
	if closes == nil {
		return Loop{}, false
	}
	walk := w.stay(c, call.Block(), assumption{err: errorOf(call)})
	if walk == nil || walk.waits || walk.sends || !w.fixed(source, walk) {
		return Loop{}, false
	}
	return Loop{Kind: Accept, At: call, Spins: !walk.pauses && !walk.maybe, Close: closes, Cycle: c}, true
}

// errorOf returns the error that is the last result of a call, nil if there is none or
// nobody looks at it.
func errorOf(call *ssa.Call) ssa.Value {
	tuple, ok := call.Type().(*types.Tuple)
	if !ok {
		if ssabuild.IsError(call.Type()) {
			return call
		}
		return nil
	}
	for _, ref := range *call.Referrers() {
		if x, ok := ref.(*ssa.Extract); ok && x.Index == tuple.Len()-1 && ssabuild.IsError(x.Type()) {
			return x
		}
	}
	return nil
}

// operand returns what the line of a model speaks of first.
func operand(call *ssa.CallCommon, e model.Entry) ssa.Value {
	args := call.Args
	if e.Operands[0].Kind == model.Recv {
		return receiver(call)
	}
	if !call.IsInvoke() && call.Signature().Recv() != nil {
		args = args[1:]
	}
	if i := e.Operands[0].Index; i < len(args) {
		return args[i]
	}
	return nil
}

// closedElsewhere returns a call that closes what v is, of somebody who does so while fn
// runs, or nil.
func (w *World) closedElsewhere(v ssa.Value, fn *ssa.Function) ssa.Instruction {
	for _, place := range w.places(v) {
		if call := w.closedAt(place, fn); call != nil {
			return call
		}
	}
	return nil
}

// closedAt is the same of a value that is known by a place.
func (w *World) closedAt(place any, fn *ssa.Function) ssa.Instruction {
	for _, call := range w.closes[place] {
		if in := call.Parent(); in != fn && !w.isDeferred(in, fn) && !w.runs(in, fn) && !exitsBehind(call) {
			return call
		}
	}
	return nil
}

// isDeferred reports whether a literal runs at the end of a function, which it stands in, and nowhere else.
//
//	defer func() { ticker.Stop(); conn.Close() }()
func (w *World) isDeferred(lit, fn *ssa.Function) bool {
	calls := w.flow.Calls(lit)
	return lit.Parent() == fn && len(calls) > 0 && w.flow.Closed(lit) && !slices.ContainsFunc(calls, func(call ssa.CallInstruction) bool {
		_, isDefer := call.(*ssa.Defer)
		return !isDefer
	})
}

// runs reports whether a function goes on only when another one has returned, which it
// calls, directly or not.
func (w *World) runs(fn, other *ssa.Function) bool {
	seen := map[*ssa.Function]bool{fn: true}
	work := []*ssa.Function{fn}
	for len(work) > 0 {
		fn := work[len(work)-1]
		work = work[:len(work)-1]
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				call, ok := instr.(*ssa.Call)
				if !ok {
					continue
				}
				to := call.Call.StaticCallee()
				if to == other {
					return true
				}
				if to != nil && len(to.Blocks) > 0 && !seen[to] {
					seen[to] = true
					work = append(work, to)
				}
			}
		}
	}
	return false
}

// exitsBehind reports whether the program ends where something is closed.
func exitsBehind(instr ssa.Instruction) bool {
	instrs := instr.Block().Instrs
	return slices.ContainsFunc(instrs[slices.Index(instrs, instr):], func(instr ssa.Instruction) bool {
		call, ok := instr.(*ssa.Call)
		return ok && model.Has(callee.Of(&call.Call), model.Exits)
	})
}
