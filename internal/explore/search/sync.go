package search

import (
	"go/token"

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
	st := m.stuck(s, gi, count)
	st.Op = op
	if m.better(st) {
		st.Leave = m.keeper(s, gi)
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
			l = whereabouts(g)
			l.Kind, l.Pos = witness.Itself, heldSince(g, w)
			return l
		case g.Status == domain.Done:
			l = witness.Leave{Kind: witness.Returned, Pos: g.Exit, Func: g.ExitFn, Root: i == 0}
		case len(g.Frames) > 0:
			l = whereabouts(g)
		}
	}
	return l
}

// heldSince returns where a goroutine has taken the lock that it waits for.
func heldSince(g *domain.Goroutine, w *domain.Wait) (pos token.Pos) {
	for _, h := range g.Held {
		if h.At == w.At {
			pos = h.By.Pos()
		}
	}
	return pos
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
