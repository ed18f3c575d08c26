package endless

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// busy returns the selects of a cycle whose default leads back to them at once, with nothing
// done meanwhile but to ask whether there is something to do.
func (w *World) busy(c *cfg.Cycle) (loops []Loop) {
	for _, b := range c.Blocks {
		for _, instr := range b.Instrs {
			sel, ok := instr.(*ssa.Select)
			if !ok || sel.Blocking || w.makesRoom(c, sel) {
				continue
			}
			if l := (Loop{Kind: Busy, At: sel, Case: -1, Spins: true, Cycle: c}); w.spins(c, sel, assumption{}, nil) {
				loops = append(loops, l)
			} else if l.Poll = w.poll(c, sel); l.Poll != nil {
				loops = append(loops, l)
			}
		}
	}
	return loops
}

// makesRoom reports whether a cycle also does the reverse of what a select waits for: of a channel
// that has a buffer one of both can always be done.
//
//	select { case s.last <- v: return; default: }
//	select { case <-s.last: default: }
func (w *World) makesRoom(c *cfg.Cycle, sel *ssa.Select) bool {
	reverse := func(ch ssa.Value, dir types.ChanDir) bool {
		return slices.ContainsFunc(sel.States, func(st *ssa.SelectState) bool { return st.Dir != dir && w.flow.SamePlace(st.Chan, ch) })
	}
	for _, b := range c.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Select:
				if instr != sel && slices.ContainsFunc(instr.States, func(st *ssa.SelectState) bool { return reverse(st.Chan, st.Dir) }) {
					return true
				}
			case *ssa.UnOp:
				if instr.Op == token.ARROW && reverse(instr.X, types.RecvOnly) {
					return true
				}
			}
		}
	}
	return false
}

// spins reports whether the default of a select leads back to it, with nothing done meanwhile
// but a call that finds nothing to do, if there is one.
func (w *World) spins(c *cfg.Cycle, sel *ssa.Select, a assumption, poll *ssa.Call) bool {
	a.choice, a.taken, a.untold = sel, -1, true
	if poll != nil {
		a.ready = poll
	}
	walk := w.stay(c, sel.Block(), a)
	return walk != nil && !walk.pauses && !walk.waits && !walk.sends && !walk.maybe && !walk.yields && idle(walk, nil)
}

// poll returns a call that may find nothing to do, and then leads back to a select.
//
//	default: t1 = pop(q); t2 = extract t1 #1; if t2 goto work else select
func (w *World) poll(c *cfg.Cycle, sel *ssa.Select) *ssa.Call {
	for _, b := range c.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(*ssa.Call)
			if !ok {
				continue
			}
			fn := call.Call.StaticCallee()
			if fn == nil || len(fn.Blocks) == 0 || fn.Signature.Results().Len() == 0 {
				continue
			}
			result := lastResult(call)
			if result == nil || !findsNothing(fn) {
				continue
			}
			a := assumption{ok: result}
			if isBool(result.Type()) {
				a = assumption{no: result}
			}
			if w.spins(c, sel, a, call) {
				return call
			}
		}
	}
	return nil
}

// lastResult returns the last result of a call, nil if nobody looks at it.
func lastResult(call *ssa.Call) ssa.Value {
	tuple, ok := call.Type().(*types.Tuple)
	if !ok {
		return call
	}
	for _, ref := range *call.Referrers() {
		if x, ok := ref.(*ssa.Extract); ok && x.Index == tuple.Len()-1 {
			return x
		}
	}
	return nil
}

// findsNothing reports whether a function may return false, or nil, as its last result
// without having done anything but take and give back locks: it has asked whether there is
// something, and there is not.
func findsNothing(fn *ssa.Function) bool {
	seen := map[*ssa.BasicBlock]bool{fn.Blocks[0]: true}
	work := []*ssa.BasicBlock{fn.Blocks[0]}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if !slices.ContainsFunc(b.Instrs, does) {
			if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && isNothing(ret.Results[len(ret.Results)-1]) {
				return true
			}
			for _, s := range b.Succs {
				if !seen[s] {
					seen[s] = true
					work = append(work, s)
				}
			}
		}
	}
	return false
}

// does reports whether an instruction does more than ask.
func does(instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.Store:
		_, isLocal := instr.Addr.(*ssa.Alloc)
		return !isLocal
	case *ssa.MapUpdate, *ssa.Send, *ssa.Select, *ssa.Go, *ssa.Panic:
		return true
	case *ssa.UnOp:
		return instr.Op == token.ARROW
	case ssa.CallInstruction:
		if _, isBuiltin := instr.Common().Value.(*ssa.Builtin); isBuiltin {
			return false
		}
		f := callee.Of(instr.Common())
		return !asksOnly(f)
	}
	return false
}

// asksOnly reports whether a function takes or gives back a lock, or tells of a context or an
// atomic variable.
func asksOnly(f *types.Func) bool {
	return slices.ContainsFunc(model.EffectsOf(f), func(e model.Entry) bool { return slices.Contains(asking, e.Effect) })
}

var asking = []model.Effect{model.Lock, model.Unlock, model.RLock, model.RUnlock, model.AtomicLoad, model.CtxDone, model.CtxErr}

// isNothing reports whether a result is false or nil.
func isNothing(v ssa.Value) bool {
	// With deferred calls: *t1 = false; rundefers; t2 = *t1; return t2
	if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
		if store := storeBefore(load); store != nil {
			v = store.Val
		}
	}
	c, ok := v.(*ssa.Const)
	return ok && (c.Value == nil || c.Value.Kind() == constant.Bool && !constant.BoolVal(c.Value))
}

// idle reports whether a walk does no work: it calls nothing but what tells of something, or
// has a name that is known for that, and stores nothing.
func idle(walk *walk, known func(name string) bool) bool {
	for _, call := range walk.calls {
		common := call.Common()
		if _, isBuiltin := common.Value.(*ssa.Builtin); isBuiltin {
			continue
		}
		f := callee.Of(common)
		if f == nil || !model.Brief(f) && !asksOnly(f) && !givesChannel(f) && (known == nil || !known(f.Name())) {
			return false
		}
	}
	for _, b := range walk.blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Store:
				if !isVariadic(instr.Addr) {
					return false
				}
			case *ssa.MapUpdate, *ssa.Go:
				return false
			}
		}
	}
	return true
}

// isVariadic reports whether an address is in the array of the arguments of a variadic
// function.
//
//	t0 = new [1]any (varargs); t1 = &t0[0]
func isVariadic(addr ssa.Value) bool {
	index, ok := addr.(*ssa.IndexAddr)
	if !ok {
		return false
	}
	array, ok := index.X.(*ssa.Alloc)
	return ok && array.Comment == "varargs"
}
