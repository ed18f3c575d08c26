package search

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
	"github.com/gopitfalls/gopitfalls/internal/explore/interp"
)

// schedule tries every next move of the goroutines, all of which wait.
func (m *Search) schedule(s *domain.State) {
	if m.decideCaps(s) {
		return
	}
	moves := m.moves(s)
	fresh := !m.seen(s)
	m.verdict(s, moves, !fresh || len(moves) == 0 || m.justEnded(s))
	if !fresh {
		return
	}
	m.fill(s)
	// Partial-order reduction: a persistent set of one move is all that is tried, since
	// whatever comes before it can come behind it as well.
	for i, move := range slices.Backward(moves) {
		if move.Persistent {
			moves = moves[i : i+1]
			break
		}
	}
	for i, move := range slices.Backward(moves) {
		c := s
		if i > 0 {
			c = s.Clone()
		}
		if m.Perform(c, move) {
			m.Push(c)
		}
	}
}

// moves returns what can happen next, in the order of the goroutines.
func (m *Search) moves(s *domain.State) []interp.Move {
	moves := m.moveBuf[:0]
	for i, g := range s.Goroutines {
		if g.Status != domain.Waiting {
			continue
		}
		w := g.Wait
		if w.Cases == nil && !w.Selects {
			if w.Lock != domain.NoLock && s.LockReady(w) {
				moves = append(moves, interp.Move{G: i, C: -1, G2: -1, Persistent: w.Lock == domain.ForZero || w.Lock == domain.ForAnybody})
			}
			continue
		}
		ready := false  // some case can be taken now
		outside := true // each case depends on the environment only
		n := len(moves)
		for j, c := range w.Cases {
			switch s.Readiness(c) {
			case domain.Always:
				moves = append(moves, interp.Move{G: i, C: j, G2: -1})
				if ch, ok := c.Ch.(domain.ChanV); ok && s.Object(ch.Obj).Given {
					outside = false // as long as the client is there
				}
			case domain.Now:
				ready, outside = true, false
				moves = append(moves, interp.Move{G: i, C: j, G2: -1})
			case domain.Never:
				outside = false
				if c.Dir == types.RecvOnly {
					continue // a sender's moves name the receiver
				}
				if ch, ok := c.Ch.(domain.ChanV); ok && len(s.Object(ch.Obj).Buf) > 0 {
					continue // what is in the buffer comes first
				}
				for k, h := range s.Goroutines {
					if k == i || h.Status != domain.Waiting {
						continue
					}
					for l, d := range h.Wait.Cases {
						if d.Dir == types.RecvOnly && domain.SameChan(c.Ch, d.Ch) {
							moves = append(moves, interp.Move{G: i, C: j, G2: k, C2: l})
						}
					}
				}
			}
		}
		if w.Polls && !ready {
			// The goroutine at the other end may as well not have come yet.
			moves = append(moves, interp.Move{G: i, C: -1, G2: -1})
		}
		if outside && len(w.Cases) > 0 && (!w.Selects || len(w.Cases) == 1 && !w.Polls) && len(moves) == n+1 {
			moves[n].Persistent = true
		}
	}
	m.moveBuf = moves
	return moves
}

// dividesWork reports whether a channel has room for as many elements as there are parts of
// something: a loop over the parts then has as many rounds, which no linear relation tells.
//
//	t1 = t0 / n; t2 = make chan T n
func dividesWork(made ssa.Instruction) bool {
	mk, ok := made.(*ssa.MakeChan)
	if !ok || mk.Size.Referrers() == nil {
		return false
	}
	return slices.ContainsFunc(*mk.Size.Referrers(), func(r ssa.Instruction) bool {
		op, ok := r.(*ssa.BinOp)
		return ok && op.Op == token.QUO && op.Y == mk.Size
	})
}

// decideCaps looks for a sender of which it depends on an undecided size whether
// it has room, and decides. It reports whether it did: then the state was
// replaced by others.
func (m *Search) decideCaps(s *domain.State) bool {
	for _, g := range s.Goroutines {
		if g.Status != domain.Waiting {
			continue
		}
		for _, c := range g.Wait.Cases {
			ch, ok := c.Ch.(domain.ChanV)
			if !ok || c.Dir != types.SendOnly {
				continue
			}
			o := s.Object(ch.Obj)
			size, ok := s.Resolve(o.Cap).(domain.Symbol)
			if !ok || o.External || o.Closed {
				continue
			}
			n := int64(len(o.Buf))
			lo, hi := s.Bounds(size)
			if lo > n || hi <= n || domain.Unrelated(lo, hi) {
				continue
			}
			ways := 2
			if dividesWork(o.Made) {
				ways = 1
			}
			if m.Fork(s, ways, func(s *domain.State, i int) bool {
				if i == 0 {
					return s.Narrow(size, n+1, domain.MaxInt)
				}
				return s.Narrow(size, domain.MinInt, n)
			}) {
				m.Push(s)
			}
			return true
		}
	}
	return false
}
