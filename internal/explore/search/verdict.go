package search

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/effects"
	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
	"github.com/gopitfalls/gopitfalls/internal/explore/interp"
	"github.com/gopitfalls/gopitfalls/internal/explore/witness"
)

// Key identifies a finding of a root.
type Key struct {
	Pos token.Pos
	Op  witness.Op
}

// justEnded reports whether a goroutine has ended since the last verdict.
func (m *Search) justEnded(s *domain.State) bool { return s.LastEnded != 0 }

// verdict looks for goroutines that wait for ever. To be stuck is stable: it does not
// matter when one looks. So it is done only once a goroutine has gone that might have
// helped, or where the path ends.
func (m *Search) verdict(s *domain.State, moves []interp.Move, look bool) {
	if !look {
		return
	}
	s.LastEnded = 0
	dead := m.dead(s, moves)
	if len(dead) == 0 {
		return
	}
	if m.proving {
		m.refuted = m.refuted || slices.ContainsFunc(dead, func(i int) bool { return unwanted(s.Goroutines[i]) })
		return
	}
	// A test that blocks itself needs no linter to be noticed, and what it waits
	// for comes from fakes that are made for it.
	blocksTest := m.InTest() && slices.Contains(dead, 0)
	if !s.Inconclusive && !blocksTest {
		counts := make(map[ssa.Instruction]int)
		for _, i := range dead {
			counts[s.Goroutines[i].Wait.Instr]++
		}
		if m.Client != nil && slices.Contains(dead, 0) {
			m.Client.IsStuck = true
		}
		for _, i := range dead {
			if m.Client == nil || m.blames(s, i, dead) || m.leftNil(s, i) || m.outlasts(s, i, dead) || m.unanswered(s, i) || m.unserved(s, i) {
				m.report(s, i, counts[s.Goroutines[i].Wait.Instr])
			}
		}
	}
	for _, i := range dead {
		s.OwnGoroutine(i).Status = domain.Stuck
	}
}

// report records that a goroutine is stuck, if it waits for a channel.
func (m *Search) report(s *domain.State, gi, count int) {
	g := s.Goroutines[gi]
	w := g.Wait
	if w.Lock != domain.NoLock {
		m.reportSync(s, gi, count)
		return
	}
	if g.Instr == nil && parks(w.Instr) {
		return
	}
	st := m.stuck(s, gi, count)
	var ids []domain.ObjectID
	sends, receives := false, false
	for _, c := range w.Cases {
		ch, ok := c.Ch.(domain.ChanV)
		if !ok {
			continue // nil: another check's
		}
		o := s.Object(ch.Obj)
		ids = append(ids, ch.Obj)
		n := int64(-1)
		if k, ok := s.Resolve(o.Cap).(domain.IntV); ok {
			n = int64(k)
		}
		known := witness.Chan{Made: o.Made, Cap: n}
		if o.Made != nil {
			known.Make = o.Made.Pos()
		}
		st.Chans = append(st.Chans, known)
		sends = sends || c.Dir == types.SendOnly
		receives = receives || c.Dir == types.RecvOnly
	}
	switch instr := w.Instr.(type) {
	case *ssa.Send:
		st.Op = witness.Send
	case *ssa.UnOp:
		st.Op = witness.Receive
		if instr.CommaOk && m.isRange(instr) {
			st.Op = witness.Range
		}
	case *ssa.Select:
		st.Op = witness.Select
		st.Sends = sends && !receives
		if len(w.Cases) == 0 {
			st.Op = witness.Forever
		}
	}
	switch {
	case len(ids) > 0:
	case st.Op == witness.Forever && g.Instr != nil:
	case st.Op == witness.Select && disabled(w.Instr.(*ssa.Select)):
	case m.Client != nil && m.leftNil(s, gi):
		st.Nil = true
	default:
		return
	}
	if m.better(st) {
		st.Leave = m.leave(s, gi, ids)
		m.add(s, gi, st)
	}
}

// stuck returns what is the same of all goroutines that are stuck.
func (m *Search) stuck(s *domain.State, gi, count int) *witness.Stuck {
	g := s.Goroutines[gi]
	st := &witness.Stuck{Root: m.Root, Instr: g.Wait.Instr, Pos: g.Wait.Instr.Pos(), Count: count, Exits: s.Exits, Client: m.clientOf(s, g)}
	if g.Instr != nil {
		st.Go = g.Instr.Pos()
	}
	for _, h := range g.Held {
		st.Held = append(st.Held, witness.Hold{By: h.By, Wanted: isWanted(s, gi, h)})
	}
	return st
}

// isWanted reports whether another goroutine that is stuck waits for a lock.
func isWanted(s *domain.State, gi int, h domain.Hold) bool {
	return slices.ContainsFunc(s.Goroutines, func(g *domain.Goroutine) bool {
		return g.ID != gi && g.Wait != nil && (g.Status == domain.Waiting || g.Status == domain.Stuck) && g.Wait.OnLock() && g.Wait.At == h.At
	})
}

// better reports whether a finding says more than the one of the same operation that is
// known: a path on which the program goes on says more than one on which it ends.
func (m *Search) better(st *witness.Stuck) bool {
	old := m.Found[Key{st.Pos, st.Op}]
	return st.Pos.IsValid() && (old == nil || old.Exits && !st.Exits)
}

func (m *Search) add(s *domain.State, gi int, st *witness.Stuck) {
	st.Trace = witness.Tracer{SSA: m.SSA, Root: m.Root, Client: m.Client != nil}.Trace(s, gi)
	m.Found[Key{st.Pos, st.Op}] = st
}

// parks reports whether a receive is from a channel of which it is the only use, and
// what is received is not used: like a select without cases, it is what one writes
// to wait for ever.
//
//	t0 = make chan struct{} 0:int
//	t1 = <-t0
func parks(instr ssa.Instruction) bool {
	recv, ok := instr.(*ssa.UnOp)
	if !ok || len(*recv.Referrers()) > 0 {
		return false
	}
	mk, ok := recv.X.(*ssa.MakeChan)
	return ok && len(*mk.Referrers()) == 1
}

// disabled reports whether the cases of a select were switched off one by one, by
// assignments of nil in a loop:
//
//	t1 = phi [entry: ch, body: nil:chan int]
//	t2 = select blocking [<-t1 (chan int)]
func disabled(sel *ssa.Select) bool {
	return slices.ContainsFunc(sel.States, func(st *ssa.SelectState) bool {
		_, ok := st.Chan.(*ssa.Phi)
		return ok
	})
}

// isRange reports whether a receive is that of a range statement, to which go/ssa gives
// the position of the statement:
//
//	t1 = <-ch,ok
//	t2 = extract t1 #0
//	t3 = extract t1 #1
//	if t3 goto body else done
func (m *Search) isRange(instr *ssa.UnOp) bool {
	_, ok := m.SSA.NodeAt(instr.Pos()).(*ast.RangeStmt)
	return ok
}

// leave finds out how the last goroutine went away that could have served one of
// the channels.
func (m *Search) leave(s *domain.State, stuckOne int, ids []domain.ObjectID) witness.Leave {
	knows := func(g *domain.Goroutine) bool {
		return slices.ContainsFunc(ids, func(id domain.ObjectID) bool {
			_, ok := slices.BinarySearch(g.Known, id)
			return ok
		})
	}
	best := witness.Leave{}
	for i, g := range s.Goroutines {
		if i == stuckOne || !knows(g) {
			continue
		}
		switch g.Status {
		case domain.Done:
			// The root first, since its return is what the reader of a finding
			// knows; or else the goroutine that started last.
			if best.Kind != witness.Returned || !best.Root {
				best = witness.Leave{Kind: witness.Returned, Pos: g.Exit, Func: g.ExitFn, Root: i == 0}
			}
		case domain.Waiting, domain.Divergent, domain.Stuck:
			if best.Kind == witness.Nobody && len(g.Frames) > 0 {
				best = whereabouts(s, g)
			}
		}
	}
	return best
}

// whereabouts tells where a goroutine is that has not ended.
func whereabouts(s *domain.State, g *domain.Goroutine) witness.Leave {
	l := witness.Leave{Kind: witness.Blocked}
	if f := g.Frames[0].Fn; f != nil {
		l.Func = f.SSA
	}
	if g.Wait != nil {
		l.Pos = g.Wait.Instr.Pos()
	}
	if g.Status == domain.Divergent || g.Status == domain.Waiting && (s.CanMove(g.Wait) || g.Wait.Lock != domain.NoLock && s.LockReady(g.Wait)) {
		l.Kind = witness.MovedOn
	}
	return l
}

// dead returns the goroutines of s that wait for ever: no goroutine that can still move
// reaches what they wait for. moves are the moves that are possible. It marks, like a
// garbage collector, from the goroutines that can move; one that waits for what is
// marked may move one day, and is marked from too.
func (m *Search) dead(s *domain.State, moves []interp.Move) []int {
	alive := make([]bool, len(s.Goroutines))
	for _, mv := range moves {
		alive[mv.G] = true
		if mv.G2 >= 0 {
			alive[mv.G2] = true
		}
	}
	r := domain.NewReachable(s)
	waits := 0
	for i, g := range s.Goroutines {
		switch {
		case g.Status == domain.Divergent || g.Status == domain.Running:
			alive[i] = true
		case g.Status == domain.Waiting && !alive[i]:
			waits++
		}
		if alive[i] {
			r.Goroutine(g)
		}
	}
	if waits == 0 {
		return nil
	}
	for changed := true; changed; {
		changed = false
		for i, g := range s.Goroutines {
			if g.Status == domain.Waiting && !alive[i] && r.CanEnd(g.Wait, alive) {
				alive[i], changed = true, true
				r.Goroutine(g)
			}
		}
	}
	var dead []int
	for i, g := range s.Goroutines {
		if g.Status == domain.Waiting && !alive[i] {
			dead = append(dead, i)
		}
	}
	if len(dead) < waits {
		if all := m.behindTicks(s, moves); all != nil {
			return all
		}
	}
	return dead
}

// pointless reports whether nothing can be found any more on a path: there is
// nothing left to be stuck at, and nothing more will be made.
func (m *Search) pointless(s *domain.State) bool {
	if m.proving {
		return false // there may be a lock or a wait group to be stuck at
	}
	r := domain.NewReachable(s)
	for _, g := range s.Goroutines {
		if g.Status == domain.Done || g.Status == domain.Stuck {
			continue
		}
		r.Goroutine(g)
		for _, f := range g.Frames {
			if f.Fn != nil && m.MakesFrom(f.Fn, f.Block) {
				return false
			}
		}
	}
	if r.Makes || slices.ContainsFunc(m.Ahead(s), m.MayMake) {
		return false
	}
	for _, g := range s.Goroutines {
		for _, f := range g.Frames {
			if f.Fn != nil && r.Endless && (f.Fn.Effects.May(effects.Derives) || f.Fn.Effects.May(effects.Operates)) {
				return false
			}
		}
	}
	for id, seen := range r.Seen {
		if seen && s.CanStick(domain.ObjectID(id)) {
			return false
		}
	}
	return true
}
