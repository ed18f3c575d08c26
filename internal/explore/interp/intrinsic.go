package interp

import (
	"go/token"

	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// An intrinsic is what the interpreter does where a function is called that the
// model knows. It reports false if the path ends.
type intrinsic func(m *Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool

// Intrinsics are what the interpreter does for each effect that the model knows.
type Intrinsics map[model.Effect]intrinsic

// AwaitCall stops a goroutine at a call that waits. It goes on by then, if that is
// not nil.
func (m *Interpreter) AwaitCall(s *domain.State, gi int, c *domain.CallSite, lock domain.LockWait, at domain.Ptr, then func(s *domain.State, gi int) bool) bool {
	g := s.OwnGoroutine(gi)
	g.Wait = &domain.Wait{Instr: c.Instr, Lock: lock, At: at, Then: then}
	if then != nil {
		g.Wait.Call = c
	}
	g.Status = domain.Waiting
	return true
}

// Yield makes a call a visible operation that can always take place: others may come
// first, or not. What is done by then, others see only after that.
func (m *Interpreter) Yield(s *domain.State, gi int, c *domain.CallSite, then func(s *domain.State, gi int) bool) bool {
	return m.AwaitCall(s, gi, c, domain.ForYield, domain.Ptr{}, then)
}

// Wake ends the wait of a goroutine because another one has just done what it waits
// for. The goroutine must go on to another wait, not run: the one that wakes it does.
func (m *Interpreter) Wake(s *domain.State, gi int) bool {
	return m.performLock(s, gi, s.Goroutines[gi].Wait)
}

// AwaitSync stops a goroutine until a lock is free or a count is zero. What is not
// made here never waits.
func (m *Interpreter) AwaitSync(s *domain.State, gi int, c *domain.CallSite, lock domain.LockWait, at domain.Value, then func(s *domain.State, gi int) bool) bool {
	p, ok := s.Resolve(at).(domain.Ptr)
	call := c.Instr.Common()
	tracked := m.Proving && (lock == domain.ForLock || lock == domain.ForRLock) && !call.IsInvoke() && len(call.Args) > 0
	if x, unknown := s.Resolve(at).(domain.Symbol); unknown && tracked {
		p, ok = s.Pointer(x, call.Args[0].Type())
	}
	if !ok || s.Object(p.Obj).External && !tracked {
		if _, isNil := s.Resolve(at).(domain.NilV); isNil {
			return false
		}
		m.GiveResult(s, gi, c)
		if then != nil {
			return then(s, gi)
		}
		return true
	}
	return m.AwaitCall(s, gi, c, lock, p, then)
}

// atExit does what is due when a goroutine has ended.
func (m *Interpreter) atExit(s *domain.State, a domain.ExitAct, result domain.Value) {
	p, g, ok := domain.StateAt[domain.GroupV](s, a.At)
	if !ok {
		return
	}
	g.Count = max(g.Count-1, 0)
	s.Write(p, g)
	if a.Kind == domain.ExitGroup && g.Cancel != 0 && s.Resolve(result) != (domain.NilV{}) {
		// An error cancels the group's context; one that may be nil may.
		if _, unknown := s.Resolve(result).(domain.Symbol); unknown {
			s.SelfEnd(g.Cancel)
		} else {
			s.CancelContext(g.Cancel)
		}
	}
}

// CallValue calls a function value, as if the call stood where c stands.
func (m *Interpreter) CallValue(s *domain.State, gi int, c *domain.CallSite, fn domain.Value, args []domain.Value) bool {
	k := &domain.CallSite{Instr: c.Instr, Args: args}
	m.setFuncValue(k, s.Resolve(fn))
	if k.IsNil {
		return false
	}
	return m.invoke(s, gi, k, true)
}

func (m *Interpreter) callNative(s *domain.State, gi int, c *domain.CallSite) bool {
	switch n := c.Native; n.Kind {
	case domain.CancelFunc:
		if s.Object(n.Obj).External {
			return true
		}
		m.noteEnd(s, gi)
		s.Record(domain.Event{Goroutine: gi, Kind: domain.EventCancel, Instr: c.Instr})
		s.CancelContext(n.Obj)
	case domain.StopFunc:
		return m.SetResult(s, gi, c, s.StopHandle(n.Obj))
	case domain.OnceFunc:
		if o, ok := s.Object(n.Obj).Value.(domain.OnceV); ok && !o.Done {
			s.OwnObject(n.Obj).Value = domain.OnceV{Done: true}
			k := &domain.CallSite{Instr: c.Instr}
			m.setFuncValue(k, s.Resolve(n.Arg))
			return !k.IsNil && m.invoke(s, gi, k, false)
		}
	case domain.IterFunc:
		if len(c.Args) > 0 {
			return m.CallMany(s, gi, c, c.Args[0], true)
		}
	}
	return m.GiveResult(s, gi, c)
}

// EachCount goes on with each small number that n can be. A number that is no
// length is not zero: nobody configures no workers.
func (m *Interpreter) EachCount(s *domain.State, n domain.Value, with func(s *domain.State, n int) bool) bool {
	from := 1
	if m.IsLength(n) {
		from = 0
	}
	return m.Fork(s, domain.LoopBound+1-from, func(s *domain.State, i int) bool {
		return s.Assume(s.Binop(token.EQL, n, domain.IntV(from+i)), true) && with(s, from+i)
	})
}

// GoValue starts a function value as a goroutine.
func (m *Interpreter) GoValue(s *domain.State, gi int, c *domain.CallSite, fn domain.Value, act domain.ExitAct, acts bool) bool {
	f, ok := s.Resolve(fn).(*domain.FuncV)
	if !ok || len(f.Fn.Blocks) == 0 {
		s.Escape(fn)
		if acts {
			m.atExit(s, act, s.Table.Fresh())
		}
		return true
	}
	g := m.Spawn(s, gi, f.Fn, nil, f.Binds, c.Instr)
	if g == nil {
		return false
	}
	if acts {
		g.AtExit = append(g.AtExit, act)
	}
	return true
}
