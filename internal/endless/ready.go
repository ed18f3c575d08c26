package endless

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// done returns the receives in a cycle that are always ready, in the end, and lead back to
// where they are: of the channel of a context, and of channels that somebody closes.
func (w *World) done(c *cfg.Cycle) (loops []Loop) {
	for _, b := range c.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Select:
				before := len(loops)
				for i, state := range instr.States {
					if state.Dir == types.RecvOnly {
						if l, ok := w.ready(c, instr, i, state.Chan); ok {
							loops = append(loops, l)
						}
					}
				}
				if l, ok := w.deaf(c, instr); ok && len(loops) == before {
					loops = append(loops, l)
				}
			case *ssa.UnOp:
				if instr.Op != token.ARROW {
					continue
				}
				l, ok := w.ready(c, instr, 0, instr.X)
				if !ok {
					l, ok = w.deaf(c, instr)
				}
				if ok {
					loops = append(loops, l)
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
		l.Close = w.closedElsewhere(ch, instr.Parent())
		if l.Close == nil {
			l.Close = w.closedBefore(ch, c)
		}
		l.By = w.closedBy(ch)
	}
	a := assumption{no: okOf(instr), ready: instr}
	if l.Close != nil || l.By != nil {
		a.zero = got(instr, i)
	}
	a.untold = a.no != nil && l.Kind == Closed
	if sel, ok := instr.(*ssa.Select); ok {
		a.choice, a.taken = sel, i
	}
	walk := w.stay(c, instr.Block(), a)
	if walk == nil || walk.pauses || (walk.waits || walk.sends) && (a.choice != nil || l.Close == nil && l.By == nil) || !w.fixed(w.owner(ch), walk) {
		return Loop{}, false
	}
	if l.Kind == Done {
		return l, true
	}
	l.Tested = walk.asks(a.no)
	switch {
	case l.Tested && l.Close == nil && l.By == nil && w.staysOpen(ch):
		return Loop{}, false
	case l.Tested:
		return l, l.Close != nil && !walk.told || !walk.maybe && !walk.yields && keepsQuiet(walk)
	case walk.told:
		return Loop{}, false
	case l.Close == nil && l.By == nil:
		return w.unheard(c, l, ch, walk)
	case l.Close != nil && a.choice != nil && !a.choice.Blocking && w.waitsBefore(l.Close):
		return Loop{}, false // for who takes what is left, it may be
	}
	rest := assumption{no: a.no, zero: a.zero, full: a.choice}
	if w.stay(c, instr.Block(), rest) != nil {
		return l, true
	}
	if l.Close != nil && !w.alone(l.Close) {
		return l, false // another case may lead out
	}
	rest.untold = true
	return l, w.stay(c, instr.Block(), rest) != nil || l.Close != nil && w.tellsNobody(l.Close, ch)
}

// asks reports whether a branch in a walk asks for a value.
func (k *walk) asks(v ssa.Value) bool {
	return v != nil && slices.ContainsFunc(k.blocks, func(b *ssa.BasicBlock) bool {
		branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok {
			return false
		}
		not, ok := branch.Cond.(*ssa.UnOp)
		return same(branch.Cond, v, k.cycle, 0) || ok && not.Op == token.NOT && same(not.X, v, k.cycle, 0)
	})
}

// unheard asks of a receive from a channel of signals, in a loop without a way out, whether it
// is to end the loop, and does nothing: a method that ends something sends to the channel, or
// nobody can who only receives a channel that carries nothing.
func (w *World) unheard(c *cfg.Cycle, l Loop, ch ssa.Value, walk *walk) (Loop, bool) {
	t, ok := ch.Type().Underlying().(*types.Chan)
	if !ok || w.isTimer(ch) || !idle(walk, isLog) || isUsed(l.At, l.Case) || w.stay(c, l.At.Block(), assumption{}) == nil {
		return Loop{}, false
	}
	l.Kind, l.Spins = Quit, false
	for _, place := range w.places(ch) {
		for _, send := range w.sends[place] {
			if f := callee.Object(callee.Declared(send.Parent())); f != nil && ends(f) {
				l.Stop = f
				return l, true
			}
		}
	}
	_, isStruct := t.Elem().Underlying().(*types.Struct)
	return l, isStruct && isSignalChannel(t) && w.othersSignal(ch, t.Dir())
}

// othersSignal reports whether it is for other packages to send to a channel, or close it: one
// that is given to receive from, or an exported field.
func (w *World) othersSignal(ch ssa.Value, dir types.ChanDir) bool {
	switch v := w.flow.Peel(ch).(type) {
	case *ssa.Parameter:
		return dir == types.RecvOnly
	case *ssa.UnOp:
		addr, ok := v.X.(*ssa.FieldAddr)
		return ok && ssabuild.Field(addr) != nil && ssabuild.Field(addr).Exported()
	}
	return false
}

// isUsed reports whether somebody looks at what a receive has got.
//
//	t1 = <-t0        t1 = select ...; t2 = extract t1 #2, of the first case that receives
func isUsed(instr ssa.Instruction, i int) bool {
	sel, ok := instr.(*ssa.Select)
	if !ok {
		return len(*instr.(ssa.Value).Referrers()) > 0
	}
	index := 2
	for _, state := range sel.States[:i] {
		if state.Dir == types.RecvOnly {
			index++
		}
	}
	return slices.ContainsFunc(*sel.Referrers(), func(ref ssa.Instruction) bool {
		x, ok := ref.(*ssa.Extract)
		return ok && x.Index == index && len(*x.Referrers()) > 0
	})
}

// okOf returns the value that tells whether a receive got something that was sent, or nil.
//
//	t1 = <-t0,ok; t2 = extract t1 #1        t1 = select ...; t2 = extract t1 #1
func okOf(instr ssa.Instruction) ssa.Value {
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

// staysOpen reports whether a channel is made by the package, and nobody else has it who may
// close it: what closes it, if anything does, does not run beside the loop.
func (w *World) staysOpen(ch ssa.Value) bool {
	sources := w.flow.Sources(ch)
	return len(sources) > 0 && !slices.ContainsFunc(sources, func(v ssa.Value) bool {
		made, ok := v.(*ssa.MakeChan)
		return !ok || slices.ContainsFunc(w.flow.Uses(made), w.mayClose)
	})
}

// mayClose reports whether somebody gets a channel by a use of it who is not seen and may
// close it: one that is given to other packages, or to whoever calls the function.
func (w *World) mayClose(u flow.Use) bool {
	if t, ok := u.Value.Type().Underlying().(*types.Chan); ok && t.Dir() == types.RecvOnly {
		return false
	}
	switch instr := u.Instr.(type) {
	case *ssa.Store:
		addr, ok := instr.Addr.(*ssa.FieldAddr)
		if !ok {
			return w.flow.Cell(instr.Addr) == nil
		}
		f := ssabuild.Field(addr)
		return f == nil || f.Exported()
	case *ssa.Return:
		return !w.flow.Closed(instr.Parent())
	case ssa.CallInstruction:
		fn := instr.Common().StaticCallee()
		_, isBuiltin := instr.Common().Value.(*ssa.Builtin)
		return !isBuiltin && (fn == nil || len(fn.Blocks) == 0)
	case *ssa.Send:
		return instr.X == u.Value
	case *ssa.Select:
		return slices.ContainsFunc(instr.States, func(s *ssa.SelectState) bool { return s.Send == u.Value })
	case *ssa.MapUpdate:
		return true
	}
	return false
}
