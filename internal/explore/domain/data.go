package domain

import (
	"go/token"
	"go/types"
	"slices"

	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A TypeV is a type in an expression.
type TypeV struct{ types.Type }

// CoreType returns the underlying type; of a type parameter whose constraint
// names a single one, that.
func CoreType(t types.Type) types.Type {
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

// Length returns len or cap of a value.
func (s *State) Length(v Value, isCap bool, t types.Type) Value {
	switch v := s.Resolve(v).(type) {
	case SliceV:
		n := v.Hi - v.Lo
		if s.Table.Cuts(int64(n)) {
			s.Inconclusive = true // elsewhere a smaller number stands for it
		}
		return IntV(n)
	case MapV:
		return IntV(len(s.Object(v.Obj).Keys))
	case StrV:
		return s.CutOff(int64(len(v)), false)
	case NilV:
		return IntV(0)
	case ChanV:
		o := s.Object(v.Obj)
		switch {
		case isCap && !o.External:
			return s.Resolve(o.Cap)
		case !o.External:
			return IntV(len(o.Buf))
		}
	case *AggV:
		return IntV(len(v.Elems))
	case Symbol:
		if a, ok := ssabuild.Deref(t).Underlying().(*types.Array); ok {
			return s.CutOff(a.Len(), false)
		}
		if e := s.Table.Exprs[v]; e.Op == OpSized {
			return s.Resolve(e.X)
		}
		if isCap {
			return s.Table.Intern(Expr{Op: OpCap, X: v})
		}
		return s.Table.Intern(Expr{Op: OpLen, X: v, Y: IntV(s.MapVersion(v))})
	case Ptr:
		if a, ok := ssabuild.Deref(t).Underlying().(*types.Array); ok {
			return s.CutOff(a.Len(), false)
		}
	}
	return s.Table.Intern(Expr{Op: OpLen, X: s.Table.Fresh(), Y: IntV(0)})
}

// Sized returns a new slice of a length that is not a constant.
func (tab *Table) Sized(n Value) Value {
	tab.Exprs = append(tab.Exprs, Expr{Op: OpSized, X: n, id: int32(len(tab.Exprs))})
	return Symbol(len(tab.Exprs) - 1)
}

// Elements returns the elements of a slice that is known.
func (s *State) Elements(v Value) ([]Value, bool) {
	switch v := s.Resolve(v).(type) {
	case NilV:
		return nil, true
	case SliceV:
		a, ok := s.Object(v.Obj).Value.(*AggV)
		if !ok || v.Hi > len(a.Elems) {
			return nil, false
		}
		return a.Elems[v.Lo:v.Hi], true
	}
	return nil, false
}

// Capacity returns how far the array of a slice goes.
func (s *State) Capacity(v SliceV) int {
	if a, ok := s.Object(v.Obj).Value.(*AggV); ok {
		return len(a.Elems)
	}
	return 0
}

func (s *State) ExternalSlice(v Value) bool {
	x, ok := s.Resolve(v).(SliceV)
	return ok && s.Object(x.Obj).External
}

// Implements notes that what has an interface type, and is not nil, is found to have
// it where it is asked later.
func (s *State) Implements(v Value, t types.Type) {
	x, ok := s.Resolve(v).(Symbol)
	if !ok || s.equalTo(x, NilV{}) != (BoolV(false)) {
		return
	}
	s.Constrain(Constraint{Symbol: s.Table.Intern(Expr{Op: OpIs, X: x, Y: TypeV{t}}), Is: BoolV(true)})
}

// PartOf returns the part of a symbol that has a name of its own, so that two
// looks at it see the same.
func (s *State) PartOf(x Symbol, which Value, t types.Type) Value {
	switch t.Underlying().(type) {
	case *types.Struct, *types.Array:
		return s.Unknown(t)
	}
	return s.Table.Intern(Expr{Op: OpPart, X: x, Y: which})
}

// MapVersion returns how often a map that a symbol stands for was changed.
func (s *State) MapVersion(x Symbol) int {
	n := 0
	for _, v := range s.changed {
		if v == x {
			n++
		}
	}
	return n
}

func (s *State) ChangeMap(x Symbol) {
	if s.MapVersion(x) < LoopBound+2 {
		s.changed = append(slices.Clip(s.changed), x)
	}
}

// Pick takes element k of an object for the one that an index leads to. Where the index is
// computed, as that of a ring or a shard is, others may be the same number: if they were taken for
// another element, that was a guess.
//
//	t1 = t0 & mask; t2 = &slots[t1]
func (s *State) Pick(id ObjectID, index Value, k int) {
	if !s.Table.isHashed(index) {
		return
	}
	switch o := s.Object(id); o.Slot {
	case 0:
		s.OwnObject(id).Slot = k + 1
	case k + 1:
	default:
		s.Inconclusive = true
	}
}

// isHashed reports whether a number is computed in a way that no relation tells of.
func (tab *Table) isHashed(v Value) bool {
	x, ok := v.(Symbol)
	if !ok {
		return false
	}
	e := tab.Exprs[x]
	switch e.Op {
	case OpBin:
		switch e.Tok {
		case token.QUO, token.REM, token.AND, token.AND_NOT, token.OR, token.XOR, token.SHL, token.SHR:
			return true
		}
	case OpQuo, OpRem, OpDiv, OpMod:
		return true
	}
	return tab.hasPart(e, tab.isHashed)
}
