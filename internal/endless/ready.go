package endless

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// done returns the receives in a cycle that are always ready, in the end, and lead back to
// where they are: of the channel of a context, and of channels that somebody closes.
func (w *World) done(c *cfg.Cycle) (loops []Loop) {
	for _, b := range c.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Select:
				for i, state := range instr.States {
					if state.Dir == types.RecvOnly {
						if l, ok := w.ready(c, instr, i, state.Chan); ok {
							loops = append(loops, l)
						}
					}
				}
			case *ssa.UnOp:
				if instr.Op == token.ARROW {
					if l, ok := w.ready(c, instr, 0, instr.X); ok {
						loops = append(loops, l)
					}
				}
			}
		}
	}
	return loops
}

// ready asks of one receive whether it leads back to itself once it is always ready.
func (w *World) ready(c *cfg.Cycle, instr ssa.Instruction, i int, ch ssa.Value) (Loop, bool) {
	l := Loop{Kind: Done, At: instr, Case: i, Spins: true, Cycle: c}
	done, isCall := ch.(*ssa.Call)
	if isCall && model.Has(callee.Of(&done.Call), model.CtxDone) {
		ctx := receiver(&done.Call)
		if l.Ctx = w.contextOf(ctx); l.Ctx == nil {
			return Loop{}, false
		}
		ch = ctx
	} else {
		l.Kind = Closed
		if l.Close = w.closedElsewhere(ch, instr.Parent()); l.Close == nil {
			return Loop{}, false
		}
	}
	a := assumption{no: okOf(instr, i)}
	if sel, ok := instr.(*ssa.Select); ok {
		a.choice, a.taken = sel, i
	}
	walk := w.stay(c, instr.Block(), a)
	if walk == nil || walk.pauses || walk.waits && a.choice != nil || !w.fixed(ch, walk) {
		return Loop{}, false
	}
	if l.Kind == Closed && w.stay(c, instr.Block(), assumption{no: a.no}) == nil {
		return Loop{}, false // another case may lead out
	}
	return l, true
}

// okOf returns the value that tells whether a receive got something that was sent, or nil.
//
//	t1 = <-t0,ok; t2 = extract t1 #1        t1 = select ...; t2 = extract t1 #1
func okOf(instr ssa.Instruction, _ int) ssa.Value {
	v, ok := instr.(ssa.Value)
	if !ok {
		return nil
	}
	for _, ref := range *v.Referrers() {
		if x, ok := ref.(*ssa.Extract); ok && x.Index == 1 && types.Identical(x.Type(), types.Typ[types.Bool]) {
			return x
		}
	}
	return nil
}

// busy returns the selects of a cycle whose default leads back to them at once, with
// nothing done meanwhile.
func (w *World) busy(c *cfg.Cycle) (loops []Loop) {
	for _, b := range c.Blocks {
		for _, instr := range b.Instrs {
			sel, ok := instr.(*ssa.Select)
			if !ok || sel.Blocking {
				continue
			}
			walk := w.stay(c, b, assumption{choice: sel, taken: -1})
			if walk != nil && !walk.pauses && !walk.waits && !walk.maybe && !walk.yields && idle(walk) {
				loops = append(loops, Loop{Kind: Busy, At: sel, Case: -1, Spins: true, Cycle: c})
			}
		}
	}
	return loops
}

// idle reports whether a walk does no work: it calls nothing but what tells of something,
// and stores nothing.
func idle(walk *walk) bool {
	for _, call := range walk.calls {
		common := call.Common()
		if _, isBuiltin := common.Value.(*ssa.Builtin); isBuiltin {
			continue
		}
		f := callee.Of(common)
		if f == nil || !model.Brief(f) {
			return false
		}
	}
	for _, b := range walk.blocks {
		for _, instr := range b.Instrs {
			switch instr.(type) {
			case *ssa.Store, *ssa.MapUpdate, *ssa.Go:
				return false
			}
		}
	}
	return true
}
