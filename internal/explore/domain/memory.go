package domain

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// Part returns the path to a part of what p points to.
func (tab *Table) Part(p Ptr, index int) Ptr {
	k := Path{p.Path, index}
	c, ok := tab.paths[k]
	if !ok {
		c = &k
		tab.paths[k] = c
	}
	return Ptr{p.Obj, c}
}

// Pointer returns what a pointer points to, making the object if the pointer is
// unknown. It reports false for nil and for what is no pointer.
func (s *State) Pointer(v Value, t types.Type) (Ptr, bool) {
	switch v := s.Resolve(v).(type) {
	case Ptr:
		return v, true
	case Symbol:
		return Ptr{s.EnvironmentObject(v, ssabuild.Deref(t)), nil}, true
	}
	return Ptr{}, false
}

// Load returns what lies at p. t is its type; by is the instruction that reads, or zero.
func (s *State) Load(p Ptr, t types.Type, by Reader) Value {
	if s.Object(p.Obj).External && by.Instr != nil && !s.Table.code.Reaches(t) && !s.Table.code.BoundsLoop(by.Instr) && s.ReadAgain(p, by) {
		// The same instruction reads again: a loop that waits for a change by the
		// environment must be able to see one. Only plain data changes so: where
		// channels and functions led is external already.
		s.Write(p, s.Table.Fresh())
	}
	v := Read(s.Object(p.Obj).Value, p.Path)
	filled := v
	if v == nil {
		filled = s.unknownAt(p, t, by)
	}
	filled = s.fill(filled, t)
	if v == nil || filled != v {
		s.Write(p, filled)
	}
	return filled
}

// unknownAt returns what an instruction finds where nobody has looked yet.
func (s *State) unknownAt(p Ptr, t types.Type, by Reader) Value {
	if load, ok := by.Instr.(*ssa.UnOp); ok {
		if g, ok := load.X.(*ssa.Global); ok && isChan(t) && !s.Table.code.IsOwn(g) {
			return s.Table.Unclosed()
		}
	}
	return s.UnknownField(fieldAt(s.Object(p.Obj).Type, p.Path), t)
}

// UnknownField returns an unknown value of the type of a field, which is nil if what
// it lies in is not known.
func (s *State) UnknownField(f *types.Var, t types.Type) Value {
	if f != nil && isChan(t) && !s.Table.code.Closes(f) {
		return s.Table.Unclosed()
	}
	return s.Unknown(t)
}

func isChan(t types.Type) bool {
	_, ok := t.Underlying().(*types.Chan)
	return ok
}

// Unknown returns an unknown value of a type.
func (s *State) Unknown(t types.Type) Value {
	switch u := t.Underlying().(type) {
	case *types.Struct:
		return &AggV{make([]Value, u.NumFields())}
	case *types.Array:
		if u.Len() <= MaxElems {
			return &AggV{make([]Value, u.Len())}
		}
	case *types.Tuple:
		elems := make([]Value, u.Len())
		for i := range elems {
			elems[i] = s.Unknown(u.At(i).Type())
		}
		return &AggV{elems}
	}
	return s.Table.Fresh()
}

// A Reader is an instruction, with the calls that led to it and the goroutine.
type Reader struct {
	Instr ssa.Instruction
	Stack int32
	G     int32
}

// ReadAgain notes that an instruction reads external memory, and reports whether
// it has done so before.
func (s *State) ReadAgain(p Ptr, by Reader) bool {
	if slices.Contains(s.Object(p.Obj).loaded, by) {
		return true
	}
	o := s.OwnObject(p.Obj)
	o.loaded = append(slices.Clip(o.loaded), by)
	return false
}

// Read returns the part of v that a path leads to, or nil if nobody has looked
// at it yet.
func Read(v Value, p *Path) Value {
	if p == nil {
		return v
	}
	switch up := Read(v, p.Up).(type) {
	case *AggV:
		if 0 <= p.Index && p.Index < len(up.Elems) {
			return up.Elems[p.Index]
		}
	}
	return nil
}

// Write changes what lies at p.
func (s *State) Write(p Ptr, v Value) {
	o := s.OwnObject(p.Obj)
	o.Value = s.written(o.Value, o.Type, p.Path, v)
}

// written returns old with the part that a path leads to replaced.
func (s *State) written(old Value, t types.Type, p *Path, v Value) Value {
	if p == nil {
		return v
	}
	upType := partType(t, p.Up)
	up, ok := Read(old, p.Up).(*AggV)
	if !ok {
		n := p.Index + 1
		if upType != nil {
			switch u := upType.Underlying().(type) {
			case *types.Struct:
				n = u.NumFields()
			case *types.Array:
				n = min(int(u.Len()), MaxElems)
			}
		}
		up = &AggV{make([]Value, max(n, p.Index+1))}
	}
	elems := make([]Value, max(len(up.Elems), p.Index+1))
	copy(elems, up.Elems)
	elems[p.Index] = v
	return s.written(old, t, p.Up, &AggV{elems})
}

// fieldAt returns the field that a path leads to, or nil.
func fieldAt(t types.Type, p *Path) *types.Var {
	if p == nil {
		return nil
	}
	up := partType(t, p.Up)
	if up == nil {
		return nil
	}
	if u, ok := up.Underlying().(*types.Struct); ok && p.Index < u.NumFields() {
		return u.Field(p.Index).Origin()
	}
	return nil
}

// partType returns the type of the part of t that a path leads to, or nil if it
// is not known.
func partType(t types.Type, p *Path) types.Type {
	if p == nil || t == nil {
		return t
	}
	up := partType(t, p.Up)
	if up == nil {
		return nil
	}
	switch u := up.Underlying().(type) {
	case *types.Struct:
		if p.Index < u.NumFields() {
			return u.Field(p.Index).Type()
		}
	case *types.Array:
		return u.Elem()
	}
	return nil
}

// fill returns v with the parts that were never read replaced by symbols, so that a
// copy of it agrees with the original: lazy initialisation.
func (s *State) fill(v Value, t types.Type) Value {
	a, ok := v.(*AggV)
	if !ok {
		return v
	}
	var elem func(i int) (*types.Var, types.Type)
	switch u := t.Underlying().(type) {
	case *types.Struct:
		elem = func(i int) (*types.Var, types.Type) { return u.Field(i).Origin(), u.Field(i).Type() }
	case *types.Array:
		elem = func(i int) (*types.Var, types.Type) { return nil, u.Elem() }
	default:
		return v
	}
	var elems []Value
	for i, e := range a.Elems {
		f, t := elem(i)
		if e == nil {
			e = s.UnknownField(f, t)
		}
		if e = s.fill(e, t); e != a.Elems[i] {
			if elems == nil {
				elems = append(elems, a.Elems...)
			}
			elems[i] = e
		}
	}
	if elems == nil {
		return v
	}
	return &AggV{elems}
}

// Store stores v at p. What is stored where code that is not seen can look
// escapes.
func (s *State) Store(p Ptr, v Value) {
	if o := s.Object(p.Obj); o.External {
		if !s.Table.code.IsPrivate(fieldAt(o.Type, p.Path)) {
			s.Escape(v)
		}
		s.OwnObject(p.Obj).loaded = nil
	}
	s.Write(p, v)
}
