package explore

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// What functions may do, by themselves or by what they call.

// mayMake reports whether a function, its literals or what it calls make
// something that goroutines wait for.
func (p *program) mayMake(fn *ssa.Function) bool { return p.may(fn, p.making, p.instrMakes) }

// mayDerive reports whether a function, its literals or what it calls derive a
// context from one that they are given.
func (p *program) mayDerive(fn *ssa.Function) bool {
	return p.may(fn, p.derivers, func(instr ssa.Instruction) bool { return p.derives(instr) != nil })
}

// mayEnd reports whether a function may end the program or the goroutine, or keep
// a panic from ending it.
func (p *program) mayEnd(fn *ssa.Function) bool {
	return p.may(fn, p.ending, func(instr ssa.Instruction) bool {
		switch instr := instr.(type) {
		case ssa.CallInstruction:
			if b, ok := instr.Common().Value.(*ssa.Builtin); ok {
				return b.Name() == "recover"
			}
			obj := foreignCallee(instr.Common())
			if instr.Common().IsInvoke() {
				obj = instr.Common().Method
			}
			return model.Has(obj, model.Exits) || model.Has(obj, model.Goexits)
		case *ssa.Panic:
			return !hasReturn(instr.Parent())
		}
		return false
	})
}

// mayPanic reports whether a function, or what it calls, panics explicitly.
func (p *program) mayPanic(fn *ssa.Function) bool {
	return p.may(fn, p.panicking, func(instr ssa.Instruction) bool {
		_, ok := instr.(*ssa.Panic)
		return ok
	})
}

func hasReturn(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		if _, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && b != fn.Recover {
			return true
		}
	}
	return false
}

// mayBuild reports whether a function, its literals or what it calls make memory
// that such things can be put into.
func (p *program) mayBuild(fn *ssa.Function) bool {
	return p.may(fn, p.building, func(instr ssa.Instruction) bool {
		switch instr := instr.(type) {
		case *ssa.Alloc:
			return instr.Heap && p.holds(ssabuild.Deref(instr.Type()))
		case *ssa.MakeMap, *ssa.MakeSlice:
			return p.holds(instr.(ssa.Value).Type())
		case *ssa.MakeClosure:
			return p.sinks(instr, make(map[ssa.Value]bool))&result != 0
		}
		return p.instrMakes(instr)
	})
}

func (p *program) may(fn *ssa.Function, known map[*ssa.Function]bool, does func(ssa.Instruction) bool) bool {
	may, ok := known[fn]
	if ok {
		return may
	}
	known[fn] = false
	for i := 0; i < len(fn.AnonFuncs) && !may; i++ {
		may = p.may(fn.AnonFuncs[i], known, does)
	}
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if may {
				break
			}
			may = does(instr)
			if call, ok := instr.(ssa.CallInstruction); ok && !may {
				if callee := call.Common().StaticCallee(); callee != nil && len(callee.Blocks) > 0 {
					may = p.may(callee, known, does)
				}
			}
		}
	}
	known[fn] = may
	return may
}

func (p *program) mayOperate(fn *ssa.Function) bool { return p.may(fn, p.operating, p.operates) }

// operates reports whether an instruction, or what it calls, makes or operates
// something that goroutines wait for.
func (p *program) operates(instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.Send, *ssa.Select, *ssa.Go, *ssa.MakeChan:
		return true
	case *ssa.UnOp:
		return instr.Op == token.ARROW
	case ssa.CallInstruction:
		c := instr.Common()
		if b, ok := c.Value.(*ssa.Builtin); ok {
			return b.Name() == "close" || b.Name() == "append" && p.holds(instr.Value().Type())
		}
		if c.IsInvoke() {
			return p.ownMethods()[c.Method.Name()]
		}
		callee := c.StaticCallee()
		if callee == nil {
			return true
		}
		if len(callee.Blocks) > 0 {
			return p.mayOperate(callee)
		}
		for _, e := range model.EffectsOf(foreignCallee(c)) {
			if p.modelled(e.Effect) {
				return true
			}
		}
	}
	return false
}

// makesFrom reports whether something to wait for may be made in a block or
// behind it.
func (p *program) makesFrom(f *function, b *ssa.BasicBlock) bool {
	if f.makes == nil {
		f.makes = make([]bool, len(f.ssa.Blocks))
		for _, c := range f.ssa.Blocks {
			f.makes[c.Index] = p.blockMakes(c)
		}
		for changed := true; changed; {
			changed = false
			for _, c := range f.ssa.Blocks {
				for _, succ := range c.Succs {
					if f.makes[succ.Index] && !f.makes[c.Index] {
						f.makes[c.Index], changed = true, true
					}
				}
			}
		}
	}
	return f.makes[b.Index]
}

func (p *program) blockMakes(b *ssa.BasicBlock) bool {
	for _, instr := range b.Instrs {
		if p.instrMakes(instr) {
			return true
		}
		switch instr := instr.(type) {
		case *ssa.MakeClosure:
			if p.mayMake(instr.Fn.(*ssa.Function)) {
				return true
			}
		case ssa.CallInstruction:
			if callee := instr.Common().StaticCallee(); callee != nil && len(callee.Blocks) > 0 && p.mayMake(callee) {
				return true
			}
		}
	}
	return false
}
