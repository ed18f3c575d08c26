package interp

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
)

// Channels that code which is not seen has for the time of a call: its caller closes them
// as soon as it has returned, so nobody may send to them any more.

// A lending is a call that is given a channel in this place.
type lending struct {
	call *ssa.Call
	arg  int
}

// lent returns the channels that a call is lent which is not seen, or nil.
func (m *Interpreter) lent(s *domain.State, c *domain.CallSite) (list []domain.Value) {
	call, ok := c.Instr.(*ssa.Call)
	if !ok || len(c.Args) < len(call.Call.Args) {
		return nil
	}
	hidden := len(c.Args) - len(call.Call.Args) // the receiver of an interface's method
	for i, arg := range call.Call.Args {
		ch, ok := c.Args[hidden+i].(domain.ChanV)
		if !ok || ch.Dir == types.RecvOnly || s.Object(ch.Obj).External || s.Object(ch.Obj).Closed {
			continue
		}
		k := lending{call, i}
		closes, known := m.lends[k]
		if !known {
			if m.lends == nil {
				m.lends = make(map[lending]bool)
			}
			closes = m.ClosesBehind(call, arg)
			m.lends[k] = closes
		}
		if closes {
			list = append(list, ch)
		}
	}
	return list
}

// lend calls code that is not seen: it sends to the channels that it is lent as often as it
// likes. What else it is given escapes.
func (m *Interpreter) lend(s *domain.State, gi int, c *domain.CallSite, lent []domain.Value) bool {
	for _, v := range c.Args {
		if !slices.ContainsFunc(lent, func(ch domain.Value) bool { return domain.SameChan(v, ch) }) {
			s.Escape(v)
		}
	}
	for _, ch := range lent {
		if ch := ch.(domain.ChanV); ch.Dir == types.SendRecv && !s.Object(ch.Obj).External {
			s.OwnObject(ch.Obj).Taken = true
		}
	}
	m.GiveResult(s, gi, c)
	g := s.OwnGoroutine(gi)
	fr := &domain.Frame{Stamp: s.Stamp, Deferred: true, Call: c.Instr, Stack: m.Stack(s.OwnTop(g).Stack, c.Instr)}
	fr.Native = &domain.LoopCall{Lent: lent}
	g.Frames = append(g.Frames, fr)
	return true
}

// stepLent returns, or sends something if somebody takes it. What is called may give up at
// any time: nothing is known of what else it waits for.
func (m *Interpreter) stepLent(s *domain.State, gi int) bool {
	if s.OwnTop(s.OwnGoroutine(gi)).Native.Round >= domain.LoopBound {
		return m.pop(s, gi, nil)
	}
	return m.Fork(s, 2, func(s *domain.State, i int) bool {
		if i == 0 {
			return m.pop(s, gi, nil)
		}
		g := s.OwnGoroutine(gi)
		n := s.OwnTop(g).Native
		n.Round++
		w := &domain.Wait{Instr: s.OwnTop(g).Call, Selects: true, Polls: true}
		w.Then = func(s *domain.State, gi int) bool { return true }
		for _, ch := range n.Lent {
			t := s.Object(ch.(domain.ChanV).Obj).Type.Underlying().(*types.Chan)
			w.Cases = append(w.Cases, domain.WaitCase{Dir: types.SendOnly, Ch: ch, Val: s.Unknown(t.Elem())})
		}
		g.Wait, g.Status = w, domain.Waiting
		return true
	})
}
