package interp

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/explore/code"
	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
)

// deferCall pushes a deferred call. In the body of a range over a function it goes to
// the frame of the function around the loop:
//
//	t0 = ssa:deferstack()          in that function
//	t1 = make closure f$1 [t0]
//
//	func f$1():                    [free variable t0]
//	    t2 = *t0
//	    defer [t2] g()
func (m *Interpreter) deferCall(s *domain.State, gi int, instr *ssa.Defer) bool {
	g := s.OwnGoroutine(gi)
	f := s.OwnTop(g)
	c := m.siteOf(s, f, instr)
	target := f
	if instr.DeferStack != nil {
		if d, ok := s.Get(f, instr.DeferStack).(domain.DeferV); ok && d.Depth < len(g.Frames) {
			target = s.OwnFrame(g, d.Depth)
		}
	}
	target.Defers = &domain.Deferred{Next: target.Defers, Site: c}
	return true
}

// runDefers runs the next deferred call, and itself again until none is left.
func (m *Interpreter) runDefers(s *domain.State, gi int, f *domain.Frame) bool {
	d := f.Defers
	if d == nil {
		return true
	}
	f.Defers = d.Next
	f.PC--
	return m.invoke(s, gi, d.Site, true)
}

// Panics starts to unwind a goroutine.
func (m *Interpreter) Panics(s *domain.State, gi int, pos token.Pos) bool {
	s.Record(domain.Event{Goroutine: gi, Kind: domain.EventPanic, Pos: pos})
	return m.StartUnwind(s, gi, domain.Panicking, pos)
}

// StartUnwind lets the deferred calls of a goroutine run, innermost frame first.
func (m *Interpreter) StartUnwind(s *domain.State, gi int, u domain.Unwind, pos token.Pos) bool {
	g := s.OwnGoroutine(gi)
	g.Unwind = u
	g.Exit = pos
	f := s.OwnTop(g)
	f.Returning = true
	if f.Fn != nil {
		g.ExitFn = f.Fn.SSA
	}
	return true
}

// unwindStep runs the next deferred call of a frame that panicked, or leaves it.
func (m *Interpreter) unwindStep(s *domain.State, gi int) bool {
	g := s.OwnGoroutine(gi)
	f := s.OwnTop(g)
	if d := f.Defers; d != nil {
		f.Defers = d.Next
		return m.invoke(s, gi, d.Site, true)
	}
	if g.Unwind == domain.NotUnwinding {
		// A deferred call has recovered. The function returns from its recover block,
		// which loads the named results; without one, zero values.
		f.Returning = false
		if f.Fn != nil && f.Fn.SSA.Recover != nil {
			f.Block, f.PC = f.Fn.SSA.Recover, 0
			return true
		}
		var result domain.Value = &domain.AggV{}
		if f.Fn != nil {
			switch res := f.Fn.SSA.Signature.Results(); res.Len() {
			case 0:
			case 1:
				result = m.Zero(res.At(0).Type())
			default:
				result = m.Zero(res)
			}
		}
		return m.pop(s, gi, result)
	}
	if f.Subtest && g.Unwind == domain.Exiting {
		g.Unwind = domain.NotUnwinding
		return m.pop(s, gi, nil)
	}
	if len(g.Frames) == 1 {
		if g.Unwind == domain.Panicking {
			s.Ended = true // the program crashes
			if g.Crash != nil {
				m.Crashes(s, gi)
			}
			return false
		}
		g.Frames = nil
		return m.finish(s, gi, nil)
	}
	g.Frames = g.Frames[:len(g.Frames)-1]
	s.OwnTop(g).Returning = true
	return true
}

// finish ends a goroutine.
func (m *Interpreter) finish(s *domain.State, gi int, result domain.Value) bool {
	g := s.OwnGoroutine(gi)
	if n := len(g.Cleanups); n > 0 {
		if gi == 0 && m.Client != nil {
			return false // the test for which the object is made ends it
		}
		k := g.Cleanups[n-1]
		g.Cleanups = g.Cleanups[: n-1 : n-1]
		g.Unwind = domain.NotUnwinding
		g.Frames = []*domain.Frame{m.newFrame(s, k.Fn, k.Args, k.Binds)}
		return true
	}
	if gi == 0 && m.takes(s, result) {
		return true
	}
	if gi == 0 && m.Client != nil {
		if calls, alive := m.callNext(s, result); calls || !alive {
			return alive
		}
	}
	g.Status = domain.Done
	for _, a := range g.AtExit {
		m.atExit(s, a, result)
	}
	s.Record(domain.Event{Goroutine: gi, Kind: domain.EventEnd, Pos: g.Exit})
	if gi == 0 {
		if code.IsMain(m.Root) {
			s.Ended = true
			return false
		}
		// The caller of the root gets the results.
		if result != nil {
			s.Escape(result)
		}
	}
	if g.Called != nil && result != nil {
		s.Escape(result)
	}
	s.LastEnded = gi + 1
	return true
}
