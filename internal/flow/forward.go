package flow

import (
	"golang.org/x/tools/go/ssa"
)

// A Use is an instruction that does more with a value than copy it.
type Use struct {
	Instr ssa.Instruction
	Value ssa.Value // the operand: the value, or a copy of it
}

// A ForwardPolicy says which values hold the operand of a step once it is done,
// and whether the step is a use. It is not asked about copies.
type ForwardPolicy func(Step) (to []ssa.Value, isUse bool)

// Forward follows v through copies, and where policy says, and returns its uses,
// in depth-first order.
func Forward(v ssa.Value, policy ForwardPolicy) []Use {
	var uses []Use
	seen := make(map[ssa.Value]bool)
	var visit func(v ssa.Value)
	visit = func(v ssa.Value) {
		if seen[v] {
			return
		}
		seen[v] = true
		refs := v.Referrers()
		if refs == nil {
			return
		}
		for i, instr := range *refs {
			if i > 0 && (*refs)[i-1] == instr {
				continue // v is two of its operands
			}
			isUse := false
			eachStep(instr, func(s Step) {
				if s.Operand != v {
					return
				}
				to, used := s.holders(), false
				if s.Kind != Copies && s.Kind != Nothing {
					to, used = policy(s)
				}
				isUse = isUse || used
				for _, w := range to {
					visit(w)
				}
			})
			if isUse {
				uses = append(uses, Use{instr, v})
			}
		}
	}
	visit(v)
	return uses
}

// Uses returns what is done with v and its copies, wherever in the world they
// go: calls, returns, stores, sends and the rest.
func (f *Flow) Uses(v ssa.Value) []Use {
	return Forward(v, func(s Step) (to []ssa.Value, isUse bool) {
		switch s.Kind {
		case Stores:
			if c := f.Cell(s.Into); c != nil {
				return c.Loads, true
			}
		case Captures:
			return s.captured(), false
		case Returns:
			return f.received(s), true
		case Passes:
			return s.passed(), true
		}
		return nil, true
	})
}

// LocalUses returns what is done with v and its copies in its function and in
// the literals around and inside that: the places where it leaves for others,
// captures among them, and those where it is used up. Of the loads of a variable
// it follows those that the store reaches; that a variable which v is the address
// of is loaded or stored to is no use.
func (f *Flow) LocalUses(v ssa.Value) []Use { return f.localUses(v, f.histories) }

func (f *Flow) localUses(v ssa.Value, histories func(*ssa.Alloc) []history) []Use {
	return Forward(v, func(s Step) (to []ssa.Value, isUse bool) {
		switch s.Kind {
		case Stores:
			if alloc := f.Variable(s.Into); alloc != nil {
				// The variable itself stands for those who captured it or have
				// its address.
				return append(f.cellOf(alloc).reached(s.Instr.(*ssa.Store), histories(alloc)), alloc), false
			}
		case Overwrites:
			return nil, false
		case Loads:
			return nil, f.Variable(s.Operand) == nil
		case Captures:
			return s.captured(), true
		}
		return nil, true
	})
}

// captured returns the free variable that an operand becomes.
func (s Step) captured() []ssa.Value {
	return []ssa.Value{s.Instr.(*ssa.MakeClosure).Fn.(*ssa.Function).FreeVars[s.Index]}
}

// received returns what the callers of a function hold after it has returned.
func (f *Flow) received(s Step) []ssa.Value {
	var list []ssa.Value
	ret := s.Instr.(*ssa.Return)
	for _, site := range f.callers[ret.Parent()] {
		call, ok := site.(*ssa.Call)
		switch {
		case !ok: // nobody gets the result
		case len(ret.Results) == 1:
			list = append(list, call)
		default:
			list = append(list, Components(call, s.Index)...)
		}
	}
	return list
}

// passed returns the parameter that an operand becomes in a callee with a visible
// body.
func (s Step) passed() []ssa.Value {
	fn := Callee(s.Instr.(ssa.CallInstruction).Common())
	if fn == nil || fn.Blocks == nil || s.Index >= len(fn.Params) {
		return nil
	}
	return []ssa.Value{fn.Params[s.Index]}
}
