package interp

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
)

func (m *Interpreter) makeMap(s *domain.State, f *domain.Frame, instr *ssa.MakeMap) {
	t, ok := domain.CoreType(instr.Type()).(*types.Map)
	if !ok {
		f.Set(instr, m.FreshNonNil())
		return
	}
	if m.Reaches(t.Elem()) || m.Reaches(t.Key()) {
		f.Set(instr, domain.MapV{Obj: s.Add(domain.Object{Kind: domain.Mapping, Type: instr.Type()})})
		return
	}
	x := m.FreshNonNil()
	s.Constrain(domain.Constraint{Symbol: m.Intern(domain.Expr{Op: domain.OpLen, X: x, Y: domain.IntV(0)}), Is: domain.IntV(0)})
	f.Set(instr, x)
}

// lookup looks up a key in a map, or a byte of a string.
func (m *Interpreter) lookup(s *domain.State, gi int, instr *ssa.Lookup) bool {
	f := s.OwnTop(s.OwnGoroutine(gi))
	x := s.Resolve(s.Get(f, instr.X))
	mv, ok := x.(domain.MapV)
	set := func(s *domain.State, v domain.Value, found domain.Value) bool {
		if instr.CommaOk {
			v = &domain.AggV{Elems: []domain.Value{v, found}}
		}
		s.OwnTop(s.OwnGoroutine(gi)).Set(instr, v)
		return true
	}
	var elem types.Type = types.Typ[types.Byte]
	if t, isMap := instr.X.Type().Underlying().(*types.Map); isMap {
		elem = t.Elem()
	}
	if x == (domain.NilV{}) {
		return set(s, m.Zero(elem), domain.BoolV(false))
	}
	if !ok || s.Object(mv.Obj).External {
		return set(s, s.Unknown(elem), m.Fresh())
	}
	key := s.Get(f, instr.Index)
	o := s.Object(mv.Obj)
	for i, v := range slices.Backward(o.Keys) {
		if s.Binop(token.EQL, v, key) == (domain.BoolV(true)) {
			return set(s, o.Vals[i], domain.BoolV(true))
		}
	}
	var undecided []int
	for i, k := range o.Keys {
		if s.Binop(token.EQL, k, key) != (domain.BoolV(false)) {
			undecided = append(undecided, i)
		}
	}
	if len(undecided) == 0 {
		return set(s, m.Zero(elem), domain.BoolV(false))
	}
	// A key that may be there is taken to be: code looks up keys that it has put in. That
	// two such keys are one, as if a peer answered a request twice, is a guess.
	ways := len(undecided)
	if m.Watch != nil {
		ways++ // what is watched asks for all ways
	}
	return m.Fork(s, ways, func(s *domain.State, n int) bool {
		if n == len(undecided) {
			return set(s, m.Zero(elem), domain.BoolV(false))
		}
		i := undecided[n]
		if !s.Assume(s.Binop(token.EQL, o.Keys[i], key), true) {
			return false
		}
		s.KeyGuessed = true
		if o.Answered[i] {
			s.Inconclusive = true
		} else {
			own := s.OwnObject(mv.Obj)
			own.Answered = slices.Clone(own.Answered)
			own.Answered[i] = true
		}
		return set(s, o.Vals[i], domain.BoolV(true))
	})
}

func (m *Interpreter) mapUpdate(s *domain.State, f *domain.Frame, instr *ssa.MapUpdate) {
	x := s.Resolve(s.Get(f, instr.Map))
	key, val := s.Get(f, instr.Key), s.Get(f, instr.Value)
	mv, ok := x.(domain.MapV)
	if !ok {
		s.Escape(key)
		s.Escape(val)
		if x, ok := x.(domain.Symbol); ok {
			s.ChangeMap(x)
			s.Narrow(m.Intern(domain.Expr{Op: domain.OpLen, X: x, Y: domain.IntV(s.MapVersion(x))}), 1, domain.MaxInt)
		}
		return
	}
	o := s.OwnObject(mv.Obj)
	if o.External {
		s.Escape(key)
		s.Escape(val)
		return
	}
	for i, k := range o.Keys {
		if s.Binop(token.EQL, k, key) == (domain.BoolV(true)) {
			o.Vals = slices.Clone(o.Vals)
			o.Vals[i] = val
			o.Answered = slices.Clone(o.Answered)
			o.Answered[i] = false // registered anew
			return
		}
	}
	if len(o.Keys) >= domain.MaxElems {
		m.GiveUp(TooManyElements)
		s.Escape(mv)
		s.Escape(key)
		s.Escape(val)
		return
	}
	o.Keys = append(slices.Clip(o.Keys), key)
	o.Vals = append(slices.Clip(o.Vals), val)
	o.Answered = append(slices.Clip(o.Answered), false)
}

func (m *Interpreter) deleteKey(s *domain.State, x, key domain.Value) {
	switch v := s.Resolve(x).(type) {
	case domain.Symbol:
		s.ChangeMap(v)
	case domain.MapV:
		o := s.Object(v.Obj)
		for i, k := range o.Keys {
			switch s.Binop(token.EQL, k, key) {
			case domain.BoolV(true):
				o = s.OwnObject(v.Obj)
				o.Keys = slices.Concat(o.Keys[:i], o.Keys[i+1:])
				o.Vals = slices.Concat(o.Vals[:i], o.Vals[i+1:])
				o.Answered = slices.Concat(o.Answered[:i], o.Answered[i+1:])
				return
			case domain.BoolV(false):
			default:
				s.Escape(v) // nobody knows which one is left
				return
			}
		}
	}
}

func (m *Interpreter) clearAll(s *domain.State, x domain.Value) {
	switch v := s.Resolve(x).(type) {
	case domain.Symbol:
		s.ChangeMap(v)
	case domain.MapV:
		o := s.OwnObject(v.Obj)
		o.Keys, o.Vals, o.Answered = nil, nil, nil
	case domain.SliceV:
		o := s.OwnObject(v.Obj)
		if a, ok := o.Value.(*domain.AggV); ok && o.Type != nil {
			elems := append([]domain.Value(nil), a.Elems...)
			for i := v.Lo; i < min(v.Hi, len(elems)); i++ {
				elems[i] = s.Table.Zero(o.Type.(*types.Array).Elem())
			}
			o.Value = &domain.AggV{Elems: elems}
		}
	}
}

// rangeOver starts a range over a map or string.
func (m *Interpreter) rangeOver(s *domain.State, f *domain.Frame, instr *ssa.Range) {
	x := s.Resolve(s.Get(f, instr.X))
	o := domain.Object{Kind: domain.Iterator, Value: x}
	if mv, ok := x.(domain.MapV); ok && !s.Object(mv.Obj).External {
		o.Keys, o.Vals = s.Object(mv.Obj).Keys, s.Object(mv.Obj).Vals
	}
	if domain.Internable(x) {
		o.Cap = s.Length(x, false, instr.X.Type())
	} else {
		o.Cap = m.Intern(domain.Expr{Op: domain.OpLen, X: m.Fresh(), Y: domain.IntV(0)})
	}
	f.Set(instr, domain.IterV{Obj: s.Add(o)})
}

// next goes to the next element of a map or string: there are as many as its
// length says.
func (m *Interpreter) next(s *domain.State, gi int, instr *ssa.Next) bool {
	f := s.OwnTop(s.OwnGoroutine(gi))
	it, ok := s.Get(f, instr.Iter).(domain.IterV)
	if !ok {
		f.Set(instr, s.Unknown(instr.Type()))
		return true
	}
	o := s.OwnObject(it.Obj)
	i := o.Round
	o.Round++
	t := instr.Type().(*types.Tuple)
	with := func(s *domain.State, more bool) bool {
		elems := []domain.Value{domain.BoolV(more), m.Zero(t.At(1).Type()), m.Zero(t.At(2).Type())}
		if more {
			o := s.Object(it.Obj)
			if i < len(o.Keys) {
				elems[1], elems[2] = o.Keys[i], o.Vals[i]
			} else {
				elems[1], elems[2] = s.Unknown(t.At(1).Type()), s.Unknown(t.At(2).Type())
			}
		}
		s.OwnTop(s.OwnGoroutine(gi)).Set(instr, &domain.AggV{Elems: elems})
		return true
	}
	more := s.Binop(token.LSS, domain.IntV(i), o.Cap)
	if b, ok := more.(domain.BoolV); ok {
		return with(s, bool(b))
	}
	return m.Fork(s, 2, func(s *domain.State, way int) bool {
		if way == 0 && i >= domain.LoopBound {
			return false
		}
		return s.Assume(more, way == 0) && with(s, way == 0)
	})
}
