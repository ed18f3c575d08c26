// Package callee tells which function a call names, and in which one code stands.
package callee

import (
	"go/ast"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/types/typeutil"
)

// Of returns the function or interface method that a call names, or nil; of an
// instance of a generic one, its origin. A method value names none: its receiver
// is not among the arguments.
func Of(call *ssa.CallCommon) *types.Func {
	if call.IsInvoke() {
		return call.Method.Origin()
	}
	if fn := call.StaticCallee(); fn != nil && !IsBound(fn) {
		return Object(fn)
	}
	return nil
}

// Object returns the declared function that fn is, or is an instance of; nil if
// it is a literal or has no source.
func Object(fn *ssa.Function) *types.Func {
	if obj, ok := fn.Object().(*types.Func); ok {
		return obj.Origin()
	}
	return nil
}

// Declared returns the function, not a literal, that fn is or stands in.
func Declared(fn *ssa.Function) *ssa.Function {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	return fn
}

// IsBuiltin reports whether a call is that of a builtin function.
func IsBuiltin(call *ssa.CallCommon, name string) bool {
	b, ok := call.Value.(*ssa.Builtin)
	return ok && b.Name() == name
}

// IsGetter reports whether a method only gets a field, as those of protocol buffers do:
//
//	type Entry struct { Chunks []*Chunk }
//	func (x *Entry) GetChunks() []*Chunk
func IsGetter(fn *types.Func) bool {
	name, ok := strings.CutPrefix(fn.Name(), "Get")
	sig := fn.Signature()
	if !ok || sig.Recv() == nil || sig.Params().Len() != 0 || sig.Results().Len() != 1 {
		return false
	}
	recv := sig.Recv().Type()
	if p, ok := types.Unalias(recv).(*types.Pointer); ok {
		recv = p.Elem()
	}
	t, ok := recv.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for f := range t.Fields() {
		if f.Name() == name {
			return types.Identical(f.Type(), sig.Results().At(0).Type())
		}
	}
	return false
}

// Appends returns the calls that append the elements of an array, in the order of its slices:
//
//	t1 = new [1]net.Listener (varargs)
//	t2 = slice t1[:]
//	t3 = append(t0, t2...)
func Appends(array ssa.Value) (calls []*ssa.Call) {
	for _, ref := range *array.Referrers() {
		all, ok := ref.(*ssa.Slice)
		if !ok {
			continue
		}
		for _, ref := range *all.Referrers() {
			if call, ok := ref.(*ssa.Call); ok && IsBuiltin(&call.Call, "append") {
				calls = append(calls, call)
			}
		}
	}
	return calls
}

// IsBound reports whether fn is the wrapper that go/ssa makes for a method
// value x.M: it captures x, and is in no function.
func IsBound(fn *ssa.Function) bool { return fn.Parent() == nil && len(fn.FreeVars) > 0 }

// Bound returns the method that a call of a method value names, and its receiver; or nil.
//
//	t1 = make closure (*os.File).Fd$bound [t0]
//	t2 = t1()
func Bound(call *ssa.CallCommon) (method *types.Func, recv ssa.Value) {
	mc, ok := call.Value.(*ssa.MakeClosure)
	if !ok || !IsBound(mc.Fn.(*ssa.Function)) {
		return nil, nil
	}
	return Object(mc.Fn.(*ssa.Function)), mc.Bindings[0]
}

// In is [Of] for the syntax of a call.
func In(info *types.Info, call *ast.CallExpr) *types.Func {
	if fn, ok := typeutil.Callee(info, call).(*types.Func); ok {
		return fn.Origin()
	}
	return nil
}

// IsReceiver reports whether v is the receiver of a call.
func IsReceiver(call *ssa.CallCommon, v ssa.Value) bool {
	if call.IsInvoke() {
		return call.Value == v
	}
	fn := Of(call)
	return fn != nil && fn.Signature().Recv() != nil && len(call.Args) > 0 && call.Args[0] == v
}

// Result returns the value that is a result of a call, or nil if nobody takes it.
func Result(call *ssa.Call, i int) ssa.Value {
	if call.Call.Signature().Results().Len() == 1 {
		return call
	}
	for _, instr := range *call.Referrers() {
		if e, ok := instr.(*ssa.Extract); ok && e.Index == i {
			return e
		}
	}
	return nil
}
