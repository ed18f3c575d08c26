package deadline

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/sharing"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// closedMeanwhile returns a goroutine that closes a file, and the call, while the function
// that has started it reads, in whatever goroutine that runs; nil if there is none. The
// goroutine has waited for a time, or for a signal that does not come from the reader, and
// does not end the program:
//
//	go func() { <-ctx.Done(); f.Close() }()
//	for { f.Read(buf) }
func (w *World) closedMeanwhile(read ssa.CallInstruction, file ssa.Value, closes []ssa.CallInstruction, site sharing.FdSite) (*goroutine, ssa.CallInstruction) {
	for _, g := range w.goroutines() {
		fn := g.start.Parent()
		if g.runs[read.Parent()] {
			continue
		}
		at := w.calledAt(fn, read, g.start)
		if at == nil || site.Call.Parent() == fn && !w.Reaches(site.Call, at) {
			continue
		}
		reader := w.newGoroutine(g.start, fn)
		if reader.polls {
			continue
		}
		for _, c := range closes {
			if c.Parent() == g.fn && w.ReachesReturn(c, nil) && !w.endsFirst(file, g.start, c) && w.signalledToClose(g, reader, c) {
				return g, c
			}
		}
	}
	return nil, nil
}

// calledAt returns an instruction of a function, behind another one, that is a call or
// calls what makes it; nil if there is none.
func (w *World) calledAt(fn *ssa.Function, call, after ssa.CallInstruction) ssa.Instruction {
	if call.Parent() == fn {
		if w.Reaches(after, call) {
			return call
		}
		return nil
	}
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			site, ok := instr.(*ssa.Call)
			if !ok || !w.Reaches(after, site) {
				continue
			}
			if to := flow.Callee(&site.Call); to != nil && to.Blocks != nil && w.runsOf(to)[call.Parent()] {
				return site
			}
		}
	}
	return nil
}

// signalledToClose reports whether a goroutine comes to a call when a time is over, or
// when it has got a signal that its reader does not give.
func (w *World) signalledToClose(g, reader *goroutine, call ssa.CallInstruction) bool {
	start := callee.Of(g.start.Common())
	if model.Has(start, model.CtxAfter) || model.Has(start, model.AfterFunc) {
		return true
	}
	return w.comesAfter(call, func(instr ssa.Instruction) bool {
		switch instr := instr.(type) {
		case *ssa.UnOp:
			return isReceive(instr) && w.comesFromOutside(reader, instr.X)
		case *ssa.Select:
			return instr.Blocking && slices.ContainsFunc(instr.States, func(s *ssa.SelectState) bool {
				return s.Dir == types.RecvOnly && w.comesFromOutside(reader, s.Chan)
			})
		case *ssa.Call:
			return model.Has(callee.Of(&instr.Call), model.Pauses)
		}
		return false
	})
}

// comesFromOutside reports whether a signal on a channel comes from others than a reader:
// that neither sends there nor closes it, and made no context of its own of which it is the
// channel.
func (w *World) comesFromOutside(reader *goroutine, ch ssa.Value) bool {
	if w.signals(reader, ch) {
		return false
	}
	return !slices.ContainsFunc(w.Sources(ch), func(src ssa.Value) bool {
		done, _ := flow.ResultOf(src)
		return done != nil && model.Has(callee.Of(&done.Call), model.CtxDone) && w.endsWithCall(done.Call.Value)
	})
}

// endsWithCall reports whether a context is one that a function has made of a root: it
// is cancelled by the function itself, as a rule when it returns.
func (w *World) endsWithCall(ctx ssa.Value) bool {
	return slices.ContainsFunc(w.Sources(ctx), func(src ssa.Value) bool {
		made, _ := flow.ResultOf(src)
		if made == nil || !model.Has(callee.Of(&made.Call), model.CtxCancel) {
			return false
		}
		return slices.ContainsFunc(w.Sources(made.Call.Args[0]), func(parent ssa.Value) bool {
			root, _ := flow.ResultOf(parent)
			return root != nil && model.Has(callee.Of(&root.Call), model.CtxRoot)
		})
	})
}
