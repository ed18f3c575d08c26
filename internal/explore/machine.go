package explore

import (
	"go/types"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// Bounds. They count iterations, calls and states, never seconds: the same
// input gives the same findings on every machine.
const (
	loopBound  = 3  // iterations of a loop whose end is not known
	spinBound  = 24 // iterations of a loop of which every one is decided
	lapBound   = 48 // iterations of all loops of a call
	maxSmall   = 8  // what a constant is scaled to at most
	callDepth  = 24 // calls within each other
	recursion  = 2  // calls of one function within each other
	maxRunning = 14 // goroutines alive at a time
	maxStarted = 48 // goroutines started on a path
)

// A program is what the machines of all the roots of a world share: what was
// found out about functions.
type program struct {
	ssa       *ssabuild.SSA
	world     *ssabuild.World
	modelled  func(model.Effect) bool // is there an intrinsic for an effect
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

// A machine is the interpreter: it runs the instructions of goroutines in the states
// of one root. Which state runs next, and which is not worth running, it leaves to
// its searcher.
type machine struct {
	*program
	*table
	searcher
	intrinsics intrinsics
	root       *ssa.Function
	made       []*ssa.MakeChan                                  // that ran on some path, in the order of their first run
	private    map[*types.Var]bool                              // see isPrivate
	below      map[*ssa.Function]bool                           // functions that only the root runs
	override   map[*ssa.MakeChan]func(s *state, f *frame) value // capacities tried for a fix
}

// A searcher decides which states are run.
type searcher interface {
	// push adds a state to those still to be run.
	push(s *state)
	// worth reports whether a path is worth going on with: it has not come to a
	// state that was visited before, and there is something that can be found on it.
	worth(s *state) bool
	// giveUp notes that not all is explored, or something was taken for help.
	giveUp(r GiveUp)
}

func newMachine(p *program, root *ssa.Function, sr searcher, calls intrinsics) *machine {
	m := &machine{program: p, searcher: sr, intrinsics: calls, root: root}
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
