package explore

import (
	"go/types"
	"slices"

	"github.com/gopitfalls/gopitfalls/internal/model"
)

// Contexts, timers and errgroups: what cancels what, and what comes by itself.

// ctxRoot makes a context that nobody cancels.
func ctxRoot(m *machine, s *state, gi int, c *site, e model.Entry) bool {
	return m.setResult(s, gi, c, ctxV{s.addContext(0, false)})
}

// addContext adds a context. A parent that is 0 never ends.
func (s *state) addContext(parent objID, selfEnds bool) objID {
	ch := s.add(object{kind: channel, cap: intV(0)})
	id := s.add(object{kind: context, chanID: ch, parent: parent, selfEnds: selfEnds})
	s.mut(ch).owner = id
	if parent != 0 {
		p := s.mut(parent)
		p.children = append(slices.Clip(p.children), id)
		if p.selfEnds {
			s.mut(id).selfEnds = true
		}
		if s.obj(p.chanID).closed {
			s.mut(ch).closed = true
		}
	}
	return id
}

// parentOf returns the context that a value is. One that was not made here ends
// by itself sooner or later.
func (s *state) parentOf(v value) (id objID, known bool) {
	c, ok := s.resolve(v).(ctxV)
	return c.obj, ok
}

func newContext(m *machine, s *state, gi int, c *site, ends bool) bool {
	parent, known := s.parentOf(c.arg(0))
	id := s.addContext(parent, ends || !known)
	s.mut(s.obj(id).chanID).made = c.instr
	s.gmut(gi).remember(s.obj(id).chanID)
	return m.setResult(s, gi, c, &aggV{[]value{ctxV{id}, &native{kind: cancelFunc, obj: id}}})
}

// ctxSame returns the context it is given: with a value it ends when that ends.
func ctxSame(m *machine, s *state, gi int, c *site, e model.Entry) bool {
	s.escapeAll(c.args) // the value goes where the context goes
	if _, known := s.parentOf(c.arg(0)); known {
		return m.setResult(s, gi, c, s.resolve(c.arg(0)))
	}
	return m.giveResult(s, gi, c)
}

// cancel ends a context and those derived from it.
func (s *state) cancel(id objID) {
	o := s.obj(id)
	if s.obj(o.chanID).closed {
		return
	}
	s.mut(o.chanID).closed = true
	for _, child := range o.children {
		s.cancel(child)
	}
}

func ctxDone(m *machine, s *state, gi int, c *site, e model.Entry) bool {
	id, known := s.parentOf(c.receiver())
	if x, ok := s.resolve(c.receiver()).(sym); ok {
		return m.setResult(s, gi, c, m.intern(expr{op: opDone, x: x}))
	}
	if !known {
		return m.giveResult(s, gi, c)
	}
	return m.setResult(s, gi, c, chanV{s.obj(id).chanID, types.RecvOnly})
}

func ctxErr(m *machine, s *state, gi int, c *site, e model.Entry) bool {
	ctx := c.receiver()
	if !c.recv {
		ctx = c.arg(0)
	}
	id, known := s.parentOf(ctx)
	switch {
	case !known && s.hasEnded(ctx):
		return m.setResult(s, gi, c, m.freshNonNil())
	case !known:
		return m.giveResult(s, gi, c)
	case s.obj(s.obj(id).chanID).closed:
		return m.setResult(s, gi, c, m.freshNonNil())
	case s.obj(id).selfEnds || s.obj(id).external:
		return m.setResult(s, gi, c, m.fresh())
	}
	return m.setResult(s, gi, c, nilV{})
}

// outsideEnds notes, where something is received from a channel that comes from
// elsewhere, that a context has ended if it is that one's.
func (s *state) outsideEnds(ch value) {
	if x, ok := ch.(sym); ok && s.tab.exprs[x].op == opDone {
		s.setFact(fact{sym: s.tab.intern(expr{op: opEnded, x: s.tab.exprs[x].x}), is: boolV(true)})
	}
}

// hasEnded reports whether a context that comes from elsewhere is known to have ended.
func (s *state) hasEnded(ctx value) bool {
	x, ok := s.resolve(ctx).(sym)
	return ok && s.resolve(s.tab.intern(expr{op: opEnded, x: x})) == (boolV(true))
}

// ctxAfter registers a function that runs, in a goroutine of its own, when a
// context ends.
func ctxAfter(m *machine, s *state, gi int, c *site, e model.Entry) bool {
	f, ok := s.resolve(c.arg(1)).(*funcV)
	if !ok || len(f.fn.Blocks) == 0 {
		s.escape(c.arg(1))
		return m.setResult(s, gi, c, &native{kind: inertFunc})
	}
	g := m.startTimer(s, gi, c, f)
	if g == nil {
		return false
	}
	if id, known := s.parentOf(c.arg(0)); known {
		g.wait.lock = forEnd
		g.wait.at = ptr{s.obj(id).chanID, nil}
	}
	h := s.add(object{kind: handle, handle: g.id, val: f})
	return m.setResult(s, gi, c, &native{kind: stopFunc, obj: h})
}

func timeChan(m *machine, s *state, gi int, c *site, t timerState) bool {
	o := object{kind: channel, cap: intV(1), timer: t}
	if m.MakesAt(c.instr) {
		o.made = c.instr
	}
	return m.setResult(s, gi, c, chanV{s.add(o), types.RecvOnly})
}

// newTimer makes a *time.Timer or *time.Ticker: memory whose first field is the
// channel.
func newTimer(m *machine, s *state, gi int, c *site, t timerState) bool {
	id := s.add(object{kind: channel, cap: intV(1), timer: t, made: c.instr})
	s.gmut(gi).remember(id)
	mem := s.add(object{kind: memory, val: &aggV{[]value{chanV{id, types.RecvOnly}}}})
	return m.setResult(s, gi, c, ptr{mem, nil})
}

// timerAt returns the channel or goroutine of the timer that a call is a method
// of.
func (s *state) timerAt(c *site) (id objID, ok bool) {
	p, ok := s.resolve(c.receiver()).(ptr)
	if !ok || s.obj(p.obj).external || p.path != nil {
		return 0, false
	}
	a, ok := s.obj(p.obj).val.(*aggV)
	if !ok || len(a.elems) == 0 {
		return 0, false
	}
	switch v := a.elems[0].(type) {
	case chanV:
		return v.obj, true
	case *native:
		return v.obj, true
	}
	return 0, false
}

func setTimer(m *machine, s *state, gi int, c *site, t timerState) bool {
	id, ok := s.timerAt(c)
	if !ok {
		s.escape(c.receiver())
		return m.giveResult(s, gi, c)
	}
	o := s.mut(id)
	if o.kind == handle {
		if g := s.gs[gi]; g.wait == nil && s.gs[o.handle].status == waiting && !g.turned {
			// It may begin just before.
			s.gmut(gi).turned = true
			return m.await2(s, gi, c, forTurn, ptr{}, func(s *state, gi int) bool {
				ok := setTimer(m, s, gi, c, t)
				s.gmut(gi).turned = false
				return ok
			})
		}
		was := s.stopHandle(id)
		if t != stopped {
			f := o.val.(*funcV)
			if g := m.startTimer(s, gi, c, f); g != nil {
				s.mut(id).handle = g.id
			} else {
				return false
			}
		}
		return m.setResult(s, gi, c, was)
	}
	was := o.timer
	o.timer = t
	s.note(event{g: gi, kind: eventTimer, instr: c.instr, n: int(t)})
	if was == pending || was == ticking {
		// It may have fired just before, and its value may still be there: only
		// before Go 1.23, and then the caller drains it if Stop returned false.
		o.buf = nil
		return m.setResult(s, gi, c, boolV(true))
	}
	return m.setResult(s, gi, c, boolV(false))
}

// afterFunc starts a goroutine that begins by itself, some time.
func afterFunc(m *machine, s *state, gi int, c *site, e model.Entry) bool {
	f, ok := s.resolve(c.arg(1)).(*funcV)
	if !ok || len(f.fn.Blocks) == 0 {
		s.escape(c.arg(1))
		return m.giveResult(s, gi, c)
	}
	g := m.startTimer(s, gi, c, f)
	if g == nil {
		return false
	}
	h := s.add(object{kind: handle, handle: g.id, val: f})
	mem := s.add(object{kind: memory, val: &aggV{[]value{&native{kind: stopFunc, obj: h}}}})
	return m.setResult(s, gi, c, ptr{mem, nil})
}

// startTimer starts a goroutine that waits for a timer.
func (m *machine) startTimer(s *state, gi int, c *site, f *funcV) *goroutine {
	g := m.spawn(s, gi, f.fn, nil, f.binds, c.instr)
	if g != nil {
		g.status = waiting
		g.wait = &wait{instr: c.instr, lock: forTimer}
	}
	return g
}

// stopHandle stops a goroutine that has not begun.
func (s *state) stopHandle(h objID) value {
	i := s.obj(h).handle
	if g := s.gs[i]; g.status == waiting && (g.wait.lock == forTimer || g.wait.lock == forEnd) {
		g = s.gmut(i)
		g.status, g.wait, g.frames = done, nil, nil
		return boolV(true)
	}
	return boolV(false)
}

// groupCtx makes an errgroup with a context.
func groupCtx(m *machine, s *state, gi int, c *site, e model.Entry) bool {
	parent, known := s.parentOf(c.arg(0))
	id := s.addContext(parent, !known)
	mem := s.add(object{kind: memory, val: groupV{cancel: id}})
	return m.setResult(s, gi, c, &aggV{[]value{ptr{mem, nil}, ctxV{id}}})
}

func groupGo(m *machine, s *state, gi int, c *site, e model.Entry) bool {
	return m.waitFor(s, gi, c, forRoom, c.receiver(), func(s *state, gi int) bool {
		p, g, ok := stateAt[groupV](s, c.receiver())
		if ok {
			g.count++
			s.write(p, g)
		}
		return m.goValue(s, gi, c, c.arg(0), exitAct{exitGroup, p}, ok)
	})
}

func groupTryGo(m *machine, s *state, gi int, c *site, e model.Entry) bool {
	p, g, ok := stateAt[groupV](s, c.receiver())
	if ok && g.limit > 0 && g.count >= g.limit {
		return m.setResult(s, gi, c, boolV(false))
	}
	if ok {
		g.count++
		s.write(p, g)
	}
	m.setResult(s, gi, c, boolV(true))
	return m.goValue(s, gi, c, c.arg(0), exitAct{exitGroup, p}, ok)
}

func groupWait(m *machine, s *state, gi int, c *site, e model.Entry) bool {
	m.giveResult(s, gi, c)
	return m.waitFor(s, gi, c, forZero, c.receiver(), func(s *state, gi int) bool {
		if _, g, ok := stateAt[groupV](s, c.receiver()); ok && g.cancel != 0 {
			s.cancel(g.cancel)
		}
		return m.giveResult(s, gi, c)
	})
}

func groupLimit(m *machine, s *state, gi int, c *site, e model.Entry) bool {
	p, g, ok := stateAt[groupV](s, c.receiver())
	if !ok {
		return true
	}
	n, isInt := s.resolve(c.arg(0)).(intV)
	if !isInt {
		return true // of a limit that is not known it is assumed that it suffices
	}
	if k, ok := s.scaled(int64(n), false).(intV); ok {
		n = k
	}
	g.limit = int(n)
	s.write(p, g)
	return true
}
