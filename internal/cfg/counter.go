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
// from a constant, or such a variable that closures capture.
func isCounter(v ssa.Value) bool {
	if add, ok := v.(*ssa.BinOp); ok && isIncrement(add) {
		v = add.X
	}
	if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
		return isCapturedCounter(load.X)
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

// IsSteady reports whether the loop counts up or down by some number, and ends when it has
// passed another one.
func (k Counter) IsSteady() bool {
	return (k.Next.Op == token.ADD || k.Next.Op == token.SUB) && k.Next.Y != k.Phi && k.Test.Op != token.EQL
}

// TestsNext reports whether the test is about the value in the next round.
func (k Counter) TestsNext() bool { return k.Test.X == k.Next || k.Test.Y == k.Next }

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

// isCapturedCounter reports whether v is the address of a counter that closures capture,
// of which there is one for each round:
//
//	t0 = new int (i)
//	*t0 = 0
//	loop:
//	t1 = phi [t0, t3]
//	...
//	t2 = *t1
//	t3 = new int (i)
//	*t3 = t2
//	t4 = *t3
//	t5 = t4 + 1
//	*t3 = t5
func isCapturedCounter(v ssa.Value) bool {
	phi, ok := v.(*ssa.Phi)
	if !ok || storesTo(phi, nil) {
		return false
	}
	for _, e := range phi.Edges {
		a, ok := e.(*ssa.Alloc)
		if !ok || storesTo(a, func(v ssa.Value) bool { return isNextCount(v, phi, a) }) {
			return false
		}
	}
	return true
}

// isNextCount reports whether v is what a counter is set to: a constant, its value in
// the round before, whose address is phi, or one more.
func isNextCount(v ssa.Value, phi *ssa.Phi, a *ssa.Alloc) bool {
	switch v := v.(type) {
	case *ssa.Const:
		return true
	case *ssa.UnOp:
		return v.Op == token.MUL && v.X == phi
	case *ssa.BinOp:
		load, ok := v.X.(*ssa.UnOp)
		return ok && isIncrement(v) && load.Op == token.MUL && load.X == a
	}
	return false
}

// storesTo reports whether something is stored to an address, here or in a closure that
// has captured it, but for values that may be.
func storesTo(addr ssa.Value, may func(ssa.Value) bool) bool {
	for _, r := range *addr.Referrers() {
		switch r := r.(type) {
		case *ssa.Store:
			if r.Addr == addr && (may == nil || !may(r.Val)) || r.Val == addr {
				return true
			}
		case *ssa.MakeClosure:
			for i, b := range r.Bindings {
				if b == addr && storesTo(r.Fn.(*ssa.Function).FreeVars[i], nil) {
					return true
				}
			}
		case ssa.CallInstruction:
			return true // it is given the address
		}
	}
	return false
}
