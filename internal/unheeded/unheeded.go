// Package unheeded finds goroutines that send to a channel which others are given, and do not look
// there whether these have left, although they, or others who send to it, do so elsewhere.
//
//	for {
//		select {
//		case <-ctx.Done():
//			return
//		case v := <-in:
//			out <- v                       // and nobody receives, once ctx is done
//		}
//	}
//
// Nothing in the package receives, so no run of it shows that somebody stops. What tells is the end
// that is looked at: a context of the callers', or a channel that they have closed when they want no
// more. Whoever is known to receive, or may be, makes it silent.
package unheeded

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

// A Send blocks for ever once the callers have left.
type Send struct {
	At    *ssa.Send
	Heeds *ssa.Select // looks whether they have
	Case  int         // of Heeds: the end
}

// A Finder looks at one world.
type Finder struct {
	world   *ssabuild.World
	flow    *flow.Flow
	sends   []*ssa.Send
	heeding map[*ssa.MakeChan][]*ssa.Select // blocking selects that send to a channel
	closers map[*ssa.MakeChan][]*ssa.Function
	started map[*ssa.Function]bool // as goroutines by sync.WaitGroup and the like
	handed  map[*ssa.MakeChan]bool // see isHanded
}

// New returns a Finder.
func New(world *ssabuild.World, f *flow.Flow) *Finder {
	x := &Finder{
		world: world, flow: f, heeding: make(map[*ssa.MakeChan][]*ssa.Select), closers: make(map[*ssa.MakeChan][]*ssa.Function),
		started: make(map[*ssa.Function]bool), handed: make(map[*ssa.MakeChan]bool),
	}
	var selects, calls []ssa.Instruction
	for _, fn := range world.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				switch instr := instr.(type) {
				case *ssa.Send:
					if world.Exists(fn, instr) {
						x.sends = append(x.sends, instr)
					}
				case *ssa.Select:
					if instr.Blocking {
						selects = append(selects, instr)
					}
				case ssa.CallInstruction:
					calls = append(calls, instr)
				}
			}
		}
	}
	if len(x.sends) > 0 && len(selects) > 0 {
		x.index(selects, calls)
	}
	return x
}

func (x *Finder) index(selects, calls []ssa.Instruction) {
	for _, instr := range selects {
		for _, state := range instr.(*ssa.Select).States {
			if state.Dir != types.SendOnly {
				continue
			}
			if made := x.made(state.Chan); made != nil {
				x.heeding[made] = append(x.heeding[made], instr.(*ssa.Select))
			}
		}
	}
	for _, instr := range calls {
		site := instr.(ssa.CallInstruction)
		if callee.IsBuiltin(site.Common(), "close") {
			if made := x.made(site.Common().Args[0]); made != nil {
				x.closers[made] = append(x.closers[made], site.Parent())
			}
		} else if fn := x.flow.Started(site); fn != nil {
			x.started[fn] = true
		}
	}
}

// Sends returns the sends of goroutines that block for ever once those have left who were given
// the channel.
func (x *Finder) Sends() (list []Send) {
	for _, send := range x.sends {
		made := x.made(send.Chan)
		if made == nil || !isConst(made.Size) {
			continue // there may be room for all
		}
		sel, i := x.roundOf(send, made)
		if sel == nil {
			sel, i = x.sibling(send, made)
		}
		if sel == nil || !x.isHanded(made) {
			continue
		}
		if client, goroutine := x.runs(send.Parent(), maxCalls); goroutine && !client {
			list = append(list, Send{send, sel, i})
		}
	}
	return list
}

func isConst(v ssa.Value) bool {
	_, ok := v.(*ssa.Const)
	return ok
}

// made returns the only make of a channel, or nil.
func (x *Finder) made(ch ssa.Value) (made *ssa.MakeChan) {
	for _, v := range x.flow.Origins(ch) {
		if ssabuild.IsNil(v) {
			continue
		}
		m, ok := v.(*ssa.MakeChan)
		if !ok || made != nil {
			return nil
		}
		made = m
	}
	return made
}

// roundOf returns a select in the loop around a send that leaves the loop where the callers have
// left. Who is told by a close that nothing more comes may receive until then, unless it has the
// context, too.
//
//	t3 = select blocking [<-t1, <-t2] (); t4 = extract t3 #0; t5 = t4 == 0:int; if t5 goto leave else next
//	...
//	send t0 <- t6                  in next, from which the select is reached again
func (x *Finder) roundOf(send *ssa.Send, made *ssa.MakeChan) (*ssa.Select, int) {
	fn := send.Parent()
	for _, c := range cfg.CyclesOf(fn) {
		if !c.Has(send.Block()) {
			continue
		}
		for _, b := range fn.Blocks {
			branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
			if !ok {
				continue
			}
			sel, i := cfg.CaseOf(branch.Cond)
			if sel == nil || !sel.Blocking || !c.Has(sel.Block()) || cfg.Reachable(b.Succs[0])[sel.Block().Index] {
				continue
			}
			if x.isEnd(sel.States[i]) && (len(x.closers[made]) == 0 || x.doneOf(sel.States[i]) != nil) {
				return sel, i
			}
		}
	}
	return nil, 0
}

// sibling returns a select that sends to the same channel unless the callers have left. What comes
// before it, and has room, is the first of all.
func (x *Finder) sibling(send *ssa.Send, made *ssa.MakeChan) (*ssa.Select, int) {
	for _, sel := range x.heeding[made] {
		if !ssabuild.IsInt(made.Size, 0) && sel.Parent() == send.Parent() && cfg.Dominates(send, sel) {
			continue
		}
		if i := slices.IndexFunc(sel.States, x.isEnd); i >= 0 {
			return sel, i
		}
	}
	return nil, 0
}

// maxCalls bounds how far callers are followed.
const maxCalls = 6

// runs reports whether clients of the package run a function, by themselves, and whether a goroutine
// does that the package starts.
func (x *Finder) runs(fn *ssa.Function, depth int) (client, goroutine bool) {
	if depth == 0 {
		return true, true
	}
	goroutine = x.started[fn]
	calls := x.flow.Calls(fn)
	switch {
	case isExported(fn):
		client = true
	case len(calls) > 0 || goroutine:
	case fn.Parent() != nil: // somebody is given it
		return x.runs(fn.Parent(), depth-1)
	}
	for _, call := range calls {
		if _, ok := call.(*ssa.Go); ok {
			goroutine = true
			continue
		}
		c, g := x.runs(call.Parent(), depth-1)
		client, goroutine = client || c, goroutine || g
	}
	return client, goroutine
}

// isExported reports whether a function can be named by others, or called through an interface.
func isExported(fn *ssa.Function) bool {
	obj := callee.Object(fn)
	return fn.Parent() == nil && obj != nil && obj.Exported()
}

// isHanded reports whether others are given a channel, by an exported function or field, and nobody
// in the package receives from it, or may have given it to somebody who does.
func (x *Finder) isHanded(made *ssa.MakeChan) bool {
	handed, known := x.handed[made]
	if !known {
		handed = x.isGiven(made)
		x.handed[made] = handed
	}
	return handed
}

func (x *Finder) isGiven(made *ssa.MakeChan) (given bool) {
	for _, u := range x.flow.Uses(made) {
		switch instr := u.Instr.(type) {
		case *ssa.MakeClosure, *ssa.DebugRef, *ssa.BinOp, *ssa.Phi:
		case *ssa.Send:
			if instr.Chan != u.Value {
				return false
			}
		case *ssa.Select:
			if slices.ContainsFunc(instr.States, func(s *ssa.SelectState) bool {
				return s.Send == u.Value || s.Chan == u.Value && s.Dir == types.RecvOnly
			}) {
				return false
			}
		case *ssa.Return:
			if isExported(instr.Parent()) {
				given = true
			} else if len(x.flow.Calls(instr.Parent())) == 0 {
				return false
			}
		case *ssa.Store:
			if x.flow.Cell(instr.Addr) == nil {
				return false
			}
			if addr, ok := instr.Addr.(*ssa.FieldAddr); ok && ssabuild.Field(addr).Exported() {
				given = true
			}
		case *ssa.Go, *ssa.Call, *ssa.Defer:
			if !x.isHarmless(instr.(ssa.CallInstruction).Common()) {
				return false
			}
		default:
			return false
		}
	}
	return given
}

// isHarmless reports whether a call with a channel is followed, or closes it.
func (x *Finder) isHarmless(call *ssa.CallCommon) bool {
	if _, ok := call.Value.(*ssa.Builtin); ok {
		return callee.IsBuiltin(call, "close")
	}
	fn := flow.Callee(call)
	return fn != nil && len(fn.Blocks) > 0
}

// isEnd reports whether a case of a select waits for the callers to leave: for the end of a
// context that they have, or for a close that is theirs.
func (x *Finder) isEnd(state *ssa.SelectState) bool {
	if state.Dir != types.RecvOnly {
		return false
	}
	if ctx := x.doneOf(state); ctx != nil {
		return x.isTheirs(ctx, maxCalls)
	}
	made := x.made(state.Chan)
	return made != nil && slices.ContainsFunc(x.closers[made], x.byClient)
}

// doneOf returns the context whose end a case of a select waits for, or nil.
//
//	t1 = invoke ctx.Done()
func (x *Finder) doneOf(state *ssa.SelectState) ssa.Value {
	call, ok := x.flow.Peel(state.Chan).(*ssa.Call)
	switch {
	case !ok || !model.Has(callee.Of(&call.Call), model.CtxDone):
		return nil
	case call.Call.IsInvoke():
		return call.Call.Value
	}
	return call.Call.Args[0]
}

// byClient reports whether clients run a function, and no goroutine of the package does.
func (x *Finder) byClient(fn *ssa.Function) bool {
	client, goroutine := x.runs(fn, maxCalls)
	return client && !goroutine
}

// loadsExported reports whether a value is loaded from an exported field, which others set.
func loadsExported(v ssa.Value) bool {
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return false
	}
	addr, ok := load.X.(*ssa.FieldAddr)
	return ok && ssabuild.Field(addr) != nil && ssabuild.Field(addr).Exported()
}
