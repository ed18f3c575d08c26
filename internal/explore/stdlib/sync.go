package stdlib

import (
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
	"github.com/gopitfalls/gopitfalls/internal/explore/interp"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// Locks and wait groups. Their state is a value in the memory where they lie. What lies in
// memory of the environment never makes anybody wait (StateAt is not ok).

// wgAdd adds to the count of a WaitGroup. A constant may be one that bounds a loop too,
// and is cut off with it; a count that is not known is tried with small numbers.
//
//	t1 = (*sync.WaitGroup).Add(t0, 100:int)
func wgAdd(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
	p, g, ok := domain.StateAt[domain.GroupV](s, c.Receiver())
	if !ok {
		return true
	}
	add := func(s *domain.State, n int, guessed bool) bool {
		h := g
		h.Guessed = h.Guessed || guessed
		h.Count += n
		if h.Count < 0 {
			return false // panics
		}
		s.Write(p, h)
		return true
	}
	n := s.Resolve(c.Arg(0))
	if k, ok := n.(domain.IntV); ok {
		if len(c.Instr.Common().Args) > 1 {
			if _, isConst := c.Instr.Common().Args[1].(*ssa.Const); isConst {
				n = s.CutOff(int64(k), false)
			}
		}
		return add(s, int(n.(domain.IntV)), false)
	}
	return m.EachCount(s, n, func(s *domain.State, n int) bool {
		s.Guessed = true
		return add(s, n, true)
	})
}

// wgDone ends the path where the count becomes negative: that panics.
func wgDone(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
	if p, g, ok := domain.StateAt[domain.GroupV](s, c.Receiver()); ok {
		if g.Count--; g.Count < 0 {
			return false
		}
		s.Write(p, g)
	}
	return true
}

// wgGo starts a goroutine that is counted until it ends.
func wgGo(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
	p, g, ok := domain.StateAt[domain.GroupV](s, c.Receiver())
	if ok {
		g.Count++
		s.Write(p, g)
	}
	return m.GoValue(s, gi, c, c.Arg(0), domain.ExitAct{Kind: domain.ExitDone, At: p}, ok)
}

// unlock gives a lock back. It is no visible operation: it cannot block, and those that
// wait find the lock free when they are looked at next.
func unlock(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
	return giveBack(m, s, gi, c.Receiver(), e.Effect == model.RUnlock)
}

func giveBack(m *interp.Interpreter, s *domain.State, gi int, lock domain.Value, read bool) bool {
	p, l, ok := domain.StateAt[domain.LockV](s, lock)
	if !ok {
		return true
	}
	if read {
		if l.Readers == 0 {
			return held(m, s, p)
		}
		l.Readers--
	} else {
		if !l.Writer {
			return held(m, s, p)
		}
		l.Writer = false
	}
	s.Write(p, l)
	s.GiveBack(gi, p, read)
	return true
}

// held reports whether a lock that no goroutine of the root has taken may be held: by the
// caller, if it lies in memory of the environment. Or else its Unlock ends the program.
func held(m *interp.Interpreter, s *domain.State, p domain.Ptr) bool {
	if s.Object(p.Obj).External {
		return true
	}
	m.Doubt()
	return false
}

// rlocker makes a sync.Locker that locks to read.
//
//	t1 = (*sync.RWMutex).RLocker(t0)
func rlocker(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
	return m.SetResult(s, gi, c, &domain.Native{Kind: domain.ReadLocker, Arg: s.Resolve(c.Receiver())})
}

// ifLock calls the method of the dynamic type of a sync.Locker.
func ifLock(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
	at, wait, read := c.Receiver(), domain.ForLock, false
	if n, ok := s.Resolve(at).(*domain.Native); ok && n.Kind == domain.ReadLocker {
		at, wait, read = n.Arg, domain.ForRLock, true
	}
	if e.Effect == model.IfUnlock {
		return giveBack(m, s, gi, at, read)
	}
	return m.AwaitSync(s, gi, c, wait, at, nil)
}

// tryLock takes a lock if it is free now. That it may be free or not, depending on the
// order, is found by the order of the visible operations before it.
func tryLock(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
	p, l, ok := domain.StateAt[domain.LockV](s, c.Receiver())
	if !ok {
		return m.GiveResult(s, gi, c)
	}
	if l.Writer || l.Pending || l.Readers > 0 && e.Effect == model.TryLock {
		return m.SetResult(s, gi, c, domain.BoolV(false))
	}
	if e.Effect == model.TryLock {
		l.Writer = true
	} else {
		l.Readers++
	}
	s.Write(p, l)
	s.Take(gi, domain.Hold{At: p, Read: e.Effect == model.TryRLock, By: c.Instr})
	return m.SetResult(s, gi, c, domain.BoolV(true))
}

// onceDo runs a function, if none has run by this Once. It counts as done before it runs,
// and others wait until it has returned.
func onceDo(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
	p, o, ok := domain.StateAt[domain.OnceV](s, c.Receiver())
	if !ok {
		// A sync.Once made elsewhere: the function runs now, or has run.
		return m.Fork(s, 2, func(s *domain.State, i int) bool {
			if i == 1 {
				s.Escape(c.Arg(0))
				return true
			}
			return m.CallValue(s, gi, c, c.Arg(0), nil)
		})
	}
	if o.Done {
		if s.InOnce(p) {
			return m.AwaitCall(s, gi, c, domain.ForOnce, p, nil)
		}
		return true
	}
	s.Write(p, domain.OnceV{Done: true})
	return m.CallValue(s, gi, c, c.Arg(0), nil)
}
