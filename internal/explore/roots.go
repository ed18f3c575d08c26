package explore

import (
	"cmp"
	"maps"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/explore/code"
	"github.com/gopitfalls/gopitfalls/internal/explore/cure"
	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
	"github.com/gopitfalls/gopitfalls/internal/explore/feeds"
	"github.com/gopitfalls/gopitfalls/internal/explore/interp"
	"github.com/gopitfalls/gopitfalls/internal/explore/search"
	"github.com/gopitfalls/gopitfalls/internal/explore/witness"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

func run(pass *analysis.Pass) (*Result, error) {
	result := new(Result)
	pkg := ssabuild.Of(pass)
	if !pkg.UsesChannels() {
		return result, nil
	}
	s := pkg.SSA()
	for _, world := range s.Worlds() {
		p := code.NewProgram(s, world, feeds.Of(pass))
		var roots []*Root
		for _, fn := range p.Effects.Roots() {
			roots = append(roots, exploreRoot(p, fn))
		}
		cure.Find(p, curable(roots))
		result.Roots = append(result.Roots, roots...)
		result.Clients = append(result.Clients, exploreClients(p)...)
	}
	return result, nil
}

// curable returns what cure has to know of roots.
func curable(roots []*Root) []*cure.Root {
	list := make([]*cure.Root, len(roots))
	for i, r := range roots {
		list[i] = &cure.Root{Func: r.Func, Stuck: r.Stuck, Entered: r.entered, Sent: r.sent}
	}
	return list
}

// exploreRoot explores one function. Where there are too many states, it is
// explored again with states that differ in nothing but what a path has decided
// taken for one: that finds less, and it comes to an end.
func exploreRoot(p *code.Program, fn *ssa.Function) *Root {
	e := newExploration(fn)
	view := p.Effects.View(fn)
	e.run(func(by search.Precision) *search.Search { return search.New(p, view, by) })
	return e.end()
}

// An exploration collects what is found from one root.
type exploration struct {
	root   *Root
	found  map[search.Key]*witness.Stuck
	gaveUp map[interp.GiveUp]bool
	made   map[*ssa.MakeChan]bool
}

func newExploration(fn *ssa.Function) *exploration {
	return &exploration{
		root: &Root{Func: fn, escapes: make(map[*ssa.MakeChan]domain.Escape),
			entered: make(map[*ssa.Function]bool), sent: make(map[*ssa.MakeChan][]ssa.Instruction)},
		found:  make(map[search.Key]*witness.Stuck),
		gaveUp: make(map[interp.GiveUp]bool),
		made:   make(map[*ssa.MakeChan]bool),
	}
}

// run explores a root, and again where there are too many states.
func (e *exploration) run(with func(search.Precision) *search.Search) {
	r := e.root
	for _, by := range []search.Precision{search.Fine, search.Coarse} {
		m := with(by)
		m.Explore()
		r.States += m.States
		for k, st := range m.Found {
			if old := e.found[k]; old == nil || old.Exits && !st.Exits {
				e.found[k] = st
			}
		}
		cut := m.GaveUp[interp.TooManyStates] && !m.Makes()
		switch {
		case by == search.Coarse && !cut:
			m.GaveUp[interp.Coarse] = true
		case by == search.Fine && cut:
			delete(m.GaveUp, interp.TooManyStates) // the coarse one tells
		}
		maps.Copy(e.gaveUp, m.GaveUp)
		for _, mk := range m.Made {
			e.made[mk] = true
		}
		maps.Copy(r.escapes, m.Escapes)
		maps.Copy(r.entered, m.Entered)
		for mk, sends := range m.Sent {
			for _, send := range sends {
				if !slices.Contains(r.sent[mk], send) {
					r.sent[mk] = append(r.sent[mk], send)
				}
			}
		}
		if !cut {
			break
		}
	}
}

// end returns what was found, in order.
func (e *exploration) end() *Root {
	r := e.root
	r.makes = slices.SortedFunc(maps.Keys(e.made), func(a, b *ssa.MakeChan) int {
		return cmp.Or(cmp.Compare(a.Pos(), b.Pos()), cmp.Compare(a.Parent().String(), b.Parent().String()))
	})
	for _, sends := range r.sent {
		slices.SortFunc(sends, func(a, b ssa.Instruction) int { return cmp.Compare(a.Pos(), b.Pos()) })
	}
	r.Stuck = slices.SortedFunc(maps.Values(e.found), func(a, b *witness.Stuck) int {
		return cmp.Or(cmp.Compare(a.Pos, b.Pos), cmp.Compare(a.Op, b.Op))
	})
	for g := range interp.NumGiveUps {
		if e.gaveUp[g] {
			r.GaveUp = append(r.GaveUp, g)
		}
	}
	return r
}
