package stdlib

import (
	"go/types"

	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
	"github.com/gopitfalls/gopitfalls/internal/explore/interp"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// Contexts: what cancels what. A context is an object with a channel, its Done, and
// links to its parent and children. One whose parent is not known may end at any time
// (SelfEnds), and nobody is reported for waiting on it.

// ctxRoot makes a context that nobody cancels.
func ctxRoot(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
	return m.SetResult(s, gi, c, domain.CtxV{Obj: s.AddContext(0, false)})
}

// newContext makes a context and the function that cancels it. For the verdict that call
// made the channel, as make does.
//
//	t0 = context.WithCancel(ctx)
//	t1 = extract t0 #0             the context
//	t2 = extract t0 #1             the cancel function
func newContext(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, ends bool) bool {
	parent, known := s.ParentOf(c.Arg(0))
	id := s.AddContext(parent, ends || !known)
	s.OwnObject(s.Object(id).ChanID).Made = c.Instr
	s.OwnGoroutine(gi).Remember(s.Object(id).ChanID)
	return m.SetResult(s, gi, c, &domain.AggV{Elems: []domain.Value{domain.CtxV{Obj: id}, &domain.Native{Kind: domain.CancelFunc, Obj: id}}})
}

// ctxSame returns the context it is given: with a value it ends when that ends.
func ctxSame(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
	s.EscapeAll(c.Args) // the value goes where the context goes
	if _, known := s.ParentOf(c.Arg(0)); known {
		return m.SetResult(s, gi, c, s.Resolve(c.Arg(0)))
	}
	return m.GiveResult(s, gi, c)
}

// ctxDone returns the channel of a context: of one that is not known, the same symbol each
// time, so that two selects on it agree.
func ctxDone(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
	id, known := s.ParentOf(c.Receiver())
	if x, ok := s.Resolve(c.Receiver()).(domain.Symbol); ok {
		return m.SetResult(s, gi, c, m.Intern(domain.Expr{Op: domain.OpDone, X: x}))
	}
	if !known {
		return m.GiveResult(s, gi, c)
	}
	return m.SetResult(s, gi, c, domain.ChanV{Obj: s.Object(id).ChanID, Dir: types.RecvOnly})
}

// ctxErr returns nil until a context has ended. One that may end by itself has or has not:
// the result is not known.
func ctxErr(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
	ctx := c.Receiver()
	if !c.Recv {
		ctx = c.Arg(0)
	}
	id, known := s.ParentOf(ctx)
	switch {
	case !known && s.HasEnded(ctx):
		return m.SetResult(s, gi, c, m.FreshNonNil())
	case !known:
		return m.GiveResult(s, gi, c)
	case s.Object(s.Object(id).ChanID).Closed:
		return m.SetResult(s, gi, c, m.FreshNonNil())
	case s.Object(id).SelfEnds || s.Object(id).External:
		return m.SetResult(s, gi, c, m.Fresh())
	}
	return m.SetResult(s, gi, c, domain.NilV{})
}

// ctxAfter registers a function that runs, in a goroutine of its own, when a
// context ends.
func ctxAfter(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
	f, ok := s.Resolve(c.Arg(1)).(*domain.FuncV)
	if !ok || len(f.Fn.Blocks) == 0 {
		s.Escape(c.Arg(1))
		return m.SetResult(s, gi, c, &domain.Native{Kind: domain.InertFunc})
	}
	g := startTimer(m, s, gi, c, f)
	if g == nil {
		return false
	}
	if id, known := s.ParentOf(c.Arg(0)); known {
		g.Wait.Lock = domain.ForEnd
		g.Wait.At = domain.Ptr{Obj: s.Object(id).ChanID}
	}
	// Once it runs, the context says that it has ended.
	g.Wait.Call = c
	g.Wait.Then = func(s *domain.State, _ int) bool {
		if id, known := s.ParentOf(c.Arg(0)); known {
			s.CancelContext(id)
		} else {
			s.NoteEnd(c.Arg(0))
		}
		return true
	}
	h := s.Add(domain.Object{Kind: domain.Handle, Handle: g.ID, Value: f})
	return m.SetResult(s, gi, c, &domain.Native{Kind: domain.StopFunc, Obj: h})
}
