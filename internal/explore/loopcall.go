package explore

import (
	"go/types"

	"github.com/gopitfalls/gopitfalls/internal/effects"
)

// Code that is not seen but known to call a function, once or any number of times.

// callMany calls a function value zero or more times.
func (m *machine) callMany(s *state, gi int, c *site, fn value, while bool) bool {
	f := m.seenFunc(s, gi, fn)
	m.giveResult(s, gi, c)
	if f != nil {
		m.pushLoopCall(s, gi, c, f, loopCall{while: while})
	}
	return true
}

// callOnce calls a function value once, unless the call returns an error.
func (m *machine) callOnce(s *state, gi int, c *site, fn value) bool {
	f := m.seenFunc(s, gi, fn)
	fails := 0
	if f != nil && types.Identical(c.resultType(), types.Universe.Lookup("error").Type()) {
		fails = 1
	}
	return m.fork(s, 1+fails, func(s *state, i int) bool {
		switch {
		case i == fails && f != nil:
			if fails > 0 && f.fn.Signature.Results().Len() == 0 {
				m.setResult(s, gi, c, nilV{})
			} else {
				m.giveResult(s, gi, c)
			}
			m.pushLoopCall(s, gi, c, f, loopCall{once: true})
			return true
		case f != nil:
			return m.setResult(s, gi, c, m.freshNonNil())
		}
		return m.giveResult(s, gi, c)
	})
}

// seenFunc returns the function that a value is if calling it may matter, or nil.
func (m *machine) seenFunc(s *state, gi int, fn value) *funcV {
	v := s.resolve(fn)
	f, ok := v.(*funcV)
	if !ok {
		s.escape(v)
		return nil
	}
	if len(f.fn.Blocks) == 0 || len(s.gmut(gi).frames) >= callDepth || !m.Of(f.fn).May(effects.Touches) {
		return nil
	}
	return f
}

// pushLoopCall puts a frame on the stack that calls a function.
func (m *machine) pushLoopCall(s *state, gi int, c *site, f *funcV, n loopCall) {
	g := s.gmut(gi)
	n.fn, n.params = f, f.fn.Signature.Params()
	fr := &frame{stamp: s.stamp, deferred: true, call: c.instr, stack: m.stack(s.top(g).stack, c.instr)}
	fr.native = &n
	g.frames = append(g.frames, fr)
}

// stepLoopCall calls the function again, or returns.
func (m *machine) stepLoopCall(s *state, gi int) bool {
	g := s.gmut(gi)
	f := s.top(g)
	if f.returning {
		return m.unwindStep(s, gi)
	}
	n := f.native
	if n.while && n.round > 0 && s.resolve(n.last) == (boolV(false)) || n.round >= loopBound || n.once && n.round > 0 {
		return m.pop(s, gi, nil)
	}
	if n.once {
		return m.nextRound(s, gi)
	}
	return m.fork(s, 2, func(s *state, i int) bool {
		n := s.top(s.gmut(gi)).native
		if i == 0 {
			return m.pop(s, gi, nil)
		}
		if x, ok := s.resolve(n.last).(sym); ok && n.while && n.round > 0 && !s.assume(x, true) {
			return false
		}
		return m.nextRound(s, gi)
	})
}

// nextRound calls the function with arguments of which nothing is known.
func (m *machine) nextRound(s *state, gi int) bool {
	g := s.gmut(gi)
	f := s.top(g)
	n := f.native
	n.round++
	n.last = nil
	args := make([]value, n.params.Len())
	for i := range args {
		args[i] = s.unknown(n.params.At(i).Type())
	}
	fn := n.fn.(*funcV)
	nf := m.newFrame(s, fn.fn, args, fn.binds)
	nf.stack, nf.call = f.stack, f.call
	g.frames = append(g.frames, nf)
	return true
}
