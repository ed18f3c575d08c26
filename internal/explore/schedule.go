package explore

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A wait is the visible operation that a goroutine is at.
type wait struct {
	instr   ssa.Instruction
	cases   []waitCase // of a channel operation: one but for a select
	selects bool
	polls   bool // a select with a default
	lock    lockWait
	at      ptr                         // the lock or WaitGroup waited for
	then    func(s *state, gi int) bool // runs when the wait is over; nil: the result is set
}

// A waitCase is a channel operation, or a case of a select.
type waitCase struct {
	dir     types.ChanDir
	ch      value // resolved
	val     value // sent
	commaOk bool
	pos     token.Pos
}

// A lockWait says what a goroutine waits for, if not for a channel.
type lockWait uint8

const (
	noLock     lockWait = iota
	forLock             // of a Mutex, or the writer's of an RWMutex
	forRLock            //
	forZero             // of a WaitGroup
	forRoom             // of an errgroup with a limit
	forTimer            // a function that starts by itself: time.AfterFunc
	forEnd              // of a context: context.AfterFunc
	forTurn             // nothing, but others may come first
	forAnybody          // something outside, that comes in the end
)

// A move is a step of one goroutine, or of two that meet.
type move struct {
	g, c   int  // the goroutine, and the case that it takes; -1: the default, or no channel
	g2, c2 int  // the receiver that a sender meets, and its case; -1: nobody
	free   bool // it is a persistent set by itself: no other move can hinder it or be hindered by it
}

// schedule tries every next move of the goroutines, all of which wait.
func (m *search) schedule(s *state) {
	if m.decideCaps(s) {
		return
	}
	moves := m.moves(s)
	fresh := !m.seen(s)
	m.verdict(s, moves, !fresh || len(moves) == 0 || m.justEnded(s))
	if !fresh {
		return
	}
	// Partial-order reduction: a persistent set of one move is all that is tried, since
	// whatever comes before it can come behind it as well.
	for i, move := range slices.Backward(moves) {
		if move.free {
			moves = moves[i : i+1]
			break
		}
	}
	for i, move := range slices.Backward(moves) {
		c := s
		if i > 0 {
			c = s.clone()
		}
		if m.perform(c, move) {
			m.push(c)
		}
	}
}

// moves returns what can happen next, in the order of the goroutines.
func (m *search) moves(s *state) []move {
	var moves []move
	for i, g := range s.gs {
		if g.status != waiting {
			continue
		}
		w := g.wait
		if w.cases == nil && !w.selects {
			if w.lock != noLock && s.lockReady(w) {
				moves = append(moves, move{g: i, c: -1, g2: -1, free: w.lock == forZero || w.lock == forAnybody})
			}
			continue
		}
		ready := false  // some case can be taken now
		outside := true // each case depends on somebody who is not seen only
		n := len(moves)
		for j, c := range w.cases {
			switch s.readiness(c) {
			case always:
				moves = append(moves, move{g: i, c: j, g2: -1})
			case now:
				ready, outside = true, false
				moves = append(moves, move{g: i, c: j, g2: -1})
			case never:
				outside = false
				if c.dir == types.RecvOnly {
					continue // a sender's moves name the receiver
				}
				if ch, ok := c.ch.(chanV); ok && len(s.obj(ch.obj).buf) > 0 {
					continue // what is in the buffer comes first
				}
				for k, h := range s.gs {
					if k == i || h.status != waiting {
						continue
					}
					for l, d := range h.wait.cases {
						if d.dir == types.RecvOnly && sameChan(c.ch, d.ch) {
							moves = append(moves, move{g: i, c: j, g2: k, c2: l})
						}
					}
				}
			}
		}
		if w.polls && !ready {
			// Whoever stands at the other end may as well not have come yet.
			moves = append(moves, move{g: i, c: -1, g2: -1})
		}
		if outside && len(w.cases) > 0 && (!w.selects || len(w.cases) == 1 && !w.polls) && len(moves) == n+1 {
			moves[n].free = true
		}
	}
	return moves
}

// sameChan reports whether two values are one channel of the state.
func sameChan(a, b value) bool {
	x, ok := a.(chanV)
	y, ok2 := b.(chanV)
	return ok && ok2 && x.obj == y.obj
}

// A readiness says whether a channel operation can take place.
type readiness uint8

const (
	never  readiness = iota // without another goroutine
	now                     //
	always                  // somebody who is not seen serves it
)

func (s *state) readiness(c waitCase) readiness {
	ch, ok := c.ch.(chanV)
	if !ok {
		if _, isNil := c.ch.(nilV); isNil {
			return never
		}
		return always
	}
	o := s.obj(ch.obj)
	switch {
	case o.external:
		return always
	case o.closed:
		return now
	case c.dir == types.RecvOnly:
		switch {
		case len(o.buf) > 0:
			return now
		case o.timer == pending || o.timer == ticking:
			return always
		case o.owner != 0 && s.obj(o.owner).selfEnds:
			return always
		}
	case c.dir == types.SendOnly:
		if s.hasRoom(o) {
			return now
		}
	}
	return never
}

// hasRoom reports whether a channel's buffer takes another element. Of a size
// that nothing is known about it is assumed: see decideCaps.
func (s *state) hasRoom(o *object) bool {
	lo, hi := s.bounds(o.cap)
	return lo > int64(len(o.buf)) || unrelated(lo, hi)
}

// unrelated reports whether a size was never compared with anything.
func unrelated(lo, hi int64) bool { return lo <= 0 && hi == maxInt }

// decideCaps looks for a sender of which it depends on an undecided size whether
// it has room, and decides. It reports whether it did: then the state was
// replaced by others.
func (m *search) decideCaps(s *state) bool {
	for _, g := range s.gs {
		if g.status != waiting {
			continue
		}
		for _, c := range g.wait.cases {
			ch, ok := c.ch.(chanV)
			if !ok || c.dir != types.SendOnly {
				continue
			}
			o := s.obj(ch.obj)
			size, ok := s.resolve(o.cap).(sym)
			if !ok || o.external || o.closed {
				continue
			}
			n := int64(len(o.buf))
			lo, hi := s.bounds(size)
			if lo > n || hi <= n || unrelated(lo, hi) {
				continue
			}
			if m.fork(s, 2, func(s *state, i int) bool {
				if i == 0 {
					return s.narrow(size, n+1, maxInt)
				}
				return s.narrow(size, minInt, n)
			}) {
				m.push(s)
			}
			return true
		}
	}
	return false
}

// lockReady reports whether a wait for something that is no channel is over.
func (s *state) lockReady(w *wait) bool {
	switch w.lock {
	case forTimer, forAnybody, forTurn:
		return true
	case forEnd:
		o := s.obj(w.at.obj)
		return o.closed || s.obj(o.owner).selfEnds || o.external
	}
	if s.obj(w.at.obj).external {
		return true
	}
	v := read(s.obj(w.at.obj).val, w.at.path)
	switch w.lock {
	case forLock:
		l, ok := v.(lockV)
		return !ok || !l.writer && l.readers == 0
	case forRLock:
		l, ok := v.(lockV)
		return !ok || !l.writer
	case forZero:
		g, ok := v.(groupV)
		return !ok || g.count <= 0
	case forRoom:
		g, ok := v.(groupV)
		return !ok || g.limit <= 0 || g.count < g.limit
	}
	return true
}

// perform makes a move. It reports false if the path ends.
func (m *machine) perform(s *state, mv move) bool {
	g := s.gmut(mv.g)
	w := g.wait
	s.now = w.instr
	if mv.c < 0 {
		if !w.selects {
			return m.performLock(s, mv.g, w)
		}
		s.note(event{g: mv.g, kind: eventDefault, instr: w.instr})
		return m.resume(s, mv.g, w, -1, nil, nil)
	}
	c := w.cases[mv.c]
	if mv.g2 >= 0 {
		r := s.gmut(mv.g2)
		rw := r.wait
		s.note(event{g: mv.g, kind: eventMeet, instr: w.instr, pos: c.at(w), other: mv.g2, otherPos: rw.cases[mv.c2].at(rw), ch: c.ch})
		return m.resume(s, mv.g2, rw, mv.c2, c.val, boolV(true)) && m.resume(s, mv.g, w, mv.c, nil, nil)
	}
	ch, ok := c.ch.(chanV)
	var o *object
	if ok {
		o = s.obj(ch.obj)
	}
	if !ok || o.external {
		s.note(event{g: mv.g, kind: eventOutside, instr: w.instr, pos: c.at(w), send: c.dir == types.SendOnly})
		if c.dir == types.SendOnly {
			s.escape(c.val)
			return m.resume(s, mv.g, w, mv.c, nil, nil)
		}
		s.outsideEnds(c.ch)
		return m.resume(s, mv.g, w, mv.c, s.unknown(elemType(w, mv.c)), m.fresh())
	}
	if c.dir == types.SendOnly {
		if o.closed {
			g.wait, g.status = nil, running
			return m.panics(s, mv.g, w.instr.Pos())
		}
		o = s.mut(ch.obj)
		o.buf = append(slices.Clip(o.buf), c.val)
		s.note(event{g: mv.g, kind: eventSend, instr: w.instr, pos: c.at(w), ch: c.ch})
		return m.resume(s, mv.g, w, mv.c, nil, nil)
	}
	switch {
	case len(o.buf) > 0:
		o = s.mut(ch.obj)
		v := o.buf[0]
		o.buf = o.buf[1:]
		s.note(event{g: mv.g, kind: eventRecv, instr: w.instr, pos: c.at(w), ch: c.ch})
		return m.resume(s, mv.g, w, mv.c, v, boolV(true))
	case o.closed:
		s.note(event{g: mv.g, kind: eventClosed, instr: w.instr, pos: c.at(w), ch: c.ch})
		return m.resume(s, mv.g, w, mv.c, m.zero(elemType(w, mv.c)), boolV(false))
	}
	// A timer fires, or a context ends.
	s.note(event{g: mv.g, kind: eventFires, instr: w.instr, pos: c.at(w), ch: c.ch})
	if o.timer == pending {
		s.mut(ch.obj).timer = stopped
	}
	if o.owner != 0 {
		s.cancel(o.owner)
		return m.resume(s, mv.g, w, mv.c, m.zero(elemType(w, mv.c)), boolV(false))
	}
	return m.resume(s, mv.g, w, mv.c, m.fresh(), boolV(true))
}

// at returns the position of a case.
func (c waitCase) at(w *wait) token.Pos {
	if c.pos.IsValid() {
		return c.pos
	}
	return w.instr.Pos()
}

// elemType returns the type of what a case of a channel operation receives.
func elemType(w *wait, i int) types.Type {
	var t types.Type
	switch instr := w.instr.(type) {
	case *ssa.UnOp:
		t = instr.X.Type()
	case *ssa.Select:
		t = instr.States[i].Chan.Type()
	default:
		return types.Typ[types.Invalid]
	}
	if c, ok := t.Underlying().(*types.Chan); ok {
		return c.Elem()
	}
	return types.Typ[types.Invalid]
}

// resume lets a goroutine go on whose wait is over.
func (m *machine) resume(s *state, gi int, w *wait, c int, received, ok value) bool {
	g := s.gmut(gi)
	g.wait, g.status = nil, running
	if w.then != nil {
		return w.then(s, gi)
	}
	if len(g.frames) == 0 {
		return true
	}
	f := s.top(g)
	f.rounds = 0
	switch instr := w.instr.(type) {
	case *ssa.UnOp:
		if instr.CommaOk {
			f.set(instr, &aggV{[]value{received, ok}})
		} else {
			f.set(instr, received)
		}
	case *ssa.Select:
		elems := []value{intV(c), boolV(false)}
		if ok != nil {
			elems[1] = ok
		}
		for i, st := range instr.States {
			if st.Dir != types.RecvOnly {
				continue
			}
			if i == c {
				elems = append(elems, received)
			} else {
				elems = append(elems, s.tab.zero(elemType(w, i)))
			}
		}
		f.set(instr, &aggV{elems})
	}
	return true
}

// performLock ends a wait for something that is no channel.
func (m *machine) performLock(s *state, gi int, w *wait) bool {
	if w.at.obj != 0 && !s.obj(w.at.obj).external {
		v := read(s.obj(w.at.obj).val, w.at.path)
		switch l, _ := v.(lockV); w.lock {
		case forLock:
			l.writer = true
			s.write(w.at, l)
			s.note(event{g: gi, kind: eventLock, instr: w.instr})
		case forRLock:
			l.readers++
			s.write(w.at, l)
			s.note(event{g: gi, kind: eventLock, instr: w.instr})
		case forZero:
			s.note(event{g: gi, kind: eventWaited, instr: w.instr})
		}
	}
	return m.resume(s, gi, w, -1, nil, nil)
}
