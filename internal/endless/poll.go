package endless

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// polling returns the questions of a cycle that control comes back to at once, with nothing done
// meanwhile, for as long as the answer is the same: only another goroutine can change it.
//
//	for { if !c.isConnected() { continue }; ... }        for !s.ready {}
func (w *World) polling(c *cfg.Cycle) []Loop {
	if counts(c) {
		return nil
	}
	for _, b := range c.Blocks {
		branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		asked := branch.Cond
		if not, ok := asked.(*ssa.UnOp); ok && not.Op == token.NOT {
			asked = not.X
		}
		at, ok := asked.(ssa.Instruction)
		if !ok || !c.Has(at.Block()) || !w.asks(asked) {
			continue
		}
		for _, a := range []assumption{{no: asked, ready: at}, {yes: asked, ready: at}} {
			walk := w.stay(c, b, a)
			if walk == nil || walk.pauses || walk.waits || walk.sends || walk.maybe || walk.yields || !w.sameQuestion(asked, walk) {
				continue
			}
			walk.calls = slices.DeleteFunc(walk.calls, func(call ssa.CallInstruction) bool { return call == at })
			if idle(walk, nil) && !w.givesAway(walk) {
				call, _ := asked.(*ssa.Call)
				return []Loop{{Kind: Busy, At: at, Poll: call, Spins: true, Cycle: c}}
			}
		}
	}
	return nil
}

// givesAway reports whether a walk gives an address to a function that may store there, or calls
// one of the package for more than a question.
func (w *World) givesAway(walk *walk) bool {
	for _, call := range walk.calls {
		f := callee.Of(call.Common())
		if f == nil || asksOnly(f) {
			continue
		}
		if f.Pkg() == w.world.Pkg || slices.ContainsFunc(call.Common().Args, isAddress) {
			return true
		}
	}
	return slices.ContainsFunc(walk.blocks, func(b *ssa.BasicBlock) bool {
		return slices.ContainsFunc(b.Instrs, func(instr ssa.Instruction) bool {
			store, ok := instr.(*ssa.Store)
			return ok && isAddress(store.Val) // in the array of a variadic function
		})
	})
}

// isAddress reports whether a value is a pointer, in an interface perhaps.
func isAddress(v ssa.Value) bool {
	if i, ok := v.(*ssa.MakeInterface); ok {
		v = i.X
	}
	_, ok := v.Type().Underlying().(*types.Pointer)
	return ok
}

// counts reports whether a cycle has a variable that is another one in each round: it computes
// something.
func counts(c *cfg.Cycle) bool {
	return slices.ContainsFunc(c.Blocks, func(b *ssa.BasicBlock) bool {
		return slices.ContainsFunc(b.Instrs, func(instr ssa.Instruction) bool {
			phi, ok := instr.(*ssa.Phi)
			if !ok {
				return false
			}
			for i, edge := range phi.Edges {
				if c.Has(phi.Block().Preds[i]) && edge != ssa.Value(phi) {
					return true
				}
			}
			return false
		})
	})
}

// asks reports whether a value is what a function of the package says of a variable or field, or
// the one that it is. Who asks an atomic variable may mean to spin, since it will not be long.
func (w *World) asks(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.UnOp:
		return v.Op == token.MUL && w.flow.Cell(v.X) != nil
	case *ssa.Call:
		fn := v.Call.StaticCallee()
		return fn != nil && len(fn.Blocks) > 0 && isBool(v.Type()) && onlyAsks(fn)
	}
	return false
}

// onlyAsks reports whether a function does nothing but look at fields or variables, under a lock
// perhaps.
func onlyAsks(fn *ssa.Function) bool {
	if len(cfg.CyclesOf(fn)) > 0 {
		return false
	}
	looks := false
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if does(instr) {
				return false
			}
			switch instr := instr.(type) {
			case *ssa.UnOp:
				_, isLocal := instr.X.(*ssa.Alloc)
				looks = looks || instr.Op == token.MUL && !isLocal
			case ssa.CallInstruction:
				if model.Has(callee.Of(instr.Common()), model.AtomicLoad) {
					return false
				}
			}
		}
	}
	return looks
}

// sameQuestion reports whether what is asked is the same each time that control comes round.
func (w *World) sameQuestion(asked ssa.Value, walk *walk) bool {
	call, ok := asked.(*ssa.Call)
	if !ok {
		return w.keepsHere(asked.(*ssa.UnOp).X, walk)
	}
	return !slices.ContainsFunc(call.Call.Args, func(arg ssa.Value) bool { return !w.fixed(arg, walk) })
}

// keepsHere reports whether an address is the same each time, and nothing in a walk stores there.
func (w *World) keepsHere(addr ssa.Value, walk *walk) bool {
	if field, ok := addr.(*ssa.FieldAddr); ok && !w.fixed(field.X, walk) {
		return false
	}
	if _, isLocal := addr.(*ssa.Alloc); isLocal {
		return false
	}
	return !slices.ContainsFunc(w.flow.Cell(addr).Stores, func(store *ssa.Store) bool {
		return walk.cycle.Has(store.Block())
	})
}
