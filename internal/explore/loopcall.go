package explore

// Code that is not seen but known to call a function zero or more times.

// callMany calls a function value zero or more times.
func (m *machine) callMany(s *state, gi int, c *site, fn value, while bool) bool {
	g := s.gmut(gi)
	v := s.resolve(fn)
	f, ok := v.(*funcV)
	if !ok || len(f.fn.Blocks) == 0 || len(g.frames) >= callDepth || !m.touches(f.fn) {
		if !ok {
			s.escape(v)
		}
		return m.giveResult(s, gi, c)
	}
	m.giveResult(s, gi, c)
	fr := &frame{stamp: s.stamp, deferred: true, call: c.instr, stack: m.stack(s.top(g).stack, c.instr)}
	fr.native = &loopCall{fn: v, params: f.fn.Signature.Params(), while: while}
	g.frames = append(g.frames, fr)
	return true
}

// stepLoopCall calls the function again, or returns.
func (m *machine) stepLoopCall(s *state, gi int) bool {
	g := s.gmut(gi)
	f := s.top(g)
	if f.returning {
		return m.unwindStep(s, gi)
	}
	n := f.native
	if n.while && n.round > 0 && s.resolve(n.last) == (boolV(false)) || n.round >= loopBound {
		return m.pop(s, gi, nil)
	}
	return m.fork(s, 2, func(s *state, i int) bool {
		g := s.gmut(gi)
		f := s.top(g)
		n := f.native
		if i == 0 {
			return m.pop(s, gi, nil)
		}
		if x, ok := s.resolve(n.last).(sym); ok && n.while && n.round > 0 && !s.assume(x, true) {
			return false
		}
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
	})
}
