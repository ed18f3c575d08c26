package flow

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// Callee returns the function that a call surely calls, or nil: a static callee
// or a function literal called or started in place.
func Callee(call *ssa.CallCommon) *ssa.Function { return call.StaticCallee() }

// CalleeObject returns the function or interface method that a call names, or
// nil; of an instance of a generic one, its origin. A method value names none:
// its receiver is not among the arguments.
func CalleeObject(call *ssa.CallCommon) *types.Func {
	if call.IsInvoke() {
		return call.Method.Origin()
	}
	if fn := call.StaticCallee(); fn != nil && !isBound(fn) {
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

// isBound reports whether fn is the wrapper that go/ssa makes for a method
// value x.M: it captures x, and is in no function.
func isBound(fn *ssa.Function) bool { return fn.Parent() == nil && len(fn.FreeVars) > 0 }

// ResultOf returns the call of which v is a result, and which.
func ResultOf(v ssa.Value) (call *ssa.Call, result int) {
	switch v := v.(type) {
	case *ssa.Call:
		return v, 0
	case *ssa.Extract:
		call, _ = v.Tuple.(*ssa.Call)
		return call, v.Index
	}
	return nil, 0
}

// ParamIndex returns the position of a parameter, the receiver first.
func ParamIndex(p *ssa.Parameter) int {
	for i, q := range p.Parent().Params {
		if p == q {
			return i
		}
	}
	return -1
}
