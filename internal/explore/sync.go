package explore

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/model"
)

// Locks, wait groups and atomic values.

// stateAt returns the state of a sync type, which lies in memory like any value, and
// where.
func stateAt[T any](s *state, v value) (p ptr, st T, ok bool) {
	p, ok = s.resolve(v).(ptr)
	if !ok || s.obj(p.obj).external {
		return p, st, false
	}
	st, ok = read(s.obj(p.obj).val, p.path).(T)
	return p, st, ok
}

func wgAdd(m *machine, s *state, gi int, c *site, e model.Entry) bool {
	p, g, ok := stateAt[groupV](s, c.receiver())
	if !ok {
		return true
	}
	add := func(s *state, n int) bool {
		h := g
		h.count += n
		if h.count < 0 {
			return false // panics
		}
		s.write(p, h)
		return true
	}
	n := s.resolve(c.arg(0))
	if k, ok := n.(intV); ok {
		if len(c.instr.Common().Args) > 1 {
			if _, isConst := c.instr.Common().Args[1].(*ssa.Const); isConst {
				n = s.scaled(int64(k), false)
			}
		}
		return add(s, int(n.(intV)))
	}
	return m.eachCount(s, n, add)
}

// eachCount goes on with each small number that n can be. A number that is no
// length is not zero: nobody configures no workers.
func (m *machine) eachCount(s *state, n value, with func(s *state, n int) bool) bool {
	from := 1
	if m.isLength(n) {
		from = 0
	}
	return m.fork(s, loopBound+1-from, func(s *state, i int) bool {
		return s.assume(s.binop(token.EQL, n, intV(from+i)), true) && with(s, from+i)
	})
}

func wgDone(m *machine, s *state, gi int, c *site, e model.Entry) bool {
	if p, g, ok := stateAt[groupV](s, c.receiver()); ok {
		if g.count--; g.count < 0 {
			return false
		}
		s.write(p, g)
	}
	return true
}

func wgGo(m *machine, s *state, gi int, c *site, e model.Entry) bool {
	p, g, ok := stateAt[groupV](s, c.receiver())
	if ok {
		g.count++
		s.write(p, g)
	}
	return m.goValue(s, gi, c, c.arg(0), exitAct{exitDone, p}, ok)
}

// goValue starts a function value as a goroutine.
func (m *machine) goValue(s *state, gi int, c *site, fn value, act exitAct, acts bool) bool {
	f, ok := s.resolve(fn).(*funcV)
	if !ok || len(f.fn.Blocks) == 0 {
		s.escape(fn)
		if acts {
			m.atExit(s, act, s.tab.fresh())
		}
		return true
	}
	g := m.spawn(s, gi, f.fn, nil, f.binds, c.instr)
	if g == nil {
		return false
	}
	if acts {
		g.atExit = append(g.atExit, act)
	}
	return true
}

func unlock(m *machine, s *state, gi int, c *site, e model.Entry) bool {
	p, l, ok := stateAt[lockV](s, c.receiver())
	if !ok {
		return true
	}
	if e.Effect == model.RUnlock {
		if l.readers == 0 {
			return false
		}
		l.readers--
	} else {
		if !l.writer {
			return false // unlock of an unlocked mutex ends the program
		}
		l.writer = false
	}
	s.write(p, l)
	return true
}

// ifLock calls the method of the dynamic type of a sync.Locker.
func ifLock(m *machine, s *state, gi int, c *site, e model.Entry) bool {
	if e.Effect == model.IfUnlock {
		return unlock(m, s, gi, c, e)
	}
	return m.waitFor(s, gi, c, forLock, c.receiver(), nil)
}

func tryLock(m *machine, s *state, gi int, c *site, e model.Entry) bool {
	p, l, ok := stateAt[lockV](s, c.receiver())
	if !ok {
		return m.giveResult(s, gi, c)
	}
	if l.writer || l.readers > 0 && e.Effect == model.TryLock {
		return m.setResult(s, gi, c, boolV(false))
	}
	if e.Effect == model.TryLock {
		l.writer = true
	} else {
		l.readers++
	}
	s.write(p, l)
	return m.setResult(s, gi, c, boolV(true))
}

func onceDo(m *machine, s *state, gi int, c *site, e model.Entry) bool {
	p, o, ok := stateAt[onceV](s, c.receiver())
	if !ok {
		// A sync.Once made elsewhere: the function runs now, or has run.
		return m.fork(s, 2, func(s *state, i int) bool {
			if i == 1 {
				s.escape(c.arg(0))
				return true
			}
			return m.callValue(s, gi, c, c.arg(0), nil)
		})
	}
	if o.done {
		return true
	}
	s.write(p, onceV{true})
	return m.callValue(s, gi, c, c.arg(0), nil)
}

func atomicLoad(m *machine, s *state, gi int, c *site, e model.Entry) bool {
	if p, ok := atomicAt(s, c); ok {
		return m.setResult(s, gi, c, asType(s.load(p, c.resultType(), reader{}), c.resultType()))
	}
	return m.giveResult(s, gi, c)
}

// asType returns the value of an atomic.Bool as a bool: its zero value is a
// number.
func asType(v value, t types.Type) value {
	if n, ok := v.(intV); ok {
		if b, ok := t.Underlying().(*types.Basic); ok && b.Info()&types.IsBoolean != 0 {
			return boolV(n != 0)
		}
	}
	return v
}

// atomicAt returns where an atomic operation takes place. The types of
// sync/atomic are structs whose last field is the value; the interpreter keeps the
// value in its place.
func atomicAt(s *state, c *site) (ptr, bool) {
	at := c.receiver()
	if !c.recv {
		at = c.arg(0)
	}
	p, ok := s.resolve(at).(ptr)
	if !ok || s.obj(p.obj).external {
		return p, false
	}
	if a, ok := read(s.obj(p.obj).val, p.path).(*aggV); ok {
		if len(a.elems) == 0 {
			return p, false
		}
		return s.tab.part(p, len(a.elems)-1), true
	}
	return p, true
}

func (c *site) operandAfter() value {
	if c.recv {
		return c.arg(0)
	}
	return c.arg(1)
}

func atomicStore(m *machine, s *state, gi int, c *site, e model.Entry) bool {
	if p, ok := atomicAt(s, c); ok {
		s.store(p, s.resolve(c.operandAfter()))
	} else {
		s.escapeAll(c.args)
		s.forgetAt(c.args[0])
	}
	return true
}

func atomicAdd(m *machine, s *state, gi int, c *site, e model.Entry) bool {
	p, ok := atomicAt(s, c)
	if !ok {
		s.forgetAt(c.args[0])
		return m.giveResult(s, gi, c)
	}
	v := s.binop(token.ADD, s.load(p, c.resultType(), reader{}), c.operandAfter())
	s.write(p, v)
	return m.setResult(s, gi, c, v)
}

func atomicSwap(m *machine, s *state, gi int, c *site, e model.Entry) bool {
	p, ok := atomicAt(s, c)
	if !ok {
		s.forgetAt(c.args[0])
		return m.giveResult(s, gi, c)
	}
	old := asType(s.load(p, c.resultType(), reader{}), c.resultType())
	s.store(p, c.operandAfter())
	return m.setResult(s, gi, c, old)
}

func atomicCAS(m *machine, s *state, gi int, c *site, e model.Entry) bool {
	p, ok := atomicAt(s, c)
	if !ok {
		s.forgetAt(c.args[0])
		return m.giveResult(s, gi, c)
	}
	i := 1
	if c.recv {
		i = 0
	}
	old := read(s.obj(p.obj).val, p.path)
	if old == nil {
		return m.giveResult(s, gi, c)
	}
	if _, isBool := s.resolve(c.arg(i)).(boolV); isBool {
		old = asType(old, types.Typ[types.Bool])
	}
	same := s.binop(token.EQL, old, c.arg(i))
	return m.fork(s, 2, func(s *state, way int) bool {
		if !s.assume(same, way == 0) {
			return false
		}
		if way == 0 {
			s.store(p, c.arg(i+1))
		}
		return m.setResult(s, gi, c, boolV(way == 0))
	})
}
