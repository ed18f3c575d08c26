package explore

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// What is not run may have stored something.

// forgetStored forgets what lies at an address, or the length of a map.
func (s *state) forgetStored(f *frame, addr ssa.Value) {
	var fields []int
	for {
		fa, ok := addr.(*ssa.FieldAddr)
		if !ok {
			break
		}
		fields = append(fields, fa.Field)
		addr = fa.X
	}
	n, ok := f.fn.live.Number[addr]
	if !ok || f.regs[n] == nil {
		return // made in what was skipped, or a package variable that nobody asks for
	}
	switch v := s.resolve(f.regs[n]).(type) {
	case sym:
		if _, isMap := addr.Type().Underlying().(*types.Map); isMap {
			s.change(v)
			return
		}
		if id, ok := s.ext.find(v); ok {
			s.forgetPath(ptr{id, nil}, fields)
		}
	case ptr:
		s.forgetPath(v, fields)
	}
}

func (s *state) forgetPath(p ptr, fields []int) {
	for _, field := range slices.Backward(fields) {
		p = s.tab.part(p, field)
	}
	if read(s.obj(p.obj).val, p.path) != nil {
		s.write(p, nil)
	}
}

// skipCall gives a call that is not run an unknown result, and forgets what it
// may have stored. It reports false if it must be run after all: it stores to
// memory that was made here.
func (m *machine) skipCall(s *state, c *site) bool {
	writes := m.WritesOf(m.Of(c.fn))
	if !writes.Any {
		return true
	}
	for _, list := range [][]value{c.args, c.binds} {
		for _, v := range list {
			if p, ok := s.resolve(v).(ptr); ok && !s.obj(p.obj).external {
				return false
			}
		}
	}
	for _, v := range c.args {
		x, ok := s.resolve(v).(sym)
		if !ok {
			continue
		}
		id, ok := s.ext.find(x)
		if !ok {
			continue
		}
		o := s.obj(id)
		if o.typ == nil {
			continue
		}
		if st, ok := o.typ.Underlying().(*types.Struct); ok {
			for i, at := range m.fieldPlaces(st) {
				if writes.Has(at) {
					s.forgetPath(ptr{id, nil}, []int{i})
				}
			}
		}
	}
	return true
}
