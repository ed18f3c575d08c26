package owners

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// IsFresh reports whether a value is an owner that nobody else had when the call
// of which it is the result returned.
func (w *World) IsFresh(v ssa.Value) bool {
	call, result := flow.ResultOf(v)
	if call == nil {
		return false
	}
	fn := callee.Of(&call.Call)
	for _, e := range []model.Effect{model.NewFile, model.NewConn} {
		if model.HasOn(fn, e, model.Operand{Kind: model.Res, Index: result}) {
			return true
		}
	}
	if result == 0 && w.FileMethod(&call.Call) != nil {
		return true
	}
	f := w.SummaryOf(&call.Call)
	return f != nil && slices.Contains(f.Fresh, result)
}

// FileMethod returns the File method that a call surely or, judging by the
// interface that package net gave the value, most likely calls; else nil.
func (w *World) FileMethod(call *ssa.CallCommon) *types.Func {
	fn := callee.Of(call)
	if !call.IsInvoke() {
		if model.Has(fn, model.DupFile) {
			return fn
		}
		return nil
	}
	if !IsFileMethod(fn) {
		return nil
	}
	for _, src := range w.Sources(call.Value) {
		if fn := DupMethod(src.Type()); fn != nil {
			return fn
		}
		if IsNetInterface(src.Type()) {
			return fn
		}
	}
	return nil
}

// DupMethod returns the File method of package net that t, or every type of its
// type set, has; else nil.
func DupMethod(t types.Type) (file *types.Func) {
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

// IsFileMethod reports whether a method has the name and signature of File in
// package net.
func IsFileMethod(fn *types.Func) bool {
	if fn == nil || fn.Name() != "File" {
		return false
	}
	sig := fn.Signature()
	return sig.Recv() != nil && sig.Params().Len() == 0 && sig.Results().Len() == 2 && IsFile(sig.Results().At(0).Type())
}
