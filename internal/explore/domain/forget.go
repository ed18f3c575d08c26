package domain

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// ForgetAt forgets the numbers and flags in the memory that v points to.
func (s *State) ForgetAt(v Value) {
	switch v := s.Resolve(v).(type) {
	case Ptr:
		s.forget(v.Obj)
	case Symbol:
		if id, ok := s.Environment.Find(v); ok {
			s.forget(id)
		}
	case *IfaceV:
		s.ForgetAt(v.Value)
	}
}

// ForgetStored forgets what lies at an address, or the length of a map.
func (s *State) ForgetStored(f *Frame, addr ssa.Value) {
	var fields []int
	for {
		fa, ok := addr.(*ssa.FieldAddr)
		if !ok {
			break
		}
		fields = append(fields, fa.Field)
		addr = fa.X
	}
	n, ok := f.Fn.Live.Number[addr]
	if !ok || f.Regs[n] == nil {
		return // made in what was skipped, or a package variable that nobody asks for
	}
	switch v := s.Resolve(f.Regs[n]).(type) {
	case Symbol:
		if _, isMap := addr.Type().Underlying().(*types.Map); isMap {
			s.ChangeMap(v)
			return
		}
		if id, ok := s.Environment.Find(v); ok {
			s.ForgetPath(Ptr{id, nil}, fields)
		}
	case Ptr:
		s.ForgetPath(v, fields)
	}
}

func (s *State) ForgetPath(p Ptr, fields []int) {
	for _, field := range slices.Backward(fields) {
		p = s.Table.Part(p, field)
	}
	if Read(s.Object(p.Obj).Value, p.Path) != nil {
		s.Write(p, nil)
	}
}
