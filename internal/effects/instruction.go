package effects

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// instruction returns what an instruction does by itself; what a function does
// that it calls is not counted.
func (p *Package) instruction(instr ssa.Instruction) (e Effect) {
	switch instr := instr.(type) {
	case *ssa.MakeChan:
		return Makes | Builds | Operates | Touches
	case *ssa.Send:
		return Operates | Touches
	case *ssa.Select:
		e = Operates | Touches
		if isForever(instr) {
			e |= Parks
			// select{} waits for nothing that could be made elsewhere; in a
			// goroutine it is a leak of its own.
			if instr.Parent().Parent() != nil {
				e |= Makes | Builds
			}
		}
	case *ssa.UnOp:
		if instr.Op == token.ARROW {
			return Operates | Touches
		}
	case *ssa.Store:
		if p.Reaches(instr.Val.Type()) {
			return Touches
		}
	case *ssa.MapUpdate:
		e = ChangesMap
		if p.Reaches(instr.Map.Type()) {
			e |= Touches
		}
	case *ssa.Panic:
		e = Panics
		if !cfg.HasReturn(instr.Parent()) {
			e |= Ends
		}
	case *ssa.Alloc:
		t := ssabuild.Deref(instr.Type())
		if instr.Heap && p.waited(t) {
			return Makes | Builds
		}
		if instr.Heap && p.Holds(t) {
			return Builds
		}
	case *ssa.MakeMap, *ssa.MakeSlice:
		if p.Holds(instr.(ssa.Value).Type()) {
			return Builds
		}
	case *ssa.MakeClosure:
		// A function that returns a closure returns what that has captured.
		if p.Reaches(callee.Declared(instr.Parent()).Signature.Results()) && p.sinks(instr)&toResult != 0 {
			return Builds
		}
	case *ssa.Go:
		return p.call(instr) | Operates | Touches | Starts
	case ssa.CallInstruction:
		return p.call(instr)
	}
	return e
}

// call returns what a call does by itself: of a builtin, of code that is not seen.
func (p *Package) call(instr ssa.CallInstruction) (e Effect) {
	c := instr.Common()
	if b, ok := c.Value.(*ssa.Builtin); ok {
		switch b.Name() {
		case "close":
			return Touches | Operates
		case "recover":
			return Touches | Ends
		case "append":
			if v := instr.Value(); v != nil && p.Holds(v.Type()) {
				return Operates
			}
		case "copy", "delete", "clear":
			if isMap(c.Args[0].Type()) {
				e = ChangesMap
			}
			if p.Reaches(c.Args[0].Type()) {
				e |= Touches // as a store does
			}
			return e
		}
		return 0
	}
	obj := foreignCallee(c)
	switch callee := c.StaticCallee(); {
	case c.IsInvoke():
		obj = c.Method
	case callee == nil:
		return Touches | Operates | Starts // of a function value: it may do anything
	case len(callee.Blocks) > 0:
		return 0
	case obj == nil:
		return Touches
	case p.fed(instr, obj):
		return Makes | Builds | Operates | Touches | Starts
	}
	for _, entry := range model.EffectsOf(obj) {
		if entry.Effect.Explored() {
			e |= Touches
			if !c.IsInvoke() {
				e |= Operates
			}
		}
		switch entry.Effect {
		case model.Exits, model.Goexits:
			e |= Ends
		case model.WgGo, model.GroupGo, model.GroupTryGo, model.AfterFunc, model.CtxAfter:
			e |= Starts
		}
		if _, starts := instr.(*ssa.Go); !starts && !c.IsInvoke() {
			e |= p.known(instr, entry.Effect)
		}
	}
	if e&Touches == 0 && !model.Inert(obj) {
		for _, a := range c.Args {
			if p.Reaches(a.Type()) {
				e |= Touches
			}
			if isWork(a.Type()) {
				e |= Starts
			}
		}
	}
	return e
}

// isWork reports whether a value of a type is what one gives to a pool of goroutines, or
// to a function that starts one: a function or a channel.
func isWork(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Signature, *types.Chan:
		return true
	}
	return false
}

// known returns what a call makes of which the model says what it does.
func (p *Package) known(instr ssa.CallInstruction, does model.Effect) (e Effect) {
	switch does {
	case model.NewTicker, model.NewTimer, model.NewCond:
		return Makes | Builds
	case model.TimeAfter:
		// It fires once: one receive finds it, a second one waits.
		if v := instr.Value(); v != nil && len(*v.Referrers()) > 1 {
			return Makes | Builds
		}
	case model.CtxCancel, model.GroupCtx:
		// Only a context that never ends by itself makes a goroutine that waits for it
		// depend on the cancel function. Whether this one does is for the caller to
		// know, if it is derived from a parameter.
		o := p.contextOf(instr.Common().Args[0])
		if o.endless {
			e |= Makes | Builds
		}
		if o.param != nil {
			if _, ok := instr.(*ssa.Call); ok {
				e |= Derives
			}
		}
	}
	return e
}

func isMap(t types.Type) bool {
	_, ok := t.Underlying().(*types.Map)
	return ok
}

// isForever reports whether a select is the one without cases:
//
//	t0 = select blocking []
func isForever(sel *ssa.Select) bool { return sel.Blocking && len(sel.States) == 0 }

// foreignCallee returns the function of another package that is called, the
// generic one of an instance, or nil.
func foreignCallee(c *ssa.CallCommon) *types.Func {
	fn := c.StaticCallee()
	if fn == nil || len(fn.Blocks) > 0 {
		return nil
	}
	return callee.Object(fn)
}
