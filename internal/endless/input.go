package endless

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// input: a read of the same source, which control goes round to again and again once it
// has failed, with no time going by.
func (w *World) input(c *cfg.Cycle, call *ssa.Call) (Loop, bool) {
	source, through, ok := w.source(call, 0)
	if !ok {
		return Loop{}, false
	}
	read := call
	if len(through) > 0 {
		read = through[0]
		through = through[1:]
	}
	for _, a := range w.failures(call, read) {
		walk := w.stay(c, call.Block(), a)
		if walk == nil || walk.pauses || walk.waits || walk.maybe || walk.yields || !w.fixed(source, walk, through...) || w.renewed(source, walk) {
			continue
		}
		if a.untold && (walk.sends || !keepsQuiet(walk)) {
			continue
		}
		return Loop{Kind: Input, At: call, Spins: !walk.sends, Other: a.other, Told: walk.told, Cycle: c}, true
	}
	return Loop{}, false
}

// persists reports whether a read fails for ever with other errors too than that of the end, as a stream of gRPC does,
// whose methods are generated: Recv beside RecvMsg.
func persists(f *types.Func) bool {
	if model.Has(f, model.Persists) {
		return true
	}
	if f == nil || f.Name() != "Recv" || f.Signature().Recv() == nil {
		return false
	}
	obj, _, _ := types.LookupFieldOrMethod(f.Signature().Recv().Type(), true, f.Pkg(), "RecvMsg")
	return obj != nil
}

// renewed reports whether a walk may let a source have more to read: it goes back in a file, or fills a
// buffer.
func (w *World) renewed(source ssa.Value, walk *walk) bool {
	sources := []ssa.Value{w.flow.Peel(source)}
	for range maxPlace {
		call, ok := sources[len(sources)-1].(*ssa.Call)
		if !ok {
			break
		}
		e, ok := model.Of(callee.Of(&call.Call), model.Wraps)
		if !ok {
			break
		}
		sources = append(sources, w.flow.Peel(operand(&call.Call, e)))
	}
	return slices.ContainsFunc(walk.calls, func(call ssa.CallInstruction) bool {
		f := callee.Of(call.Common())
		return f != nil && renews(f) && slices.Contains(sources, w.flow.Peel(receiver(call.Common())))
	})
}

// renews reports whether there may be more to read after a call of a method, by its name: what is
// written to a connection goes to the other side, what is written to a buffer is read again.
func renews(f *types.Func) bool {
	is := func(verb string) bool { return strings.HasPrefix(f.Name(), verb) }
	recv := f.Signature().Recv()
	return is("Seek") || is("Reset") || (is("Write") || is("ReadFrom")) && recv != nil && !canClose(recv.Type(), f.Pkg())
}

// failures returns the ways in which a read may fail for ever: at the end of the input, or,
// if that leads out, because it is broken; and the same while nobody tells the loop to end.
// read is the call that reads, of a function that only does so.
func (w *World) failures(call, read *ssa.Call) []assumption {
	if isBool(call.Type()) {
		return []assumption{{no: call, ready: call}}
	}
	err, zero := errorOf(call), w.noResults(call, read)
	list := []assumption{{err: err, eof: w.isRead(call), zero: zero, ready: call}}
	if err == nil || !persists(callee.Of(&read.Call)) {
		return list
	}
	return append(list,
		assumption{err: err, other: true, zero: zero, ready: call},
		assumption{err: err, eof: call == read, untold: true, zero: zero, ready: call})
}

// keepsQuiet reports whether nothing that is called in a walk may tell the loop to end: it is
// known, or a builtin that does not close a channel.
func keepsQuiet(walk *walk) bool {
	for _, call := range walk.calls {
		common := call.Common()
		if b, isBuiltin := common.Value.(*ssa.Builtin); isBuiltin && b.Name() != "close" {
			continue
		}
		f := callee.Of(common)
		if fn := common.StaticCallee(); fn != nil && len(fn.Blocks) > 0 {
			if !onlyTells(fn, 0) {
				return false
			}
			continue
		}
		if mayEnd(f) {
			return false
		}
	}
	return true
}

// mayEnd reports whether a function of another package may tell a loop to end.
func mayEnd(f *types.Func) bool {
	return f == nil || !isKnown(f) || f.Name() == "Close" || model.Has(f, model.AtomicStore)
}

// onlyTells reports whether a function of the package changes nothing that a loop may ask for: it
// keeps nothing, closes nothing, and calls only what does not.
func onlyTells(fn *ssa.Function, depth int) bool {
	return depth <= maxCalls && !slices.ContainsFunc(fn.Blocks, func(b *ssa.BasicBlock) bool {
		return slices.ContainsFunc(b.Instrs, func(instr ssa.Instruction) bool {
			switch instr := instr.(type) {
			case *ssa.Store:
				_, isLocal := instr.Addr.(*ssa.Alloc)
				return !isLocal && !isVariadic(instr.Addr)
			case *ssa.Send, *ssa.Select, *ssa.MapUpdate, *ssa.Go, *ssa.Defer, *ssa.Panic:
				return true
			case *ssa.Call:
				if b, isBuiltin := instr.Call.Value.(*ssa.Builtin); isBuiltin {
					return b.Name() == "close"
				}
				if to := instr.Call.StaticCallee(); to != nil && len(to.Blocks) > 0 {
					return !onlyTells(to, depth+1)
				}
				return mayEnd(callee.Of(&instr.Call))
			}
			return false
		})
	})
}

// maxCalls bounds how far calls are followed.
const maxCalls = 3

func isBool(t types.Type) bool { return types.Identical(t, types.Typ[types.Bool]) }

// isRead reports whether a call reads by itself: its error is io.EOF at the end, then.
func (w *World) isRead(call *ssa.Call) bool {
	return model.Has(callee.Of(&call.Call), model.Exhausts) && errorOf(call) != nil
}

// source returns what a call reads from, if it fails for ever at its end: a function of
// the package does so if nothing but its read decides whether it fails. Of such a function it
// returns too the read, and then the calls through which it came to that, the last one first.
func (w *World) source(call *ssa.Call, depth int) (source ssa.Value, through []*ssa.Call, ok bool) {
	f := callee.Of(&call.Call)
	for _, effect := range []model.Effect{model.Exhausts, model.Scans} {
		if e, ok := model.Of(f, effect); ok {
			return operand(&call.Call, e), nil, true
		}
	}
	fn := w.callee(&call.Call)
	if fn == nil || len(fn.Blocks) == 0 {
		return receiver(&call.Call), nil, isStream(f)
	}
	if depth > 2 || !endsInError(fn) {
		return nil, nil, false
	}
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			read, ok := instr.(*ssa.Call)
			if !ok || !failsWith(fn, read) {
				continue
			}
			source, through, ok := w.source(read, depth+1)
			if !ok || source == nil {
				continue
			}
			if len(through) == 0 {
				through = []*ssa.Call{read}
			}
			return source, append(through, call), true
		}
	}
	return nil, nil, false
}

// callee returns the function that a call runs: the one that it names, or the only one that a field
// of the package is ever set to. It returns nil if that is not known.
func (w *World) callee(call *ssa.CallCommon) *ssa.Function {
	if fn := call.StaticCallee(); fn != nil || call.IsInvoke() {
		return fn
	}
	sources := w.flow.Sources(call.Value)
	if len(sources) != 1 {
		return nil
	}
	switch v := sources[0].(type) {
	case *ssa.Function:
		return v
	case *ssa.MakeClosure:
		return v.Fn.(*ssa.Function)
	}
	return nil
}

// isStream reports whether a method receives from what can be closed, by its name and
// signature: (T).ReadMessage() (..., error) beside (T).Close. One that is given a context or a
// time waits for a while, and may fail because that is over.
func isStream(f *types.Func) bool {
	if f == nil || f.Pkg() == nil || model.IsStd(f.Pkg().Path()) || f.Signature().Recv() == nil || !receives(f.Name()) {
		return false
	}
	results := f.Signature().Results()
	if results.Len() < 2 || !ssabuild.IsError(results.At(results.Len()-1).Type()) {
		return false
	}
	for p := range f.Signature().Params().Variables() {
		if ssabuild.IsContext(p.Type()) || ssabuild.IsDuration(p.Type()) {
			return false
		}
	}
	return f.Name() == "Recv" || canClose(f.Signature().Recv().Type(), f.Pkg())
}

// receives reports whether a name is that of a method which waits for what comes next.
func receives(name string) bool {
	return slices.ContainsFunc([]string{"Accept", "Read", "Receive", "Recv"}, func(verb string) bool {
		rest, ok := strings.CutPrefix(name, verb)
		return ok && (rest == "" || rest[0] < 'a' || 'z' < rest[0])
	})
}

// canClose reports whether a type has a method Close without parameters.
func canClose(t types.Type, pkg *types.Package) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, true, pkg, "Close")
	f, ok := obj.(*types.Func)
	return ok && f.Signature().Params().Len() == 0
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
