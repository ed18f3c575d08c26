package flow

import "golang.org/x/tools/go/ssa"

// Callee returns the function that a call surely calls, or nil: a static callee
// or a function literal called or started in place.
func Callee(call *ssa.CallCommon) *ssa.Function { return call.StaticCallee() }

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
