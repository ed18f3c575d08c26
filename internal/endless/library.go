package endless

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// closedBy returns a function of a library that closes a channel, or returned it and closes it,
// when what it tells of has come to its end by itself; nil if there is none, or if it may be
// another channel.
func (w *World) closedBy(ch ssa.Value) *types.Func {
	var by *types.Func
	for _, v := range w.flow.Sources(ch) {
		switch v := v.(type) {
		case *ssa.MakeChan:
			by = w.closesArgument(v)
		default:
			by = w.closesResult(flow.ResultOf(v))
		}
		if by == nil {
			return nil
		}
	}
	return by
}

func (w *World) closesResult(call *ssa.Call, result int) *types.Func {
	if call == nil {
		return nil
	}
	f := callee.Of(&call.Call)
	fact := w.facts(f)
	if fact != nil && slices.Contains(fact.Results, result) || model.HasOn(f, model.Closes, model.Operand{Kind: model.Res, Index: result}) {
		return f
	}
	return nil
}

// closesArgument returns the function of a library that a channel is given to and closes it.
//
//	t0 = make chan T; t1 = netlink.LinkSubscribe(t0, done)
func (w *World) closesArgument(ch *ssa.MakeChan) *types.Func {
	for _, u := range w.flow.Uses(ch) {
		call, ok := u.Instr.(ssa.CallInstruction)
		if !ok {
			continue
		}
		f := callee.Of(call.Common())
		if e, ok := model.Of(f, model.Closes); ok && e.Operands[0].Kind == model.Arg && operand(call.Common(), e) == u.Value {
			return f
		}
	}
	return nil
}

// deaf returns a receive, in a loop without a way out, from a channel that belongs to an object
// of another package, if somebody closes that: the channel is closed then, or nobody sends to it
// any more. A select is one if all its cases are.
//
//	for { e := <-device.Events(); ... }
func (w *World) deaf(c *cfg.Cycle, instr ssa.Instruction) (Loop, bool) {
	walk := w.stay(c, instr.Block(), assumption{})
	if walk == nil {
		return Loop{}, false
	}
	l := Loop{Kind: Closed, At: instr, Spins: true, Stuck: true, Cycle: c}
	switch instr := instr.(type) {
	case *ssa.UnOp:
		if !instr.CommaOk {
			l.Close = w.closedOwner(instr.X, walk)
		}
	case *ssa.Select:
		if !instr.Blocking || okOf(instr) != nil {
			return Loop{}, false
		}
		for _, state := range instr.States {
			closes := w.closedOwner(state.Chan, walk)
			if closes == nil || state.Dir != types.RecvOnly {
				return Loop{}, false
			}
			l.Close = closes
		}
	}
	return l, l.Close != nil
}

// closedOwner returns what closes the object of another package to which a channel belongs, while
// the loop goes on; nil if nothing does.
func (w *World) closedOwner(ch ssa.Value, walk *walk) ssa.Instruction {
	owner := w.ownerOf(ch)
	if owner == nil || w.isTimer(ch) || !w.fixed(owner, walk) {
		return nil
	}
	fn := walk.blocks[0].Parent()
	closes := w.closedElsewhere(owner, fn)
	for _, u := range w.flow.Uses(w.flow.Peel(owner)) {
		if store, ok := u.Instr.(*ssa.Store); ok && closes == nil {
			closes = w.closedAt(w.flow.Cell(store.Addr), fn) // it is kept there
		}
	}
	if _, deferred := closes.(*ssa.Defer); deferred && closes.Parent().Name() == "main" {
		return nil // the program ends
	}
	return closes
}

// ownerOf returns the object of another package whose method returns a channel, or whose field it
// is, if that can be closed; nil if there is none.
func (w *World) ownerOf(ch ssa.Value) ssa.Value {
	var owner ssa.Value
	switch ch := ch.(type) {
	case *ssa.Call:
		f := callee.Of(&ch.Call)
		if f == nil || f.Signature().Recv() == nil || f.Signature().Params().Len() > 0 || f.Pkg() == w.world.Pkg {
			return nil
		}
		owner = receiver(&ch.Call)
	case *ssa.UnOp:
		addr, ok := ch.X.(*ssa.FieldAddr)
		if !ok || ssabuild.Field(addr) == nil || ssabuild.Field(addr).Pkg() == w.world.Pkg {
			return nil
		}
		owner = addr.X
	}
	if owner == nil || !canClose(owner.Type(), w.world.Pkg) {
		return nil
	}
	return owner
}

// owner returns the object that is asked for a channel of a library, which is the same each time, and
// each other channel as it is.
//
//	t1 = invoke watcher.ResultChan(); t2 = <-t1
func (w *World) owner(ch ssa.Value) ssa.Value {
	call, ok := ch.(*ssa.Call)
	if ok && givesChannel(callee.Of(&call.Call)) && w.closesResult(call, 0) != nil {
		return receiver(&call.Call)
	}
	return ch
}

// givesChannel reports whether a method is only asked for a channel: that takes no time.
func givesChannel(f *types.Func) bool {
	if f == nil || f.Signature().Recv() == nil || f.Signature().Params().Len() > 0 || f.Signature().Results().Len() != 1 {
		return false
	}
	_, isChan := f.Signature().Results().At(0).Type().Underlying().(*types.Chan)
	return isChan
}
