package endless

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/callgraph"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// failing returns the calls in a cycle that control does not leave while they fail.
func (w *World) failing(c *cfg.Cycle) (loops []Loop) {
	for _, b := range c.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(*ssa.Call)
			if !ok {
				continue
			}
			for _, find := range []func(*cfg.Cycle, *ssa.Call) (Loop, bool){w.input, w.accept, w.retry} {
				if l, ok := find(c, call); ok {
					loops = append(loops, l)
					break
				}
			}
		}
	}
	return loops
}

// input: a read of the same source, at whose end nothing leaves the cycle and no time
// goes by.
func (w *World) input(c *cfg.Cycle, call *ssa.Call) (Loop, bool) {
	source, through, ok := w.source(call, 0)
	if !ok {
		return Loop{}, false
	}
	a := assumption{no: call}
	if !isBool(call.Type()) {
		a = assumption{err: errorOf(call), eof: w.isRead(call)}
	}
	walk := w.stay(c, call.Block(), a)
	if walk == nil || walk.pauses || walk.waits || walk.maybe || walk.yields || !w.fixed(source, walk, through...) {
		return Loop{}, false
	}
	return Loop{Kind: Input, At: call, Spins: true, Cycle: c}, true
}

func isBool(t types.Type) bool { return types.Identical(t, types.Typ[types.Bool]) }

// isRead reports whether a call reads by itself: its error is io.EOF at the end, then.
func (w *World) isRead(call *ssa.Call) bool {
	return model.Has(callee.Of(&call.Call), model.Exhausts) && errorOf(call) != nil
}

// source returns what a call reads from, if it fails for ever at its end: a function of
// the package does so if nothing but its read decides whether it fails. It returns too the
// calls through which it came to the read, the last one first.
func (w *World) source(call *ssa.Call, depth int) (source ssa.Value, through []*ssa.Call, ok bool) {
	f := callee.Of(&call.Call)
	for _, effect := range []model.Effect{model.Exhausts, model.Scans} {
		if e, ok := model.Of(f, effect); ok {
			return operand(&call.Call, e), nil, true
		}
	}
	fn := call.Call.StaticCallee()
	if fn == nil || len(fn.Blocks) == 0 || depth > 2 || !endsInError(fn) {
		return nil, nil, false
	}
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			read, ok := instr.(*ssa.Call)
			if !ok || !failsWith(fn, read) {
				continue
			}
			if source, through, ok := w.source(read, depth+1); ok && source != nil {
				return source, append(through, call), true
			}
		}
	}
	return nil, nil, false
}

// endsInError reports whether the last result of a function is an error.
func endsInError(fn *ssa.Function) bool {
	results := fn.Signature.Results()
	return results.Len() > 0 && ssabuild.IsError(results.At(results.Len()-1).Type())
}

// failsWith reports whether a function fails each time that a call in it does: it is made
// whatever happens, and its error is returned, maybe in another one.
func failsWith(fn *ssa.Function, call *ssa.Call) bool {
	err := errorOf(call)
	if err == nil {
		return false
	}
	for _, ret := range cfg.Returns(fn) {
		last := ret.Results[len(ret.Results)-1]
		// With deferred calls: *t1 = err; rundefers; t2 = *t1; return t2
		if load, ok := last.(*ssa.UnOp); ok && load.Op == token.MUL {
			if store := storeBefore(load); store != nil {
				last = store.Val
			}
		}
		if !call.Block().Dominates(ret.Block()) {
			return false
		}
		if last != err && !isNonNil(last) && !succeeds(ret.Block(), call.Block(), err) {
			return false
		}
	}
	return true
}

func isNonNil(v ssa.Value) bool {
	call, ok := v.(*ssa.Call)
	return ok && model.Has(callee.Of(&call.Call), model.NonNil)
}

// succeeds reports whether a block is reached from another one only if an error is nil.
//
//	t1 = err != nil; if t1 goto fails else ok
func succeeds(b, from *ssa.BasicBlock, err ssa.Value) bool {
	for ; b != nil && b != from; b = b.Idom() {
		up := b.Idom()
		if up == nil || len(b.Preds) != 1 || b.Preds[0] != up {
			continue
		}
		branch, ok := up.Instrs[len(up.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		cond, ok := branch.Cond.(*ssa.BinOp)
		if !ok || cond.X != err {
			continue
		}
		if k, ok := cond.Y.(*ssa.Const); ok && k.Value == nil && (cond.Op == token.EQL) == (up.Succs[0] == b) {
			return true
		}
	}
	return false
}

// accept: the same of what somebody in the package closes.
func (w *World) accept(c *cfg.Cycle, call *ssa.Call) (Loop, bool) {
	entry, ok := model.Of(callee.Of(&call.Call), model.Accepts)
	if !ok {
		return Loop{}, false
	}
	source := operand(&call.Call, entry)
	closes := w.closedElsewhere(source, call.Parent())
	if closes == nil {
		return Loop{}, false
	}
	walk := w.stay(c, call.Block(), assumption{err: errorOf(call)})
	if walk == nil || walk.waits || !w.fixed(source, walk) {
		return Loop{}, false
	}
	return Loop{Kind: Accept, At: call, Spins: !walk.pauses && !walk.maybe, Close: closes, Cycle: c}, true
}

// retry: a call that is given a context, whose error leads round, whatever the context
// says.
func (w *World) retry(c *cfg.Cycle, call *ssa.Call) (Loop, bool) {
	err := errorOf(call)
	if err == nil || err.Referrers() == nil || !isCompared(err) {
		return Loop{}, false
	}
	i := slices.IndexFunc(call.Call.Args, func(arg ssa.Value) bool { return ssabuild.IsContext(arg.Type()) })
	if i < 0 || ignores(&call.Call, i) {
		return Loop{}, false
	}
	ctx := w.contextOf(call.Call.Args[i])
	if made, ok := ctx.(ssa.Instruction); ctx == nil || ok && made.Parent() == call.Parent() && c.Has(made.Block()) {
		return Loop{}, false // another one each time
	}
	walk := w.stay(c, call.Block(), assumption{err: err})
	if walk == nil || walk.waits || w.stay(c, call.Block(), assumption{}) != nil {
		return Loop{}, false // the loop has no way out at all: see forever
	}
	return Loop{Kind: Retry, At: call, Spins: !walk.pauses && !walk.maybe, Ctx: ctx, Cycle: c}, true
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

// errorOf returns the error that is the last result of a call, nil if there is none or
// nobody looks at it.
func errorOf(call *ssa.Call) ssa.Value {
	tuple, ok := call.Type().(*types.Tuple)
	if !ok {
		if ssabuild.IsError(call.Type()) {
			return call
		}
		return nil
	}
	for _, ref := range *call.Referrers() {
		if x, ok := ref.(*ssa.Extract); ok && x.Index == tuple.Len()-1 && ssabuild.IsError(x.Type()) {
			return x
		}
	}
	return nil
}

// operand returns what the line of a model speaks of first.
func operand(call *ssa.CallCommon, e model.Entry) ssa.Value {
	args := call.Args
	if e.Operands[0].Kind == model.Recv {
		return receiver(call)
	}
	if !call.IsInvoke() && call.Signature().Recv() != nil {
		args = args[1:]
	}
	if i := e.Operands[0].Index; i < len(args) {
		return args[i]
	}
	return nil
}

// closedElsewhere returns a call that closes what v is, of somebody who does so while fn
// runs, or nil.
func (w *World) closedElsewhere(v ssa.Value, fn *ssa.Function) ssa.Instruction {
	for _, place := range w.places(v) {
		for _, call := range w.closes[place] {
			if in := call.Parent(); in != fn && !w.runs(in, fn) && !exitsBehind(call) {
				return call
			}
		}
	}
	return nil
}

// runs reports whether a function goes on only when another one has returned, which it
// calls, directly or not.
func (w *World) runs(fn, other *ssa.Function) bool {
	seen := map[*ssa.Function]bool{fn: true}
	work := []*ssa.Function{fn}
	for len(work) > 0 {
		fn := work[len(work)-1]
		work = work[:len(work)-1]
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				call, ok := instr.(*ssa.Call)
				if !ok {
					continue
				}
				to := call.Call.StaticCallee()
				if to == other {
					return true
				}
				if to != nil && len(to.Blocks) > 0 && !seen[to] {
					seen[to] = true
					work = append(work, to)
				}
			}
		}
	}
	return false
}

// exitsBehind reports whether the program ends where something is closed.
func exitsBehind(instr ssa.Instruction) bool {
	instrs := instr.Block().Instrs
	return slices.ContainsFunc(instrs[slices.Index(instrs, instr):], func(instr ssa.Instruction) bool {
		call, ok := instr.(*ssa.Call)
		return ok && model.Has(callee.Of(&call.Call), model.Exits)
	})
}

// fixed reports whether v is the same each time that control comes round in a walk. It may
// be in a function that the walk calls, through calls of which the last one stands first.
func (w *World) fixed(v ssa.Value, walk *walk, through ...*ssa.Call) bool {
	for range maxPlace {
		switch x := v.(type) {
		case nil:
			return true // nobody is asked for it: standard input
		case *ssa.MakeInterface:
			v = x.X
		case *ssa.ChangeInterface:
			v = x.X
		case *ssa.ChangeType:
			v = x.X
		case *ssa.Field:
			v = x.X
		case *ssa.FieldAddr:
			v = x.X
		case *ssa.UnOp:
			if x.Op != token.MUL || !w.keeps(x.X, walk) {
				return false
			}
			v = x.X
		case *ssa.Parameter:
			if len(through) == 0 {
				return true
			}
			v, through = through[0].Call.Args[flow.ParamIndex(x)], through[1:]
		case ssa.Instruction:
			return len(through) == 0 && !walk.cycle.Has(x.Block())
		default:
			return true // a global, what is captured
		}
	}
	return false
}

// keeps reports whether nothing in a walk, and nobody else who may run meanwhile, stores at
// an address: who stores to a field of what it has made, or before it starts or calls the
// function of the walk, is done.
func (w *World) keeps(addr ssa.Value, walk *walk) bool {
	cell := w.flow.Cell(addr)
	if cell == nil {
		return false
	}
	fn := walk.blocks[0].Parent()
	for _, store := range cell.Stores {
		if store.Parent() == fn {
			if walk.cycle.Has(store.Block()) {
				return false
			}
			continue
		}
		if !isFresh(store.Addr) && !w.leadsTo(store.Parent(), fn) {
			return false
		}
	}
	return !cell.Taken
}

// isFresh reports whether an address is in memory that the function has just made, as
// that of a composite literal is.
func isFresh(addr ssa.Value) bool {
	field, ok := addr.(*ssa.FieldAddr)
	for ok {
		addr = field.X
		field, ok = addr.(*ssa.FieldAddr)
	}
	_, isAlloc := addr.(*ssa.Alloc)
	return isAlloc
}

// leadsTo reports whether a function calls or starts another one, directly or not.
func (w *World) leadsTo(fn, other *ssa.Function) bool {
	from, to := w.graph.Node(fn), w.graph.Node(other)
	if from == nil || to == nil {
		return false
	}
	seen := map[*callgraph.Node]bool{from: true}
	work := []*callgraph.Node{from}
	for len(work) > 0 {
		n := work[len(work)-1]
		work = work[:len(work)-1]
		for _, e := range n.Out {
			if e.Kinds&(callgraph.Call|callgraph.Closure) == 0 || seen[e.Node] {
				continue
			}
			if e.Node == to {
				return true
			}
			seen[e.Node] = true
			work = append(work, e.Node)
		}
	}
	return false
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
			return nil
		case *ssa.Extract, *ssa.Call:
			call, _ := flow.ResultOf(x)
			if call == nil {
				return nil
			}
			parent, cancelled := derived(&call.Call)
			if parent == nil {
				return nil
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

// derived returns the context from which a call derives one, and whether that can be done
// when the first is not.
func derived(call *ssa.CallCommon) (parent ssa.Value, cancelled bool) {
	f := callee.Of(call)
	for _, effect := range []model.Effect{model.CtxCancel, model.CtxTimer, model.CtxValue} {
		if e, ok := model.Of(f, effect); ok {
			return operand(call, e), effect != model.CtxValue
		}
	}
	return nil, false
}

// endless reports whether all that is known of a context is that it is never done.
func (w *World) endless(ctx ssa.Value) bool {
	sources := w.flow.Sources(ctx)
	return len(sources) > 0 && !slices.ContainsFunc(sources, func(v ssa.Value) bool {
		call, _ := flow.ResultOf(v)
		return call == nil || !model.Has(callee.Of(&call.Call), model.CtxRoot)
	})
}
