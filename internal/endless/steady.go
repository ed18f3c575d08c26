package endless

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
)

// decidedBefore reports whether the branch at the end of a block, one way of which leaves the
// cycle, goes the other way as it did before control came to where the walk began: in the
// walk nothing changes of what its condition depends on.
func (k *walk) decidedBefore(b *ssa.BasicBlock, a assumption) bool {
	branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	return ok && len(b.Succs) == 2 && k.cycle.Has(b.Succs[0]) != k.cycle.Has(b.Succs[1]) && k.unchanged(branch.Cond, a, 0)
}

func (k *walk) unchanged(v ssa.Value, a assumption, depth int) bool {
	instr, ok := v.(ssa.Instruction)
	if !ok || !k.cycle.Has(instr.Block()) {
		return true // computed before the cycle
	}
	if depth > maxPlace {
		return false
	}
	switch v := v.(type) {
	case *ssa.BinOp:
		return k.unchanged(v.X, a, depth+1) && k.unchanged(v.Y, a, depth+1)
	case *ssa.UnOp:
		return (v.Op == token.NOT || v.Op == token.SUB) && k.unchanged(v.X, a, depth+1)
	case *ssa.Call:
		return callee.IsBuiltin(&v.Call, "len") && isSteady(v.Call.Args[0].Type()) && k.unchanged(v.Call.Args[0], a, depth+1)
	case *ssa.Phi:
		return k.comesBack(v, v, a, depth)
	}
	return false
}

// isSteady reports whether a value of a type has one length, as a slice has and a channel or a map has not.
func isSteady(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Slice, *types.Basic:
		return true
	}
	return false
}

// comesBack reports whether v is the phi itself on all ways that the walk takes, or the sum of
// that and something that is zero.
//
//	t0 = phi [0, t2]; t1 = (io.Reader).Read(...); t2 = t0 + t1
func (k *walk) comesBack(v ssa.Value, phi *ssa.Phi, a assumption, depth int) bool {
	if depth > maxPlace {
		return false
	}
	switch v := v.(type) {
	case *ssa.BinOp:
		return v.Op == token.ADD && a.isZero(v.Y, depth+1) && (v.X == ssa.Value(phi) || k.comesBack(v.X, phi, a, depth+1))
	case *ssa.Phi:
		for i, edge := range v.Edges {
			if pred := v.Block().Preds[i]; k.seen[pred.Index] && edge != ssa.Value(phi) && !k.comesBack(edge, phi, a, depth+1) {
				return false
			}
		}
		return true
	}
	return false
}
