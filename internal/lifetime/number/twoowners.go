package number

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// A TwoOwners is a descriptor that two close: the one that does it last closes
// whatever has got the number in the meantime.
type TwoOwners struct {
	First  ssa.CallInstruction // what makes, or is asked of, the first owner
	Second ssa.CallInstruction // what makes the second one, or closes the number
	Owner  ssa.Value           // the first owner
	Closes bool                // the second closes the number
}

// TwoOwners returns the descriptors in fn that get a second owner there.
func (w *World) TwoOwners(fn *ssa.Function) []TwoOwners {
	var list []TwoOwners
	for _, n := range w.Numbers(fn) {
		switch {
		case n.Value == nil:
		case n.Adopted:
			list = append(list, w.adoptedTwice(n)...)
		default:
			list = append(list, w.adoptedFrom(n)...)
		}
	}
	return list
}

// adoptedTwice returns the calls that adopt or close a number after n did.
func (w *World) adoptedTwice(n Number) []TwoOwners {
	var list []TwoOwners
	for _, call := range w.takers(n.Call.Parent()) {
		if call != n.Call && w.takesAgain(call, n) && !w.whereNil(n, call) {
			list = append(list, TwoOwners{First: n.Call, Second: call, Owner: n.Owner, Closes: closesNumber(call)})
		}
	}
	return list
}

// takers returns the calls in fn that adopt or close a descriptor, if they are
// not too many to be compared with each other.
func (w *World) takers(fn *ssa.Function) []ssa.CallInstruction {
	var list []ssa.CallInstruction
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if call, ok := instr.(ssa.CallInstruction); ok && isTaker(call) {
				list = append(list, call)
			}
		}
	}
	if len(list)*len(list) > maxPairs {
		return nil
	}
	return list
}

// takesAgain reports whether a call adopts or closes the number that n has
// adopted, and not another one that has come into its place since. What is
// deferred comes at the end, wherever the defer stands.
func (w *World) takesAgain(call ssa.CallInstruction, n Number) bool {
	if !w.SamePlace(call.Common().Args[0], n.Value) {
		return false
	}
	if _, deferred := call.(*ssa.Defer); deferred && w.Dominates(call, n.Call) {
		return true
	}
	return w.ReachesUnless(n.Call, call, func(instr ssa.Instruction) bool { return w.changes(instr, n.Value) })
}

// changes reports whether an instruction makes the value anew, or writes to the
// variable, field or element of which it is the content, or to what that is a part of.
func (w *World) changes(instr ssa.Instruction, v ssa.Value) bool {
	load, ok := v.(*ssa.UnOp)
	if !ok {
		return instr == Definition(v)
	}
	switch instr := instr.(type) {
	case *ssa.Alloc:
		return ssa.Value(instr) == w.Root(load)
	case *ssa.Store:
		return slices.ContainsFunc(wholes(load.X), func(addr ssa.Value) bool { return w.SamePlace(instr.Addr, addr) })
	case ssa.CallInstruction:
		return slices.Contains(instr.Common().Args, load.X)
	}
	return false
}

// wholes returns an address, and those of the structs and arrays around what is there.
func wholes(addr ssa.Value) []ssa.Value {
	list := []ssa.Value{addr}
	for range maxPath {
		switch x := addr.(type) {
		case *ssa.IndexAddr:
			addr = x.X
		case *ssa.FieldAddr:
			addr = x.X
		default:
			return list
		}
		list = append(list, addr)
	}
	return list
}

// whereNil reports whether an instruction is executed only where os.NewFile has
// returned nil: the number was none.
func (w *World) whereNil(n Number, instr ssa.Instruction) bool {
	for d := instr.Block().Idom(); d != nil; d = d.Idom() {
		branch, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		cond, ok := branch.Cond.(*ssa.BinOp)
		if !ok || !isNilTest(cond.X, cond.Y, n.Owner) && !isNilTest(cond.Y, cond.X, n.Owner) {
			continue
		}
		isNil := d.Succs[0]
		if cond.Op == token.NEQ {
			isNil = d.Succs[1]
		}
		if len(isNil.Preds) == 1 && isNil.Dominates(instr.Block()) {
			return true
		}
	}
	return false
}

// isNilTest reports whether y is nil and x the owner.
func isNilTest(x, y, owner ssa.Value) bool {
	c, ok := y.(*ssa.Const)
	return ok && c.Value == nil && x == owner
}

// adoptedFrom returns the calls that adopt or close the number of a living owner,
// which closes it too: at once, at the end, in a goroutine, or when it is collected.
func (w *World) adoptedFrom(n Number) []TwoOwners {
	var list []TwoOwners
	for _, u := range w.LocalUses(n.Value) {
		call, ok := u.Instr.(ssa.CallInstruction)
		if !ok || !w.takes(call, u.Value) {
			continue
		}
		two := TwoOwners{First: n.Call, Second: call, Owner: n.Owner, Closes: closesNumber(call)}
		file := call.Value() // nil where it is deferred
		if file == nil && !two.Closes {
			continue // nobody has the file
		}
		if slices.ContainsFunc(w.Sources(n.Owner), isStandard) && (two.Closes || !w.FateOf(file).Dropped()) {
			continue // for as long as the process lives
		}
		list = append(list, two)
	}
	return list
}

// takes reports whether a call adopts or closes the descriptor v.
func (w *World) takes(call ssa.CallInstruction, v ssa.Value) bool {
	return isTaker(call) && call.Common().Args[0] == v
}

// isTaker reports whether a call adopts or closes a descriptor.
func isTaker(call ssa.CallInstruction) bool {
	return model.Has(callee.Of(call.Common()), model.AdoptFd) || closesNumber(call)
}

func closesNumber(call ssa.CallInstruction) bool {
	return model.Has(callee.Of(call.Common()), model.CloseFd)
}
