package endless

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// maxKept bounds how many objects hold one another.
const maxKept = 4

// A keeper follows what has a goroutine to the objects that have that: what a constructor makes is put in a field of
// another object, or in a map of one.
//
//	func NewParser() *Parser { p := &Parser{}; p.cache = newCache(); return p }        whose goroutine newCache starts
type keeper struct {
	w    *World
	seen map[*ssa.Function]bool
	stop *types.Func     // a method that ends what has the goroutine, or what has that
	gone ssa.Instruction // takes what has the goroutine from a map
}

// keep notes in a loop how what has its goroutine is ended, or dropped, and reports whether that is known.
func (w *World) keep(l *Loop, start ssa.CallInstruction) bool {
	k := &keeper{w: w, seen: make(map[*ssa.Function]bool)}
	k.maker(callee.Declared(start.Parent()), 0)
	l.Stop, l.Gone = k.stop, k.gone
	return k.stop != nil || k.gone != nil
}

// maker looks at what becomes of the objects with a goroutine that a function makes, or starts.
func (k *keeper) maker(fn *ssa.Function, depth int) {
	if depth == maxKept || k.seen[fn] {
		return
	}
	k.seen[fn] = true
	for _, site := range k.w.flow.Calls(fn) {
		call, ok := site.(*ssa.Call)
		if !ok {
			continue
		}
		if made := callee.Result(call, 0); made != nil && isObject(made.Type()) {
			k.object(made, depth)
		} else if recv := fn.Signature.Recv(); recv != nil && len(call.Call.Args) > 0 {
			if made, ok := k.w.flow.Peel(call.Call.Args[0]).(*ssa.Alloc); ok && made.Heap {
				k.object(made, depth)
			}
		}
	}
}

// object looks at what a function does with an object that has a goroutine.
func (k *keeper) object(made ssa.Value, depth int) {
	for _, ref := range *made.Referrers() {
		switch ref := ref.(type) {
		case *ssa.MakeInterface:
			k.object(ref, depth)
		case *ssa.Return:
			k.maker(callee.Declared(ref.Parent()), depth+1)
		case *ssa.Store:
			if field, ok := ref.Addr.(*ssa.FieldAddr); ok && ref.Val == made {
				k.holder(field, depth)
			}
		case *ssa.MapUpdate:
			if ref.Value == made && k.gone == nil {
				k.gone = k.w.deleted(ref.Map)
			}
		case *ssa.Call:
			if e, ok := model.Of(callee.Of(&ref.Call), model.MapPut); ok && k.gone == nil && ref.Call.Args[1+e.Operands[1].Index] == made {
				k.gone = k.w.deleted(operand(&ref.Call, e))
			}
		}
	}
}

// holder looks at the object in a field of which one with a goroutine is put, while the first is made.
func (k *keeper) holder(field *ssa.FieldAddr, depth int) {
	made, ok := field.X.(*ssa.Alloc)
	if !ok {
		return
	}
	named, ok := types.Unalias(ssabuild.Deref(made.Type())).(*types.Named)
	if !ok || named.Obj().Pkg() != k.w.world.Pkg {
		return
	}
	m := stopMethod(named)
	if m != nil && k.stop == nil && k.w.world.Pkg.Name() != "main" && endsOnly(m) && belongs(callee.Declared(field.Parent()), named) {
		k.stop = m // what has all of a program is ended with that
	}
	k.object(made, depth+1)
}

// endsOnly reports whether a method that ends something tells no more than whether that has failed: not how long it
// has taken.
func endsOnly(m *types.Func) bool {
	results := m.Signature().Results()
	return results.Len() == 0 || results.Len() == 1 && ssabuild.IsError(results.At(0).Type())
}

// deleted returns a call that takes an element from a map, in a field or a package variable, in which something is put;
// nil if there is none.
//
//	t1 = &t0.limiters [#0]; t2 = *t1; t2[key] = made        t2 = *t1; delete(t2, key)
//	t1 = &t0.limiters [#0]; (*sync.Map).Store(t1, key, made)        (*sync.Map).Delete(t1, key)
func (w *World) deleted(m ssa.Value) ssa.Instruction {
	where := holderOf(m)
	if where == nil {
		return nil
	}
	for _, fn := range w.world.Funcs {
		if moves(fn, where) {
			continue // to another place
		}
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				call, ok := instr.(*ssa.Call)
				if ok && deletes(&call.Call) && holderOf(call.Call.Args[0]) == where && w.world.Exists(fn, call) {
					return call
				}
			}
		}
	}
	return nil
}

// moves reports whether a function puts an element of a map in another place, or returns it.
//
//	t2 = t1[from]; t1[to] = t2
func moves(fn *ssa.Function, where types.Object) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			var found ssa.Value
			switch instr := instr.(type) {
			case *ssa.Lookup:
				if !instr.CommaOk && holderOf(instr.X) == where {
					found = instr
				}
			case *ssa.Extract:
				if from, ok := instr.Tuple.(*ssa.Lookup); ok && instr.Index == 0 && holderOf(from.X) == where {
					found = instr
				}
			}
			if found != nil && slices.ContainsFunc(*found.Referrers(), func(ref ssa.Instruction) bool { return isMoved(ref, found) }) {
				return true
			}
		}
	}
	return false
}

func isMoved(ref ssa.Instruction, v ssa.Value) bool {
	switch ref := ref.(type) {
	case *ssa.Return, *ssa.Send, *ssa.Phi:
		return true
	case *ssa.MapUpdate:
		return ref.Value == v
	case *ssa.Store:
		return ref.Val == v
	}
	return false
}

// deletes reports whether a call takes an element from a map, its first argument.
func deletes(call *ssa.CallCommon) bool {
	return callee.IsBuiltin(call, "delete") || model.Has(callee.Of(call), model.MapDrop)
}

// holderOf returns the field or package variable that a map is loaded from, or that is a sync.Map; nil if it is none.
func holderOf(v ssa.Value) types.Object {
	if load, ok := v.(*ssa.UnOp); ok {
		v = load.X
	}
	switch addr := v.(type) {
	case *ssa.FieldAddr:
		if f := ssabuild.Field(addr); f != nil {
			return f.Origin()
		}
	case *ssa.Global:
		return addr.Object()
	}
	return nil
}

// isObject reports whether a value may be an object that has a goroutine.
func isObject(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Signature:
		return true
	case *types.Interface:
		return !ssabuild.IsError(t)
	}
	return false
}

// eachRequest notes in a loop who starts one more goroutine for each request, or each connection that is accepted,
// whatever has been before, by what it calls; and reports whether somebody does. A function that asks whether the
// goroutine is there already does not.
//
//	func (s *Server) ServeHTTP(w, r) { lim := NewLimiter(10); ... }        func NewLimiter(n int) *Limiter { go l.refill() }
//	conn, err := ln.Accept(); go s.serve(conn)                             func (s *Server) serve(conn) { p := newPinger(conn); ... }
func (w *World) eachRequest(l *Loop, start ssa.CallInstruction) bool {
	seen := make(map[*ssa.Function]bool)
	work := []ssa.CallInstruction{start}
	for len(work) > 0 {
		site := work[len(work)-1]
		work = work[:len(work)-1]
		if l.Accepts = accepts(site); l.Accepts != nil {
			return true
		}
		fn := site.Parent()
		if seen[fn] || !isFree(site, nil) {
			continue
		}
		seen[fn] = true
		if isHandler(fn) {
			l.Serve = fn
			return true
		}
		for _, call := range w.flow.Calls(fn) {
			if _, isDefer := call.(*ssa.Defer); !isDefer {
				work = append(work, call)
			}
		}
	}
	return false
}

// accepts returns what accepts connections in a cycle in which a call comes behind that each time; nil if there is none.
func accepts(site ssa.Instruction) ssa.Instruction {
	for _, c := range cfg.CyclesOf(site.Parent()) {
		if !c.Has(site.Block()) {
			continue
		}
		for _, b := range c.Blocks {
			for _, instr := range b.Instrs {
				call, ok := instr.(*ssa.Call)
				if ok && isAccept(callee.Of(&call.Call)) && cfg.Dominates(call, site) && isFree(site, b) {
					return call
				}
			}
		}
	}
	return nil
}

// isAccept reports whether a function waits for the next connection, by its name: Accept, AcceptStream.
func isAccept(f *types.Func) bool {
	if f == nil || f.Signature().Recv() == nil || !strings.HasPrefix(f.Name(), "Accept") {
		return false
	}
	results := f.Signature().Results()
	return results.Len() == 2 && ssabuild.IsError(results.At(1).Type())
}

// isFree reports whether what a function has been given, and what has been before, does not decide whether it comes to a
// call or returns, from a block on or its beginning: nothing does but an error, or what a handler is asked for.
func isFree(site ssa.Instruction, since *ssa.BasicBlock) bool {
	handler := isHandler(site.Parent())
	for b := site.Block(); b != since && b.Idom() != nil; b = b.Idom() {
		branch, ok := b.Idom().Instrs[len(b.Idom().Instrs)-1].(*ssa.If)
		if ok && !isAsked(branch.Cond, handler, maxKept) && !slices.ContainsFunc(branch.Block().Succs, fails) {
			return false
		}
	}
	return true
}

// fails reports whether a block returns an error.
func fails(b *ssa.BasicBlock) bool {
	ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
	if !ok || len(ret.Results) == 0 || !ssabuild.IsError(ret.Results[len(ret.Results)-1].Type()) {
		return false
	}
	k, isConst := ret.Results[len(ret.Results)-1].(*ssa.Const)
	return !isConst || !k.IsNil()
}

// isAsked reports whether a condition depends on nothing but what calls have returned and, in a handler, on the request.
func isAsked(v ssa.Value, handler bool, depth int) bool {
	if depth == 0 {
		return false
	}
	switch v := v.(type) {
	case *ssa.Const:
		return true
	case *ssa.Global:
		return ssabuild.IsError(ssabuild.Deref(v.Type()))
	case *ssa.BinOp:
		return isAsked(v.X, handler, depth-1) && isAsked(v.Y, handler, depth-1)
	case *ssa.Parameter:
		return handler && (v.Parent().Signature.Recv() == nil || v != v.Parent().Params[0])
	case *ssa.UnOp:
		return isAsked(v.X, handler, depth-1)
	case *ssa.FieldAddr:
		return isAsked(v.X, handler, depth-1)
	case *ssa.Extract, *ssa.Call:
		call, result := flow.ResultOf(v)
		return call != nil && ssabuild.IsError(call.Call.Signature().Results().At(result).Type())
	}
	return false
}

// isOncePerObject reports whether a function is handed to a sync.Once of an object, which is done again for the next one.
//
//	t1 = &t0.once [#0]; t2 = (*sync.Once).Do(t1, t3)
func (w *World) isOncePerObject(call *ssa.CallCommon) bool {
	if !model.Has(callee.Of(call), model.OnceDo) || len(call.Args) == 0 {
		return false
	}
	addr := call.Args[0]
	for range maxPlace {
		switch x := w.flow.Peel(addr).(type) {
		case *ssa.FieldAddr:
			addr = x.X
			continue
		case *ssa.Parameter, *ssa.FreeVar:
			return true
		}
		return false
	}
	return false
}
