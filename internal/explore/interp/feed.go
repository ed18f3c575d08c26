package interp

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/effects"
	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// Channels that go from package to package: what a goroutine of another one sends, and what
// a caller in another one takes.

// feed calls a function of another package that returns a channel, and starts the goroutine
// that feeds it. If the function returns an error, there is none.
func (m *Interpreter) feed(s *domain.State, gi int, c *domain.CallSite, f *effects.Feed) bool {
	call, ok := c.Instr.(*ssa.Call)
	if !ok || s.OwnTop(s.OwnGoroutine(gi)).Native != nil {
		return m.callUnseen(s, gi, c)
	}
	if !model.Inert(c.Obj) {
		s.EscapeAll(c.Args)
	}
	results, isTuple := call.Type().(*types.Tuple)
	if !isTuple {
		return m.startFeed(s, gi, c, f, call.Type(), func(ch domain.Value) domain.Value { return ch })
	}
	other := 1 - f.Result
	if !ssabuild.IsError(results.At(other).Type()) {
		return m.startFeed(s, gi, c, f, results.At(f.Result).Type(), func(ch domain.Value) domain.Value {
			return pair(f.Result, ch, s.Unknown(results.At(other).Type()))
		})
	}
	return m.Fork(s, 2, func(s *domain.State, i int) bool {
		if i == 1 {
			return m.SetResult(s, gi, c, pair(f.Result, domain.NilV{}, m.FreshNonNil()))
		}
		return m.startFeed(s, gi, c, f, results.At(f.Result).Type(), func(ch domain.Value) domain.Value { return pair(f.Result, ch, domain.NilV{}) })
	})
}

// pair returns two results, of which the one at i is a channel.
func pair(i int, ch, other domain.Value) domain.Value {
	list := []domain.Value{other, other}
	list[i] = ch
	return &domain.AggV{Elems: list}
}

// startFeed makes the channel of type t, gives the call its result and starts who feeds it.
func (m *Interpreter) startFeed(s *domain.State, gi int, c *domain.CallSite, f *effects.Feed, t types.Type, result func(ch domain.Value) domain.Value) bool {
	id := s.Add(domain.Object{Kind: domain.Channel, Type: t, Made: c.Instr, Cap: domain.IntV(0)})
	s.OwnGoroutine(gi).Remember(id)
	m.SetResult(s, gi, c, result(domain.Restrict(domain.ChanV{Obj: id, Dir: types.SendRecv}, t)))
	g := &domain.Goroutine{Stamp: s.Stamp, ID: len(s.Goroutines), Instr: c.Instr}
	g.Remember(id)
	fr := &domain.Frame{Stamp: s.Stamp, Deferred: true, Call: c.Instr, Stack: m.Stack(0, c.Instr)}
	fr.Native = &domain.LoopCall{Feeds: domain.ChanV{Obj: id, Dir: types.SendOnly}, Most: f.Most, Closes: f.Closes}
	g.Frames = []*domain.Frame{fr}
	if !m.mayStart(s) {
		return false
	}
	s.Goroutines = append(s.Goroutines, g)
	s.Record(domain.Event{Goroutine: gi, Kind: domain.EventGo, Instr: c.Instr, Other: g.ID})
	return true
}

// stepFeed sends once more, or ends: at any time if it closes the channel then, and else
// when it has sent what it sends.
func (m *Interpreter) stepFeed(s *domain.State, gi int) bool {
	n := s.OwnTop(s.OwnGoroutine(gi)).Native
	ends, sends := true, true
	switch {
	case n.Most > 0 && n.Round >= n.Most, n.Round > domain.LoopBound:
		sends = false
	case !n.Closes:
		ends = false
	}
	end := func(s *domain.State) bool {
		n := s.OwnTop(s.OwnGoroutine(gi)).Native
		if ch := n.Feeds.(domain.ChanV); n.Closes && !s.Object(ch.Obj).External {
			s.OwnObject(ch.Obj).Closed = true
			s.Record(domain.Event{Goroutine: gi, Kind: domain.EventClose, Instr: s.Goroutines[gi].Instr, Chan: ch})
		}
		return m.pop(s, gi, nil)
	}
	send := func(s *domain.State) bool {
		g := s.OwnGoroutine(gi)
		n := s.OwnTop(g).Native
		elem := s.Object(n.Feeds.(domain.ChanV).Obj).Type.Underlying().(*types.Chan).Elem()
		g.Wait = &domain.Wait{Instr: g.Instr, Cases: []domain.WaitCase{{Dir: types.SendOnly, Ch: n.Feeds, Val: s.Unknown(elem)}}, Then: nextRound}
		g.Status = domain.Waiting
		return true
	}
	switch {
	case !sends:
		return end(s)
	case !ends:
		return send(s)
	}
	return m.Fork(s, 2, func(s *domain.State, i int) bool {
		if i == 0 {
			return send(s)
		}
		return end(s)
	})
}

// nextRound counts what code that is not seen has sent or received.
func nextRound(s *domain.State, gi int) bool {
	s.OwnTop(s.OwnGoroutine(gi)).Native.Round++
	return true
}

// A Taking is what the caller of the root does with a channel that it returns: it receives
// at most so often, or until it is closed, and drops it then.
type Taking struct{ Result, Most int }

// takes makes the root's goroutine that of a caller which takes its result. It reports false
// if there is none to be taken.
func (m *Interpreter) takes(s *domain.State, result domain.Value) bool {
	if m.Taking == nil {
		return false
	}
	if tuple, ok := result.(*domain.AggV); ok && m.Taking.Result < len(tuple.Elems) {
		result = tuple.Elems[m.Taking.Result]
	}
	ch, ok := s.Resolve(result).(domain.ChanV)
	if !ok || s.Object(ch.Obj).External {
		return false
	}
	g := s.OwnGoroutine(0)
	fr := &domain.Frame{Stamp: s.Stamp, Deferred: true, Native: &domain.LoopCall{Takes: domain.ChanV{Obj: ch.Obj, Dir: types.RecvOnly}, Most: m.Taking.Most}}
	g.Frames = []*domain.Frame{fr}
	return true
}

// stepTake receives once more, or drops the channel.
func (m *Interpreter) stepTake(s *domain.State, gi int) bool {
	g := s.OwnGoroutine(gi)
	n := s.OwnTop(g).Native
	ch := n.Takes.(domain.ChanV)
	if o := s.Object(ch.Obj); n.Round >= n.Most || o.Closed && len(o.Buf) == 0 {
		n.Takes = domain.NilV{}
		g.Status, g.Frames = domain.Done, nil
		s.Record(domain.Event{Goroutine: gi, Kind: domain.EventEnd, Pos: g.Exit})
		s.LastEnded = gi + 1
		return true
	}
	g.Wait = &domain.Wait{Instr: s.Object(ch.Obj).Made, Cases: []domain.WaitCase{{Dir: types.RecvOnly, Ch: ch}}, Then: nextRound}
	g.Status = domain.Waiting
	return true
}
