package summary

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/model"
)

// Argument returns what a call passes for a parameter, which summaries count
// from the receiver.
func Argument(call *ssa.CallCommon, i int) ssa.Value {
	if !call.IsInvoke() {
		return call.Args[i]
	}
	if i == 0 {
		return call.Value
	}
	return call.Args[i-1]
}

// Arguments returns the number of a call's arguments, the receiver included.
func Arguments(call *ssa.CallCommon) int {
	if call.IsInvoke() {
		return len(call.Args) + 1
	}
	return len(call.Args)
}

// OperandOf returns the operand of the model that the i-th argument of a call
// is, the receiver counted.
func OperandOf(fn *types.Func, i int) model.Operand {
	if fn != nil && fn.Signature().Recv() != nil {
		if i == 0 {
			return model.Operand{Kind: model.Recv}
		}
		i--
	}
	return model.Operand{Kind: model.Arg, Index: i}
}

// ResultsOf returns the values that hold a result of a call.
func ResultsOf(site ssa.CallInstruction, index int) []ssa.Value {
	call, ok := site.(*ssa.Call)
	if !ok {
		return nil
	}
	if call.Call.Signature().Results().Len() == 1 {
		return []ssa.Value{call}
	}
	var vs []ssa.Value
	for _, instr := range *call.Referrers() {
		if e, ok := instr.(*ssa.Extract); ok && e.Index == index {
			vs = append(vs, e)
		}
	}
	return vs
}
