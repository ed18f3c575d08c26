package explore

import (
	"go/token"

	"golang.org/x/tools/go/ssa"
)

// builtin calls a function of the language.
func (m *machine) builtin(s *state, gi int, c *site) bool {
	g := s.gmut(gi)
	f := s.top(g)
	switch c.built {
	case "close":
		return m.closeChan(s, gi, c)
	case "len", "cap":
		return m.setResult(s, gi, c, s.length(c.args[0], c.built == "cap", c.instr.Common().Args[0].Type()))
	case "append":
		return m.appendTo(s, gi, c)
	case "copy":
		m.copySlice(s, c)
	case "delete":
		m.deleteKey(s, c.args[0], c.args[1])
	case "clear":
		m.clearAll(s, c.args[0])
	case "recover":
		var v value = nilV{}
		if n := len(g.frames); n > 1 && f.deferred && g.frames[n-2].returning && g.unwind == panicking {
			g.unwind = notUnwinding
			v = m.freshNonNil()
			s.note(event{g: gi, kind: eventRecover, instr: c.instr})
		}
		return m.setResult(s, gi, c, v)
	case "ssa:wrapnilchk":
		if c.args[0] == (nilV{}) {
			return false
		}
		return m.setResult(s, gi, c, c.args[0])
	case "ssa:deferstack":
		return m.setResult(s, gi, c, deferV{gi, len(g.frames) - 1})
	case "min", "max":
		return m.minMax(s, gi, c)
	}
	return m.giveResult(s, gi, c)
}

// minMax returns one of the arguments, whichever it is.
func (m *machine) minMax(s *state, gi int, c *site) bool {
	if call, ok := c.instr.(*ssa.Call); !ok || !isInteger(call.Type()) || len(c.args) != 2 {
		return m.giveResult(s, gi, c)
	}
	less := s.binop(token.LSS, c.args[0], c.args[1])
	return m.fork(s, 2, func(s *state, way int) bool {
		if !s.assume(less, way == 0) {
			return false
		}
		if c.built == "max" {
			way = 1 - way
		}
		return m.setResult(s, gi, c, c.args[way])
	})
}

func (m *machine) closeChan(s *state, gi int, c *site) bool {
	ch, ok := s.resolve(c.args[0]).(chanV)
	if !ok {
		_, isNil := c.args[0].(nilV)
		return !isNil
	}
	s.gmut(gi).remember(ch.obj)
	o := s.obj(ch.obj)
	if o.external {
		return true
	}
	if o.closed {
		return m.panics(s, gi, c.instr.Pos())
	}
	s.mut(ch.obj).closed = true
	s.note(event{g: gi, kind: eventClose, instr: c.instr, ch: ch})
	return true
}
