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

// A Counter is a number that a loop changes in the same way in each round, and by which it
// decides whether to go on: up, down, in steps, doubled or halved.
//
//	t1 = phi [start, t2]
//	t2 = t1 - 3
//	t3 = t2 > bound
//	if t3 goto body else done
type Counter struct {
	Phi   *ssa.Phi
	Next  *ssa.BinOp // its value in the next round
	Test  *ssa.BinOp // compares Phi or Next with a value that is the same in all rounds
	Bound ssa.Value  // that value
	Stays bool       // what the test says as long as the loop goes on
}

// CounterOf returns how a loop counts by a phi of its header.
func (ls *Loops) CounterOf(phi *ssa.Phi) (Counter, bool) {
	l := ls.At(phi.Block())
	if l == nil || l.Header != phi.Block() {
		return Counter{}, false
	}
	next := step(phi, l)
	if next == nil {
		return Counter{}, false
	}
	for _, b := range l.Blocks {
		if ls.At(b) != l || !l.Decides(b) {
			continue
		}
		cmp, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If).Cond.(*ssa.BinOp)
		if !ok {
			continue
		}
		bound := cmp.Y
		if cmp.Y == phi || cmp.Y == next {
			bound = cmp.X
		} else if cmp.X != phi && cmp.X != next {
			continue
		}
		if instr, ok := bound.(ssa.Instruction); ok && l.Has(instr.Block()) {
			continue
		}
		return Counter{phi, next, cmp, bound, l.Has(b.Succs[0])}, true
	}
	return Counter{}, false
}

// step returns how a phi changes in each round, or nil.
func step(phi *ssa.Phi, l *Loop) (next *ssa.BinOp) {
	for i, e := range phi.Edges {
		if !l.Has(phi.Block().Preds[i]) {
			continue
		}
		op, ok := e.(*ssa.BinOp)
		if !ok || op.X != phi || next != nil && op != next {
			return nil
		}
		if _, isConst := op.Y.(*ssa.Const); !isConst && op.Y != phi {
			return nil
		}
		next = op
	}
	return next
}
