package lifetime

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// A Dup is a call that returns a file which shares its open file description
// with a connection or listener: File, or a function that returns its result.
type Dup struct {
	Call     *ssa.Call
	Owner    ssa.Value // the connection or listener; nil if a callee has it
	Listener bool
	Direct   bool // a call of File itself
}

// DupOf returns the call whose result v is a file that shares its description
// with a connection, or nil.
func (w *World) DupOf(v ssa.Value) *Dup {
	call, result := flow.ResultOf(v)
	if call == nil {
		return nil
	}
	for _, f := range w.summariesOf(&call.Call) {
		if slices.Contains(f.Dups, result) {
			return w.dupByCallee(call)
		}
	}
	if result != 0 || w.fileMethod(&call.Call) == nil {
		return nil
	}
	return w.dupOfCall(call)
}

// dupOfCall returns the Dup of a call of File.
func (w *World) dupOfCall(call *ssa.Call) *Dup {
	recv := w.fileMethod(&call.Call).Signature().Recv()
	d := &Dup{Call: call, Listener: isListener(recv.Type()), Direct: true}
	if d.Owner = call.Call.Value; !call.Call.IsInvoke() {
		d.Owner = call.Call.Args[0]
	}
	return d
}

// dupByCallee returns the Dup of a call of a function that is not followed and
// returns the File of a connection. The first argument that is one is taken for
// its owner.
func (w *World) dupByCallee(call *ssa.Call) *Dup {
	d := &Dup{Call: call}
	for _, arg := range call.Call.Args {
		if dupMethod(w.Peel(arg).Type()) != nil || isNetInterface(arg.Type()) {
			d.Owner, d.Listener = arg, isListener(arg.Type())
			break
		}
	}
	return d
}

// fileMethod returns the File method that a call surely or, judging by the
// interface that package net gave the value, most likely calls; else nil.
func (w *World) fileMethod(call *ssa.CallCommon) *types.Func {
	fn := flow.CalleeObject(call)
	if !call.IsInvoke() {
		if model.Has(fn, model.DupFile) {
			return fn
		}
		return nil
	}
	if !isFileMethod(fn) {
		return nil
	}
	for _, src := range w.Sources(call.Value) {
		if fn := dupMethod(src.Type()); fn != nil {
			return fn
		}
		if isNetInterface(src.Type()) {
			return fn
		}
	}
	return nil
}

// dupMethod returns the File method of package net that t, or every type of its
// type set, has; else nil.
func dupMethod(t types.Type) (file *types.Func) {
	for _, t := range typeSet(t) {
		obj, _, _ := types.LookupFieldOrMethod(t, true, nil, "File")
		fn, ok := obj.(*types.Func)
		if !ok || !model.Has(fn, model.DupFile) {
			return nil
		}
		file = fn
	}
	return file
}

// typeSet returns the types that a type parameter's constraint lists, or t.
func typeSet(t types.Type) []types.Type {
	tp, ok := types.Unalias(t).(*types.TypeParam)
	if !ok {
		return []types.Type{t}
	}
	var set []types.Type
	for e := range tp.Constraint().Underlying().(*types.Interface).EmbeddedTypes() {
		switch e := types.Unalias(e).(type) {
		case *types.Union:
			for term := range e.Terms() {
				set = append(set, term.Type())
			}
		case *types.Pointer:
			set = append(set, e)
		}
	}
	return set
}

// isFileMethod reports whether a method has the name and signature of File in
// package net.
func isFileMethod(fn *types.Func) bool {
	if fn == nil || fn.Name() != "File" {
		return false
	}
	sig := fn.Signature()
	return sig.Recv() != nil && sig.Params().Len() == 0 && sig.Results().Len() == 2 && isFile(sig.Results().At(0).Type())
}

// isNetInterface reports whether a type is an interface that only connections
// and listeners satisfy: one that has their methods about addresses.
func isNetInterface(t types.Type) bool {
	if !types.IsInterface(t) {
		return false
	}
	return hasMethod(t, "Close") && (hasMethod(t, "LocalAddr") || hasMethod(t, "Accept") && hasMethod(t, "Addr"))
}

func hasMethod(t types.Type, name string) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, name)
	_, ok := obj.(*types.Func)
	return ok
}

// isListener reports whether a type has a method Accept.
func isListener(t types.Type) bool { return hasMethod(t, "Accept") }
