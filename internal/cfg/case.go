package cfg

import (
	"go/token"

	"golang.org/x/tools/go/ssa"
)

// CaseOf returns the select of which a condition asks whether it has taken a case, and the number
// of that case; nil if it asks for something else. go/ssa asks so, with == alone, and no code can.
//
//	t4 = extract t3 #0; t5 = t4 == 1:int         with t3 = select ...
func CaseOf(cond ssa.Value) (sel *ssa.Select, index int) {
	cmp, ok := cond.(*ssa.BinOp)
	if !ok || cmp.Op != token.EQL {
		return nil, 0
	}
	taken, ok := cmp.X.(*ssa.Extract)
	if !ok || taken.Index != 0 {
		return nil, 0
	}
	sel, ok = taken.Tuple.(*ssa.Select)
	k, isConst := cmp.Y.(*ssa.Const)
	if !ok || !isConst || k.Int64() < 0 || int(k.Int64()) >= len(sel.States) {
		return nil, 0
	}
	return sel, int(k.Int64())
}
