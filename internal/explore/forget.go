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
	n, ok := f.fn.number[addr]
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

// storesOf returns the fields, of those that something may ask for, that a
// function or what it calls stores to. The field nil stands for what has no
// name.
func (p *program) storesOf(fn *ssa.Function) map[*types.Var]bool {
	list, ok := p.storing[fn]
	if ok || len(fn.Blocks) == 0 {
		return list
	}
	list = make(map[*types.Var]bool)
	p.storing[fn] = list
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Store:
				if !decides(instr.Val.Type()) || !p.tested(instr.Addr) {
					continue
				}
				switch k := p.place(instr.Addr).(type) {
				case *types.Var:
					if _, local := base(instr.Addr).(*ssa.Alloc); !local {
						list[k] = true
					}
				case nil:
					list[nil] = true
				case *ssa.Alloc:
					if k.Parent() != fn {
						list[nil] = true
					}
				}
			case ssa.CallInstruction:
				if callee := instr.Common().StaticCallee(); callee != nil {
					for k := range p.storesOf(callee) {
						list[k] = true
					}
				}
			}
		}
	}
	return list
}

// skipCall gives a call that is not run an unknown result, and forgets what it
// may have stored. It reports false if it must be run after all: it stores to
// memory that was made here.
func (m *machine) skipCall(s *state, c *site) bool {
	stores := m.storesOf(c.fn)
	if len(stores) == 0 {
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
			for i := range st.NumFields() {
				if stores[st.Field(i).Origin()] {
					s.forgetPath(ptr{id, nil}, []int{i})
				}
			}
		}
	}
	return true
}
