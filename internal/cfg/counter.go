package cfg

import (
	"go/token"

	"golang.org/x/tools/go/ssa"
)

// Bound returns what a comparison compares the counter of a loop with, if it
// decides whether a loop goes on that counts up by one from a constant:
//
//	t1 = phi [0, t2]
//	t2 = t1 + 1
//	if t2 < bound goto body else done
func (ls *Loops) Bound(cmp *ssa.BinOp) (bound ssa.Value, ok bool) {
	l := ls.At(cmp.Block())
	if l == nil || !l.Decides(cmp.Block()) {
		return nil, false
	}
	x, y := cmp.X, cmp.Y
	switch cmp.Op {
	case token.LSS, token.LEQ, token.NEQ:
	case token.GTR, token.GEQ:
		x, y = y, x
	default:
		return nil, false
	}
	if isCounter(x) {
		return y, true
	}
	return nil, false
}

// isCounter reports whether v is a phi, or a phi plus one, that goes up by one
// from a constant.
func isCounter(v ssa.Value) bool {
	if add, ok := v.(*ssa.BinOp); ok && isIncrement(add) {
		v = add.X
	}
	phi, ok := v.(*ssa.Phi)
	if !ok {
		return false
	}
	for _, e := range phi.Edges {
		switch e := e.(type) {
		case *ssa.Const:
			continue
		case *ssa.BinOp:
			if isIncrement(e) && (e.X == phi || copies(e.X, phi)) {
				continue
			}
		case *ssa.Phi:
			if e == phi {
				continue
			}
		}
		return false
	}
	return true
}

// isIncrement reports whether an operation is x + 1.
func isIncrement(op *ssa.BinOp) bool {
	c, ok := op.Y.(*ssa.Const)
	return op.Op == token.ADD && ok && c.Value != nil && c.Value.ExactString() == "1"
}

// copies reports whether x is a phi all of whose edges are the counter: a loop
// with continue statements has one.
func copies(x ssa.Value, counter *ssa.Phi) bool {
	phi, ok := x.(*ssa.Phi)
	if !ok {
		return false
	}
	for _, e := range phi.Edges {
		if e != counter {
			return false
		}
	}
	return true
}
