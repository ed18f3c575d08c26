package flow

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// A Kind says what an instruction does with one of its operands.
type Kind uint8

const (
	// Computes is what all instructions do that no other kind is for, and what an
	// instruction that go/ssa does not have yet is taken to do: something new comes
	// of the operand, or a decision. Neither a way of following values goes on here.
	Computes Kind = iota
	// Nothing happens to the operand.
	Nothing
	// Copies: the result is the operand, with another type perhaps; of a phi, that
	// of one edge.
	Copies
	// Selects: the result is a part of the operand, or the address of one.
	Selects
	// Loads: the operand is an address, the result what is there.
	Loads
	// Stores: the operand goes to an address, [Step.Into].
	Stores
	// Overwrites: the operand is the address to which something is stored.
	Overwrites
	// Captures: the operand becomes a free variable of a literal.
	Captures
	// Passes: the operand is an argument of a call, or the receiver of a method.
	Passes
	// Calls: the operand is the function that is called.
	Calls
	// Returns: the operand is a result of the function.
	Returns
	// Leaves: the operand goes where values are not followed: a channel, a map, a
	// panic.
	Leaves
)

// A Step is what an instruction does with one of its operands.
type Step struct {
	Kind    Kind
	Instr   ssa.Instruction
	Operand ssa.Value

	// Index is, by kind, the index of the argument as the callee counts its
	// parameters, of the result that is returned, of the free variable, or of the
	// component of a tuple that is the copy.
	Index int
	Into  ssa.Value // where Stores stores
}

// eachStep calls visit for each operand of an instruction. It is the one place
// that knows the instructions of go/ssa as far as values are followed.
func eachStep(instr ssa.Instruction, visit func(Step)) {
	step := func(kind Kind, operand ssa.Value) { visit(Step{Kind: kind, Instr: instr, Operand: operand}) }
	switch instr := instr.(type) {
	case *ssa.DebugRef:
		step(Nothing, instr.X)
	case *ssa.ChangeType:
		step(Copies, instr.X)
	case *ssa.ChangeInterface:
		step(Copies, instr.X)
	case *ssa.Convert:
		step(Copies, instr.X)
	case *ssa.MultiConvert:
		step(Copies, instr.X)
	case *ssa.MakeInterface:
		step(Copies, instr.X)
	case *ssa.TypeAssert:
		step(Copies, instr.X) // with CommaOk, component 0
	case *ssa.Phi:
		for _, edge := range instr.Edges {
			step(Copies, edge)
		}
	case *ssa.Extract:
		step(Selects, instr.Tuple)
	case *ssa.Field:
		step(Selects, instr.X)
	case *ssa.FieldAddr:
		step(Selects, instr.X)
	case *ssa.Index:
		step(Selects, instr.X)
		step(Computes, instr.Index)
	case *ssa.IndexAddr:
		step(Selects, instr.X)
		step(Computes, instr.Index)
	case *ssa.Lookup:
		step(Selects, instr.X)
		step(Computes, instr.Index)
	case *ssa.UnOp:
		if instr.Op == token.MUL {
			step(Loads, instr.X)
		} else {
			step(Computes, instr.X)
		}
	case *ssa.Store:
		visit(Step{Kind: Stores, Instr: instr, Operand: instr.Val, Into: instr.Addr})
		step(Overwrites, instr.Addr)
	case *ssa.MakeClosure:
		step(Nothing, instr.Fn)
		for i, b := range instr.Bindings {
			visit(Step{Kind: Captures, Instr: instr, Operand: b, Index: i})
		}
	case ssa.CallInstruction:
		callSteps(instr, visit)
	case *ssa.Return:
		for i, r := range instr.Results {
			visit(Step{Kind: Returns, Instr: instr, Operand: r, Index: i})
		}
	case *ssa.Send:
		step(Computes, instr.Chan)
		step(Leaves, instr.X)
	case *ssa.Select:
		for _, state := range instr.States {
			step(Computes, state.Chan)
			if state.Send != nil {
				step(Leaves, state.Send)
			}
		}
	case *ssa.MapUpdate:
		step(Computes, instr.Map)
		step(Leaves, instr.Key)
		step(Leaves, instr.Value)
	case *ssa.Panic:
		step(Leaves, instr.X)
	default:
		var buf [4]*ssa.Value
		for _, op := range instr.Operands(buf[:0]) {
			if *op != nil {
				step(Computes, *op)
			}
		}
	}
}

func callSteps(site ssa.CallInstruction, visit func(Step)) {
	call := site.Common()
	first := 0
	if call.IsInvoke() {
		visit(Step{Kind: Passes, Instr: site, Operand: call.Value})
		first = 1
	} else {
		visit(Step{Kind: Calls, Instr: site, Operand: call.Value})
	}
	for i, arg := range call.Args {
		visit(Step{Kind: Passes, Instr: site, Operand: arg, Index: first + i})
	}
	if d, ok := site.(*ssa.Defer); ok && d.DeferStack != nil {
		visit(Step{Kind: Computes, Instr: site, Operand: d.DeferStack})
	}
}

// holders returns the values that a step makes copies of its operand.
func (s Step) holders() []ssa.Value {
	if s.Kind != Copies {
		return nil
	}
	v := s.Instr.(ssa.Value)
	if isTuple(v) {
		return Components(v, s.Index)
	}
	return []ssa.Value{v}
}

func isTuple(v ssa.Value) bool {
	_, ok := v.Type().(*types.Tuple)
	return ok
}

// Components returns the instructions that take a component out of a tuple.
func Components(tuple ssa.Value, index int) []ssa.Value {
	var list []ssa.Value
	for _, instr := range *tuple.Referrers() {
		if e, ok := instr.(*ssa.Extract); ok && e.Index == index {
			list = append(list, e)
		}
	}
	return list
}

// copied returns the values of which v is a copy: that which is converted, all
// edges of a phi, or none.
func copied(v ssa.Value) []ssa.Value {
	var list []ssa.Value
	eachCopied(v, func(x ssa.Value) { list = append(list, x) })
	return list
}

func eachCopied(v ssa.Value, visit func(ssa.Value)) {
	component := 0
	if e, ok := v.(*ssa.Extract); ok {
		v, component = e.Tuple, e.Index
	} else if isTuple(v) {
		return
	}
	if instr, ok := v.(ssa.Instruction); ok {
		eachStep(instr, func(s Step) {
			if s.Kind == Copies && s.Index == component {
				visit(s.Operand)
			}
		})
	}
}

// converted returns the value that v is with another type, or nil. A phi is no
// conversion, whatever its edges.
func converted(v ssa.Value) ssa.Value {
	if _, ok := v.(*ssa.Phi); ok {
		return nil
	}
	var from ssa.Value // of what is not a phi there is one
	eachCopied(v, func(x ssa.Value) { from = x })
	return from
}

// Unconverted returns the value that v is with another type, or v.
func Unconverted(v ssa.Value) ssa.Value {
	for x := converted(v); x != nil; x = converted(v) {
		v = x
	}
	return v
}
