package interp

import (
	"go/constant"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/effects"
	"github.com/gopitfalls/gopitfalls/internal/explore/code"
	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
)

// Branches and loops: which way a path goes, and how often round.

// enter goes on at the start of a block. All its phis are read before any is set: they
// take their values at once.
func (m *Interpreter) enter(s *domain.State, gi int, to *ssa.BasicBlock) bool {
	f := s.OwnTop(s.OwnGoroutine(gi))
	edge := slices.Index(to.Preds, f.Block)
	var vals []domain.Value
	for _, instr := range to.Instrs {
		phi, ok := instr.(*ssa.Phi)
		if !ok {
			break
		}
		vals = append(vals, s.Get(f, phi.Edges[edge]))
	}
	return m.arrive(s, gi, to, vals)
}

// arrive goes on behind the phis of a block, which have the given values.
func (m *Interpreter) arrive(s *domain.State, gi int, to *ssa.BasicBlock, phis []domain.Value) bool {
	g := s.OwnGoroutine(gi)
	f := s.OwnTop(g)
	widen := false
	if f.Fn.Loops.IsHeader(to) {
		if l := f.Fn.Loops.At(to); l.Has(f.Block) {
			f.Rounds++
			f.Iterations++
			f.Visits[to.Index] = min(f.Visits[to.Index]+1, domain.LoopBound+1)
			widen = f.Visits[to.Index] > domain.LoopBound && !m.ends(s, f, to, phis)
			if f.Rounds > divergeBound || f.Iterations > iterationBound {
				return m.diverge(g, l)
			}
		} else {
			f.Visits[to.Index] = 0
		}
	}
	for i, v := range phis {
		phi := to.Instrs[i].(*ssa.Phi)
		if widen && code.IsInteger(phi.Type()) && f.Regs[f.Fn.Live.Number[phi]] != v && !m.endsLoop(f, phi) {
			// Widening: the loop has gone round often, and a number that grew
			// becomes unknown, so that the state can repeat.
			v = m.Widened()
		}
		phis[i] = v
	}
	for i, v := range phis {
		f.Set(to.Instrs[i].(*ssa.Phi), v)
	}
	f.Block, f.PC = to, len(phis)
	return !s.Forked || len(to.Preds) < 2 || m.Worth(s)
}

// ends reports whether a loop, which has come round to its header, is known to end in a few
// rounds more, since it counts from one number that is known to another. No number in it is
// widened then. Constants that a cut-off stands for elsewhere are not followed one by one.
func (m *Interpreter) ends(s *domain.State, f *domain.Frame, header *ssa.BasicBlock, phis []domain.Value) bool {
	for i, v := range phis {
		phi := header.Instrs[i].(*ssa.Phi)
		n, ok := s.Resolve(v).(domain.IntV)
		if !ok {
			continue
		}
		k, ok := f.Fn.Loops.CounterOf(phi)
		if !ok || m.cuts(k.Bound) || slices.ContainsFunc(phi.Edges, m.cuts) {
			continue
		}
		bound, ok := s.Resolve(s.Get(f, k.Bound)).(domain.IntV)
		if !ok {
			continue
		}
		for range divergeBound {
			y := s.Get(f, k.Next.Y)
			if k.Next.Y == phi {
				y = n
			}
			next, ok := s.Binop(k.Next.Op, n, y).(domain.IntV)
			if !ok {
				break
			}
			at := n
			if k.TestsNext() {
				at = next
			}
			if s.Tests(k, at, bound) == domain.BoolV(!k.Stays) {
				return true
			}
			n = next
		}
	}
	return false
}

// cuts reports whether a value is a constant that a cut-off may stand for.
func (m *Interpreter) cuts(v ssa.Value) bool {
	n, ok := constInt(v)
	return ok && m.Cuts(n)
}

// constInt returns the number that a constant is.
func constInt(v ssa.Value) (n int64, ok bool) {
	c, ok := v.(*ssa.Const)
	if !ok || c.Value == nil || c.Value.Kind() != constant.Int {
		return 0, false
	}
	return constant.Int64Val(c.Value)
}

// endsLoop reports whether a phi is the counter of a loop which it ends. Such a one is
// not widened: the loop ends by itself.
//
//	t1 = phi [0, t2]
//	t2 = t1 + 1
//	t3 = t2 < n
//	if t3 goto body else done
func (m *Interpreter) endsLoop(f *domain.Frame, phi *ssa.Phi) bool {
	if phi.Referrers() == nil {
		return false
	}
	if k, ok := f.Fn.Loops.CounterOf(phi); ok && k.IsSteady() {
		return true
	}
	bounds := func(use ssa.Instruction) bool {
		cmp, ok := use.(*ssa.BinOp)
		if ok {
			_, ok = f.Fn.Loops.Bound(cmp)
		}
		return ok
	}
	return slices.ContainsFunc(*phi.Referrers(), func(use ssa.Instruction) bool {
		add, ok := use.(*ssa.BinOp)
		return bounds(use) || ok && add.X == phi && add.Referrers() != nil && slices.ContainsFunc(*add.Referrers(), bounds)
	})
}

// diverge deals with a loop that has gone round and round without an undecided
// branch: the goroutine stays in it, and what it holds counts as help.
func (m *Interpreter) diverge(g *domain.Goroutine, l *cfg.Loop) bool {
	if l.Exits {
		m.GiveUp(TooManyRounds)
	}
	g.Status = domain.Divergent
	return true
}

// branch goes the way that is decided. If none is, it skips the branch with all that lies
// between its ways, or leaves a loop that has gone round often enough, or goes both
// ways.
func (m *Interpreter) branch(s *domain.State, gi int, instr *ssa.If) bool {
	f := s.OwnTop(s.OwnGoroutine(gi))
	b := f.Block
	cond := s.Resolve(s.Get(f, instr.Cond))
	switch c := cond.(type) {
	case domain.BoolV:
		if m.isEnding(s, gi) && isAssumed(s, f, instr.Cond) {
			s.OwnGoroutine(gi).Guessed = true
		}
		if c {
			return m.enter(s, gi, b.Succs[0])
		}
		return m.enter(s, gi, b.Succs[1])
	}
	if r := m.Region(f.Fn, b); m.Skippable(r) && !r.Asserts && !(r.Panics && recovers(s.Goroutines[gi])) {
		return m.skip(s, gi, r)
	}
	for l := f.Fn.Loops.At(b); l != nil; l = l.Up {
		if !l.Decides(b) {
			continue
		}
		way := 0
		if l.Has(b.Succs[0]) {
			way = 1
		}
		if m.IsIdempotent(m.Loop(f.Fn, l)) {
			if f.Visits[l.Header.Index] == 0 {
				break // not at all, or once
			}
			s.Record(domain.Event{Goroutine: gi, Kind: domain.EventBranch, Instr: instr, Way: way})
			return m.enter(s, gi, b.Succs[way])
		}
		if f.Visits[l.Header.Index] < domain.LoopBound {
			continue
		}
		// The loop has gone round often enough: it ends now, if it can.
		if s.Assumable(cond, way == 0) {
			m.Cut = true
			return m.take(s, gi, cond, b, way, instr)
		}
		break
	}
	if way, ok := m.works(s, f, instr); ok && s.Assumable(cond, way == 0) {
		return m.take(s, gi, cond, b, way, instr)
	}
	return m.Fork(s, 2, func(s *domain.State, i int) bool {
		return m.take(s, gi, cond, b, i, instr)
	})
}

// isAssumed reports whether a condition is decided by what the path has assumed about an unknown
// value, where another goroutine asked the same.
//
//	t1 = *t0             the connection that the client has passed
//	t2 = t1 != nil
func isAssumed(s *domain.State, f *domain.Frame, cond ssa.Value) bool {
	if not, ok := cond.(*ssa.UnOp); ok && not.Op == token.NOT {
		return isAssumed(s, f, not.X)
	}
	operands := []ssa.Value{cond}
	if cmp, ok := cond.(*ssa.BinOp); ok {
		operands = []ssa.Value{cmp.X, cmp.Y}
	}
	return slices.ContainsFunc(operands, func(v ssa.Value) bool {
		_, isUnknown := s.Get(f, v).(domain.Symbol)
		return isUnknown
	})
}

// works reports which way of a branch is the first round of a loop that goes round at
// least once: one that starts goroutines as often as a number says that is no length, or
// that sends, receives or hands out as often as one says that was configured.
func (m *Interpreter) works(s *domain.State, f *domain.Frame, instr *ssa.If) (way int, ok bool) {
	l, cmp, way := effects.FirstTest(f.Fn.Loops, instr)
	if l == nil || f.Visits[l.Header.Index] > 0 {
		return 0, false
	}
	loop := m.Loop(f.Fn, l)
	if !loop.Starts && !loop.Touches {
		return 0, false
	}
	for _, v := range []ssa.Value{cmp.X, cmp.Y} {
		n, isSym := s.Resolve(s.Get(f, v)).(domain.Symbol)
		switch {
		case !isSym:
		case m.IsGuess(n),
			m.IsLength(n) && !(loop.Starts && effects.IsFieldLength(v)),
			!loop.Starts && !m.IsConfigured(v):
			return 0, false
		default:
			ok = true
		}
	}
	return way, ok
}

// take goes one way of a branch, if the path condition allows it.
func (m *Interpreter) take(s *domain.State, gi int, cond domain.Value, b *ssa.BasicBlock, way int, instr *ssa.If) bool {
	if !s.Assume(cond, way == 0) {
		return false
	}
	m.answers(s, gi, instr, way)
	if m.isEnding(s, gi) {
		s.OwnGoroutine(gi).Guessed = true
	}
	f := s.OwnTop(s.OwnGoroutine(gi))
	if l := f.Fn.Loops.At(b); l != nil {
		known := m.Loop(f.Fn, l)
		if stays := l.Has(b.Succs[way]); !stays && known.Strides && !m.IsIdempotent(known) || stays && known.AwaitsCount(instr) {
			s.Inconclusive = true // how often it goes round is not known
		}
		s.Chosen = s.Chosen || l.Decides(b) && (known.Starts || known.Touches)
	}
	s.Record(domain.Event{Goroutine: gi, Kind: domain.EventBranch, Instr: instr, Way: way})
	return m.enter(s, gi, b.Succs[way])
}
