package summary

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// SummariesOf returns what is known of the functions that a call may call: a
// static callee, or the methods of the concrete types that are seen to be in
// the interface.
func (w *World) SummariesOf(call *ssa.CallCommon) []*Files {
	var list []*Files
	add := func(fn *ssa.Function, obj *types.Func) {
		if f := w.Files(fn); f != nil {
			list = append(list, f)
		} else if f := w.imported(obj); f != nil {
			list = append(list, f)
		}
	}
	if !call.IsInvoke() {
		add(flow.Callee(call), callee.Of(call))
		return list
	}
	for _, method := range w.methods.Get(call, w.methodsOf) {
		add(w.SSA.Pkg.Prog.FuncValue(method), method)
	}
	return list
}

// Callees returns the functions with source that a call may call: the one that it names, or the
// methods of the concrete types that are seen to be in the interface.
func (w *World) Callees(call *ssa.CallCommon) []*ssa.Function {
	var list []*ssa.Function
	add := func(fn *ssa.Function) {
		if fn != nil && fn.Blocks != nil {
			list = append(list, fn)
		}
	}
	if !call.IsInvoke() {
		add(flow.Callee(call))
		return list
	}
	for _, method := range w.methods.Get(call, w.methodsOf) {
		add(w.SSA.Pkg.Prog.FuncValue(method))
	}
	return list
}

// methodsOf returns the methods that a call of an interface's method calls: those
// of the types that are seen to be in the interface, or the one that all types
// share that can be, as far as the package can see.
func (w *World) methodsOf(call *ssa.CallCommon) []*types.Func {
	var list []*types.Func
	for _, src := range w.Sources(call.Value) {
		if !types.IsInterface(src.Type()) {
			list = appendMethod(list, src.Type(), call.Method)
		}
	}
	if len(list) > 0 {
		return list
	}
	named, ok := types.Unalias(call.Value.Type()).(*types.Named)
	if !ok || named.Obj().Pkg() == nil || model.IsStd(named.Obj().Pkg().Path()) {
		return nil
	}
	for _, t := range w.implemented.Get(named, w.implementations) {
		list = appendMethod(list, t, call.Method)
	}
	if len(list) > 1 {
		return nil
	}
	return list
}

// appendMethod appends the method of a type that implements one of an interface.
func appendMethod(list []*types.Func, t types.Type, m *types.Func) []*types.Func {
	obj, _, _ := types.LookupFieldOrMethod(t, true, m.Pkg(), m.Name())
	if method, ok := obj.(*types.Func); ok && !slices.Contains(list, method) {
		list = append(list, method)
	}
	return list
}

// implementations returns the types of this package and of those that it imports
// that implement an interface of theirs.
func (w *World) implementations(named *types.Named) []types.Type {
	var list []types.Type
	iface := named.Underlying().(*types.Interface)
	for _, pkg := range append(w.Pkg.Imports(), w.Pkg) {
		if model.IsStd(pkg.Path()) {
			continue
		}
		for _, name := range pkg.Scope().Names() {
			if t := w.implements(pkg.Scope().Lookup(name), iface); t != nil {
				list = append(list, t)
			}
		}
	}
	return list
}

// implements returns the type, or the pointer to it, that an object declares and
// that implements an interface; else nil.
func (w *World) implements(obj types.Object, iface *types.Interface) types.Type {
	name, ok := obj.(*types.TypeName)
	if !ok || name.IsAlias() || types.IsInterface(name.Type()) || !w.Sees(name.Pos()) {
		return nil
	}
	if named, ok := name.Type().(*types.Named); ok && named.TypeParams().Len() > 0 {
		return nil
	}
	for _, t := range []types.Type{name.Type(), types.NewPointer(name.Type())} {
		if types.Implements(t, iface) {
			return t
		}
	}
	return nil
}

// SummaryOf returns what is known of the static callee of a call, or nil.
func (w *World) SummaryOf(call *ssa.CallCommon) *Files {
	if call.IsInvoke() {
		return nil
	}
	if list := w.SummariesOf(call); len(list) > 0 {
		return list[0]
	}
	return nil
}
