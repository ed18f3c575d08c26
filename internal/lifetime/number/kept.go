package number

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/owners"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// keptHold returns, as a hold, the field or package variable from which os.NewFile
// got its number, if another function of the package uses what is there; else nil:
//
//	t0 = &r.fd [#0]
//	t1 = *t0
//	t3 = os.NewFile(convert uintptr <- int (t1), "name")
//
// There the number was before the file was, and there it stays when the file is
// gone, unless this function writes another one to it.
func (w *World) keptHold(n Number) *Hold {
	load, ok := n.Value.(*ssa.UnOp)
	if !ok || !w.isForeign(w.Root(load)) {
		return nil
	}
	cell, fn := w.Cell(load.X), n.Call.Parent()
	if cell == nil || cell.Taken || slices.ContainsFunc(cell.Stores, func(s *ssa.Store) bool { return s.Parent() == fn }) {
		return nil
	}
	var first ssa.CallInstruction
	for _, other := range cell.Loads {
		for _, u := range w.LocalUses(other) {
			call, ok := u.Instr.(ssa.CallInstruction)
			if ok && call.Parent() != fn && needsNumber(call, u.Value) && (first == nil || tellsMore(call, first)) {
				first = call
			}
		}
	}
	if first == nil {
		return nil
	}
	return &Hold{Instr: n.Call, Kind: Kept, Value: n.Value, User: first}
}

// tellsMore reports whether a use of a number is the better witness of two that it is
// needed: one that does not close it.
func tellsMore(a, b ssa.CallInstruction) bool {
	if closesNumber(a) != closesNumber(b) {
		return closesNumber(b)
	}
	return flow.Compare(a, b) < 0
}

// isForeign reports whether what has a value at the root of its path was not made
// by the function itself.
func (w *World) isForeign(root ssa.Value) bool {
	switch root.(type) {
	case *ssa.Parameter, *ssa.FreeVar, *ssa.Global:
		return true
	}
	return false
}

// needsNumber reports whether a call does something with the descriptor whose
// number it gets.
func needsNumber(call ssa.CallInstruction, number ssa.Value) bool {
	fn := callee.Of(call.Common())
	return slices.Contains(call.Common().Args, number) && (model.IsSyscall(fn) || model.Has(fn, model.AdoptFd))
}

// isHandedOver reports whether an owner goes to a function that makes a connection
// of a duplicate: the number has served its purpose.
func isHandedOver(fate *owners.Fate) bool {
	return slices.ContainsFunc(fate.Calls, func(u owners.Use) bool {
		return model.Has(callee.Of(u.Instr.(ssa.CallInstruction).Common()), model.Adopt)
	})
}
