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

// retry: a call that is given a context, whose error leads round, whatever the context
// says.
func (w *World) retry(c *cfg.Cycle, call *ssa.Call) (Loop, bool) {
	err := errorOf(call)
	if err == nil || err.Referrers() == nil || !isCompared(err) {
		return Loop{}, false
	}
	arg, i := contextArgument(&call.Call)
	if i < 0 || ignores(&call.Call, i) || handsOn(&call.Call) {
		return Loop{}, false
	}
	ctx := w.contextOf(arg)
	if made, ok := ctx.(ssa.Instruction); ctx == nil || ok && made.Parent() == call.Parent() && c.Has(made.Block()) {
		return Loop{}, false // another one each time
	}
	if lastsAsLongAs(call.Parent(), ctx) {
		return Loop{}, false
	}
	walk := w.stay(c, call.Block(), assumption{err: err})
	if walk == nil || walk.waits || walk.sends || w.stay(c, call.Block(), assumption{}) != nil {
		return Loop{}, false // the loop has no way out at all: see forever
	}
	return Loop{Kind: Retry, At: call, Spins: !walk.pauses && !walk.maybe, Ctx: ctx, Cycle: c}, true
}

// contextArgument returns a context that a call is given, or that was given to what has made an argument of another
// package's call, and which argument it is; -1 if there is none.
//
//	t1 = backoff.WithContext(t0, ctx); t2 = change interface t1; t3 = backoff.Retry(f, t2)
func contextArgument(call *ssa.CallCommon) (ctx ssa.Value, i int) {
	for i, arg := range call.Args {
		if ssabuild.IsContext(arg.Type()) {
			return arg, i
		}
	}
	if fn := call.StaticCallee(); fn == nil || len(fn.Blocks) > 0 {
		return nil, -1
	}
	for i, arg := range call.Args {
		if change, ok := arg.(*ssa.ChangeInterface); ok {
			arg = change.X
		}
		made, ok := arg.(*ssa.Call)
		if !ok || made.Call.IsInvoke() || callee.Of(&made.Call) == nil || callee.Of(&made.Call).Pkg() != callee.Of(call).Pkg() {
			continue
		}
		for _, given := range made.Call.Args {
			if ssabuild.IsContext(given.Type()) {
				return given, i
			}
		}
	}
	return nil, -1
}

// limitless returns a call that is tried again, after a pause, for as long as it fails, in a
// goroutine that somebody may want to end meanwhile: it answers a request, is given a context
// that the loop does not ask, or belongs to what can be stopped.
func (w *World) limitless(fn *ssa.Function, c *cfg.Cycle) []Loop {
	for _, b := range c.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(*ssa.Call)
			if !ok {
				continue
			}
			err := errorOf(call)
			if err == nil || err.Referrers() == nil || !isCompared(err) || passes(call.Call.StaticCallee()) {
				continue
			}
			walk := w.stay(c, b, assumption{err: err})
			if walk == nil || walk.waits || walk.sends || w.comesRound(c, b, assumption{ok: err}) && !w.asksToEnd(c) && !w.forgetsContext(fn, c) || !walk.pauses && !w.sameAgain(call, walk) {
				continue
			}
			l := Loop{Kind: Limitless, At: call, Spins: !walk.pauses && !walk.maybe, Cycle: c}
			if w.minds(fn, walk, &l) {
				return []Loop{l}
			}
		}
	}
	return nil
}

// asksToEnd reports whether a cycle ends when somebody tells it to: on the ways, then, that ask.
func (w *World) asksToEnd(c *cfg.Cycle) bool {
	return slices.ContainsFunc(c.Blocks, func(b *ssa.BasicBlock) bool {
		for i, s := range b.Succs {
			if !c.Has(s) && w.tells(b, i) {
				return true
			}
		}
		return false
	})
}

// forgetsContext reports whether a function is given a context, and a cycle in it does not use one.
func (w *World) forgetsContext(fn *ssa.Function, c *cfg.Cycle) bool {
	return w.contextGiven(fn) != nil && !usesContext(&walk{blocks: c.Blocks}, nil)
}

// passes reports whether a function of the package asks nobody else, and may do something
// else the next time: it keeps something, or looks at the clock.
func passes(fn *ssa.Function) bool {
	if fn == nil || len(fn.Blocks) == 0 {
		return false
	}
	changes := false
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Store:
				_, isLocal := instr.Addr.(*ssa.Alloc)
				changes = changes || !isLocal
			case *ssa.MapUpdate:
				changes = true
			case ssa.CallInstruction:
				f := callee.Of(instr.Common())
				if f == nil || !model.Brief(f) && !asksOnly(f) {
					if _, isBuiltin := instr.Common().Value.(*ssa.Builtin); !isBuiltin {
						return false
					}
				}
				changes = changes || f != nil && f.Pkg() != nil && f.Pkg().Path() == "time"
			}
		}
	}
	return changes
}

// comesRound reports whether control may come back to a block under an assumption.
func (w *World) comesRound(c *cfg.Cycle, from *ssa.BasicBlock, a assumption) bool {
	seen := make(map[*ssa.BasicBlock]bool)
	work := []*ssa.BasicBlock{from}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		for i, s := range b.Succs {
			if way, known := w.decided(b, c, a); known && way != i || !c.Has(s) || seen[s] {
				continue
			}
			if s == from {
				return true
			}
			seen[s] = true
			work = append(work, s)
		}
	}
	return false
}

// sameAgain reports whether a call asks another process, for the same each time.
func (w *World) sameAgain(call *ssa.Call, walk *walk) bool {
	f := callee.Of(&call.Call)
	asks := model.Has(f, model.DialledConn) || model.Has(f, model.Requests) || model.Has(f, model.RequestsBy)
	return asks && !slices.ContainsFunc(call.Call.Args, func(arg ssa.Value) bool { return !w.fixed(arg, walk) })
}

// minds notes who minds that a goroutine does not come out of a loop, and reports whether
// somebody does.
func (w *World) minds(fn *ssa.Function, walk *walk, l *Loop) bool {
	if usesContext(walk, l.At) {
		return false // who knows what that does when it is done
	}
	if l.Serve = w.serves(fn); l.Serve != nil {
		return true
	}
	if l.Ctx = w.contextGiven(fn); l.Ctx != nil {
		return true
	}
	for _, start := range w.startsOf(fn) {
		if w.isOnce(start) {
			continue
		}
		if l.Serve = handlerOf(start.Parent()); l.Serve != nil {
			l.Go = start
			return true
		}
		if l.Stop = w.stopOf(fn, start); l.Stop != nil {
			l.Go = start
			return true
		}
	}
	return false
}

// usesContext reports whether an instruction of a walk, but for the call that fails, has a
// context as operand.
func usesContext(walk *walk, fails ssa.Instruction) bool {
	var buf [8]*ssa.Value
	for _, b := range walk.blocks {
		for _, instr := range b.Instrs {
			for _, op := range instr.Operands(buf[:0]) {
				if *op != nil && instr != fails && ssabuild.IsContext((*op).Type()) {
					return true
				}
			}
		}
	}
	return false
}

// handsOn reports whether a call gives a function to one of another package, to be called until the
// context is done: that may well be no error, but where the function says whether it has failed, and is called until
// it has not.
//
//	t1 = (*Subscription).Receive(t0, ctx, t2)
func handsOn(call *ssa.CallCommon) bool {
	fn := call.StaticCallee()
	return (fn == nil || len(fn.Blocks) == 0) && slices.ContainsFunc(call.Args, func(arg ssa.Value) bool {
		sig, is := arg.Type().Underlying().(*types.Signature)
		return is && !(sig.Params().Len() == 0 && sig.Results().Len() == 1 && ssabuild.IsError(sig.Results().At(0).Type()))
	})
}

// ignores reports whether a function of the package does nothing with an argument.
func ignores(call *ssa.CallCommon, arg int) bool {
	fn := call.StaticCallee()
	return fn != nil && len(fn.Blocks) > 0 && arg < len(fn.Params) && len(*fn.Params[arg].Referrers()) == 0
}

// isCompared reports whether an error is compared with nil.
func isCompared(err ssa.Value) bool {
	return slices.ContainsFunc(*err.Referrers(), func(ref ssa.Instruction) bool {
		switch ref := ref.(type) {
		case *ssa.BinOp:
			k, ok := ref.Y.(*ssa.Const)
			return ok && k.Value == nil
		case *ssa.Phi, *ssa.Store:
			return true
		}
		return false
	})
}

// contextOf returns where a context comes from that can be done: a parameter, a field, a
// call that makes one. It returns nil for one that never is.
func (w *World) contextOf(v ssa.Value) ssa.Value {
	for range maxPlace {
		v = w.flow.Peel(v)
		switch x := v.(type) {
		case *ssa.Parameter:
			if ssabuild.IsContext(x.Type()) && !w.endless(x) {
				return x
			}
			return nil
		case *ssa.UnOp:
			if _, isField := x.X.(*ssa.FieldAddr); isField && ssabuild.IsContext(x.Type()) && !w.endless(x) {
				return x
			}
			if p := w.derivedOnce(x.X); p != nil {
				return p
			}
			return nil
		case *ssa.Extract, *ssa.Call:
			call, _ := flow.ResultOf(x)
			if call == nil {
				return nil
			}
			parent, cancelled := derived(&call.Call)
			if parent == nil {
				return contextIn(call)
			}
			if from := w.contextOf(parent); from != nil || !cancelled {
				return from
			}
			return x
		default:
			return nil
		}
	}
	return nil
}

// lastsAsLongAs reports whether a context is one that a function makes, and that only what it defers
// cancels:
//
//	t0 = context.WithCancel(context.Background()); t1 = extract t0 #0; t2 = extract t0 #1
//	defer t2()
func lastsAsLongAs(fn *ssa.Function, ctx ssa.Value) bool {
	call, _ := flow.ResultOf(ctx)
	if call == nil || call.Parent() != fn || !model.Has(callee.Of(&call.Call), model.CtxCancel) {
		return false
	}
	cancel := callee.Result(call, 1)
	return cancel == nil || !slices.ContainsFunc(*cancel.Referrers(), func(instr ssa.Instruction) bool {
		d, isDefer := instr.(*ssa.Defer)
		_, isDebug := instr.(*ssa.DebugRef)
		return !isDebug && (!isDefer || d.Call.Value != cancel)
	})
}

// derivedOnce returns the parameter that a variable, which others have captured, was before it
// got a context that ends with that one; nil if it is no such variable.
//
//	*t0 = ctx; t1 = *t0; t2 = context.WithCancel(t1); t3 = extract t2 #0; *t0 = t3
func (w *World) derivedOnce(addr ssa.Value) *ssa.Parameter {
	cell := w.flow.Cell(addr)
	if cell == nil || cell.Taken || len(cell.Stores) != 2 {
		return nil
	}
	p, isParam := cell.Stores[0].Val.(*ssa.Parameter)
	made, ok := cell.Stores[1].Val.(*ssa.Extract)
	if !isParam || !ok || w.endless(p) {
		return nil
	}
	call, ok := made.Tuple.(*ssa.Call)
	if !ok {
		return nil
	}
	parent, _ := derived(&call.Call)
	load, ok := parent.(*ssa.UnOp)
	if !ok || load.X != addr && w.flow.Cell(load.X) != cell {
		return nil
	}
	return p
}

// contextIn returns what a call asks for its context, if that is given to the function: a
// request, a stream.
//
//	t0 = (*http.Request).Context(r)
func contextIn(call *ssa.Call) ssa.Value {
	f := callee.Of(&call.Call)
	if f == nil || f.Name() != "Context" || f.Signature().Recv() == nil || f.Signature().Params().Len() > 0 || !ssabuild.IsContext(call.Type()) {
		return nil
	}
	if p, ok := receiver(&call.Call).(*ssa.Parameter); ok {
		return p
	}
	return nil
}

// derived returns the context from which a call derives one, and whether that can be done
// when the first is not.
func derived(call *ssa.CallCommon) (parent ssa.Value, cancelled bool) {
	f := callee.Of(call)
	for _, effect := range []model.Effect{model.CtxCancel, model.CtxTimer, model.GroupCtx, model.CtxValue} {
		if e, ok := model.Of(f, effect); ok {
			return operand(call, e), effect != model.CtxValue
		}
	}
	return nil, false
}

// endless reports whether all that is known of a context is that it is never done.
func (w *World) endless(ctx ssa.Value) bool { return w.rooted(ctx, make(map[*ssa.Parameter]bool)) }

func (w *World) rooted(ctx ssa.Value, seen map[*ssa.Parameter]bool) bool {
	sources := w.flow.Sources(ctx)
	return len(sources) > 0 && !slices.ContainsFunc(sources, func(v ssa.Value) bool {
		if p, ok := v.(*ssa.Parameter); ok {
			return !w.rootedArgument(p, seen)
		}
		call, _ := flow.ResultOf(v)
		return call == nil || !model.Has(callee.Of(&call.Call), model.CtxRoot)
	})
}

// rootedArgument is the same of what a method is given that only the package can name: others may
// call it through an interface, of which there is no trace.
func (w *World) rootedArgument(p *ssa.Parameter, seen map[*ssa.Parameter]bool) bool {
	obj := callee.Object(p.Parent())
	if obj == nil || obj.Exported() || obj.Signature().Recv() == nil {
		return false
	}
	if seen[p] {
		return true
	}
	seen[p] = true
	calls, i := w.flow.Calls(p.Parent()), flow.ParamIndex(p)
	return len(calls) > 0 && !slices.ContainsFunc(calls, func(c ssa.CallInstruction) bool { return !w.rooted(c.Common().Args[i], seen) })
}
