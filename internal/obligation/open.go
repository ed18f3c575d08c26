package obligation

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// An Open is a loop that takes for its end that a channel is closed, which nobody closes:
// what ends the subscription does not.
type Open struct {
	Contract model.Contract
	Made     *ssa.Call       // subscribes, or returns the channel
	Loop     *ssa.UnOp       // receives
	Go       ssa.Instruction // starts the goroutine that it is in; nil if the caller waits
	Ended    ssa.Instruction // ends the subscription; nil if its context does
}

// Open returns the loops over channels that a function subscribes with, or gets.
//
//	t1 = make chan *nats.Msg 64:int
//	t2 = (*nats.Conn).ChanSubscribe(nc, "s":string, t1)
//	...
//	t5 = <-t1,ok                   in a goroutine, whose only way out is that ok is false
//	...
//	t9 = (*nats.Subscription).Unsubscribe(t2)
func (f *Finder) Open(fn *ssa.Function) (list []Open) {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(*ssa.Call)
			if !ok || !f.world.Exists(fn, call) {
				continue
			}
			for _, c := range f.contracts(callee.Of(&call.Call)) {
				if c.Kind != model.StaysOpen {
					continue
				}
				if o, ok := f.open(call, c); ok {
					list = append(list, o)
				}
			}
		}
	}
	return list
}

func (f *Finder) open(call *ssa.Call, c model.Contract) (Open, bool) {
	ended := f.endOf(call, c)
	if ended == nil && !f.ends(call, c) {
		return Open{}, false // it lasts as long as the program, perhaps
	}
	ch := channel(call, c.On)
	if ch == nil {
		return Open{}, false
	}
	for _, origin := range f.flow.Origins(ch) {
		if _, made := origin.(*ssa.MakeChan); !made && c.On.Kind == model.Arg {
			return Open{}, false
		}
		loop, ok := f.onlyLoop(origin, call)
		if !ok {
			return Open{}, false // it may be closed by who is not seen
		}
		if start := starter(f, loop); start != nil || ended == nil && loop.Parent() == call.Parent() {
			return Open{Contract: c, Made: call, Loop: loop, Go: start, Ended: ended}, true
		}
	}
	return Open{}, false
}

// ends reports whether a context that is given to a call may end, and what it returns then is
// not closed.
func (f *Finder) ends(call *ssa.Call, c model.Contract) bool {
	return len(c.By) > 0 && f.settledBy(call, c)
}

// channel returns the operand that a contract is about.
func channel(call *ssa.Call, on model.Operand) ssa.Value {
	if on.Kind == model.Res {
		v, _ := results(call, on.Index)
		return v
	}
	args := call.Call.Args
	if !call.Call.IsInvoke() && call.Call.Signature().Recv() != nil {
		args = args[1:]
	}
	return args[on.Index]
}

// endOf returns a call of the package that ends the subscription: a method of what
// subscribing returned or, if it returned nothing of the kind, of the receiver.
func (f *Finder) endOf(call *ssa.Call, c model.Contract) ssa.Instruction {
	ends := func(v ssa.Value) ssa.Instruction {
		if v == nil {
			return nil
		}
		for _, u := range f.flow.Uses(v) {
			site, ok := u.Instr.(ssa.CallInstruction)
			if ok && callee.IsReceiver(site.Common(), u.Value) && slices.Contains(c.Ends, callee.Of(site.Common()).Name()) {
				return site
			}
		}
		return nil
	}
	if !c.Within {
		v, _ := results(call, 0)
		return ends(v)
	}
	for _, origin := range f.flow.Origins(receiver(&call.Call)) {
		if end := ends(origin); end != nil {
			return end
		}
	}
	return nil
}

// onlyLoop returns a loop over a channel that ends only when the channel is closed, if
// nobody closes it, and nobody else has it but the call that subscribes.
func (f *Finder) onlyLoop(ch ssa.Value, subscribes *ssa.Call) (loop *ssa.UnOp, ok bool) {
	for _, u := range f.flow.Uses(ch) {
		switch instr := u.Instr.(type) {
		case *ssa.UnOp:
			if instr.Op == token.ARROW && instr.CommaOk && isOnlyExit(instr) {
				loop = instr
			}
		case *ssa.Store, *ssa.DebugRef, *ssa.MakeClosure, *ssa.Select, *ssa.BinOp:
			if s, isStore := instr.(*ssa.Store); isStore && f.flow.Cell(s.Addr) == nil {
				return nil, false
			}
		case ssa.CallInstruction:
			common := instr.Common()
			if b, isBuiltin := common.Value.(*ssa.Builtin); isBuiltin && b.Name() == "close" {
				return nil, false
			}
			fn := common.StaticCallee()
			if (fn == nil || len(fn.Blocks) == 0) && !ofLibrary(common, subscribes) {
				return nil, false
			}
		default:
			return nil, false
		}
	}
	return loop, loop != nil
}

// ofLibrary reports whether a call is one of the library that a channel is given to: that one
// does not close it.
func ofLibrary(call *ssa.CallCommon, subscribes *ssa.Call) bool {
	fn, library := callee.Of(call), callee.Of(&subscribes.Call)
	return fn != nil && fn.Pkg() == library.Pkg()
}

// isOnlyExit reports whether the loop that a receive stands in can be left only when the
// channel is closed.
//
//	t1 = <-t0,ok; t3 = extract t1 #1; if t3 goto body else done
func isOnlyExit(recv *ssa.UnOp) bool {
	cycles := cfg.CyclesOf(recv.Parent())
	i := slices.IndexFunc(cycles, func(c *cfg.Cycle) bool { return c.Has(recv.Block()) })
	if i < 0 {
		return false
	}
	for _, b := range cycles[i].Blocks {
		for _, s := range b.Succs {
			if cycles[i].Has(s) {
				continue
			}
			branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
			if !ok || s != b.Succs[1] {
				return false
			}
			if e, ok := branch.Cond.(*ssa.Extract); !ok || e.Tuple != recv || e.Index != 1 {
				return false
			}
		}
	}
	return true
}

// starter returns the go statement that starts the goroutine in which an instruction is
// executed, if that is sure.
func starter(f *Finder, instr ssa.Instruction) ssa.Instruction {
	for range maxCalls {
		fn := instr.Parent()
		calls := f.flow.Calls(fn)
		if len(calls) != 1 {
			return nil
		}
		if g, ok := calls[0].(*ssa.Go); ok {
			return g
		}
		instr = calls[0]
	}
	return nil
}
