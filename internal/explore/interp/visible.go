package interp

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
)

// A Move is a step of one goroutine, or of two that meet.
type Move struct {
	G, C       int  // the goroutine, and the case that it takes; -1: the default, or no channel
	G2, C2     int  // the receiver that a sender meets, and its case; -1: nobody
	Persistent bool // it is a persistent set by itself: no other move can hinder it or be hindered by it
}

// Perform makes a move. It reports false if the path ends. A receive finds what is in the
// buffer before it finds the channel closed; a send panics on a closed channel even if
// there is room.
func (m *Interpreter) Perform(s *domain.State, mv Move) bool {
	g := s.OwnGoroutine(mv.G)
	w := g.Wait
	s.Running = w.Instr
	if mv.C < 0 {
		if !w.Selects {
			return m.performLock(s, mv.G, w)
		}
		s.Record(domain.Event{Goroutine: mv.G, Kind: domain.EventDefault, Instr: w.Instr})
		return m.resume(s, mv.G, w, -1, nil, nil)
	}
	c := w.Cases[mv.C]
	if mv.G2 >= 0 {
		m.noteSend(s, mv.G, c.Ch, w)
		r := s.OwnGoroutine(mv.G2)
		rw := r.Wait
		s.Record(domain.Event{Goroutine: mv.G, Kind: domain.EventMeet, Instr: w.Instr, Pos: c.At(w), Other: mv.G2, OtherPos: rw.Cases[mv.C2].At(rw), Chan: c.Ch})
		return m.resume(s, mv.G2, rw, mv.C2, c.Val, domain.BoolV(true)) && m.resume(s, mv.G, w, mv.C, nil, nil)
	}
	ch, ok := c.Ch.(domain.ChanV)
	var o *domain.Object
	if ok {
		o = s.Object(ch.Obj)
	}
	if !ok || o.External {
		s.Record(domain.Event{Goroutine: mv.G, Kind: domain.EventOutside, Instr: w.Instr, Pos: c.At(w), Send: c.Dir == types.SendOnly})
		if c.Dir == types.SendOnly {
			s.Escape(c.Val)
			return m.resume(s, mv.G, w, mv.C, nil, nil)
		}
		s.OutsideEnds(c.Ch)
		received := m.Fresh()
		if m.isUnclosed(s, c.Ch) {
			received = m.Received()
		}
		return m.resume(s, mv.G, w, mv.C, s.Unknown(domain.ElemType(w, mv.C)), received)
	}
	if c.Dir == types.SendOnly {
		if o.Closed {
			g.Wait, g.Status = nil, domain.Running
			m.Doubt()
			g.Crash = &domain.Crash{Instr: w.Instr, Chan: ch}
			return m.Panics(s, mv.G, w.Instr.Pos())
		}
		o = s.OwnObject(ch.Obj)
		o.Buf = append(slices.Clip(o.Buf), c.Val)
		m.noteSend(s, mv.G, c.Ch, w)
		s.Record(domain.Event{Goroutine: mv.G, Kind: domain.EventSend, Instr: w.Instr, Pos: c.At(w), Chan: c.Ch})
		return m.resume(s, mv.G, w, mv.C, nil, nil)
	}
	switch {
	case len(o.Buf) > 0:
		o = s.OwnObject(ch.Obj)
		v := o.Buf[0]
		o.Buf = o.Buf[1:]
		s.Record(domain.Event{Goroutine: mv.G, Kind: domain.EventRecv, Instr: w.Instr, Pos: c.At(w), Chan: c.Ch})
		return m.resume(s, mv.G, w, mv.C, v, domain.BoolV(true))
	case o.Closed:
		s.Record(domain.Event{Goroutine: mv.G, Kind: domain.EventClosed, Instr: w.Instr, Pos: c.At(w), Chan: c.Ch})
		return m.resume(s, mv.G, w, mv.C, m.Zero(domain.ElemType(w, mv.C)), domain.BoolV(false))
	}
	// A timer fires, or a context ends.
	s.Record(domain.Event{Goroutine: mv.G, Kind: domain.EventFires, Instr: w.Instr, Pos: c.At(w), Chan: c.Ch})
	if o.Timer == domain.Pending {
		s.OwnObject(ch.Obj).Timer = domain.Stopped
	}
	if o.Owner != 0 {
		s.CancelContext(o.Owner)
		return m.resume(s, mv.G, w, mv.C, m.Zero(domain.ElemType(w, mv.C)), domain.BoolV(false))
	}
	return m.resume(s, mv.G, w, mv.C, m.Fresh(), domain.BoolV(true))
}

// isUnclosed reports whether nobody is known to close a channel that the environment
// serves: one from another package or from a field that the package does not close, or
// one that was made here and is not closed here. That it is closed may be, or not.
func (m *Interpreter) isUnclosed(s *domain.State, ch domain.Value) bool {
	switch ch := ch.(type) {
	case domain.Symbol:
		return m.Exprs[ch].Op == domain.OpUnclosed
	case domain.ChanV:
		made := s.Object(ch.Obj).Made
		return made != nil && !m.ClosesMade(made)
	}
	return false
}

// noteSend remembers which sends to a channel took place.
func (m *Interpreter) noteSend(s *domain.State, gi int, ch domain.Value, w *domain.Wait) {
	m.noteEnd(s, gi)
	if c, ok := ch.(domain.ChanV); ok {
		if mk, ok := s.Object(c.Obj).Made.(*ssa.MakeChan); ok && !slices.Contains(m.Sent[mk], w.Instr) {
			m.Sent[mk] = append(m.Sent[mk], w.Instr)
		}
	}
}

// resume lets a goroutine go on whose wait is over, and gives it the result:
//
//	t1 = <-t0                      received
//	t1 = <-t0,ok                   (received, ok)
//	t1 = select blocking [...]     (index, ok, then what each receiving case got)
func (m *Interpreter) resume(s *domain.State, gi int, w *domain.Wait, c int, received, ok domain.Value) bool {
	g := s.OwnGoroutine(gi)
	g.Wait, g.Status = nil, domain.Running
	if w.Then != nil {
		return w.Then(s, gi)
	}
	if len(g.Frames) == 0 {
		return true
	}
	f := s.OwnTop(g)
	f.Rounds = 0
	switch instr := w.Instr.(type) {
	case *ssa.UnOp:
		if instr.CommaOk {
			f.Set(instr, &domain.AggV{Elems: []domain.Value{received, ok}})
		} else {
			f.Set(instr, received)
		}
	case *ssa.Select:
		elems := []domain.Value{domain.IntV(c), domain.BoolV(false)}
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
				elems = append(elems, s.Table.Zero(domain.ElemType(w, i)))
			}
		}
		f.Set(instr, &domain.AggV{Elems: elems})
	}
	return true
}

// performLock ends a wait for something that is no channel.
func (m *Interpreter) performLock(s *domain.State, gi int, w *domain.Wait) bool {
	e, taken := s.TakeLock(gi)
	if e != domain.NoEvent {
		s.Record(domain.Event{Goroutine: gi, Kind: e, Instr: w.Instr, At: w.At})
	}
	if !taken {
		return true
	}
	return m.resume(s, gi, w, -1, nil, nil)
}
