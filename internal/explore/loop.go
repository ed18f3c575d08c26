package explore

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Branches and loops: which way a path goes, and how often round.

// enter goes on at the start of a block.
func (m *machine) enter(s *state, gi int, to *ssa.BasicBlock) bool {
	f := s.top(s.gmut(gi))
	edge := slices.Index(to.Preds, f.block)
	var vals []value
	for _, instr := range to.Instrs {
		phi, ok := instr.(*ssa.Phi)
		if !ok {
			break
		}
		vals = append(vals, s.get(f, phi.Edges[edge]))
	}
	return m.arrive(s, gi, to, vals)
}

// arrive goes on behind the phis of a block, which have the given values.
func (m *machine) arrive(s *state, gi int, to *ssa.BasicBlock, phis []value) bool {
	g := s.gmut(gi)
	f := s.top(g)
	widen := false
	if f.fn.header[to.Index] {
		if l := f.fn.loops[to.Index]; l != nil && l.blocks[f.block] {
			f.rounds++
			f.laps++
			f.visits[to.Index] = min(f.visits[to.Index]+1, loopBound+1)
			widen = f.visits[to.Index] > loopBound
			if f.rounds > spinBound || f.laps > lapBound {
				return m.spin(g, l)
			}
		} else {
			f.visits[to.Index] = 0
		}
	}
	for i, v := range phis {
		phi := to.Instrs[i].(*ssa.Phi)
		if widen && isInteger(phi.Type()) && f.regs[f.fn.number[phi]] != v && !m.countsDown(f, phi) {
			// The loop has gone round often: a number that grew becomes
			// unknown, so that the state can repeat.
			v = m.freshWide()
		}
		phis[i] = v
	}
	for i, v := range phis {
		f.set(to.Instrs[i].(*ssa.Phi), v)
	}
	f.prev, f.block, f.pc = f.block, to, len(phis)
	return !s.forked || len(to.Preds) < 2 || m.worth(s)
}

func isInteger(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsInteger != 0
}

// countsDown reports whether a phi is the counter of a loop that it ends: such a
// loop ends by itself.
func (m *machine) countsDown(f *frame, phi *ssa.Phi) bool {
	if phi.Referrers() == nil {
		return false
	}
	uses := *phi.Referrers()
	for _, r := range uses {
		if add, ok := r.(*ssa.BinOp); ok && add.Referrers() != nil && add.X == phi {
			uses = append(slices.Clip(uses), *add.Referrers()...)
		}
	}
	for _, r := range uses {
		if cmp, ok := r.(*ssa.BinOp); ok {
			if _, ok := f.fn.counts(cmp); ok {
				return true
			}
		}
	}
	return false
}

// spin deals with a loop that has gone round and round without an undecided
// branch: the goroutine stays in it, and what it holds counts as help.
func (m *machine) spin(g *goroutine, l *loop) bool {
	if l.exits {
		m.giveUp(TooManyRounds)
	}
	g.status = parked
	return true
}

func (m *machine) branch(s *state, gi int, instr *ssa.If) bool {
	f := s.top(s.gmut(gi))
	b := f.block
	cond := s.resolve(s.get(f, instr.Cond))
	switch c := cond.(type) {
	case boolV:
		if c {
			return m.enter(s, gi, b.Succs[0])
		}
		return m.enter(s, gi, b.Succs[1])
	}
	if r := m.regionOf(f.fn, b); r.meet != nil && !(r.panics && recovers(s.gs[gi])) {
		return m.skip(s, gi, r)
	}
	for l := f.fn.loops[b.Index]; l != nil; l = l.up {
		if l.blocks[b.Succs[0]] == l.blocks[b.Succs[1]] {
			continue
		}
		way := 0
		if l.blocks[b.Succs[0]] {
			way = 1
		}
		if m.weak(l) {
			if f.visits[l.header.Index] == 0 {
				break // not at all, or once
			}
			s.note(event{g: gi, kind: eventBranch, instr: instr, n: way})
			return m.enter(s, gi, b.Succs[way])
		}
		if f.visits[l.header.Index] < loopBound {
			continue
		}
		// The loop has gone round often enough: it ends now, if it can.
		if s.assumable(cond, way == 0) {
			if m.isWide(cond) {
				s.forced = true
			}
			return m.take(s, gi, cond, b, way, instr)
		}
		break
	}
	if way, ok := m.works(f, instr); ok && s.assumable(cond, way == 0) {
		return m.take(s, gi, cond, b, way, instr)
	}
	return m.fork(s, 2, func(s *state, i int) bool {
		return m.take(s, gi, cond, b, i, instr)
	})
}

// works reports which way of a branch is the first round of a loop that starts a
// number of goroutines. The number of workers is taken not to be zero, unless it
// is the length of something: nobody configures none.
func (m *machine) works(f *frame, instr *ssa.If) (way int, ok bool) {
	b := f.block
	cmp, isCmp := instr.Cond.(*ssa.BinOp)
	if !isCmp {
		return 0, false
	}
	l := f.fn.loops[b.Index]
	bound, ok := f.fn.counts(cmp)
	if c, isConst := cmp.X.(*ssa.Const); !ok && isConst && cmp.Op == token.LSS && c.Value != nil && f.fn.header[b.Succs[0].Index] {
		l, bound, ok = f.fn.loops[b.Succs[0].Index], cmp.Y, true // tested before its first round
	}
	if !ok || l == nil || f.visits[l.header.Index] > 0 || !l.starts() {
		return 0, false
	}
	if n, isSym := f.regs[f.fn.number[bound]].(sym); !isSym || m.isLength(n) {
		return 0, false
	}
	if l.blocks[b.Succs[0]] {
		return 0, true
	}
	return 1, true
}

// isLength reports whether a number is the length of something, or computed from
// one.
func (tab *table) isLength(v value) bool {
	x, ok := v.(sym)
	if !ok {
		return false
	}
	e := tab.exprs[x]
	return e.op == opLen || e.op == opCap || e.op == opBin && (tab.isLength(e.x) || tab.isLength(e.y))
}

// starts reports whether there is a go statement in a loop.
func (l *loop) starts() bool {
	for b := range l.blocks {
		for _, instr := range b.Instrs {
			if _, ok := instr.(*ssa.Go); ok {
				return true
			}
		}
	}
	return false
}

// strides reports whether a loop counts in steps of one size that is not known.
func (l *loop) strides() bool {
	for _, instr := range l.header.Instrs {
		phi, ok := instr.(*ssa.Phi)
		if !ok {
			break
		}
		for _, e := range phi.Edges {
			step, ok := e.(*ssa.BinOp)
			if !ok || step.X != phi || !isInteger(phi.Type()) || !l.blocks[step.Block()] {
				continue
			}
			if _, isConst := step.Y.(*ssa.Const); !isConst && l.invariant(step.Y) && comparesIn(phi, l) {
				return true
			}
		}
	}
	return false
}

// invariant reports whether a value is the same in all rounds of a loop: computed
// before it, or loaded from a variable that it does not store to.
func (l *loop) invariant(v ssa.Value) bool {
	instr, ok := v.(ssa.Instruction)
	if !ok || !l.blocks[instr.Block()] {
		return true
	}
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return false
	}
	a, ok := load.X.(*ssa.Alloc)
	return ok && !slices.ContainsFunc(*a.Referrers(), func(r ssa.Instruction) bool {
		st, ok := r.(*ssa.Store)
		return ok && st.Addr == a && l.blocks[st.Block()]
	})
}

// comparesIn reports whether a number, or what is computed from it, is compared
// in a loop.
func comparesIn(v ssa.Value, l *loop) bool {
	for _, r := range *v.Referrers() {
		op, ok := r.(*ssa.BinOp)
		if !ok || !l.blocks[op.Block()] {
			continue
		}
		switch op.Op {
		case token.LSS, token.LEQ, token.GTR, token.GEQ, token.NEQ, token.EQL:
			return true
		case token.ADD, token.SUB:
			if op.Referrers() != nil {
				for _, r := range *op.Referrers() {
					if cmp, ok := r.(*ssa.BinOp); ok && l.blocks[cmp.Block()] && cmp.Op != token.ADD && cmp.Op != token.SUB {
						return true
					}
				}
			}
		}
	}
	return false
}

// assumable reports whether a condition can have a truth value.
func (s *state) assumable(cond value, truth bool) bool {
	before := s.facts // a list that never changes, and all that assume replaces
	ok := s.assume(cond, truth)
	s.facts = before
	return ok
}

func (m *machine) take(s *state, gi int, cond value, b *ssa.BasicBlock, way int, instr *ssa.If) bool {
	if !s.assume(cond, way == 0) {
		return false
	}
	f := s.top(s.gmut(gi))
	if l := f.fn.loops[b.Index]; l != nil {
		if stays := l.blocks[b.Succs[way]]; !stays && l.strides() && !m.weak(l) || stays && l.awaits(instr) {
			s.forced = true // how often it goes round has to do with nothing
		}
	}
	s.note(event{g: gi, kind: eventBranch, instr: instr, n: way})
	return m.enter(s, gi, b.Succs[way])
}
