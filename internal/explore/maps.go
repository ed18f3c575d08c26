package explore

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// version returns how often a map that a symbol stands for was changed.
func (s *state) version(x sym) int {
	n := 0
	for _, v := range s.changed {
		if v == x {
			n++
		}
	}
	return n
}

func (s *state) change(x sym) {
	if s.version(x) < loopBound+2 {
		s.changed = append(slices.Clip(s.changed), x)
	}
}

func (m *machine) makeMap(s *state, f *frame, instr *ssa.MakeMap) {
	t, ok := coreType(instr.Type()).(*types.Map)
	if !ok {
		f.set(instr, m.freshNonNil())
		return
	}
	if m.Reaches(t.Elem()) || m.Reaches(t.Key()) {
		f.set(instr, mapV{s.add(object{kind: mapping, typ: instr.Type()})})
		return
	}
	x := m.freshNonNil()
	s.setFact(fact{sym: m.intern(expr{op: opLen, x: x, y: intV(0)}), is: intV(0)})
	f.set(instr, x)
}

// lookup looks up a key in a map, or a byte of a string.
func (m *machine) lookup(s *state, gi int, instr *ssa.Lookup) bool {
	f := s.top(s.gmut(gi))
	x := s.resolve(s.get(f, instr.X))
	mv, ok := x.(mapV)
	set := func(s *state, v value, found value) bool {
		if instr.CommaOk {
			v = &aggV{[]value{v, found}}
		}
		s.top(s.gmut(gi)).set(instr, v)
		return true
	}
	var elem types.Type = types.Typ[types.Byte]
	if t, isMap := instr.X.Type().Underlying().(*types.Map); isMap {
		elem = t.Elem()
	}
	if x == (nilV{}) {
		return set(s, m.zero(elem), boolV(false))
	}
	if !ok || s.obj(mv.obj).external {
		return set(s, s.unknown(elem), m.fresh())
	}
	key := s.get(f, instr.Index)
	o := s.obj(mv.obj)
	for i, v := range slices.Backward(o.keys) {
		if s.binop(token.EQL, v, key) == (boolV(true)) {
			return set(s, o.vals[i], boolV(true))
		}
	}
	var undecided []int
	for i, k := range o.keys {
		if s.binop(token.EQL, k, key) != (boolV(false)) {
			undecided = append(undecided, i)
		}
	}
	if len(undecided) == 0 {
		return set(s, m.zero(elem), boolV(false))
	}
	// What may be there is taken to be: who looks up a key has put it in.
	return m.fork(s, len(undecided), func(s *state, n int) bool {
		i := undecided[n]
		return s.assume(s.binop(token.EQL, o.keys[i], key), true) && set(s, o.vals[i], boolV(true))
	})
}

func (m *machine) mapUpdate(s *state, f *frame, instr *ssa.MapUpdate) {
	x := s.resolve(s.get(f, instr.Map))
	key, val := s.get(f, instr.Key), s.get(f, instr.Value)
	mv, ok := x.(mapV)
	if !ok {
		s.escape(key)
		s.escape(val)
		if x, ok := x.(sym); ok {
			s.change(x)
			s.narrow(m.intern(expr{op: opLen, x: x, y: intV(s.version(x))}), 1, maxInt)
		}
		return
	}
	o := s.mut(mv.obj)
	if o.external {
		s.escape(key)
		s.escape(val)
		return
	}
	for i, k := range o.keys {
		if s.binop(token.EQL, k, key) == (boolV(true)) {
			o.vals = append([]value(nil), o.vals...)
			o.vals[i] = val
			return
		}
	}
	if len(o.keys) >= maxElems {
		m.giveUp(TooManyElements)
		s.escape(mv)
		s.escape(key)
		s.escape(val)
		return
	}
	o.keys = append(slices.Clip(o.keys), key)
	o.vals = append(slices.Clip(o.vals), val)
}

func (m *machine) deleteKey(s *state, x, key value) {
	switch v := s.resolve(x).(type) {
	case sym:
		s.change(v)
	case mapV:
		o := s.obj(v.obj)
		for i, k := range o.keys {
			switch s.binop(token.EQL, k, key) {
			case boolV(true):
				o = s.mut(v.obj)
				o.keys = append(append([]value(nil), o.keys[:i]...), o.keys[i+1:]...)
				o.vals = append(append([]value(nil), o.vals[:i]...), o.vals[i+1:]...)
				return
			case boolV(false):
			default:
				s.escape(v) // nobody knows which one is left
				return
			}
		}
	}
}

func (m *machine) clearAll(s *state, x value) {
	switch v := s.resolve(x).(type) {
	case sym:
		s.change(v)
	case mapV:
		o := s.mut(v.obj)
		o.keys, o.vals = nil, nil
	case sliceV:
		o := s.mut(v.obj)
		if a, ok := o.val.(*aggV); ok && o.typ != nil {
			elems := append([]value(nil), a.elems...)
			for i := v.lo; i < min(v.hi, len(elems)); i++ {
				elems[i] = s.tab.zero(o.typ.(*types.Array).Elem())
			}
			o.val = &aggV{elems}
		}
	}
}

// rangeOver starts a range over a map or string.
func (m *machine) rangeOver(s *state, f *frame, instr *ssa.Range) {
	x := s.resolve(s.get(f, instr.X))
	o := object{kind: iterator, val: x}
	if mv, ok := x.(mapV); ok && !s.obj(mv.obj).external {
		o.keys, o.vals = s.obj(mv.obj).keys, s.obj(mv.obj).vals
	}
	if internable(x) {
		o.cap = s.length(x, false, instr.X.Type())
	} else {
		o.cap = m.intern(expr{op: opLen, x: m.fresh(), y: intV(0)})
	}
	f.set(instr, iterV{s.add(o)})
}

// next goes to the next element of a map or string: there are as many as its
// length says.
func (m *machine) next(s *state, gi int, instr *ssa.Next) bool {
	f := s.top(s.gmut(gi))
	it, ok := s.get(f, instr.Iter).(iterV)
	if !ok {
		f.set(instr, s.unknown(instr.Type()))
		return true
	}
	o := s.mut(it.obj)
	i := o.round
	o.round++
	t := instr.Type().(*types.Tuple)
	with := func(s *state, more bool) bool {
		elems := []value{boolV(more), m.zero(t.At(1).Type()), m.zero(t.At(2).Type())}
		if more {
			o := s.obj(it.obj)
			if i < len(o.keys) {
				elems[1], elems[2] = o.keys[i], o.vals[i]
			} else {
				elems[1], elems[2] = s.unknown(t.At(1).Type()), s.unknown(t.At(2).Type())
			}
		}
		s.top(s.gmut(gi)).set(instr, &aggV{elems})
		return true
	}
	more := s.binop(token.LSS, intV(i), o.cap)
	if b, ok := more.(boolV); ok {
		return with(s, bool(b))
	}
	return m.fork(s, 2, func(s *state, way int) bool {
		if way == 0 && i >= loopBound {
			return false
		}
		return s.assume(more, way == 0) && with(s, way == 0)
	})
}
