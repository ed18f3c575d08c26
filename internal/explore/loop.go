package explore

import (
	"go/token"
	"slices"

	"github.com/gopitfalls/gopitfalls/internal/cfg"
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
	if f.fn.loops.IsHeader(to) {
		if l := f.fn.loops.At(to); l.Has(f.block) {
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
		if widen && isInteger(phi.Type()) && f.regs[f.fn.live.Number[phi]] != v && !m.countsDown(f, phi) {
			// Widening: the loop has gone round often, and a number that grew
			// becomes unknown, so that the state can repeat.
			v = m.freshWide()
		}
		phis[i] = v
	}
	for i, v := range phis {
		f.set(to.Instrs[i].(*ssa.Phi), v)
	}
	f.block, f.pc = to, len(phis)
	return !s.forked || len(to.Preds) < 2 || m.worth(s)
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
			if _, ok := f.fn.loops.Bound(cmp); ok {
				return true
			}
		}
	}
	return false
}

// spin deals with a loop that has gone round and round without an undecided
// branch: the goroutine stays in it, and what it holds counts as help.
func (m *machine) spin(g *goroutine, l *cfg.Loop) bool {
	if l.Exits {
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
	if r := m.region(f.fn, b); m.Skippable(r) && !(r.Panics && recovers(s.gs[gi])) {
		return m.skip(s, gi, r)
	}
	for l := f.fn.loops.At(b); l != nil; l = l.Up {
		if !l.Decides(b) {
			continue
		}
		way := 0
		if l.Has(b.Succs[0]) {
			way = 1
		}
		if m.IsIdempotent(m.loop(f.fn, l)) {
			if f.visits[l.Header.Index] == 0 {
				break // not at all, or once
			}
			s.note(event{g: gi, kind: eventBranch, instr: instr, n: way})
			return m.enter(s, gi, b.Succs[way])
		}
		if f.visits[l.Header.Index] < loopBound {
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
	l := f.fn.loops.At(b)
	bound, ok := f.fn.loops.Bound(cmp)
	if c, isConst := cmp.X.(*ssa.Const); !ok && isConst && cmp.Op == token.LSS && c.Value != nil && f.fn.loops.IsHeader(b.Succs[0]) {
		l, bound, ok = f.fn.loops.At(b.Succs[0]), cmp.Y, true // tested before its first round
	}
	if !ok || l == nil || f.visits[l.Header.Index] > 0 || !m.loop(f.fn, l).Starts {
		return 0, false
	}
	if n, isSym := f.regs[f.fn.live.Number[bound]].(sym); !isSym || m.isLength(n) {
		return 0, false
	}
	if l.Has(b.Succs[0]) {
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

// assumable reports whether a condition can have a truth value.
func (s *state) assumable(cond value, truth bool) bool {
	facts, owner := s.facts, s.ownsFacts
	s.ownsFacts = 0 // assume makes a list of its own, and changes nothing else
	ok := s.assume(cond, truth)
	s.facts, s.ownsFacts = facts, owner
	return ok
}

func (m *machine) take(s *state, gi int, cond value, b *ssa.BasicBlock, way int, instr *ssa.If) bool {
	if !s.assume(cond, way == 0) {
		return false
	}
	f := s.top(s.gmut(gi))
	if l := f.fn.loops.At(b); l != nil {
		known := m.loop(f.fn, l)
		if stays := l.Has(b.Succs[way]); !stays && known.Strides && !m.IsIdempotent(known) || stays && known.AwaitsCount(instr) {
			s.forced = true // how often it goes round has to do with nothing
		}
	}
	s.note(event{g: gi, kind: eventBranch, instr: instr, n: way})
	return m.enter(s, gi, b.Succs[way])
}
