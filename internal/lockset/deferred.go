package lockset

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
)

// deferred notes a deferred call. One in a loop is made for each round, on what was there in
// that round: what it gives back counts as given away, but for a lock that is the same in each
// round.
func (w *walker) deferred(st *state, d *ssa.Defer) {
	if !w.inLoop(d.Block()) {
		st.defers = append(st.defers, d)
		return
	}
	op := operationOf(callee.Of(&d.Call))
	switch {
	case semaphoreOperation(callee.Of(&d.Call)) == unlocks:
		w.giveCount(st, w.placeOf(arguments(&d.Call)[0]))
	case op.kind == unlocks && w.putsOff(st, d, op.read):
		if !slices.Contains(st.defers, d) {
			st.defers = append(st.defers, d)
		}
	case op.kind == unlocks:
		w.giveAway(st, w.placeOf(arguments(&d.Call)[0]))
	default:
		if s, in := w.calleeOf(&d.Call); s != nil {
			w.handOff(st, s, in)
		}
	}
}

// putsOff reports whether a deferred call in a loop gives back a lock that is taken in each round,
// so that the next one finds it held.
func (w *walker) putsOff(st *state, d *ssa.Defer, read bool) bool {
	h := st.find(w.placeOf(arguments(&d.Call)[0]), read)
	if h == nil || h.n <= 0 || slices.ContainsFunc(h.place.vars, func(v ssa.Value) bool {
		instr, ok := v.(ssa.Instruction)
		return ok && (instr.Parent() != w.fn || w.inLoop(instr.Block()))
	}) {
		return false
	}
	l := w.loops.At(d.Block())
	if !l.Has(h.at.Block()) || !everyRound(l, h.at.Block()) {
		return false
	}
	h.later = d
	return true
}

// everyRound reports whether a block of a loop may belong to each round: it leads back to the head, or
// is a case of the select, or type switch, that each round comes to, and nothing that may hold for one
// round only has led there.
func everyRound(l *cfg.Loop, b *ssa.BasicBlock) bool {
	back := false
	for ; b != nil; b = b.Idom() {
		back = back || slices.ContainsFunc(l.Header.Preds, func(p *ssa.BasicBlock) bool { return l.Has(p) && b.Dominates(p) })
		if b == l.Header {
			return back
		}
		up := b.Idom()
		if up == nil {
			break
		}
		branch, ok := up.Instrs[len(up.Instrs)-1].(*ssa.If)
		if !ok || isCase(branch.Cond) {
			continue
		}
		if !back && up.Dominates(b) && len(b.Preds) == 1 || holdsOnce(branch.Cond, b == up.Succs[0]) {
			return false
		}
	}
	return false
}

// holdsOnce reports whether a condition may hold for one round of a loop only: a flag, or that
// something is equal to what is no constant, or that a counter has come to one.
func holdsOnce(cond ssa.Value, is bool) bool {
	for {
		not, ok := cond.(*ssa.UnOp)
		if !ok || not.Op != token.NOT {
			break
		}
		cond, is = not.X, !is
	}
	switch cond := cond.(type) {
	case *ssa.UnOp, *ssa.Phi, *ssa.Parameter:
		return true
	case *ssa.BinOp:
		if (cond.Op == token.EQL) != is || cond.Op != token.EQL && cond.Op != token.NEQ {
			return false
		}
		_, constant := cond.Y.(*ssa.Const)
		_, counter := cond.X.(*ssa.Phi)
		_, next := cond.X.(*ssa.BinOp) // t2 = t1 + 1:int, of a range loop
		return !constant || counter || next
	}
	return false
}

// isCase reports whether a condition is that of a case of a select, or of a type switch.
//
//	t1 = select blocking [<-c, <-d]; t2 = extract t1 #0; t3 = t2 == 0:int
//	t1 = typeassert,ok t0.(T); t2 = extract t1 #1
func isCase(cond ssa.Value) bool {
	if sel, _ := cfg.CaseOf(cond); sel != nil {
		return true
	}
	x, ok := cond.(*ssa.Extract)
	if !ok || x.Index != 1 {
		return false
	}
	_, ok = x.Tuple.(*ssa.TypeAssert)
	return ok
}
