package explore

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// foundKey identifies a finding of a root.
type foundKey struct {
	pos token.Pos
	op  Op
}

// justEnded reports whether a goroutine has ended since the last look at who is
// stuck.
func (m *search) justEnded(s *state) bool { return s.lastEnded != 0 }

// verdict looks for goroutines that wait for ever, once somebody has gone who
// might have helped.
func (m *search) verdict(s *state, moves []move, look bool) {
	if !look {
		return
	}
	s.lastEnded = 0
	dead := m.dead(s, moves)
	if len(dead) == 0 {
		return
	}
	// A test that blocks itself needs no linter to be noticed, and what it waits
	// for comes from fakes that are made for it.
	blocksTest := m.inTest() && slices.Contains(dead, 0)
	if !s.forced && !blocksTest {
		counts := make(map[ssa.Instruction]int)
		for _, i := range dead {
			counts[s.gs[i].wait.instr]++
		}
		for _, i := range dead {
			m.report(s, i, counts[s.gs[i].wait.instr])
		}
	}
	for _, i := range dead {
		s.gmut(i).status = stuck
	}
}

// report records that a goroutine is stuck, if it waits for a channel.
func (m *search) report(s *state, gi, count int) {
	g := s.gs[gi]
	w := g.wait
	if w.lock != noLock || g.instr == nil && parks(w.instr) {
		return
	}
	st := &Stuck{Root: m.Root, Instr: w.instr, Pos: w.instr.Pos(), Count: count}
	if g.instr != nil {
		st.Go = g.instr.Pos()
	}
	var ids []objID
	sends, receives := false, false
	for _, c := range w.cases {
		ch, ok := c.ch.(chanV)
		if !ok {
			continue // nil: another check's
		}
		o := s.obj(ch.obj)
		ids = append(ids, ch.obj)
		n := int64(-1)
		if k, ok := s.resolve(o.cap).(intV); ok {
			n = int64(k)
		}
		known := Chan{Made: o.made, Cap: n}
		if o.made != nil {
			known.Make = o.made.Pos()
		}
		st.Chans = append(st.Chans, known)
		sends = sends || c.dir == types.SendOnly
		receives = receives || c.dir == types.RecvOnly
	}
	switch instr := w.instr.(type) {
	case *ssa.Send:
		st.Op = Send
	case *ssa.UnOp:
		st.Op = Receive
		if instr.CommaOk && m.isRange(instr) {
			st.Op = Range
		}
	case *ssa.Select:
		st.Op = Select
		st.Sends = sends && !receives
		if len(w.cases) == 0 {
			st.Op = Forever
		}
	}
	switch {
	case len(ids) > 0:
	case st.Op == Forever && g.instr != nil:
	case st.Op == Select && disabled(w.instr.(*ssa.Select)):
	default:
		return
	}
	k := foundKey{st.Pos, st.Op}
	if !st.Pos.IsValid() || m.found[k] != nil {
		return
	}
	st.Leave = m.leave(s, gi, ids)
	st.Trace = tracer{m.ssa, m.Root}.trace(s, gi)
	m.found[k] = st
}

// parks reports whether a receive is from a channel of which it is the only use, and
// what is received is not looked at: like a select without cases, it is what one writes
// to wait for ever.
func parks(instr ssa.Instruction) bool {
	recv, ok := instr.(*ssa.UnOp)
	if !ok || len(*recv.Referrers()) > 0 {
		return false
	}
	mk, ok := recv.X.(*ssa.MakeChan)
	return ok && len(*mk.Referrers()) == 1
}

// disabled reports whether the cases of a select were switched off one by one, by
// assignments of nil.
func disabled(sel *ssa.Select) bool {
	return slices.ContainsFunc(sel.States, func(st *ssa.SelectState) bool {
		_, ok := st.Chan.(*ssa.Phi)
		return ok
	})
}

// isRange reports whether a receive is that of a range statement: go/ssa gives
// it the position of the statement.
func (m *search) isRange(instr *ssa.UnOp) bool {
	_, ok := m.ssa.NodeAt(instr.Pos()).(*ast.RangeStmt)
	return ok
}

// leave finds out how the last goroutine went away that could have served one of
// the channels.
func (m *search) leave(s *state, stuckOne int, ids []objID) Leave {
	knows := func(g *goroutine) bool {
		return slices.ContainsFunc(ids, func(id objID) bool {
			_, ok := slices.BinarySearch(g.known, id)
			return ok
		})
	}
	best := Leave{}
	for i, g := range s.gs {
		if i == stuckOne || !knows(g) {
			continue
		}
		switch g.status {
		case done:
			// The root first, since its return is what its reader knows; or
			// else who started last.
			if best.Kind != Returned || !best.root {
				best = Leave{Kind: Returned, Pos: g.exit, Func: g.exitFn, root: i == 0}
			}
		case waiting, parked, stuck:
			if best.Kind == Nobody && len(g.frames) > 0 {
				l := Leave{Kind: Blocked, Func: g.frames[0].fn.ssa}
				if g.wait != nil {
					l.Pos = g.wait.instr.Pos()
				}
				if g.status == parked {
					l.Kind = MovedOn
				}
				best = l
			}
		}
	}
	return best
}
