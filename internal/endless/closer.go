package endless

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// closedBefore returns a close of a channel that comes before a cycle in its function, on all ways, and
// nothing has made another one meanwhile; nil if there is none.
//
//	close(t0) ... for { select { case v := <-t0: ...; default: return } }
func (w *World) closedBefore(ch ssa.Value, c *cfg.Cycle) ssa.Instruction {
	fn := c.Blocks[0].Parent()
	for _, place := range w.places(ch) {
		for _, call := range w.closes[place] {
			_, isCall := call.(*ssa.Call)
			if !isCall || call.Parent() != fn || !callee.IsBuiltin(call.Common(), "close") || c.Has(call.Block()) || !call.Block().Dominates(c.Blocks[0]) {
				continue
			}
			if !w.madeAgain(ch, call) {
				return call
			}
		}
	}
	return nil
}

// waitsBefore reports whether who closes a channel has waited for others on all ways there.
//
//	t0.workers.Wait(); close(t1)
func (w *World) waitsBefore(closes ssa.Instruction) bool {
	isWait := func(instr ssa.Instruction) bool {
		call, ok := instr.(*ssa.Call)
		if !ok || w.does(instr) == waits {
			return w.does(instr) == waits
		}
		if !w.mayWait(call) {
			return false
		}
		f, fn := callee.Of(&call.Call), call.Call.StaticCallee()
		return f == nil || fn != nil && len(fn.Blocks) > 0 || strings.Contains(f.Name(), "Wait")
	}
	for b := closes.Block(); b != nil; b = b.Idom() {
		if slices.ContainsFunc(b.Instrs, func(instr ssa.Instruction) bool {
			return isWait(instr) && (b != closes.Block() || cfg.Reaches(instr, closes))
		}) {
			return true
		}
	}
	return false
}

// madeAgain reports whether the field or variable that a channel is loaded from may get another one
// after an instruction, in its function.
func (w *World) madeAgain(ch ssa.Value, after ssa.Instruction) bool {
	load, ok := w.flow.Peel(ch).(*ssa.UnOp)
	if !ok {
		return false
	}
	cell := w.flow.Cell(load.X)
	return cell == nil || slices.ContainsFunc(cell.Stores, func(store *ssa.Store) bool {
		return store.Parent() == after.Parent() && cfg.Reaches(after, store)
	})
}

// tellsNobody reports whether who closes a channel does, on some way, nothing else from which a loop may learn that it
// is to end: it sends to no other channel and closes none, it belongs to no group, and does nothing after the close.
//
//	go func() { errs <- start(); close(errs) }()
func (w *World) tellsNobody(closes ssa.Instruction, ch ssa.Value) bool {
	fn := closes.Parent()
	_, atEnd := closes.(*ssa.Defer)
	places := w.places(ch)
	tells := func(instr ssa.Instruction) bool { return instr != closes && w.tellsMore(instr, closes, places) }
	for _, b := range fn.Blocks {
		if slices.ContainsFunc(b.Instrs, func(instr ssa.Instruction) bool {
			_, isDefer := instr.(*ssa.Defer)
			return isDefer && tells(instr)
		}) {
			return false
		}
	}
	silent := cfg.Walk(fn.Blocks[:1], cfg.Succs, func(b *ssa.BasicBlock) bool { return !slices.ContainsFunc(b.Instrs, tells) })
	return slices.ContainsFunc(fn.Blocks, func(b *ssa.BasicBlock) bool {
		_, returns := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		return silent[b.Index] && !slices.ContainsFunc(b.Instrs, tells) && returns && (atEnd || closes.Block().Dominates(b))
	})
}

// tellsMore reports whether a loop that receives from a closed channel, known by places, may learn something from an
// instruction of who closes it.
func (w *World) tellsMore(instr, closes ssa.Instruction, places []any) bool {
	_, atEnd := closes.(*ssa.Defer)
	switch instr := instr.(type) {
	case *ssa.Send:
		return !w.isAt(instr.Chan, places)
	case *ssa.Select:
		// What a case sends is told in the blocks behind it, if that can be seen.
		return len(instr.States) == 1 && instr.States[0].Dir == types.SendOnly && !w.isAt(instr.States[0].Chan, places)
	case *ssa.Defer:
		return !model.Has(callee.Of(&instr.Call), model.Unlock) && !model.Has(callee.Of(&instr.Call), model.TickerStop)
	case *ssa.Call:
		return callee.IsBuiltin(&instr.Call, "close") || model.Has(callee.Of(&instr.Call), model.WgDone) || !atEnd && cfg.Reaches(closes, instr)
	case *ssa.Store:
		return !atEnd && cfg.Reaches(closes, instr)
	}
	return false
}

// isAt reports whether a channel is known by one of some places.
func (w *World) isAt(ch ssa.Value, places []any) bool {
	return slices.ContainsFunc(w.places(ch), func(p any) bool { return slices.Contains(places, p) })
}
