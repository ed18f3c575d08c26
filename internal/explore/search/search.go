package search

import (
	"slices"

	"github.com/gopitfalls/gopitfalls/internal/effects"
	"github.com/gopitfalls/gopitfalls/internal/explore/code"
	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
	"github.com/gopitfalls/gopitfalls/internal/explore/interp"
	"github.com/gopitfalls/gopitfalls/internal/explore/stdlib"
	"github.com/gopitfalls/gopitfalls/internal/explore/witness"
)

// Budgets of a search. Of what is found in code that people write, nearly all is found within
// the first 100 states; docs/performance.md has the figures.
const (
	FineStates   = 400    // states visited for one root, told apart by all that a path has decided
	CoarseStates = 1500   // and if those do not suffice, by where goroutines stand and what they wait for
	maxWork      = 300000 // instructions executed for one root

	testFine   = 50 // the same for a root in a test file
	testCoarse = 250
	testWork   = 40000

	proofStates = 800 // for one root in which nobody is to be stuck

	copiesPerWork = 64 // registers the copies of which count as one instruction
)

// A Precision says what tells states apart: the predicate abstraction of the search.
type Precision uint8

const (
	Fine   Precision = iota // by all that their paths have decided
	Coarse                  // by where goroutines stand and what they wait for: predicates are left out
)

// A Search runs one root: it tries the schedules of its goroutines, depth first,
// within its budgets.
type Search struct {
	*interp.Interpreter
	precision  Precision
	stateLimit int
	workLimit  int // of instructions
	frontier   []*domain.State
	visited    map[fingerprint]bool
	canonical  canonicalizer
	moveBuf    []interp.Move // of the state that is scheduled
	Work       int           // instructions executed
	copied     int           // registers that were copied before it began
	States     int           // visited
	Found      map[Key]*witness.Stuck
	GaveUp     map[interp.GiveUp]bool
	use        Use             // of an object, by a client
	made       []*domain.State // in which there is an object
	proving    bool            // see Proves
	refuted    bool
}

// New returns a search that has not begun.
func New(p *code.Program, v *effects.View, by Precision) *Search {
	m := newSearch(by, FineStates, CoarseStates)
	if p.IsTest(v.Root) {
		m = newSearch(by, testFine, testCoarse)
		m.workLimit = testWork
	}
	m.Interpreter = interp.New(p, v, m, stdlib.Intrinsics)
	return m
}

// newSearch returns a search without an interpreter.
func newSearch(by Precision, fine, coarse int) *Search {
	m := &Search{
		precision:  by,
		stateLimit: fine,
		workLimit:  maxWork,
		visited:    make(map[fingerprint]bool),
		Found:      make(map[Key]*witness.Stuck),
		GaveUp:     make(map[interp.GiveUp]bool),
	}
	if by == Coarse {
		m.stateLimit = coarse
	}
	return m
}

// Explore runs the root until every state within the bounds was visited.
func (m *Search) Explore() {
	defer func() {
		if m.Unrelated {
			m.GiveUp(interp.TooManyRelations)
		}
	}()
	if m.Client == nil || m.Client.Makes && m.Client.New != nil {
		m.frontier = m.Initial()
		slices.Reverse(m.frontier)
	}
	for len(m.frontier) > 0 && m.next() {
	}
}

// next runs a state and tries its next moves. It reports false if the budget is used up.
func (m *Search) next() bool {
	s := m.frontier[len(m.frontier)-1]
	m.frontier = m.frontier[:len(m.frontier)-1]
	if m.spent() {
		m.GiveUp(interp.TooManyStates)
		return false
	}
	switch {
	case !m.settle(s):
	case m.HasObject(s):
		return m.keep(s)
	default:
		m.schedule(s)
	}
	return true
}

// spent reports whether the search has done as much as it may. A function that is huge takes
// as much time for copies of its registers as for all else, and more memory.
func (m *Search) spent() bool {
	return m.States >= m.stateLimit || m.Work+(m.Copied-m.copied)/copiesPerWork >= m.workLimit
}

// settle runs every goroutine to its next visible operation. It reports false
// if the path ended on the way.
func (m *Search) settle(s *domain.State) bool {
	for i := 0; i < len(s.Goroutines); i++ {
		for s.Goroutines[i].Status == domain.Running {
			if m.Work++; m.spent() {
				m.GiveUp(interp.TooManyStates)
				return false
			}
			if !m.Step(s, i) {
				return false
			}
			if s.Ended {
				return false
			}
		}
	}
	s.Forked = false
	return true
}

// Push adds a state to those still to be run; the last one goes first.
func (m *Search) Push(s *domain.State) { m.frontier = append(m.frontier, s) }

// Worth reports whether a path may still lead to a finding and has not come to a state that
// was visited before. The interpreter asks where paths that a branch has parted meet again.
func (m *Search) Worth(s *domain.State) bool {
	return (m.Watch != nil || !m.pointless(s)) && !m.seen(s)
}

// GiveUp notes why not everything is explored.
func (m *Search) GiveUp(r interp.GiveUp) { m.GaveUp[r] = true }
