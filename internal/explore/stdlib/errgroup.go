package stdlib

import (
	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
	"github.com/gopitfalls/gopitfalls/internal/explore/interp"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// groupCtx makes an errgroup with a context.
func groupCtx(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
	parent, known := s.ParentOf(c.Arg(0))
	id := s.AddContext(parent, !known)
	mem := s.Add(domain.Object{Kind: domain.Memory, Value: domain.GroupV{Cancel: id}})
	return m.SetResult(s, gi, c, &domain.AggV{Elems: []domain.Value{domain.Ptr{Obj: mem}, domain.CtxV{Obj: id}}})
}

// groupGo waits for room, if the group has a limit, and starts a goroutine.
func groupGo(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
	return m.AwaitSync(s, gi, c, domain.ForRoom, c.Receiver(), func(s *domain.State, gi int) bool {
		p, g, ok := domain.StateAt[domain.GroupV](s, c.Receiver())
		if ok {
			g.Count++
			s.Write(p, g)
		}
		return m.GoValue(s, gi, c, c.Arg(0), domain.ExitAct{Kind: domain.ExitGroup, At: p}, ok)
	})
}

// groupTryGo does not wait: without room it starts none.
func groupTryGo(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
	p, g, ok := domain.StateAt[domain.GroupV](s, c.Receiver())
	if ok && g.Limit > 0 && g.Count >= g.Limit {
		return m.SetResult(s, gi, c, domain.BoolV(false))
	}
	if ok {
		g.Count++
		s.Write(p, g)
	}
	m.SetResult(s, gi, c, domain.BoolV(true))
	return m.GoValue(s, gi, c, c.Arg(0), domain.ExitAct{Kind: domain.ExitGroup, At: p}, ok)
}

// groupWait waits for all goroutines of a group, and then cancels its context.
func groupWait(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
	m.GiveResult(s, gi, c)
	return m.AwaitSync(s, gi, c, domain.ForZero, c.Receiver(), func(s *domain.State, gi int) bool {
		if _, g, ok := domain.StateAt[domain.GroupV](s, c.Receiver()); ok && g.Cancel != 0 {
			s.CancelContext(g.Cancel)
		}
		return m.GiveResult(s, gi, c)
	})
}

// groupLimit sets the limit of a group. A constant that bounds a loop too is cut off with
// it, so that a loop over a hundred still finds room for ten.
func groupLimit(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
	p, g, ok := domain.StateAt[domain.GroupV](s, c.Receiver())
	if !ok {
		return true
	}
	n, isInt := s.Resolve(c.Arg(0)).(domain.IntV)
	if !isInt {
		return true // of a limit that is not known it is assumed that it suffices
	}
	if k, ok := s.CutOff(int64(n), false).(domain.IntV); ok {
		n = k
	}
	g.Limit = int(n)
	s.Write(p, g)
	return true
}
