package interp

import (
	"go/token"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/effects"
	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// Code that is not seen but known to call a function, once or any number of times.

// CallMany calls a function value zero or more times.
func (m *Interpreter) CallMany(s *domain.State, gi int, c *domain.CallSite, fn domain.Value, while bool) bool {
	f := m.seenFunc(s, gi, fn)
	m.GiveResult(s, gi, c)
	if f != nil {
		m.pushLoopCall(s, gi, c, f, domain.LoopCall{While: while})
	}
	return true
}

// CallWalk calls a function value once or more times, until it returns an error: the call returns
// that. One that tells to leave out a part of what is walked is none, and how many follow is not
// known then.
func (m *Interpreter) CallWalk(s *domain.State, gi int, c *domain.CallSite, fn domain.Value) bool {
	f := m.seenFunc(s, gi, fn)
	m.GiveResult(s, gi, c)
	if f != nil {
		m.pushLoopCall(s, gi, c, f, domain.LoopCall{Walks: !skips(f.Fn)})
	}
	return true
}

// skips reports whether a function mentions an error by which it leaves out a part.
func skips(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			load, ok := instr.(*ssa.UnOp)
			if !ok {
				continue
			}
			if g, ok := load.X.(*ssa.Global); ok && strings.HasPrefix(g.Name(), "Skip") {
				return true
			}
		}
	}
	return false
}

// stepWalk goes on with a walk, or ends it.
func (m *Interpreter) stepWalk(s *domain.State, gi int) bool {
	n := s.OwnTop(s.OwnGoroutine(gi)).Native
	if n.Round == 0 {
		return m.nextRound(s, gi)
	}
	ways := 3
	if n.Round >= domain.LoopBound {
		ways = 2
	}
	return m.Fork(s, ways, func(s *domain.State, way int) bool {
		g := s.OwnGoroutine(gi)
		f := s.OwnTop(g)
		last := s.Resolve(f.Native.Last)
		if !s.Assume(s.Binop(token.EQL, last, domain.NilV{}), way > 0) {
			return false
		}
		if way == 2 {
			return m.nextRound(s, gi)
		}
		if way == 1 {
			last = domain.NilV{}
		}
		call, result := f.Call, last
		if !m.pop(s, gi, nil) {
			return false
		}
		if v, ok := call.(*ssa.Call); ok {
			s.OwnTop(s.OwnGoroutine(gi)).Set(v, result)
		}
		return true
	})
}

// loopBody returns the body of a loop that a call is given which is all that the loop runs:
// it is called until it returns false, and never again once the call has returned. It
// returns nil if there is none that matters.
//
//	for x := range seq { ... }
//
//	t1 = make closure f$1 [t0]    range-over-func yield
//	t2 = seq(t1)
func (m *Interpreter) loopBody(c *domain.CallSite) domain.Value {
	if len(c.Args) == 0 {
		return nil
	}
	f, ok := c.Args[len(c.Args)-1].(*domain.FuncV)
	if !ok || f.Fn.Synthetic != "range-over-func yield" || !m.Of(f.Fn).May(effects.Touches) {
		return nil
	}
	return f
}

// CallOnce calls a function value once, unless the call returns an error.
func (m *Interpreter) CallOnce(s *domain.State, gi int, c *domain.CallSite, fn domain.Value) bool {
	f := m.seenFunc(s, gi, fn)
	fails := 0
	if f != nil && ssabuild.IsError(c.ResultType()) {
		fails = 1
	}
	return m.Fork(s, 1+fails, func(s *domain.State, i int) bool {
		switch {
		case i == fails && f != nil:
			if fails > 0 && f.Fn.Signature.Results().Len() == 0 {
				m.SetResult(s, gi, c, domain.NilV{})
			} else {
				m.GiveResult(s, gi, c)
			}
			m.pushLoopCall(s, gi, c, f, domain.LoopCall{Once: true})
			return true
		case f != nil:
			return m.SetResult(s, gi, c, m.FreshNonNil())
		}
		return m.GiveResult(s, gi, c)
	})
}

// seenFunc returns the function that a value is if calling it may matter, or nil.
func (m *Interpreter) seenFunc(s *domain.State, gi int, fn domain.Value) *domain.FuncV {
	v := s.Resolve(fn)
	f, ok := v.(*domain.FuncV)
	if !ok {
		s.Escape(v)
		return nil
	}
	if len(f.Fn.Blocks) == 0 || len(s.OwnGoroutine(gi).Frames) >= callDepth || !m.Of(f.Fn).May(effects.Touches) {
		return nil
	}
	return f
}

// pushLoopCall puts a frame on the stack that calls a function.
func (m *Interpreter) pushLoopCall(s *domain.State, gi int, c *domain.CallSite, f *domain.FuncV, n domain.LoopCall) {
	g := s.OwnGoroutine(gi)
	n.Fn, n.Params = f, f.Fn.Signature.Params()
	fr := &domain.Frame{Stamp: s.Stamp, Deferred: true, Call: c.Instr, Stack: m.Stack(s.OwnTop(g).Stack, c.Instr)}
	fr.Native = &n
	g.Frames = append(g.Frames, fr)
}

// stepLoopCall calls the function again, or returns.
func (m *Interpreter) stepLoopCall(s *domain.State, gi int) bool {
	g := s.OwnGoroutine(gi)
	f := s.OwnTop(g)
	if f.Returning {
		return m.unwindStep(s, gi)
	}
	n := f.Native
	switch {
	case n.Lent != nil:
		return m.stepLent(s, gi)
	case n.Feeds != nil:
		return m.stepFeed(s, gi)
	case n.Takes != nil:
		return m.stepTake(s, gi)
	case n.Walks:
		return m.stepWalk(s, gi)
	}
	if n.While && n.Round > 0 && s.Resolve(n.Last) == (domain.BoolV(false)) || n.Round >= domain.LoopBound || n.Once && n.Round > 0 {
		return m.pop(s, gi, nil)
	}
	if n.Once {
		return m.nextRound(s, gi)
	}
	return m.Fork(s, 2, func(s *domain.State, i int) bool {
		n := s.OwnTop(s.OwnGoroutine(gi)).Native
		if i == 0 {
			return m.pop(s, gi, nil)
		}
		if x, ok := s.Resolve(n.Last).(domain.Symbol); ok && n.While && n.Round > 0 && !s.Assume(x, true) {
			return false
		}
		return m.nextRound(s, gi)
	})
}

// nextRound calls the function with arguments of which nothing is known.
func (m *Interpreter) nextRound(s *domain.State, gi int) bool {
	g := s.OwnGoroutine(gi)
	f := s.OwnTop(g)
	n := f.Native
	n.Round++
	n.Last = nil
	args := make([]domain.Value, n.Params.Len())
	for i := range args {
		args[i] = s.Unknown(n.Params.At(i).Type())
	}
	fn := n.Fn.(*domain.FuncV)
	nf := m.newFrame(s, fn.Fn, args, fn.Binds)
	nf.Stack, nf.Call = f.Stack, f.Call
	g.Frames = append(g.Frames, nf)
	return true
}
