package explore

import (
	"go/token"

	"golang.org/x/tools/go/ssa"
)

func (m *machine) deferCall(s *state, gi int, instr *ssa.Defer) bool {
	g := s.gmut(gi)
	f := s.top(g)
	c := m.siteOf(s, f, instr)
	target := f
	if instr.DeferStack != nil {
		if d, ok := s.get(f, instr.DeferStack).(deferV); ok && d.depth < len(g.frames) {
			target = s.fmut(g, d.depth)
		}
	}
	target.defers = &deferred{next: target.defers, site: c}
	return true
}

// runDefers runs the next deferred call, and itself again until none is left.
func (m *machine) runDefers(s *state, gi int, f *frame) bool {
	d := f.defers
	if d == nil {
		return true
	}
	f.defers = d.next
	f.pc--
	return m.invoke(s, gi, d.site, true)
}

// panics starts to unwind a goroutine.
func (m *machine) panics(s *state, gi int, pos token.Pos) bool {
	return m.startUnwind(s, gi, panicking, pos)
}

func (m *machine) startUnwind(s *state, gi int, u unwind, pos token.Pos) bool {
	g := s.gmut(gi)
	g.unwind = u
	g.exit = pos
	f := s.top(g)
	f.returning = true
	if f.fn != nil {
		g.exitFn = f.fn.ssa
	}
	return true
}

// unwindStep runs the next deferred call of a frame that panicked, or leaves it.
func (m *machine) unwindStep(s *state, gi int) bool {
	g := s.gmut(gi)
	f := s.top(g)
	if d := f.defers; d != nil {
		f.defers = d.next
		return m.invoke(s, gi, d.site, true)
	}
	if g.unwind == notUnwinding { // recovered
		f.returning = false
		if f.fn != nil && f.fn.ssa.Recover != nil {
			f.block, f.pc = f.fn.ssa.Recover, 0
			return true
		}
		var result value = &aggV{}
		if f.fn != nil {
			switch res := f.fn.ssa.Signature.Results(); res.Len() {
			case 0:
			case 1:
				result = m.zero(res.At(0).Type())
			default:
				result = m.zero(res)
			}
		}
		return m.pop(s, gi, result)
	}
	if f.subtest && g.unwind == exiting {
		g.unwind = notUnwinding
		return m.pop(s, gi, nil)
	}
	if len(g.frames) == 1 {
		if g.unwind == panicking {
			s.ended = true // the program crashes
			return false
		}
		g.frames = nil
		return m.finish(s, gi, nil)
	}
	g.frames = g.frames[:len(g.frames)-1]
	s.top(g).returning = true
	return true
}

// finish ends a goroutine.
func (m *machine) finish(s *state, gi int, result value) bool {
	g := s.gmut(gi)
	if n := len(g.cleanups); n > 0 {
		k := g.cleanups[n-1]
		g.cleanups = g.cleanups[: n-1 : n-1]
		g.unwind = notUnwinding
		g.frames = []*frame{m.newFrame(s, k.fn, k.args, k.binds)}
		return true
	}
	g.status = done
	for _, a := range g.atExit {
		m.atExit(s, a, result)
	}
	s.note(event{g: gi, kind: eventEnd, pos: g.exit})
	if gi == 0 {
		if m.isMain() {
			s.ended = true
			return false
		}
		// Whoever called the root gets the results.
		if result != nil {
			s.escape(result)
		}
	}
	s.lastEnded = gi + 1
	return true
}
