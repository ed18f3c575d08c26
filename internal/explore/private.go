package explore

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// isPrivate reports whether only what the root runs looks at a field: it is not
// exported, and every function of the package that selects it is run by nobody but the root.
// Then whoever else has the struct, a channel in the field is the root's own.
func (m *machine) isPrivate(f *types.Var) bool {
	if f == nil || f.Exported() || f.Pkg() != m.ssa.Pkg.Pkg {
		return false
	}
	private, ok := m.private[f]
	if !ok {
		private = m.privateNew(f)
		if m.private == nil {
			m.private = make(map[*types.Var]bool)
		}
		m.private[f] = private
	}
	return private
}

func (m *machine) privateNew(f *types.Var) bool {
	if m.users == nil {
		m.findUsers()
	}
	if m.below == nil {
		m.findBelow()
	}
	for _, fn := range m.users[f] {
		if !m.below[fn] {
			return false
		}
	}
	return true
}

// findUsers notes which functions select each field.
func (p *program) findUsers() {
	p.users = make(map[*types.Var][]*ssa.Function)
	add := func(f *types.Var, fn *ssa.Function) {
		if f != nil && p.reaches(f.Type()) {
			if list := p.users[f]; len(list) == 0 || list[len(list)-1] != fn {
				p.users[f] = append(list, fn)
			}
		}
	}
	for _, fn := range p.world.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				switch instr := instr.(type) {
				case *ssa.FieldAddr:
					add(ssabuild.Field(instr), fn)
				case *ssa.Field:
					add(ssabuild.FieldOf(instr), fn)
				}
			}
		}
	}
}

// findBelow finds the functions that only the root runs: each of them is named
// by the root or by others that only the root runs.
func (m *machine) findBelow() {
	if m.namedBy == nil {
		m.findNames()
	}
	m.below = make(map[*ssa.Function]bool)
	var add func(fn *ssa.Function)
	add = func(fn *ssa.Function) {
		if m.below[fn] || len(fn.Blocks) == 0 {
			return
		}
		m.below[fn] = true
		for _, callee := range named(fn) {
			add(callee)
		}
		for _, anon := range fn.AnonFuncs {
			add(anon)
		}
	}
	add(m.root)
	for changed := true; changed; {
		changed = false
		for fn := range m.below {
			if fn != m.root && (m.byOthers(fn) || fn.Parent() != nil && !m.below[fn.Parent()]) {
				delete(m.below, fn)
				changed = true
			}
		}
	}
}

// byOthers reports whether a function may be run by others than the root.
func (m *machine) byOthers(fn *ssa.Function) bool {
	if fn.Parent() == nil && (fn.Object() == nil || fn.Object().Exported() || fn.Name() == "main" || fn.Name() == "init") {
		return true
	}
	for _, user := range m.namedBy[fn] {
		if !m.below[user] {
			return true
		}
	}
	if fn.Signature.Recv() != nil {
		for _, user := range m.invokedBy[fn.Name()] {
			if !m.below[user] {
				return true
			}
		}
	}
	return false
}

func (p *program) findNames() {
	p.namedBy = make(map[*ssa.Function][]*ssa.Function)
	p.invokedBy = make(map[string][]*ssa.Function)
	for _, fn := range p.world.Funcs {
		for _, callee := range named(fn) {
			p.namedBy[callee] = append(p.namedBy[callee], fn)
		}
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if call, ok := instr.(ssa.CallInstruction); ok && call.Common().IsInvoke() {
					name := call.Common().Method.Name()
					p.invokedBy[name] = append(p.invokedBy[name], fn)
				}
			}
		}
	}
}

// named returns the functions that a body names; those that are made of others,
// like bound methods, count as what they are made of.
func named(fn *ssa.Function) []*ssa.Function {
	var list []*ssa.Function
	var buf [8]*ssa.Value
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			for _, op := range instr.Operands(buf[:0]) {
				callee, ok := (*op).(*ssa.Function)
				if !ok {
					continue
				}
				list = append(list, callee)
				if callee.Synthetic != "" && callee.Origin() == nil {
					list = append(list, named(callee)...)
				}
			}
		}
	}
	return list
}
