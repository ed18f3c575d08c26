package explore

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/model"
)

// touches reports whether a call of fn can do anything that matters to how
// goroutines wait for each other: a visible operation, a start, a call of
// something unknown, a store of something that leads to a channel. What does not
// is skipped, and its result is unknown.
func (m *machine) touches(fn *ssa.Function) bool {
	t, ok := m.touching[fn]
	if !ok {
		m.touching[fn] = false // a recursive function touches what its other parts touch
		t = m.touchesNew(fn)
		m.touching[fn] = t
	}
	return t
}

func (m *machine) touchesNew(fn *ssa.Function) bool {
	if len(fn.Blocks) == 0 {
		return true
	}
	if m.reaches(fn.Signature.Results()) {
		return true // which channel it returns matters
	}
	for _, b := range fn.Blocks {
		if slices.ContainsFunc(b.Instrs, m.instrTouches) {
			return true
		}
	}
	return !hasReturn(fn) // it panics
}

func (m *machine) instrTouches(instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.Send, *ssa.Select, *ssa.Go, *ssa.MakeChan:
		return true
	case *ssa.UnOp:
		return instr.Op == token.ARROW
	case *ssa.Store:
		return m.reaches(instr.Val.Type())
	case *ssa.MapUpdate:
		return m.reaches(instr.Value.Type()) || m.reaches(instr.Key.Type())
	case ssa.CallInstruction:
		return m.callTouches(instr.Common())
	}
	return false
}

func (m *machine) callTouches(c *ssa.CallCommon) bool {
	if b, ok := c.Value.(*ssa.Builtin); ok {
		return b.Name() == "close" || b.Name() == "recover"
	}
	var obj *types.Func
	switch {
	case c.IsInvoke():
		obj = c.Method
		if m.ownMethods()[c.Method.Name()] {
			return true // the dynamic type may be one of this package
		}
	case c.StaticCallee() != nil:
		fn := c.StaticCallee()
		if len(fn.Blocks) > 0 {
			return m.touches(fn)
		}
		if o := fn.Origin(); o != nil {
			fn = o
		}
		obj, _ = fn.Object().(*types.Func)
	default:
		return true
	}
	if obj == nil {
		return true
	}
	for _, e := range model.EffectsOf(obj) {
		if m.modelled(e.Effect) {
			return true
		}
	}
	if model.Inert(obj) {
		return false
	}
	for _, a := range c.Args {
		if m.reaches(a.Type()) {
			return true
		}
	}
	return false
}

// ownMethods returns the names of the methods of the package that touch
// something.
func (p *program) ownMethods() map[string]bool {
	if p.methods == nil {
		p.methods = make(map[string]bool)
		for _, fn := range p.world.Funcs {
			if fn.Signature.Recv() == nil {
				continue
			}
			for _, b := range fn.Blocks {
				for _, instr := range b.Instrs {
					switch instr := instr.(type) {
					case *ssa.Send, *ssa.Select, *ssa.Go, *ssa.MakeChan, ssa.CallInstruction, *ssa.Store:
						p.methods[fn.Name()] = true
					case *ssa.UnOp:
						if instr.Op == token.ARROW {
							p.methods[fn.Name()] = true
						}
					}
				}
			}
		}
	}
	return p.methods
}
