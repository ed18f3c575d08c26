package interp

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/explore/code"
	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
)

// builtin calls a function of the language.
func (m *Interpreter) builtin(s *domain.State, gi int, c *domain.CallSite) bool {
	g := s.OwnGoroutine(gi)
	f := s.OwnTop(g)
	switch c.Builtin {
	case "close":
		return m.closeChan(s, gi, c)
	case "len", "cap":
		if ch, ok := s.Resolve(c.Args[0]).(domain.ChanV); ok {
			s.OwnObject(ch.Obj).Gauged = true
		}
		return m.SetResult(s, gi, c, s.Length(c.Args[0], c.Builtin == "cap", c.Instr.Common().Args[0].Type()))
	case "append":
		return m.appendTo(s, gi, c)
	case "copy":
		m.copySlice(s, c)
	case "delete":
		m.deleteKey(s, c.Args[0], c.Args[1])
	case "clear":
		m.clearAll(s, c.Args[0])
	case "panic": // of a go or defer statement; others are instructions
		if _, ok := c.Instr.(*ssa.Go); ok {
			s.Ended = true // nobody can recover from it
			return false
		}
		return m.Panics(s, gi, c.Instr.Pos())
	case "recover":
		var v domain.Value = domain.NilV{}
		if n := len(g.Frames); n > 1 && f.Deferred && g.Frames[n-2].Returning && g.Unwind == domain.Panicking {
			g.Unwind, g.Crash = domain.NotUnwinding, nil
			v = m.FreshNonNil()
			s.Record(domain.Event{Goroutine: gi, Kind: domain.EventRecover, Instr: c.Instr})
		}
		return m.SetResult(s, gi, c, v)
	case "ssa:wrapnilchk": // in a wrapper of a value method: panics if its pointer is nil
		if c.Args[0] == (domain.NilV{}) {
			return false
		}
		return m.SetResult(s, gi, c, c.Args[0])
	case "ssa:deferstack": // see deferCall
		return m.SetResult(s, gi, c, domain.DeferV{G: gi, Depth: len(g.Frames) - 1})
	case "min", "max":
		return m.minMax(s, gi, c)
	}
	return m.GiveResult(s, gi, c)
}

// minMax returns one of the arguments, whichever it is: the first that no other is smaller
// than, or larger.
func (m *Interpreter) minMax(s *domain.State, gi int, c *domain.CallSite) bool {
	if call, ok := c.Instr.(*ssa.Call); !ok || !code.IsInteger(call.Type()) {
		return m.GiveResult(s, gi, c)
	}
	better := func(s *domain.State, a, b domain.Value) domain.Value {
		if c.Builtin == "max" {
			a, b = b, a
		}
		return s.Binop(token.LSS, a, b)
	}
	return m.Fork(s, len(c.Args), func(s *domain.State, way int) bool {
		for i, other := range c.Args {
			switch {
			case i < way && !s.Assume(better(s, c.Args[way], other), true):
				return false
			case i > way && !s.Assume(better(s, other, c.Args[way]), false):
				return false
			}
		}
		return m.SetResult(s, gi, c, c.Args[way])
	})
}

// closeChan closes a channel. That is no visible operation: it cannot block, and those
// that wait for it find it closed when they are looked at next.
func (m *Interpreter) closeChan(s *domain.State, gi int, c *domain.CallSite) bool {
	ch, ok := s.Resolve(c.Args[0]).(domain.ChanV)
	if !ok {
		_, isNil := c.Args[0].(domain.NilV)
		if isNil {
			m.Doubt()
		}
		return !isNil
	}
	s.OwnGoroutine(gi).Remember(ch.Obj)
	o := s.Object(ch.Obj)
	if o.External {
		return true
	}
	if o.Closed {
		m.Doubt()
		s.OwnGoroutine(gi).Crash = &domain.Crash{Instr: c.Instr, Chan: ch}
		return m.Panics(s, gi, c.Instr.Pos())
	}
	s.OwnObject(ch.Obj).Closed = true
	m.noteEnd(s, gi)
	s.Record(domain.Event{Goroutine: gi, Kind: domain.EventClose, Instr: c.Instr, Chan: ch})
	return true
}
