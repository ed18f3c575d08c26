package search

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/effects"
	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
	"github.com/gopitfalls/gopitfalls/internal/explore/interp"
)

// Where nobody moves any more but goroutines that a ticker wakes again and again, these help only
// with what they use: one that looks after a cache has the object, and serves none of its calls.

// behindTicks returns the goroutines that wait for ever in such a state, as dead does, or nil if it is
// none, or somebody else can be helped.
func (m *Search) behindTicks(s *domain.State, moves []interp.Move) (dead []int) {
	uses := m.tickerUses(s, moves)
	if uses == nil {
		return nil
	}
	alive := make([]bool, len(s.Goroutines))
	for _, mv := range moves {
		alive[mv.G] = true
	}
	r := domain.NewReachable(s)
	r.Restrict(uses)
	for i, g := range s.Goroutines {
		if alive[i] {
			r.Goroutine(g)
		}
	}
	for i, g := range s.Goroutines {
		if g.Status != domain.Waiting || alive[i] {
			continue
		}
		if r.CanEnd(g.Wait, alive) {
			return nil
		}
		dead = append(dead, i)
	}
	return dead
}

// tickerUses returns what fields the goroutines use that can move, if all of them wait for a ticker,
// or nil.
func (m *Search) tickerUses(s *domain.State, moves []interp.Move) effects.FieldUses {
	var fns []*ssa.Function
	for _, mv := range moves {
		g := s.Goroutines[mv.G]
		if mv.C < 0 || mv.G2 >= 0 {
			return nil
		}
		c := g.Wait.Cases[mv.C]
		ch, ok := c.Ch.(domain.ChanV)
		if !ok || c.Dir != types.RecvOnly || s.Object(ch.Obj).Timer != domain.Ticking {
			return nil
		}
		runs, known := runsOf(g)
		if !known {
			return nil
		}
		fns = append(fns, runs...)
	}
	for _, g := range s.Goroutines {
		if g.Status == domain.Divergent || g.Status == domain.Running {
			return nil
		}
	}
	if len(fns) == 0 {
		return nil
	}
	return m.Effects.FieldUses(fns)
}

// runsOf returns the functions that a goroutine is in, and those that it has deferred. They are not
// known if code that is not seen has called some.
func runsOf(g *domain.Goroutine) (fns []*ssa.Function, known bool) {
	for _, f := range g.Frames {
		if f.Fn == nil {
			return nil, false
		}
		fns = append(fns, f.Fn.SSA)
		for d := f.Defers; d != nil; d = d.Next {
			if d.Site.Fn != nil {
				fns = append(fns, d.Site.Fn)
			}
		}
	}
	return fns, true
}
