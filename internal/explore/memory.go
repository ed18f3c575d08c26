package explore

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// part returns the path to a part of what p points to.
func (tab *table) part(p ptr, index int) ptr {
	k := path{p.path, index}
	c, ok := tab.paths[k]
	if !ok {
		c = &k
		tab.paths[k] = c
	}
	return ptr{p.obj, c}
}

// pointer returns what a pointer points to, making the object if the pointer is
// unknown. It reports false for nil and for what is no pointer.
func (s *state) pointer(v value, t types.Type) (ptr, bool) {
	switch v := s.resolve(v).(type) {
	case ptr:
		return v, true
	case sym:
		return ptr{s.extObj(v, ssabuild.Deref(t)), nil}, true
	}
	return ptr{}, false
}

// load returns what lies at p. t is its type; by tells who reads, and may be the
// zero reader.
func (s *state) load(p ptr, t types.Type, by reader) value {
	if s.obj(p.obj).external && by.instr != nil && !s.tab.code.Reaches(t) && !s.tab.code.boundsLoop(by.instr) && s.readAgain(p, by) {
		// The same instruction reads again: a loop that waits for a change must
		// be able to see one.
		s.write(p, s.tab.fresh())
	}
	v := read(s.obj(p.obj).val, p.path)
	filled := v
	if v == nil {
		filled = s.unknown(t)
	}
	filled = s.fill(filled, t)
	if v == nil || filled != v {
		s.write(p, filled)
	}
	return filled
}

// unknown returns an unknown value of a type.
func (s *state) unknown(t types.Type) value {
	switch u := t.Underlying().(type) {
	case *types.Struct:
		return &aggV{make([]value, u.NumFields())}
	case *types.Array:
		if u.Len() <= maxElems {
			return &aggV{make([]value, u.Len())}
		}
	case *types.Tuple:
		elems := make([]value, u.Len())
		for i := range elems {
			elems[i] = s.unknown(u.At(i).Type())
		}
		return &aggV{elems}
	}
	return s.tab.fresh()
}

// A reader is an instruction, with the calls that led to it and the goroutine.
type reader struct {
	instr ssa.Instruction
	stack int32
	g     int32
}

// readAgain notes that an instruction reads external memory, and reports whether
// it has done so before.
func (s *state) readAgain(p ptr, by reader) bool {
	if slices.Contains(s.obj(p.obj).loaded, by) {
		return true
	}
	o := s.mut(p.obj)
	o.loaded = append(slices.Clip(o.loaded), by)
	return false
}

// read returns the part of v that a path leads to, or nil if nobody has looked
// at it yet.
func read(v value, p *path) value {
	if p == nil {
		return v
	}
	switch up := read(v, p.up).(type) {
	case *aggV:
		if 0 <= p.index && p.index < len(up.elems) {
			return up.elems[p.index]
		}
	}
	return nil
}

// write changes what lies at p.
func (s *state) write(p ptr, v value) {
	o := s.mut(p.obj)
	o.val = s.written(o.val, o.typ, p.path, v)
}

// written returns old with the part that a path leads to replaced.
func (s *state) written(old value, t types.Type, p *path, v value) value {
	if p == nil {
		return v
	}
	upType := partType(t, p.up)
	up, ok := read(old, p.up).(*aggV)
	if !ok {
		n := p.index + 1
		if upType != nil {
			switch u := upType.Underlying().(type) {
			case *types.Struct:
				n = u.NumFields()
			case *types.Array:
				n = min(int(u.Len()), maxElems)
			}
		}
		up = &aggV{make([]value, max(n, p.index+1))}
	}
	elems := make([]value, max(len(up.elems), p.index+1))
	copy(elems, up.elems)
	elems[p.index] = v
	return s.written(old, t, p.up, &aggV{elems})
}

// fieldAt returns the field that a path leads to, or nil.
func fieldAt(t types.Type, p *path) *types.Var {
	if p == nil {
		return nil
	}
	up := partType(t, p.up)
	if up == nil {
		return nil
	}
	if u, ok := up.Underlying().(*types.Struct); ok && p.index < u.NumFields() {
		return u.Field(p.index).Origin()
	}
	return nil
}

// partType returns the type of the part of t that a path leads to, or nil if it
// is not known.
func partType(t types.Type, p *path) types.Type {
	if p == nil || t == nil {
		return t
	}
	up := partType(t, p.up)
	if up == nil {
		return nil
	}
	switch u := up.Underlying().(type) {
	case *types.Struct:
		if p.index < u.NumFields() {
			return u.Field(p.index).Type()
		}
	case *types.Array:
		return u.Elem()
	}
	return nil
}

// fill returns v with what nobody has looked at replaced by symbols, so that a
// copy of it agrees with the original.
func (s *state) fill(v value, t types.Type) value {
	a, ok := v.(*aggV)
	if !ok {
		return v
	}
	var elem func(i int) types.Type
	switch u := t.Underlying().(type) {
	case *types.Struct:
		elem = func(i int) types.Type { return u.Field(i).Type() }
	case *types.Array:
		elem = func(i int) types.Type { return u.Elem() }
	default:
		return v
	}
	var elems []value
	for i, e := range a.elems {
		t := elem(i)
		if e == nil {
			e = s.unknown(t)
		}
		if e = s.fill(e, t); e != a.elems[i] {
			if elems == nil {
				elems = append(elems, a.elems...)
			}
			elems[i] = e
		}
	}
	if elems == nil {
		return v
	}
	return &aggV{elems}
}

// store stores v at p. What is stored where code that is not seen can look
// escapes.
func (s *state) store(p ptr, v value) {
	if o := s.obj(p.obj); o.external {
		if !s.tab.code.IsPrivate(fieldAt(o.typ, p.path)) {
			s.escape(v)
		}
		s.mut(p.obj).loaded = nil
	}
	s.write(p, v)
}

// escape hands a value to code that is not seen. Everything that can be reached
// from it counts as served from now on. This is the whole policy against false
// alarms, in one place.
func (s *state) escape(v value) {
	switch v := v.(type) {
	case ptr:
		s.escapeObj(v.obj)
	case chanV:
		s.escapeObj(v.obj)
	case sliceV:
		s.escapeObj(v.obj)
	case mapV:
		s.escapeObj(v.obj)
	case iterV:
		s.escapeObj(v.obj)
	case *funcV:
		s.escapeAll(v.binds)
	case *native:
		s.escape(v.arg)
		if v.obj != 0 {
			s.escapeObj(v.obj)
		}
	case *ifaceV:
		s.escape(v.v)
	case *aggV:
		s.escapeAll(v.elems)
	}
	// A context cannot be cancelled by who has it: only its cancel function
	// matters.
}

func (s *state) escapeAll(list []value) {
	for _, v := range list {
		s.escape(v)
	}
}

func (s *state) escapeObj(id objID) {
	o := s.obj(id)
	if o.external {
		if o.kind == memory || o.kind == mapping {
			s.forget(id)
		}
		return
	}
	s.noteEscape(o.made)
	o = s.mut(id)
	o.external = true
	s.escape(o.val)
	s.escapeAll(o.buf)
	s.escapeAll(o.keys)
	s.escapeAll(o.vals)
	switch o.kind {
	case context:
		s.selfEnd(id)
	case memory:
		s.forget(id)
	}
}

// forget drops what is known of the numbers and flags in memory that code which
// is not seen may have changed, and that there is nothing yet. The rest stays: where
// pointers led counts as external already, and to forget them would lose which
// conditions belong together.
func (s *state) forget(id objID) {
	o := s.mut(id)
	o.loaded = nil
	if o.typ != nil {
		o.val = s.forgotten(o.val, o.typ)
	}
}

func (s *state) forgotten(v value, t types.Type) value {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return nil
	case *types.Struct:
		switch v := v.(type) {
		case lockV, groupV, onceV:
			return nil
		case *aggV:
			if len(v.elems) != u.NumFields() {
				return v
			}
			elems := make([]value, len(v.elems))
			for i, e := range v.elems {
				elems[i] = s.forgotten(e, u.Field(i).Type())
			}
			return &aggV{elems}
		}
	}
	if v == (nilV{}) {
		return nil
	}
	return v
}

// selfEnd notes that a context will be cancelled by somebody who is not seen.
func (s *state) selfEnd(id objID) {
	o := s.obj(id)
	if o.selfEnds {
		return
	}
	o = s.mut(id)
	o.selfEnds = true
	for _, child := range o.children {
		s.selfEnd(child)
	}
}
