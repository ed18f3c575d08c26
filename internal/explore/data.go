package explore

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A typeV is a type in an expression.
type typeV struct{ types.Type }

// coreType returns the underlying type; of a type parameter whose constraint
// names a single one, that.
func coreType(t types.Type) types.Type {
	p, ok := t.(*types.TypeParam)
	if !ok {
		return t.Underlying()
	}
	constraint := p.Constraint().Underlying().(*types.Interface)
	for e := range constraint.EmbeddedTypes() {
		if u, ok := e.(*types.Union); ok && u.Len() == 1 {
			return u.Term(0).Type().Underlying()
		}
	}
	return constraint
}

// length returns len or cap of a value.
func (s *state) length(v value, isCap bool, t types.Type) value {
	switch v := s.resolve(v).(type) {
	case sliceV:
		return intV(v.hi - v.lo)
	case mapV:
		return intV(len(s.obj(v.obj).keys))
	case strV:
		return s.scaled(int64(len(v)), false)
	case nilV:
		return intV(0)
	case chanV:
		o := s.obj(v.obj)
		switch {
		case isCap && !o.external:
			return s.resolve(o.cap)
		case !o.external:
			return intV(len(o.buf))
		}
	case *aggV:
		return intV(len(v.elems))
	case sym:
		if a, ok := ssabuild.Deref(t).Underlying().(*types.Array); ok {
			return s.scaled(a.Len(), false)
		}
		if e := s.tab.exprs[v]; e.op == opSized {
			return s.resolve(e.x)
		}
		if isCap {
			return s.tab.intern(expr{op: opCap, x: v})
		}
		return s.tab.intern(expr{op: opLen, x: v, y: intV(s.version(v))})
	case ptr:
		if a, ok := ssabuild.Deref(t).Underlying().(*types.Array); ok {
			return s.scaled(a.Len(), false)
		}
	}
	return s.tab.intern(expr{op: opLen, x: s.tab.fresh(), y: intV(0)})
}

func (m *machine) makeSlice(s *state, gi int, instr *ssa.MakeSlice) bool {
	f := s.top(s.gmut(gi))
	t, ok := coreType(instr.Type()).(*types.Slice)
	if !ok {
		f.set(instr, m.freshNonNil())
		return true
	}
	n := s.resolve(s.get(f, instr.Len))
	if c, ok := n.(intV); ok {
		n = s.scaled(int64(c), false)
	}
	if !m.Reaches(t.Elem()) {
		x := m.freshNonNil()
		length := m.intern(expr{op: opLen, x: x, y: intV(0)})
		switch n := n.(type) {
		case intV:
			s.setFact(fact{sym: length, is: n})
			f.set(instr, x)
		default:
			f.set(instr, m.sized(n))
		}
		return true
	}
	size := n
	if instr.Cap != instr.Len {
		if c, ok := s.resolve(s.get(f, instr.Cap)).(intV); ok && c <= maxElems {
			size = c
		}
	}
	build := func(s *state, n int) bool {
		room := n
		if c, ok := size.(intV); ok {
			room = max(n, int(c))
		}
		elems := make([]value, room)
		z := m.zero(t.Elem())
		for i := range elems {
			elems[i] = z
		}
		id := s.add(object{kind: memory, typ: types.NewArray(t.Elem(), int64(room)), val: &aggV{elems}})
		s.top(s.gmut(gi)).set(instr, sliceV{id, 0, n})
		return true
	}
	switch n := n.(type) {
	case intV:
		if 0 <= n && n <= maxElems {
			return build(s, int(n))
		}
		m.giveUp(TooManyElements)
		f.set(instr, m.freshNonNil())
		return true
	}
	return m.eachCount(s, n, build)
}

// sized returns a new slice of a length that is not a constant.
func (tab *table) sized(n value) value {
	tab.exprs = append(tab.exprs, expr{op: opSized, x: n, id: int32(len(tab.exprs))})
	return sym(len(tab.exprs) - 1)
}

func (m *machine) stepSlice(s *state, gi int, instr *ssa.Slice) bool {
	f := s.top(s.gmut(gi))
	x := s.resolve(s.get(f, instr.X))
	bound := func(v ssa.Value, def int) (int, bool) {
		if v == nil {
			return def, true
		}
		n, ok := s.resolve(s.get(f, v)).(intV)
		return int(n), ok
	}
	switch v := x.(type) {
	case ptr: // to an array
		a, ok := read(s.obj(v.obj).val, v.path).(*aggV)
		if !ok || v.path != nil || s.obj(v.obj).external {
			s.escape(v)
			break
		}
		lo, ok1 := bound(instr.Low, 0)
		hi, ok2 := bound(instr.High, len(a.elems))
		if ok1 && ok2 && 0 <= lo && lo <= hi && hi <= len(a.elems) {
			f.set(instr, sliceV{v.obj, lo, hi})
			return true
		}
		s.escape(v)
	case sliceV:
		lo, ok1 := bound(instr.Low, 0)
		hi, ok2 := bound(instr.High, v.hi-v.lo)
		if ok1 && ok2 && 0 <= lo && lo <= hi && v.lo+hi <= s.room(v) {
			f.set(instr, sliceV{v.obj, v.lo + lo, v.lo + hi})
			return true
		}
		s.escape(v)
	case sym, nilV:
		if instr.Low == nil && instr.High == nil {
			f.set(instr, x)
			return true
		}
		if instr.Low == nil {
			f.set(instr, m.sized(s.get(f, instr.High)))
			return true
		}
	}
	f.set(instr, s.unknown(instr.Type()))
	return true
}

// elements returns the elements of a slice that is known.
func (s *state) elements(v value) ([]value, bool) {
	switch v := s.resolve(v).(type) {
	case nilV:
		return nil, true
	case sliceV:
		a, ok := s.obj(v.obj).val.(*aggV)
		if !ok || v.hi > len(a.elems) {
			return nil, false
		}
		return a.elems[v.lo:v.hi], true
	}
	return nil, false
}

func (m *machine) appendTo(s *state, gi int, c *site) bool {
	call, ok := c.instr.(*ssa.Call)
	if !ok {
		return true
	}
	t, ok := coreType(call.Type()).(*types.Slice)
	if !ok {
		s.escapeAll(c.args)
		return m.giveResult(s, gi, c)
	}
	a, aok := s.elements(c.args[0])
	b, bok := s.elements(c.args[1])
	if m.Reaches(t.Elem()) && aok && bok {
		if len(a)+len(b) > maxElems {
			m.giveUp(TooManyElements)
		} else if s.externalSlice(c.args[0]) || s.externalSlice(c.args[1]) {
			s.escapeAll(b)
		} else if dst, ok := s.resolve(c.args[0]).(sliceV); ok && dst.hi+len(b) <= s.room(dst) {
			// There is room behind it.
			elems := append([]value(nil), s.obj(dst.obj).val.(*aggV).elems...)
			copy(elems[dst.hi:], b)
			s.mut(dst.obj).val = &aggV{elems}
			return m.setResult(s, gi, c, sliceV{dst.obj, dst.lo, dst.hi + len(b)})
		} else {
			elems := append(append(make([]value, 0, len(a)+len(b)), a...), b...)
			id := s.add(object{kind: memory, typ: types.NewArray(t.Elem(), int64(len(elems))), val: &aggV{elems}})
			return m.setResult(s, gi, c, sliceV{id, 0, len(elems)})
		}
	}
	s.escape(c.args[0])
	s.escape(c.args[1])
	n := s.binop(token.ADD, s.length(c.args[0], false, t), s.length(c.args[1], false, t))
	return m.setResult(s, gi, c, m.sized(n))
}

// room returns how far the array of a slice goes.
func (s *state) room(v sliceV) int {
	if a, ok := s.obj(v.obj).val.(*aggV); ok {
		return len(a.elems)
	}
	return 0
}

func (s *state) externalSlice(v value) bool {
	x, ok := s.resolve(v).(sliceV)
	return ok && s.obj(x.obj).external
}

func (m *machine) copySlice(s *state, c *site) {
	dst, ok := s.resolve(c.args[0]).(sliceV)
	src, ok2 := s.elements(c.args[1])
	if !ok || !ok2 {
		s.escape(c.args[0])
		s.escape(c.args[1])
	} else if a, ok := s.obj(dst.obj).val.(*aggV); ok && dst.hi <= len(a.elems) {
		elems := append([]value(nil), a.elems...)
		copy(elems[dst.lo:dst.hi], src)
		s.mut(dst.obj).val = &aggV{elems}
	}
}

// indexAddr returns the address of an element.
func (m *machine) indexAddr(s *state, gi int, instr *ssa.IndexAddr) bool {
	f := s.top(s.gmut(gi))
	x := s.resolve(s.get(f, instr.X))
	i := s.resolve(s.get(f, instr.Index))
	var base ptr
	var n, lo int
	switch v := x.(type) {
	case sliceV:
		base, lo, n = ptr{v.obj, nil}, v.lo, v.hi-v.lo
	case ptr:
		base = v
		if a, ok := read(s.obj(v.obj).val, v.path).(*aggV); ok {
			n = len(a.elems)
		} else {
			f.set(instr, m.freshNonNil())
			return true
		}
	case sym:
		if !internable(i) {
			f.set(instr, m.freshNonNil())
		} else {
			f.set(instr, m.intern(expr{op: opAddr, x: v, y: i}))
		}
		return true
	case nilV:
		return false
	default:
		f.set(instr, m.freshNonNil())
		return true
	}
	return m.eachIndex(s, i, n, func(s *state, i int) bool {
		f := s.top(s.gmut(gi))
		f.set(instr, m.part(base, lo+i))
		return true
	})
}

// eachIndex goes on with each value that an index below n can have.
func (m *machine) eachIndex(s *state, i value, n int, with func(s *state, i int) bool) bool {
	if c, ok := i.(intV); ok {
		if c < 0 || int(c) >= n {
			return false // out of range
		}
		return with(s, int(c))
	}
	if n == 0 {
		return false
	}
	return m.fork(s, n, func(s *state, k int) bool {
		return s.assume(s.binop(token.EQL, i, intV(k)), true) && with(s, k)
	})
}

// index returns an element of an array or string.
func (m *machine) index(s *state, gi int, instr *ssa.Index) bool {
	f := s.top(s.gmut(gi))
	a, ok := s.resolve(s.get(f, instr.X)).(*aggV)
	i := s.resolve(s.get(f, instr.Index))
	if !ok || !m.Reaches(instr.Type()) {
		f.set(instr, s.unknown(instr.Type()))
		return true
	}
	return m.eachIndex(s, i, len(a.elems), func(s *state, i int) bool {
		v := a.elems[i]
		if v == nil {
			v = s.unknown(instr.Type())
		}
		s.top(s.gmut(gi)).set(instr, v)
		return true
	})
}

// typeAssert asks for the dynamic type of an interface value.
func (m *machine) typeAssert(s *state, gi int, instr *ssa.TypeAssert) bool {
	f := s.top(s.gmut(gi))
	x := s.resolve(s.get(f, instr.X))
	set := func(s *state, v value, ok bool) bool {
		f := s.top(s.gmut(gi))
		if instr.CommaOk {
			if !ok {
				v = m.zero(instr.AssertedType)
			}
			f.set(instr, &aggV{[]value{v, boolV(ok)}})
			return true
		}
		f.set(instr, v)
		return ok
	}
	switch v := x.(type) {
	case *ifaceV:
		if types.IsInterface(instr.AssertedType) {
			return set(s, v, types.Implements(v.typ, instr.AssertedType.Underlying().(*types.Interface)))
		}
		return set(s, v.v, types.Identical(v.typ, instr.AssertedType))
	case nilV:
		return set(s, x, false)
	case sym:
		is := m.intern(expr{op: opIs, x: v, y: typeV{instr.AssertedType}})
		var part value = v
		if !types.IsInterface(instr.AssertedType) {
			part = s.partOf(v, typeV{instr.AssertedType}, instr.AssertedType)
		}
		if !instr.CommaOk {
			return set(s, part, true)
		}
		if b, ok := s.resolve(is).(boolV); ok {
			return set(s, part, bool(b))
		}
		return m.fork(s, 2, func(s *state, way int) bool {
			return s.assume(is, way == 0) && set(s, part, way == 0)
		})
	case ctxV:
		return set(s, x, types.IsInterface(instr.AssertedType))
	}
	return set(s, s.unknown(instr.AssertedType), true)
}

// implements notes that what has an interface type, and is not nil, is found to have
// it where it is asked later.
func (s *state) implements(v value, t types.Type) {
	x, ok := s.resolve(v).(sym)
	if !ok || s.equalTo(x, nilV{}) != (boolV(false)) {
		return
	}
	s.setFact(fact{sym: s.tab.intern(expr{op: opIs, x: x, y: typeV{t}}), is: boolV(true)})
}

// partOf returns the part of a symbol that has a name of its own, so that two
// looks at it see the same.
func (s *state) partOf(x sym, which value, t types.Type) value {
	switch t.Underlying().(type) {
	case *types.Struct, *types.Array:
		return s.unknown(t)
	}
	return s.tab.intern(expr{op: opPart, x: x, y: which})
}
