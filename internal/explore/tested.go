package explore

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// tested reports whether a path may later depend on what is stored at addr: it
// is a variable or field of which some function of the package asks the value.
func (p *program) tested(addr ssa.Value) bool {
	if p.asked == nil {
		p.findAsked()
	}
	k := p.place(addr)
	return k == nil || p.asked[k]
}

// place names a variable or field: a *types.Var, an *ssa.Alloc, an *ssa.Global,
// or nil for what has no name.
func (p *program) place(addr ssa.Value) any {
	switch addr := addr.(type) {
	case *ssa.FieldAddr:
		if v := ssabuild.Field(addr); v != nil {
			return v
		}
	case *ssa.Alloc:
		return addr
	case *ssa.Global:
		return addr
	case *ssa.FreeVar:
		if a := p.bound(addr); a != nil {
			return p.place(a)
		}
	}
	return nil
}

// bound returns what a free variable is bound to where its function is made.
func (p *program) bound(v *ssa.FreeVar) ssa.Value {
	fn := v.Parent()
	if fn.Parent() == nil {
		return nil
	}
	for i, fv := range fn.FreeVars {
		if fv != v {
			continue
		}
		for _, b := range fn.Parent().Blocks {
			for _, instr := range b.Instrs {
				if c, ok := instr.(*ssa.MakeClosure); ok && c.Fn == fn {
					return c.Bindings[i]
				}
			}
		}
	}
	return nil
}

func (p *program) findAsked() {
	p.asked = make(map[any]bool)
	for _, fn := range p.world.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				switch load := instr.(type) {
				case *ssa.UnOp:
					if k := p.place(load.X); k != nil && !p.asked[k] && asks(load, 0) {
						p.asked[k] = true
					}
				case *ssa.Field:
					if v := ssabuild.FieldOf(load); v != nil && asks(load, 0) {
						p.asked[v] = true
					}
				}
			}
		}
	}
}

// asks reports whether a value may decide something: a branch, a size, what a
// function returns or is given.
func asks(v ssa.Value, depth int) bool {
	if _, isStruct := v.Type().Underlying().(*types.Struct); isStruct || depth > 4 || v.Referrers() == nil {
		return true
	}
	for _, r := range *v.Referrers() {
		if asksAt(r, v, depth) {
			return true
		}
	}
	return false
}

// asksAt reports whether an instruction that uses a value lets it decide
// something.
func asksAt(r ssa.Instruction, v ssa.Value, depth int) bool {
	switch r := r.(type) {
	case *ssa.DebugRef:
		return false
	case *ssa.BinOp, *ssa.UnOp, *ssa.Convert, *ssa.ChangeType, *ssa.MakeInterface, *ssa.ChangeInterface:
		return asks(r.(ssa.Value), depth+1)
	case *ssa.Store:
		return r.Addr != v && !sameCell(r.Addr, v)
	case ssa.CallInstruction:
		callee := r.Common().StaticCallee()
		return callee == nil || len(callee.Blocks) > 0 || r.Value() == nil
	}
	return true
}

// sameCell reports whether v was read from the place that addr stands for, as in
// x.n++.
func sameCell(addr, v ssa.Value) bool {
	for {
		switch x := v.(type) {
		case *ssa.BinOp:
			v = x.X
			continue
		case *ssa.UnOp:
			a, ok := addr.(*ssa.FieldAddr)
			b, ok2 := x.X.(*ssa.FieldAddr)
			return addr == x.X || ok && ok2 && a.Field == b.Field && types.Identical(a.X.Type(), b.X.Type())
		}
		return false
	}
}
