package explore

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// Bounds. They count iterations, calls and states, never seconds: the same
// input gives the same findings on every machine.
const (
	loopBound    = 3      // iterations of a loop whose end is not known
	spinBound    = 24     // iterations of a loop of which every one is decided
	lapBound     = 48     // iterations of all loops of a call
	maxSmall     = 8      // what a constant is scaled to at most
	callDepth    = 24     // calls within each other
	recursion    = 2      // calls of one function within each other
	fineStates   = 800    // states visited for one root, told apart by all that a path has decided
	coarseStates = 5000   // and if those do not suffice, by where goroutines stand and what they wait for
	testShare    = 20     // a root in a test file has this part of both
	maxWork      = 800000 // instructions executed for one root
	maxRunning   = 14     // goroutines alive at a time
	maxStarted   = 48     // goroutines started on a path
)

// A program is what the machines of all the roots of a world share: what was
// found out about functions.
type program struct {
	ssa       *ssabuild.SSA
	world     *ssabuild.World
	functions map[*ssa.Function]*function
	touching  map[*ssa.Function]bool
	reach     map[types.Type]bool
	holding   map[types.Type]bool
	stirring  map[types.Type]bool
	making    map[*ssa.Function]bool
	building  map[*ssa.Function]bool
	derivers  map[*ssa.Function]bool
	panicking map[*ssa.Function]bool
	forever   map[*ssa.Function]bool
	namedBy   map[*ssa.Function][]*ssa.Function
	invokedBy map[string][]*ssa.Function
	storing   map[*ssa.Function]map[*types.Var]bool
	ending    map[*ssa.Function]bool
	users     map[*types.Var][]*ssa.Function // of fields that channels are in: see private.go
	operating map[*ssa.Function]bool
	counted   map[int64]bool        // constants that bound a counting loop somewhere
	tables    map[*ssa.Global]int64 // see tableLen
	errorVars map[*ssa.Global]errorVar
	places    map[any]place
	fields    map[*types.Struct][]place
	asked     map[any]bool    // see tested
	methods   map[string]bool // names of methods that may touch something
}

// A machine explores one root.
type machine struct {
	*program
	*table
	root     *ssa.Function
	coarse   bool // states are told apart by where goroutines stand only
	limit    int  // of states
	maxWork  int  // of instructions
	frontier []*state
	visited  map[string]bool
	canon    canon
	work     int
	states   int
	found    map[foundKey]*Stuck
	gaveUp   map[GiveUp]bool
	made     map[*ssa.MakeChan]bool                           // channels made on some path
	private  map[*types.Var]bool                              // see isPrivate
	below    map[*ssa.Function]bool                           // functions that only the root runs
	override map[*ssa.MakeChan]func(s *state, f *frame) value // capacities tried for a fix
}

func newMachine(p *program, root *ssa.Function, coarse bool) *machine {
	limit := fineStates
	if coarse {
		limit = coarseStates
	}
	work := maxWork
	if p.isTest(root) {
		limit /= testShare
		work /= testShare
	}
	m := &machine{
		coarse:  coarse,
		limit:   limit,
		maxWork: work,
		program: p,
		root:    root,
		visited: make(map[string]bool),
		found:   make(map[foundKey]*Stuck),
		gaveUp:  make(map[GiveUp]bool),
		made:    make(map[*ssa.MakeChan]bool),
	}
	m.table = newTable(m, min(max(spelledOut(root)+1, loopBound), maxSmall))
	return m
}

// initial returns the state in which the root was just called.
func (m *machine) initial() *state {
	s := &state{tab: m.table, stamp: m.stamp(), objs: make([]*object, 1)}
	args := make([]value, len(m.root.Params))
	for i, p := range m.root.Params {
		args[i] = s.unknown(p.Type())
	}
	g := &goroutine{stamp: s.stamp}
	s.gs = append(s.gs, g)
	g.frames = []*frame{m.newFrame(s, m.root, args, nil)}
	return s
}

func (m *machine) newFrame(s *state, fn *ssa.Function, args, binds []value) *frame {
	f := m.function(fn)
	fr := &frame{
		stamp:  s.stamp,
		fn:     f,
		block:  fn.Blocks[0],
		regs:   make([]value, len(f.number)),
		visits: make([]uint8, len(fn.Blocks)),
	}
	copy(fr.regs, args)
	copy(fr.regs[len(fn.Params):], binds)
	return fr
}

// explore runs the machine until every state within the bounds was visited.
func (m *machine) explore() {
	m.frontier = append(m.frontier, m.initial())
	for len(m.frontier) > 0 {
		s := m.frontier[len(m.frontier)-1]
		m.frontier = m.frontier[:len(m.frontier)-1]
		if m.states >= m.limit || m.work >= m.maxWork {
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
func (m *machine) settle(s *state) bool {
	for i := 0; i < len(s.gs); i++ {
		for s.gs[i].status == running {
			if m.work++; m.work >= m.maxWork {
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

// push adds a state to those still to be run.
func (m *machine) push(s *state) {
	m.frontier = append(m.frontier, s)
}

// fork makes n states of one, in each of which another alternative holds. An
// alternative that cannot be says so by false. It reports whether s itself, in
// which the first possible one holds, goes on.
func (m *machine) fork(s *state, n int, alternative func(s *state, i int) bool) bool {
	if n == 1 {
		return alternative(s, 0)
	}
	states := []*state{s}
	for range n - 1 {
		states = append(states, s.clone())
	}
	alive := states[:0]
	for i, c := range states {
		c.forked = true
		if alternative(c, i) {
			alive = append(alive, c)
		}
	}
	if len(alive) == 0 {
		return false
	}
	for _, c := range alive[1:] {
		m.push(c)
	}
	if alive[0] != s {
		*s = *alive[0] // the caller holds s
	}
	return true
}

func (m *machine) giveUp(r GiveUp) { m.gaveUp[r] = true }
