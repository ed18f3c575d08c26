package interp

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
)

// makeSlice makes a slice. Elements are followed one by one only if they can lead to a
// channel; of other slices no more than the length is known.
//
//	t0 = make []chan int n n
func (m *Interpreter) makeSlice(s *domain.State, gi int, instr *ssa.MakeSlice) bool {
	f := s.OwnTop(s.OwnGoroutine(gi))
	t, ok := domain.CoreType(instr.Type()).(*types.Slice)
	if !ok {
		f.Set(instr, m.FreshNonNil())
		return true
	}
	n := s.Resolve(s.Get(f, instr.Len))
	if c, ok := n.(domain.IntV); ok {
		n = s.CutOff(int64(c), false)
	}
	if !m.Reaches(t.Elem()) {
		x := m.FreshNonNil()
		length := m.Intern(domain.Expr{Op: domain.OpLen, X: x, Y: domain.IntV(0)})
		switch n := n.(type) {
		case domain.IntV:
			s.Constrain(domain.Constraint{Symbol: length, Is: n})
			f.Set(instr, x)
		default:
			f.Set(instr, m.Sized(n))
		}
		return true
	}
	size := n
	if instr.Cap != instr.Len {
		if c, ok := s.Resolve(s.Get(f, instr.Cap)).(domain.IntV); ok && c <= domain.MaxElems {
			size = c
		}
	}
	build := func(s *domain.State, n int) bool {
		room := n
		if c, ok := size.(domain.IntV); ok {
			room = max(n, int(c))
		}
		elems := make([]domain.Value, room)
		z := m.Zero(t.Elem())
		for i := range elems {
			elems[i] = z
		}
		id := s.Add(domain.Object{Kind: domain.Memory, Type: types.NewArray(t.Elem(), int64(room)), Value: &domain.AggV{Elems: elems}})
		s.OwnTop(s.OwnGoroutine(gi)).Set(instr, domain.SliceV{Obj: id, Lo: 0, Hi: n})
		return true
	}
	switch n := n.(type) {
	case domain.IntV:
		if 0 <= n && n <= domain.MaxElems {
			return build(s, int(n))
		}
		m.GiveUp(TooManyElements)
		f.Set(instr, m.FreshNonNil())
		return true
	}
	return m.EachCount(s, n, build)
}

// stepSlice takes a part of an array, slice or string. go/ssa makes a composite literal
// and the arguments of a variadic call in this way:
//
//	t0 = new [2]chan int (slicelit)
//	t1 = &t0[0:int]
//	*t1 = a
//	...
//	t3 = slice t0[:]
func (m *Interpreter) stepSlice(s *domain.State, gi int, instr *ssa.Slice) bool {
	f := s.OwnTop(s.OwnGoroutine(gi))
	x := s.Resolve(s.Get(f, instr.X))
	bound := func(v ssa.Value, def int) (int, bool) {
		if v == nil {
			return def, true
		}
		n, ok := s.Resolve(s.Get(f, v)).(domain.IntV)
		return int(n), ok
	}
	switch v := x.(type) {
	case domain.Ptr: // to an array
		a, ok := domain.Read(s.Object(v.Obj).Value, v.Path).(*domain.AggV)
		if !ok || v.Path != nil || s.Object(v.Obj).External {
			s.Escape(v)
			break
		}
		lo, ok1 := bound(instr.Low, 0)
		hi, ok2 := bound(instr.High, len(a.Elems))
		if ok1 && ok2 && 0 <= lo && lo <= hi && hi <= len(a.Elems) {
			f.Set(instr, domain.SliceV{Obj: v.Obj, Lo: lo, Hi: hi})
			return true
		}
		s.Escape(v)
	case domain.SliceV:
		lo, ok1 := bound(instr.Low, 0)
		hi, ok2 := bound(instr.High, v.Hi-v.Lo)
		if ok1 && ok2 && 0 <= lo && lo <= hi && v.Lo+hi <= s.Capacity(v) {
			f.Set(instr, domain.SliceV{Obj: v.Obj, Lo: v.Lo + lo, Hi: v.Lo + hi})
			return true
		}
		s.Escape(v)
	case domain.Symbol, domain.NilV:
		if instr.Low == nil && instr.High == nil {
			f.Set(instr, x)
			return true
		}
		return m.sliceUnknown(s, f, instr, x)
	}
	f.Set(instr, s.Unknown(instr.Type()))
	return true
}

// sliceUnknown takes a part of a slice or string whose elements are not followed: of the part
// no more than the length is known, and that the bounds are in order. The high one can
// be beyond the length of a slice.
func (m *Interpreter) sliceUnknown(s *domain.State, f *domain.Frame, instr *ssa.Slice, x domain.Value) bool {
	var lo domain.Value = domain.IntV(0)
	if instr.Low != nil {
		lo = s.Get(f, instr.Low)
	}
	length := s.Length(x, false, instr.X.Type())
	hi := length
	if instr.High != nil {
		hi = s.Get(f, instr.High)
	}
	if !s.Narrow(lo, 0, domain.MaxInt) || !s.Assume(s.Binop(token.LEQ, lo, hi), true) {
		return false // out of range
	}
	if _, isSlice := domain.CoreType(instr.X.Type()).(*types.Slice); !isSlice && !s.Assume(s.Binop(token.LEQ, hi, length), true) {
		return false
	}
	n := s.Resolve(s.Binop(token.SUB, hi, lo))
	if c, ok := n.(domain.IntV); ok {
		n = s.CutOff(int64(c), false)
	}
	f.Set(instr, m.Sized(n))
	return true
}

// appendTo appends to a slice: in place, if there is room behind it, as at run time, or
// to a copy. What is appended to a slice whose elements are not followed escapes.
//
//	t3 = append(t0, t2...)
func (m *Interpreter) appendTo(s *domain.State, gi int, c *domain.CallSite) bool {
	call, ok := c.Instr.(*ssa.Call)
	if !ok {
		return true
	}
	t, ok := domain.CoreType(call.Type()).(*types.Slice)
	if !ok {
		s.EscapeAll(c.Args)
		return m.GiveResult(s, gi, c)
	}
	a, aok := s.Elements(c.Args[0])
	b, bok := s.Elements(c.Args[1])
	if m.Reaches(t.Elem()) && aok && bok {
		if len(a)+len(b) > domain.MaxElems {
			m.GiveUp(TooManyElements)
		} else if s.ExternalSlice(c.Args[0]) || s.ExternalSlice(c.Args[1]) {
			s.EscapeAll(b)
		} else if dst, ok := s.Resolve(c.Args[0]).(domain.SliceV); ok && dst.Hi+len(b) <= s.Capacity(dst) {
			// There is room behind it.
			elems := append([]domain.Value(nil), s.Object(dst.Obj).Value.(*domain.AggV).Elems...)
			copy(elems[dst.Hi:], b)
			s.OwnObject(dst.Obj).Value = &domain.AggV{Elems: elems}
			return m.SetResult(s, gi, c, domain.SliceV{Obj: dst.Obj, Lo: dst.Lo, Hi: dst.Hi + len(b)})
		} else {
			elems := append(append(make([]domain.Value, 0, len(a)+len(b)), a...), b...)
			id := s.Add(domain.Object{Kind: domain.Memory, Type: types.NewArray(t.Elem(), int64(len(elems))), Value: &domain.AggV{Elems: elems}})
			return m.SetResult(s, gi, c, domain.SliceV{Obj: id, Lo: 0, Hi: len(elems)})
		}
	}
	s.Escape(c.Args[0])
	s.Escape(c.Args[1])
	n := s.Binop(token.ADD, s.Length(c.Args[0], false, t), s.Length(c.Args[1], false, t))
	return m.SetResult(s, gi, c, m.Sized(n))
}

func (m *Interpreter) copySlice(s *domain.State, c *domain.CallSite) {
	dst, ok := s.Resolve(c.Args[0]).(domain.SliceV)
	src, ok2 := s.Elements(c.Args[1])
	if !ok || !ok2 {
		s.Escape(c.Args[0])
		s.Escape(c.Args[1])
	} else if a, ok := s.Object(dst.Obj).Value.(*domain.AggV); ok && dst.Hi <= len(a.Elems) {
		elems := append([]domain.Value(nil), a.Elems...)
		copy(elems[dst.Lo:dst.Hi], src)
		s.OwnObject(dst.Obj).Value = &domain.AggV{Elems: elems}
	}
}

// indexAddr returns the address of an element.
func (m *Interpreter) indexAddr(s *domain.State, gi int, instr *ssa.IndexAddr) bool {
	f := s.OwnTop(s.OwnGoroutine(gi))
	x := s.Resolve(s.Get(f, instr.X))
	i := s.Resolve(s.Get(f, instr.Index))
	var base domain.Ptr
	var n, lo int
	switch v := x.(type) {
	case domain.SliceV:
		base, lo, n = domain.Ptr{Obj: v.Obj}, v.Lo, v.Hi-v.Lo
	case domain.Ptr:
		base = v
		if a, ok := domain.Read(s.Object(v.Obj).Value, v.Path).(*domain.AggV); ok {
			n = len(a.Elems)
		} else {
			f.Set(instr, m.FreshNonNil())
			return true
		}
	case domain.Symbol:
		if !domain.Internable(i) {
			f.Set(instr, m.FreshNonNil())
		} else {
			f.Set(instr, m.Intern(domain.Expr{Op: domain.OpAddr, X: v, Y: i}))
		}
		return true
	case domain.NilV:
		return false
	default:
		f.Set(instr, m.FreshNonNil())
		return true
	}
	return m.eachIndex(s, i, n, func(s *domain.State, k int) bool {
		if n > 1 {
			s.Pick(base.Obj, i, lo+k)
		}
		f := s.OwnTop(s.OwnGoroutine(gi))
		f.Set(instr, m.Part(base, lo+k))
		return true
	})
}

// eachIndex goes on with each value that an index below n can have.
func (m *Interpreter) eachIndex(s *domain.State, i domain.Value, n int, with func(s *domain.State, i int) bool) bool {
	if c, ok := i.(domain.IntV); ok {
		if c < 0 || int(c) >= n {
			return false // out of range
		}
		return with(s, int(c))
	}
	if n == 0 {
		return false
	}
	return m.Fork(s, n, func(s *domain.State, k int) bool {
		return s.Assume(s.Binop(token.EQL, i, domain.IntV(k)), true) && with(s, k)
	})
}

// index returns an element of an array or string.
func (m *Interpreter) index(s *domain.State, gi int, instr *ssa.Index) bool {
	f := s.OwnTop(s.OwnGoroutine(gi))
	a, ok := s.Resolve(s.Get(f, instr.X)).(*domain.AggV)
	i := s.Resolve(s.Get(f, instr.Index))
	if !ok || !m.Reaches(instr.Type()) {
		f.Set(instr, s.Unknown(instr.Type()))
		return true
	}
	return m.eachIndex(s, i, len(a.Elems), func(s *domain.State, i int) bool {
		v := a.Elems[i]
		if v == nil {
			v = s.Unknown(instr.Type())
		}
		s.OwnTop(s.OwnGoroutine(gi)).Set(instr, v)
		return true
	})
}

// typeAssert asks for the dynamic type of an interface value.
func (m *Interpreter) typeAssert(s *domain.State, gi int, instr *ssa.TypeAssert) bool {
	f := s.OwnTop(s.OwnGoroutine(gi))
	x := s.Resolve(s.Get(f, instr.X))
	set := func(s *domain.State, v domain.Value, ok bool) bool {
		f := s.OwnTop(s.OwnGoroutine(gi))
		if instr.CommaOk {
			if !ok {
				v = m.Zero(instr.AssertedType)
			}
			f.Set(instr, &domain.AggV{Elems: []domain.Value{v, domain.BoolV(ok)}})
			return true
		}
		f.Set(instr, v)
		return ok
	}
	switch v := x.(type) {
	case *domain.IfaceV:
		if types.IsInterface(instr.AssertedType) {
			return set(s, v, types.Implements(v.Type, instr.AssertedType.Underlying().(*types.Interface)))
		}
		return set(s, v.Value, types.Identical(v.Type, instr.AssertedType))
	case domain.NilV:
		return set(s, x, false)
	case domain.Symbol:
		is := m.Intern(domain.Expr{Op: domain.OpIs, X: v, Y: domain.TypeV{Type: instr.AssertedType}})
		var part domain.Value = v
		if !types.IsInterface(instr.AssertedType) {
			part = s.PartOf(v, domain.TypeV{Type: instr.AssertedType}, instr.AssertedType)
		}
		if !instr.CommaOk {
			return set(s, part, true)
		}
		if b, ok := s.Resolve(is).(domain.BoolV); ok {
			return set(s, part, bool(b))
		}
		return m.Fork(s, 2, func(s *domain.State, way int) bool {
			return s.Assume(is, way == 0) && set(s, part, way == 0)
		})
	case domain.CtxV:
		return set(s, x, types.IsInterface(instr.AssertedType))
	}
	return set(s, s.Unknown(instr.AssertedType), true)
}
