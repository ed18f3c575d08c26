package interp

import (
	"go/types"
	"strconv"
	"strings"

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
	lends      map[lending]bool                    // see lent
	Watch      *Watch                              // nil: nothing is watched
	Taking     *Taking                             // what the caller of the root does with its result; nil: it is not seen
	Client     *Client                             // what it does with the object that the root makes; nil: it is not seen
	Made       []*ssa.MakeChan                     // that ran on some path, in the order of their first run
	Entered    map[*ssa.Function]bool              // functions that ran
	Sent       map[*ssa.MakeChan][]ssa.Instruction // sends that took place, of each channel
	Cut        bool                                // a loop went round as often as is tried, and might have gone on
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
	// Crashes is told that the program ends by a panic of a goroutine whose reason is known.
	Crashes(s *domain.State, gi int)
	// Doubt notes what keeps a proof from being one: something that waits is not
	// modelled, or the program panics.
	Doubt()
}

// New returns an interpreter with a table of its own. calls are what functions
// do that are known and not seen.
func New(p *code.Program, v *effects.View, sr Searcher, calls Intrinsics) *Interpreter {
	m := &Interpreter{Program: p, View: v, Searcher: sr, intrinsics: calls,
		Entered: make(map[*ssa.Function]bool), Sent: make(map[*ssa.MakeChan][]ssa.Instruction)}
	m.Table = domain.NewTable(m, min(max(code.SpelledOut(v.Root)+1, domain.LoopBound), maxSmall))
	return m
}

// Initial returns the states in which the root was just called, one for each way in which
// it is called.
func (m *Interpreter) Initial() []*domain.State {
	ways := m.WaysToCall(m.Root)
	if ways == nil {
		ways = []effects.Passed{nil}
	}
	var list []*domain.State
	for _, way := range ways {
		s := &domain.State{Table: m.Table, Stamp: m.Stamp()}
		args := make([]domain.Value, len(m.Root.Params))
		for i, p := range m.Root.Params {
			if way == nil {
				args[i] = s.Unknown(p.Type())
			} else {
				args[i] = m.passed(s, p.Type(), way[i])
			}
		}
		g := &domain.Goroutine{Stamp: s.Stamp}
		s.Goroutines = append(s.Goroutines, g)
		g.Frames = []*domain.Frame{m.newFrame(s, m.Root, args, nil)}
		if m.Client != nil {
			s.Record(domain.Event{Kind: domain.EventClient, Pos: m.Root.Pos(), Text: m.Root.Name()})
		}
		if text := said(m.Root, way); text != "" {
			s.Record(domain.Event{Kind: domain.EventCalled, Pos: m.Root.Pos(), Text: text})
		}
		list = append(list, s)
	}
	return list
}

// said says what a function is called with, as far as that is known.
func said(fn *ssa.Function, way effects.Passed) string {
	var list []string
	for i, a := range way {
		text := a.String()
		if b, ok := fn.Params[i].Type().Underlying().(*types.Basic); ok && b.Info()&types.IsBoolean != 0 && text != "" {
			text = strconv.FormatBool(a.Lo == 1)
		}
		if text != "" {
			list = append(list, fn.Params[i].Name()+" = "+text)
		}
	}
	return strings.Join(list, ", ")
}

// passed returns a value of which something is known.
func (m *Interpreter) passed(s *domain.State, t types.Type, a effects.Arg) domain.Value {
	b, isBasic := t.Underlying().(*types.Basic)
	switch {
	case a.Func != nil:
		return &domain.FuncV{Fn: a.Func}
	case a.Nil == effects.IsNil:
		return domain.NilV{}
	case a.IsText && isBasic:
		return domain.StrV(a.Text)
	case isBasic && b.Info()&types.IsBoolean != 0 && a.Lo == a.Hi:
		return domain.BoolV(a.Lo == 1)
	case isBasic && b.Info()&types.IsInteger != 0:
		x := m.Fresh()
		s.Narrow(x, a.Lo, a.Hi)
		return s.Resolve(x)
	}
	v := s.Unknown(t)
	x, ok := v.(domain.Symbol)
	if !ok {
		return v
	}
	if a.Nil == effects.NonNil {
		x = m.FreshNonNil()
	}
	if a.Len > 0 {
		s.Narrow(s.Length(x, false, t), a.Len, domain.MaxInt)
	}
	return x
}

// newFrame makes the frame of a call. Registers are numbered as liveness numbers values:
// parameters, free variables, instructions.
func (m *Interpreter) newFrame(s *domain.State, fn *ssa.Function, args, binds []domain.Value) *domain.Frame {
	f := m.Function(fn)
	m.Entered[fn] = true
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
