package explore

import "github.com/gopitfalls/gopitfalls/internal/effects"

// Budgets of a search.
const (
	fineStates   = 800    // states visited for one root, told apart by all that a path has decided
	coarseStates = 5000   // and if those do not suffice, by where goroutines stand and what they wait for
	testShare    = 20     // a root in a test file has this part of both
	maxWork      = 800000 // instructions executed for one root
)

// A precision says what tells states apart: the predicate abstraction of the search.
type precision uint8

const (
	fine   precision = iota // by all that their paths have decided
	coarse                  // by where goroutines stand and what they wait for: predicates are left out
)

// A search runs one root: it tries the schedules of its goroutines, depth first,
// within its budgets.
type search struct {
	*machine
	precision  precision
	stateLimit int
	workLimit  int // of instructions
	frontier   []*state
	visited    map[string]bool
	canon      canon
	work       int // instructions executed
	states     int // visited
	found      map[foundKey]*Stuck
	gaveUp     map[GiveUp]bool
}

// newSearch returns a search that has not begun.
func newSearch(p *program, v *effects.View, by precision) *search {
	m := &search{
		precision:  by,
		stateLimit: fineStates,
		workLimit:  maxWork,
		visited:    make(map[string]bool),
		found:      make(map[foundKey]*Stuck),
		gaveUp:     make(map[GiveUp]bool),
	}
	if by == coarse {
		m.stateLimit = coarseStates
	}
	if p.isTest(v.Root) {
		m.stateLimit /= testShare
		m.workLimit /= testShare
	}
	m.machine = newMachine(p, v, m, modelled)
	return m
}

// explore runs the root until every state within the bounds was visited.
func (m *search) explore() {
	m.push(m.initial())
	for len(m.frontier) > 0 {
		s := m.frontier[len(m.frontier)-1]
		m.frontier = m.frontier[:len(m.frontier)-1]
		if m.states >= m.stateLimit || m.work >= m.workLimit {
			m.giveUp(TooManyStates)
			return
		}
		if m.settle(s) {
			m.schedule(s)
		}
	}
}

// settle runs every goroutine to its next visible operation. It reports false
// if the path ended on the way.
func (m *search) settle(s *state) bool {
	for i := 0; i < len(s.gs); i++ {
		for s.gs[i].status == running {
			if m.work++; m.work >= m.workLimit {
				m.giveUp(TooManyStates)
				return false
			}
			if !m.step(s, i) {
				return false
			}
			if s.ended {
				return false
			}
		}
	}
	s.forked = false
	return true
}

func (m *search) push(s *state) { m.frontier = append(m.frontier, s) }

func (m *search) worth(s *state) bool { return !m.pointless(s) && !m.seen(s) }

func (m *search) giveUp(r GiveUp) { m.gaveUp[r] = true }
