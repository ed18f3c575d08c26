package number

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/summary"
)

// Released returns the calls that take a number out of where it was held: of a
// map, or of what the kernel watches.
func (w *World) Released(number ssa.Value) []ssa.CallInstruction {
	var calls []ssa.CallInstruction
	for _, u := range w.LocalUses(number) {
		if call, ok := u.Instr.(ssa.CallInstruction); ok && w.releases(call.Common(), u.Value) {
			calls = append(calls, call)
		}
	}
	return calls
}

func (w *World) releases(call *ssa.CallCommon, v ssa.Value) bool {
	if b, ok := call.Value.(*ssa.Builtin); ok {
		return b.Name() == "delete" && flow.Unconverted(call.Args[1]) == flow.Unconverted(v)
	}
	if r, ok := registrationOf(call); ok {
		return r.fd == v && w.isDelete(r.op)
	}
	for _, f := range w.SummariesOf(call) {
		if slices.ContainsFunc(f.Released, func(i int) bool { return summary.Argument(call, i) == v }) ||
			slices.ContainsFunc(f.Controls, func(c summary.Control) bool {
				return summary.Argument(call, c.Number) == v && w.isDelete(summary.Argument(call, c.Op))
			}) {
			return true
		}
	}
	return false
}

// isDelete reports whether an operation of epoll_ctl(2) is EPOLL_CTL_DEL.
func (w *World) isDelete(op ssa.Value) bool {
	const epollDel = 2
	c, ok := w.Peel(op).(*ssa.Const)
	return ok && c.Value != nil && c.Int64() == epollDel
}

// takenOut reports whether after an instruction that holds a number of an owner
// one is taken out again, so that nobody has it for longer than the owner lives.
func (w *World) takenOut(o *Outlived, held ssa.Instruction) bool {
	fn := held.Parent()
	for _, n := range w.Numbers(fn) {
		if n.Value == nil || !slices.Contains(w.OwnersOf(n), o.Owner) {
			continue
		}
		for _, call := range w.Released(n.Value) {
			at := w.RunsAt(fn, call)
			if _, deferred := at.(*ssa.Defer); deferred || at != nil && w.Reaches(held, at) {
				return true
			}
		}
	}
	return false
}
