package search

import (
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
	"github.com/gopitfalls/gopitfalls/internal/explore/witness"
)

// syncOps are the waits for something that is no channel of which a goroutine that waits
// for ever is reported. Timers, and functions that are registered with a context, need not
// run; what comes from outside comes.
var syncOps = map[domain.LockWait]witness.Op{
	domain.ForLock: witness.Lock, domain.ForDrain: witness.Lock, domain.ForRLock: witness.RLock,
	domain.ForZero: witness.Join, domain.ForRoom: witness.Room, domain.ForSignal: witness.Signal, domain.ForOnce: witness.Once,
}

// reportSync records that a goroutine is stuck at a lock, a wait group, a condition.
func (m *Search) reportSync(s *domain.State, gi, count int) {
	g := s.Goroutines[gi]
	w := g.Wait
	op, ok := syncOps[w.Lock]
	if !ok || s.KeyGuessed || op == witness.Join && s.Chosen && guessed(s, w) {
		return // that two goroutines mean the same lock, say, is a guess
	}
	if op == witness.Signal && len(s.Goroutines) == 1 {
		return // memory that others have filled said that there is something to wait for
	}
	st := m.stuck(s, gi, count)
	st.Op = op
	if m.better(st) {
		st.Leave = m.keeper(s, gi)
		st.Taken, st.Own = takenBy(s, gi)
		m.add(s, gi, st)
	}
}

// guessed reports whether the count of a group that a goroutine waits for is not what the
// program has given it, but one of the numbers that were tried. That is as good as long as all
// loops that start something go round as often as that number says, or another decided one.
func guessed(s *domain.State, w *domain.Wait) bool {
	g, ok := domain.Read(s.Object(w.At.Obj).Value, w.At.Path).(domain.GroupV)
	return ok && g.Guessed
}

// keeper tells who keeps a goroutine from what is no channel, and where that one is: who
// has the lock; of a group, the goroutine that started last of those that know it.
func (m *Search) keeper(s *domain.State, gi int) (l witness.Leave) {
	w := s.Goroutines[gi].Wait
	for i, g := range s.Goroutines {
		if w.OnLock() && !g.Holds(w) || !w.OnLock() && (i == gi || !reaches(s, g, w.At.Obj)) {
			continue
		}
		switch {
		case i == gi:
			l = whereabouts(s, g)
			l.Kind = witness.Itself
			if by := heldBy(g, w); by != nil {
				l.Pos = by.Pos()
			}
			return l
		case g.Status == domain.Done:
			l = witness.Leave{Kind: witness.Returned, Pos: g.Exit, Func: g.ExitFn, Root: i == 0}
		case len(g.Frames) > 0:
			l = whereabouts(s, g)
		}
	}
	return l
}

// takenBy returns the call that took the lock that a goroutine waits for, its own before those
// of others, and whether it is its own; nil if there is none.
func takenBy(s *domain.State, gi int) (by ssa.Instruction, own bool) {
	w := s.Goroutines[gi].Wait
	if by = heldBy(s.Goroutines[gi], w); by != nil || !w.OnLock() {
		return by, by != nil
	}
	for _, g := range s.Goroutines {
		if by = heldBy(g, w); by != nil {
			return by, false
		}
	}
	return nil, false
}

// heldBy returns the call by which a goroutine has taken the lock that another one, or it
// itself, waits for; nil if it does not have it.
func heldBy(g *domain.Goroutine, w *domain.Wait) (by ssa.Instruction) {
	for _, h := range g.Held {
		if h.At == w.At {
			by = h.By
		}
	}
	return by
}

// reaches reports whether a goroutine that has not ended leads to an object.
func reaches(s *domain.State, g *domain.Goroutine, id domain.ObjectID) bool {
	if g.Status == domain.Done {
		return false
	}
	r := domain.NewReachable(s)
	r.Goroutine(g)
	return r.Seen[id]
}
