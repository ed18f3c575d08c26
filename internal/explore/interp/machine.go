package interp

import (
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/effects"
	"github.com/gopitfalls/gopitfalls/internal/explore/code"
	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
)

// Bounds. They count iterations, calls and states, never seconds: the same
// input gives the same findings on every machine.
const (
	divergeBound   = 24 // iterations of a loop of which every one is decided
	iterationBound = 48 // iterations of all loops of a call
	maxSmall       = 8  // what a constant is scaled to at most
	callDepth      = 24 // calls within each other
	recursion      = 2  // calls of one function within each other
	maxRunning     = 14 // goroutines alive at a time
	maxStarted     = 48 // goroutines started on a path
)

// An Interpreter runs the instructions of goroutines in the states of one root: it
// interprets them. Which state runs next, and which is not worth running, it leaves
// to its searcher.
type Interpreter struct {
	*code.Program
	*effects.View
	*domain.Table
	Searcher
	intrinsics Intrinsics
	Made       []*ssa.MakeChan                                                       // that ran on some path, in the order of their first run
	Override   map[*ssa.MakeChan]func(s *domain.State, f *domain.Frame) domain.Value // capacities tried for a fix
}

// A Searcher decides which states are run.
type Searcher interface {
	// Push adds a state to those still to be run.
	Push(s *domain.State)
	// Worth reports whether a path is worth going on with: it has not come to a
	// state that was visited before, and there is something that can be found on it.
	Worth(s *domain.State) bool
	// GiveUp notes that not all is explored, or something was taken for help.
	GiveUp(r GiveUp)
}

// New returns an interpreter with a table of its own. calls are what functions
// do that are known and not seen.
func New(p *code.Program, v *effects.View, sr Searcher, calls Intrinsics) *Interpreter {
	m := &Interpreter{Program: p, View: v, Searcher: sr, intrinsics: calls}
	m.Table = domain.NewTable(m, min(max(code.SpelledOut(v.Root)+1, domain.LoopBound), maxSmall))
	return m
}

// Initial returns the state in which the root was just called.
func (m *Interpreter) Initial() *domain.State {
	s := &domain.State{Table: m.Table, Stamp: m.Stamp()}
	args := make([]domain.Value, len(m.Root.Params))
	for i, p := range m.Root.Params {
		args[i] = s.Unknown(p.Type())
	}
	g := &domain.Goroutine{Stamp: s.Stamp}
	s.Goroutines = append(s.Goroutines, g)
	g.Frames = []*domain.Frame{m.newFrame(s, m.Root, args, nil)}
	return s
}

// newFrame makes the frame of a call. Registers are numbered as liveness numbers values:
// parameters, free variables, instructions.
func (m *Interpreter) newFrame(s *domain.State, fn *ssa.Function, args, binds []domain.Value) *domain.Frame {
	f := m.Function(fn)
	fr := &domain.Frame{
		Stamp:  s.Stamp,
		Fn:     f,
		Block:  fn.Blocks[0],
		Regs:   make([]domain.Value, len(f.Live.Values)),
		Visits: make([]uint8, len(fn.Blocks)),
	}
	copy(fr.Regs, args)
	copy(fr.Regs[len(fn.Params):], binds)
	return fr
}

// Fork makes n states of one, in each of which another alternative holds. An
// alternative that cannot be says so by false. It reports whether s itself, in
// which the first possible one holds, goes on.
func (m *Interpreter) Fork(s *domain.State, n int, alternative func(s *domain.State, i int) bool) bool {
	if n == 1 {
		return alternative(s, 0)
	}
	states := []*domain.State{s}
	for range n - 1 {
		states = append(states, s.Clone())
	}
	alive := states[:0]
	for i, c := range states {
		c.Forked = true
		if alternative(c, i) {
			alive = append(alive, c)
		}
	}
	if len(alive) == 0 {
		return false
	}
	for _, c := range alive[1:] {
		m.Push(c)
	}
	if alive[0] != s {
		*s = *alive[0] // the caller holds s
	}
	return true
}

// MayMake reports whether a function may make something to wait for.
func (m *Interpreter) MayMake(fn *ssa.Function) bool { return m.Of(fn).May(effects.Makes) }

// InTest reports whether the root is part of a test.
func (m *Interpreter) InTest() bool { return m.IsTest(m.Root) }
