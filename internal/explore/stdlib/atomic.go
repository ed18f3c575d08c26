package stdlib

import (
	"go/token"
	"go/types"

	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
	"github.com/gopitfalls/gopitfalls/internal/explore/interp"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// Atomic operations are no visible operations: they do not block, and the order of
// two that race is not explored. What they do to memory of the environment makes what
// is known of it unknown.

// atomicLoad reads. The zero reader stands for it: a loop that spins on a flag of its own
// root sees the flag change when another goroutine changes it.
func atomicLoad(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
	if p, ok := atomicAt(s, c); ok {
		return m.SetResult(s, gi, c, asType(s.Load(p, c.ResultType(), domain.Reader{}), c.ResultType()))
	}
	return m.GiveResult(s, gi, c)
}

// asType returns the value of an atomic.Bool as a bool: its zero value is a
// number.
func asType(v domain.Value, t types.Type) domain.Value {
	if n, ok := v.(domain.IntV); ok {
		if b, ok := t.Underlying().(*types.Basic); ok && b.Info()&types.IsBoolean != 0 {
			return domain.BoolV(n != 0)
		}
	}
	return v
}

// atomicAt returns where an atomic operation takes place. The types of
// sync/atomic are structs whose last field is the value; the interpreter keeps the
// value in its place.
func atomicAt(s *domain.State, c *domain.CallSite) (domain.Ptr, bool) {
	at := c.Receiver()
	if !c.Recv {
		at = c.Arg(0)
	}
	p, ok := s.Resolve(at).(domain.Ptr)
	if !ok || s.Object(p.Obj).External {
		return p, false
	}
	if a, ok := domain.Read(s.Object(p.Obj).Value, p.Path).(*domain.AggV); ok {
		if len(a.Elems) == 0 {
			return p, false
		}
		return s.Table.Part(p, len(a.Elems)-1), true
	}
	return p, true
}

func atomicStore(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
	if p, ok := atomicAt(s, c); ok {
		s.Store(p, s.Resolve(c.OperandAfter()))
	} else {
		s.EscapeAll(c.Args)
		s.ForgetAt(c.Args[0])
	}
	return true
}

func atomicAdd(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
	p, ok := atomicAt(s, c)
	if !ok {
		s.ForgetAt(c.Args[0])
		return m.GiveResult(s, gi, c)
	}
	v := s.Binop(token.ADD, s.Load(p, c.ResultType(), domain.Reader{}), c.OperandAfter())
	s.Write(p, v)
	return m.SetResult(s, gi, c, v)
}

func atomicSwap(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
	p, ok := atomicAt(s, c)
	if !ok {
		s.ForgetAt(c.Args[0])
		return m.GiveResult(s, gi, c)
	}
	old := asType(s.Load(p, c.ResultType(), domain.Reader{}), c.ResultType())
	s.Store(p, c.OperandAfter())
	return m.SetResult(s, gi, c, old)
}

// atomicCAS swaps if what is there equals the old value; whether it does may not be known,
// and then both happen.
func atomicCAS(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
	p, ok := atomicAt(s, c)
	if !ok {
		s.ForgetAt(c.Args[0])
		return m.GiveResult(s, gi, c)
	}
	i := 1
	if c.Recv {
		i = 0
	}
	old := domain.Read(s.Object(p.Obj).Value, p.Path)
	if old == nil {
		return m.GiveResult(s, gi, c)
	}
	if _, isBool := s.Resolve(c.Arg(i)).(domain.BoolV); isBool {
		old = asType(old, types.Typ[types.Bool])
	}
	same := s.Binop(token.EQL, old, c.Arg(i))
	return m.Fork(s, 2, func(s *domain.State, way int) bool {
		if !s.Assume(same, way == 0) {
			return false
		}
		if way == 0 {
			s.Store(p, c.Arg(i+1))
		}
		return m.SetResult(s, gi, c, domain.BoolV(way == 0))
	})
}
