package stdlib

import (
	"go/types"

	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
	"github.com/gopitfalls/gopitfalls/internal/explore/interp"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// timeChan makes the channel of time.After or time.Tick. Nobody is stuck at one that
// fires; if it is received from more than once, the second receive may be (MakesAt), and
// so the call counts as its make.
func timeChan(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, t domain.TimerState) bool {
	o := domain.Object{Kind: domain.Channel, Cap: domain.IntV(1), Timer: t}
	if m.MakesAt(c.Instr) {
		o.Made = c.Instr
	}
	return m.SetResult(s, gi, c, domain.ChanV{Obj: s.Add(o), Dir: types.RecvOnly})
}

// newTimer makes a *time.Timer or *time.Ticker: memory whose first field is the
// channel.
func newTimer(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, t domain.TimerState) bool {
	id := s.Add(domain.Object{Kind: domain.Channel, Cap: domain.IntV(1), Timer: t, Made: c.Instr})
	s.OwnGoroutine(gi).Remember(id)
	mem := s.Add(domain.Object{Kind: domain.Memory, Value: &domain.AggV{Elems: []domain.Value{domain.ChanV{Obj: id, Dir: types.RecvOnly}}}})
	return m.SetResult(s, gi, c, domain.Ptr{Obj: mem})
}

// setTimer stops or resets a timer: that of a channel, or that of a function, which is a
// goroutine.
func setTimer(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, t domain.TimerState) bool {
	id, ok := s.TimerAt(c)
	if !ok {
		s.Escape(c.Receiver())
		return m.GiveResult(s, gi, c)
	}
	o := s.OwnObject(id)
	if o.Kind == domain.Handle {
		if s.Goroutines[o.Handle].Status != domain.Waiting {
			return setHandle(m, s, gi, c, id, t)
		}
		// It may begin just before.
		return m.Yield(s, gi, c, func(s *domain.State, gi int) bool { return setHandle(m, s, gi, c, id, t) })
	}
	was := o.Timer
	o.Timer = t
	s.Record(domain.Event{Goroutine: gi, Kind: domain.EventTimer, Instr: c.Instr, Way: int(t)})
	if was == domain.Pending || was == domain.Ticking {
		// It may have fired just before, and its value may still be there: only
		// before Go 1.23, and then the caller drains it if Stop returned false.
		o.Buf = nil
		return m.SetResult(s, gi, c, domain.BoolV(true))
	}
	return m.SetResult(s, gi, c, domain.BoolV(false))
}

// setHandle stops or starts anew the goroutine that a timer is the handle of.
func setHandle(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, id domain.ObjectID, t domain.TimerState) bool {
	was := s.StopHandle(id)
	if t != domain.Stopped {
		g := startTimer(m, s, gi, c, s.Object(id).Value.(*domain.FuncV))
		if g == nil {
			return false
		}
		s.OwnObject(id).Handle = g.ID
	}
	return m.SetResult(s, gi, c, was)
}

// afterFunc starts a goroutine that begins by itself, some time.
func afterFunc(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
	f, ok := s.Resolve(c.Arg(1)).(*domain.FuncV)
	if !ok || len(f.Fn.Blocks) == 0 {
		s.Escape(c.Arg(1))
		return m.GiveResult(s, gi, c)
	}
	g := startTimer(m, s, gi, c, f)
	if g == nil {
		return false
	}
	h := s.Add(domain.Object{Kind: domain.Handle, Handle: g.ID, Value: f})
	mem := s.Add(domain.Object{Kind: domain.Memory, Value: &domain.AggV{Elems: []domain.Value{&domain.Native{Kind: domain.StopFunc, Obj: h}}}})
	return m.SetResult(s, gi, c, domain.Ptr{Obj: mem})
}

// startTimer starts a goroutine that waits for a timer.
func startTimer(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, f *domain.FuncV) *domain.Goroutine {
	g := m.Spawn(s, gi, f.Fn, nil, f.Binds, c.Instr)
	if g != nil {
		g.Status = domain.Waiting
		g.Wait = &domain.Wait{Instr: c.Instr, Lock: domain.ForTimer}
	}
	return g
}
