package explore

import (
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/effects"
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

// A machine runs the instructions of goroutines in the states of one root: it
// interprets them. Which state runs next, and which is not worth running, it leaves
// to its searcher.
type machine struct {
	*program
	*effects.View
	*table
	searcher
	intrinsics intrinsics
	made       []*ssa.MakeChan                                  // that ran on some path, in the order of their first run
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

// newMachine returns an interpreter with a table of its own. calls are what functions
// do that are known and not seen.
func newMachine(p *program, v *effects.View, sr searcher, calls intrinsics) *machine {
	m := &machine{program: p, View: v, searcher: sr, intrinsics: calls}
	m.table = newTable(m, min(max(spelledOut(v.Root)+1, loopBound), maxSmall))
	return m
}

// initial returns the state in which the root was just called.
func (m *machine) initial() *state {
	s := &state{tab: m.table, stamp: m.stamp(), objs: make([]*object, 1)}
	args := make([]value, len(m.Root.Params))
	for i, p := range m.Root.Params {
		args[i] = s.unknown(p.Type())
	}
	g := &goroutine{stamp: s.stamp}
	s.gs = append(s.gs, g)
	g.frames = []*frame{m.newFrame(s, m.Root, args, nil)}
	return s
}

func (m *machine) newFrame(s *state, fn *ssa.Function, args, binds []value) *frame {
	f := m.function(fn)
	fr := &frame{
		stamp:  s.stamp,
		fn:     f,
		block:  fn.Blocks[0],
		regs:   make([]value, len(f.live.Values)),
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

// mayMake reports whether a function may make something to wait for.
func (m *machine) mayMake(fn *ssa.Function) bool { return m.Of(fn).May(effects.Makes) }
