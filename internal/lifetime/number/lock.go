package number

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/owners"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/summary"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// LocksOf returns the calls that leave a lock on the descriptor of a number which is
// nowhere given back in the function, as holds: the lock goes with the descriptor.
func (w *World) LocksOf(number ssa.Value) []Hold {
	var holds []Hold
	for _, u := range w.LocalUses(number) {
		call, ok := u.Instr.(ssa.CallInstruction)
		if !ok {
			continue
		}
		locks, unlocks := w.locks(call.Common(), u.Value)
		if unlocks {
			return nil
		}
		if locks {
			holds = append(holds, Hold{Instr: call, Kind: Locked, Value: u.Value})
		}
	}
	return holds
}

// locks reports whether a call leaves a lock on a descriptor, and whether it takes one
// away.
func (w *World) locks(call *ssa.CallCommon, number ssa.Value) (locks, unlocks bool) {
	if entry, ok := model.Of(callee.Of(call), model.LockFd); ok && call.Args[entry.Operands[0].Index] == number {
		const lockUn = 8 // LOCK_UN, of flock(2)
		op, known := w.Peel(call.Args[entry.Operands[1].Index]).(*ssa.Const)
		if !known || op.Value == nil {
			return false, false
		}
		unlocks = op.Int64()&lockUn != 0
		return !unlocks, unlocks
	}
	for _, f := range w.SummariesOf(call) {
		locks = locks || slices.ContainsFunc(f.Locked, func(i int) bool { return summary.Argument(call, i) == number })
	}
	return locks, false
}

// lockLost reports whether the lock on a descriptor ends before the function meant it
// to: its owner is dropped, and not closed on every path, which is a way to give the
// lock back.
func (w *World) lockLost(o *Outlived, fate *owners.Fate, at ssa.Instruction) bool {
	return !isParameter(o.Owner) && !w.ClosedAround(at.Parent(), fate.Calls, at) && !w.usedUp(o, fate, at)
}
