package sharing

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// sameContainer reports whether two values are parts of one field, package variable or
// parameter: elements of one slice, say.
func (w *World) sameContainer(a, b ssa.Value) bool {
	c := w.Container(a)
	return c != nil && c == w.Container(b)
}

// Container returns what a value is kept in: a *types.Var, for the field that is
// nearest on its access path, in whatever instance, or a *ssa.Global; the slice that
// is a parameter, of which it is an element; else nil. What is copied out of a slice
// is kept in that.
func (w *World) Container(v ssa.Value) any { return w.containerWithin(v, maxPath) }

// maxPath bounds how far an access path is followed.
const maxPath = 32

func (w *World) containerWithin(v ssa.Value, length int) any {
	if length == 0 {
		return nil
	}
	switch x := w.Peel(v).(type) {
	case *ssa.FieldAddr:
		return ssabuild.Field(x)
	case *ssa.Field:
		return ssabuild.FieldOf(x)
	case *ssa.Global:
		return x
	case *ssa.IndexAddr:
		if p, ok := w.Peel(x.X).(*ssa.Parameter); ok {
			return p
		}
	}
	for _, from := range w.keptIn(w.Peel(v)) {
		if c := w.containerWithin(from, length-1); c != nil {
			return c
		}
	}
	return nil
}

// keptIn returns the values of which v is a part, or may be a copy.
func (w *World) keptIn(v ssa.Value) []ssa.Value {
	switch v := v.(type) {
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return []ssa.Value{v.X}
		}
	case *ssa.IndexAddr:
		return []ssa.Value{v.X}
	case *ssa.Index:
		return []ssa.Value{v.X}
	case *ssa.Slice:
		return []ssa.Value{v.X}
	case *ssa.Lookup:
		return []ssa.Value{v.X}
	case *ssa.Next:
		return []ssa.Value{v.Iter}
	case *ssa.Range:
		return []ssa.Value{v.X}
	case *ssa.MakeSlice:
		return copiedInto(v)
	case *ssa.Extract:
		if call, ok := v.Tuple.(*ssa.Call); ok {
			return w.returned(call, v.Index)
		}
		return []ssa.Value{v.Tuple}
	case *ssa.Call:
		return w.returned(v, 0)
	}
	return nil
}

// returned returns the values that a call may return for a result, or a copy of them:
// of a function of the package, or append.
func (w *World) returned(call *ssa.Call, result int) []ssa.Value {
	if callee.IsBuiltin(&call.Call, "append") {
		return call.Call.Args
	}
	fn := flow.Callee(&call.Call)
	if fn == nil || w.Summary(fn) == nil {
		return nil
	}
	var list []ssa.Value
	for _, ret := range cfg.Returns(fn) {
		list = append(list, ret.Results[result])
	}
	return list
}

// copiedInto returns the slices that are copied into a new one.
func copiedInto(made *ssa.MakeSlice) []ssa.Value {
	var list []ssa.Value
	for _, instr := range *made.Referrers() {
		call, ok := instr.(*ssa.Call)
		if !ok {
			continue
		}
		if callee.IsBuiltin(&call.Call, "copy") && call.Call.Args[0] == made {
			list = append(list, call.Call.Args[1])
		}
	}
	return list
}

// PutInto returns the fields and package variables into which a value is put, itself or
// as an element of what is there.
func (w *World) PutInto(v ssa.Value) []any {
	var list []any
	for _, u := range w.LocalUses(v) {
		switch instr := u.Instr.(type) {
		case *ssa.MapUpdate:
			list = append(list, w.Container(instr.Map))
		case *ssa.Store:
			if instr.Val != u.Value {
				continue
			}
			if c := w.Container(instr.Addr); c != nil {
				list = append(list, c)
			} else if addr, ok := instr.Addr.(*ssa.IndexAddr); ok {
				list = append(list, w.appendedTo(addr.X)...)
			}
		}
	}
	return slices.DeleteFunc(list, func(c any) bool { return c == nil })
}

// appendedTo returns the fields and package variables to which the elements of an array
// are appended:
//
//	t1 = new [1]net.Listener (varargs)
//	t3 = slice t1[:]
//	t4 = append(t0, t3...)
//	*t5 = t4
func (w *World) appendedTo(array ssa.Value) []any {
	var list []any
	for _, call := range callee.Appends(array) {
		for _, u := range w.LocalUses(call) {
			if store, ok := u.Instr.(*ssa.Store); ok && store.Val == u.Value {
				list = append(list, w.Container(store.Addr))
			}
		}
	}
	return list
}
