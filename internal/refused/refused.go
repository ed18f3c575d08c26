package refused

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A Wait is an operation that waits for ever if a function was refused.
type Wait struct {
	At    ssa.Instruction // receives, or waits for a group
	Group bool            // it is a group
	Given *ssa.Call       // may refuse the function that would have helped
}

// A Finder looks at one world.
type Finder struct {
	world *ssabuild.World
	flow  *flow.Flow
	facts Facts
	waits map[any][]ssa.Instruction // by what has the channel or the group: a field, or a value
}

// New returns a Finder.
func New(world *ssabuild.World, f *flow.Flow, facts Facts) *Finder {
	x := &Finder{world: world, flow: f, facts: facts, waits: make(map[any][]ssa.Instruction)}
	for _, fn := range world.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				x.index(instr)
			}
		}
	}
	return x
}

// index notes who waits: not at a select, which may have another way out, and not for more than
// one value or a close.
func (x *Finder) index(instr ssa.Instruction) {
	var key any
	switch instr := instr.(type) {
	case *ssa.UnOp:
		if instr.Op == token.ARROW && !instr.CommaOk {
			key = x.key(instr.X)
		}
	case *ssa.Call:
		if !instr.Call.IsInvoke() && model.Has(callee.Of(&instr.Call), model.WgWait) {
			key = x.key(instr.Call.Args[0])
		}
	}
	if key != nil {
		x.waits[key] = append(x.waits[key], instr)
	}
}

// key returns what a channel or a group is known by: a field in all objects of its type, a
// variable, or what made it.
func (x *Finder) key(v ssa.Value) any {
	v = x.flow.Peel(v)
	if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
		v = load.X
	}
	switch v := v.(type) {
	case *ssa.FieldAddr:
		if field := ssabuild.Field(v); field != nil {
			return field
		}
	case *ssa.Alloc, *ssa.MakeChan, *ssa.Global:
		return v
	}
	return nil
}

// Waits returns who waits for functions that a function hands over without a look at whether
// they are taken, or without a Done where they are not.
func (x *Finder) Waits(fn *ssa.Function) (list []Wait) {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(*ssa.Call)
			if !ok || !x.world.Exists(fn, call) {
				continue
			}
			fact := x.facts(callee.Of(&call.Call))
			if fact == nil || !x.fromOthers(call) {
				continue
			}
			lit := literal(call, fact.Arg)
			if lit == nil {
				continue
			}
			for _, s := range x.signals(lit) {
				for _, wait := range x.waits[s.key] {
					if wait.Parent() != lit && (ignored(call, fact.Result) || s.group && x.forgets(call, fact.Result, s.key, wait)) {
						list = append(list, Wait{At: wait, Group: s.group, Given: call})
					}
				}
			}
		}
	}
	return list
}

// fromOthers reports whether the object that may refuse was made by somebody else, who may have
// closed it meanwhile: who has made it may know that it does not.
func (x *Finder) fromOthers(call *ssa.Call) bool {
	recv := call.Call.Value
	if !call.Call.IsInvoke() {
		if call.Call.Signature().Recv() == nil {
			return false
		}
		recv = call.Call.Args[0]
	}
	return slices.ContainsFunc(x.flow.Origins(recv), func(v ssa.Value) bool {
		_, ok := v.(*ssa.Parameter)
		return ok
	})
}

// ignored reports whether nobody looks at a result.
func ignored(call *ssa.Call, result int) bool {
	if call.Call.Signature().Results().Len() == 1 {
		return len(*call.Referrers()) == 0
	}
	for _, ref := range *call.Referrers() {
		if e, ok := ref.(*ssa.Extract); ok && e.Index == result && len(*e.Referrers()) > 0 {
			return false
		}
	}
	return true
}

// literal returns the function literal that a call is given as an argument, or nil.
func literal(call *ssa.Call, arg int) *ssa.Function {
	args := call.Call.Args
	if !call.Call.IsInvoke() && call.Call.Signature().Recv() != nil {
		args = args[1:]
	}
	if arg >= len(args) {
		return nil
	}
	if mc, ok := flow.Unconverted(args[arg]).(*ssa.MakeClosure); ok && !callee.IsBound(mc.Fn.(*ssa.Function)) {
		return mc.Fn.(*ssa.Function)
	}
	return nil
}

// A signal lets go who waits.
type signal struct {
	key   any
	group bool
}

// signals returns those that a literal gives.
func (x *Finder) signals(lit *ssa.Function) (list []signal) {
	add := func(v ssa.Value, group bool) {
		if key := x.key(v); key != nil {
			list = append(list, signal{key, group})
		}
	}
	for _, b := range lit.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Send:
				add(instr.Chan, false)
			case *ssa.Call, *ssa.Defer:
				common := instr.(ssa.CallInstruction).Common()
				switch {
				case callee.IsBuiltin(common, "close"):
					add(common.Args[0], false)
				case !common.IsInvoke() && model.Has(callee.Of(common), model.WgDone):
					add(common.Args[0], true)
				}
			}
		}
	}
	return list
}
