package stdlib

import (
	"math"

	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
	"github.com/gopitfalls/gopitfalls/internal/explore/interp"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A condition, as sync/cond.go has it: a struct with the field L and the list of those who
// wait, which is first in, first out.

// newCond makes a condition with a lock.
//
//	t1 = sync.NewCond(t0)
func newCond(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
	t := ssabuild.Deref(c.Instr.Value().Type())
	id := s.Add(domain.Object{Kind: domain.Memory, Type: t, Value: m.Zero(t)})
	p := domain.Ptr{Obj: id}
	if cond, ok := conditionAt(s, p); ok {
		s.Write(cond.l, c.Arg(0))
	}
	return m.SetResult(s, gi, c, p)
}

// A condition says where the parts of a sync.Cond lie.
type condition struct {
	l     domain.Ptr // its lock
	queue domain.Ptr // those who wait
}

// conditionAt finds the parts of a sync.Cond that code which is not seen cannot reach.
func conditionAt(s *domain.State, v domain.Value) (condition, bool) {
	p, ok := s.Resolve(v).(domain.Ptr)
	if !ok || s.Object(p.Obj).External {
		return condition{}, false
	}
	agg, ok := domain.Read(s.Object(p.Obj).Value, p.Path).(*domain.AggV)
	if !ok {
		return condition{}, false
	}
	for i, e := range agg.Elems {
		if _, isQueue := e.(domain.CondV); isQueue && i > 0 {
			return condition{l: s.Table.Part(p, i-1), queue: s.Table.Part(p, i)}, true
		}
	}
	return condition{}, false
}

// condWait gives the lock back, waits to be signalled, and takes the lock again. If code
// that is not seen could signal, it is taken to do so.
//
//	t1 = (*sync.Cond).Wait(t0)
func condWait(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
	cond, ok := conditionAt(s, c.Receiver())
	if !ok {
		m.Doubt()
		return external(m, s, gi, c, e)
	}
	at, l, ok := domain.StateAt[domain.LockV](s, locker(s, cond))
	if !ok {
		m.Doubt()
		return external(m, s, gi, c, e)
	}
	if !l.Writer {
		return false // Unlock of what is not locked ends the program
	}
	l.Writer = false
	s.Write(at, l)
	s.GiveBack(gi, at, false)
	queue, _ := domain.Read(s.Object(cond.queue.Obj).Value, cond.queue.Path).(domain.CondV)
	s.Write(cond.queue, queue.Wait(gi))
	return m.AwaitCall(s, gi, c, domain.ForSignal, cond.queue, func(s *domain.State, gi int) bool {
		return m.AwaitCall(s, gi, c, domain.ForLock, at, nil)
	})
}

// locker returns the lock of a condition: a *sync.Mutex or *sync.RWMutex in an interface.
func locker(s *domain.State, cond condition) domain.Value {
	l := s.Resolve(domain.Read(s.Object(cond.l.Obj).Value, cond.l.Path))
	if i, ok := l.(*domain.IfaceV); ok {
		return i.Value
	}
	return l
}

// condSignal lets those go on who wait, or the first of them. Others may come before it.
//
//	t1 = (*sync.Cond).Signal(t0)
func condSignal(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
	if _, ok := conditionAt(s, c.Receiver()); !ok {
		return m.GiveResult(s, gi, c)
	}
	return m.Yield(s, gi, c, func(s *domain.State, gi int) bool {
		cond, ok := conditionAt(s, c.Receiver())
		if !ok {
			return m.GiveResult(s, gi, c)
		}
		n := 1
		if e.Effect == model.CondBroadcast {
			n = math.MaxInt
		}
		queue, _ := domain.Read(s.Object(cond.queue.Obj).Value, cond.queue.Path).(domain.CondV)
		list, left := queue.Signal(n)
		for _, i := range list {
			g := s.OwnGoroutine(i)
			w := *g.Wait
			w.Signalled = true
			g.Wait = &w
		}
		s.Write(cond.queue, left)
		s.Record(domain.Event{Goroutine: gi, Kind: domain.EventSignal, Instr: c.Instr})
		return m.GiveResult(s, gi, c)
	})
}
