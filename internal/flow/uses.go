package flow

import (
	"golang.org/x/tools/go/ssa"
)

// A Use is an instruction that does more with a value than copy it.
type Use struct {
	Instr ssa.Instruction
	Value ssa.Value // the operand: the value, or a copy of it
}

// Uses returns what is done with v and its copies, wherever in the world they
// go: calls, returns, stores, sends and the rest.
func (f *Flow) Uses(v ssa.Value) []Use {
	if uses, ok := f.uses[v]; ok {
		return uses
	}
	uses := usesOf(v, f.forward)
	f.uses[v] = uses
	return uses
}

// usesOf follows v forward, by steps that say which values hold it after an
// instruction, and whether that is all the instruction does with it.
func usesOf(v ssa.Value, forward func(ssa.Instruction, ssa.Value) (to []ssa.Value, isCopy bool)) []Use {
	var uses []Use
	seen := make(map[ssa.Value]bool)
	var visit func(v ssa.Value)
	visit = func(v ssa.Value) {
		if v == nil || seen[v] {
			return
		}
		seen[v] = true
		refs := v.Referrers()
		if refs == nil {
			return
		}
		for _, instr := range *refs {
			to, isCopy := forward(instr, v)
			for _, w := range to {
				visit(w)
			}
			if !isCopy {
				uses = append(uses, Use{instr, v})
			}
		}
	}
	visit(v)
	return uses
}

// forward returns the values that hold v after instr, and whether that is all
// that instr does with it.
func (f *Flow) forward(instr ssa.Instruction, v ssa.Value) (to []ssa.Value, isCopy bool) {
	switch instr := instr.(type) {
	case *ssa.DebugRef:
		return nil, true
	case *ssa.Phi:
		return []ssa.Value{instr}, true
	case *ssa.TypeAssert:
		if !instr.CommaOk {
			return []ssa.Value{instr}, true
		}
		return extracts(instr, 0), true
	case *ssa.Store:
		if instr.Val == v {
			if c := f.Cell(instr.Addr); c != nil {
				return c.Loads, false
			}
		}
		return nil, false
	case *ssa.Return:
		return f.received(instr, v), false
	case *ssa.MakeClosure:
		for i, b := range instr.Bindings {
			if b == v {
				to = append(to, instr.Fn.(*ssa.Function).FreeVars[i])
			}
		}
		return to, true
	case ssa.CallInstruction:
		return passed(instr.Common(), v), false
	case ssa.Value:
		if copied(instr) == v {
			return []ssa.Value{instr}, true
		}
	}
	return nil, false
}

// extracts returns the uses of one component of a tuple.
func extracts(tuple ssa.Value, index int) []ssa.Value {
	var vs []ssa.Value
	for _, instr := range *tuple.Referrers() {
		if e, ok := instr.(*ssa.Extract); ok && e.Index == index {
			vs = append(vs, e)
		}
	}
	return vs
}

// received returns what the callers of a function hold after it returned v.
func (f *Flow) received(ret *ssa.Return, v ssa.Value) []ssa.Value {
	var vs []ssa.Value
	for _, site := range f.callers[ret.Parent()] {
		call, ok := site.(*ssa.Call)
		if !ok {
			continue
		}
		for i, r := range ret.Results {
			switch {
			case r != v:
			case len(ret.Results) == 1:
				vs = append(vs, call)
			default:
				vs = append(vs, extracts(call, i)...)
			}
		}
	}
	return vs
}

// passed returns the parameters that receive v in a callee with a visible body.
func passed(call *ssa.CallCommon, v ssa.Value) []ssa.Value {
	fn := Callee(call)
	if fn == nil || fn.Blocks == nil {
		return nil
	}
	var vs []ssa.Value
	for i, arg := range call.Args {
		if arg == v && i < len(fn.Params) {
			vs = append(vs, fn.Params[i])
		}
	}
	return vs
}
