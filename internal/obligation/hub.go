package obligation

import (
	"go/token"
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// hub returns a fact about a function that returns a channel which its receiver keeps among
// others, where some function sends to all of them and has no other way out; or nil. Who leaves
// the channel must have it removed, by a method or by the function that comes with it.
//
//	t0 = make chan int 0:int
//	t2[t0] = true:bool             t2 is loaded from a field of the receiver
//	return t0
//
// and in another method
//
//	t1 = range t2; t3 = next t1; t4 = extract t3 #1
//	send t4 <- v
func (o *owner) hub(fn *ssa.Function) *Owes {
	results := fn.Signature.Results()
	if fn.Signature.Recv() == nil || results.Len() == 0 || results.Len() > 2 {
		return nil
	}
	for i := range results.Len() {
		ch := o.returnsChannel(fn, i)
		if ch == nil || !isConst(ch.Size) {
			continue
		}
		field := o.among(ch)
		if field == nil || !o.sendsToAll(field) {
			continue
		}
		removers := o.removers(fn, field)
		if results.Len() == 1 && len(removers) > 0 {
			return &Owes{Kind: model.MustLeave, Result: i, Ends: removers}
		}
		if _, ok := results.At(results.Len() - 1 - i).Type().Underlying().(*types.Signature); ok && slices.ContainsFunc(fn.AnonFuncs, func(lit *ssa.Function) bool { return o.removes(lit, field) }) {
			return &Owes{Kind: model.MustLeave, Result: results.Len() - 1 - i, Ends: []string{model.Call}}
		}
	}
	return nil
}

// among returns the field that has the map in which a channel is stored, as a key or a value, or
// the slice that it is appended to; or nil.
func (o *owner) among(ch *ssa.MakeChan) *types.Var {
	for _, u := range o.flow.LocalUses(ch) {
		switch instr := u.Instr.(type) {
		case *ssa.MapUpdate:
			if field := o.field(instr.Map); field != nil {
				return field
			}
		case *ssa.Store:
			if field := appended(instr); field != nil {
				return field
			}
		}
	}
	return nil
}

// appended returns the field that has the slice to which a value is appended, or nil.
//
//	t5 = new [1]chan int (varargs); t6 = &t5[0:int]; *t6 = t0
//	t7 = slice t5[:]; t8 = append(t4, t7...); *t3 = t8
func appended(store *ssa.Store) *types.Var {
	addr, ok := store.Addr.(*ssa.IndexAddr)
	if !ok {
		return nil
	}
	array, ok := addr.X.(*ssa.Alloc)
	if !ok {
		return nil
	}
	for _, call := range callee.Appends(array) {
		for _, stored := range *call.Referrers() {
			if s, ok := stored.(*ssa.Store); ok {
				if field, ok := s.Addr.(*ssa.FieldAddr); ok {
					return ssabuild.Field(field)
				}
			}
		}
	}
	return nil
}

// sendsToAll reports whether a function of the package sends to the channels in a map or slice of
// a field, and has no other way out.
func (o *owner) sendsToAll(field *types.Var) bool {
	return slices.ContainsFunc(o.world.Funcs, func(fn *ssa.Function) bool {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if send, ok := instr.(*ssa.Send); ok && o.elementOf(send.Chan) == field {
					return true
				}
			}
		}
		return false
	})
}

// elementOf returns the field that has the map or slice of which a value is a key or an element,
// as a loop gets it; or nil.
func (o *owner) elementOf(v ssa.Value) *types.Var {
	switch v := o.flow.Peel(v).(type) {
	case *ssa.Extract:
		if next, ok := v.Tuple.(*ssa.Next); ok {
			if r, ok := next.Iter.(*ssa.Range); ok {
				return o.field(r.X)
			}
		}
	case *ssa.UnOp:
		if addr, ok := v.X.(*ssa.IndexAddr); ok && v.Op == token.MUL {
			return o.field(addr.X)
		}
	}
	return nil
}

// removers returns the exported methods that remove from what a field has.
func (o *owner) removers(adds *ssa.Function, field *types.Var) []string {
	names := make(map[string]bool)
	for _, fn := range o.world.Funcs {
		var name []string
		if fn != adds && o.removes(fn, field) && o.byMethod(fn, &name) {
			names[name[0]] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// removes reports whether a function deletes from the map in a field, or stores another slice.
func (o *owner) removes(fn *ssa.Function, field *types.Var) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Call:
				if callee.IsBuiltin(&instr.Call, "delete") && o.field(instr.Call.Args[0]) == field {
					return true
				}
			case *ssa.Store:
				if addr, ok := instr.Addr.(*ssa.FieldAddr); ok && ssabuild.Field(addr) == field && !isFresh(addr.X) {
					return true
				}
			}
		}
	}
	return false
}

// isFresh reports whether an object is made where it is used.
func isFresh(v ssa.Value) bool {
	_, ok := v.(*ssa.Alloc)
	return ok
}
