package deadline

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/owners"
)

// endsFirst reports whether the other end of a pipe or terminal is closed between the start of a
// goroutine that reads from a file and the Close of that: the Read ends then.
//
//	t0 = pty.Open()
//	t1 = extract t0 #0      the file
//	t2 = extract t0 #1      its other end
//	go func() { t1.Read(…) }()
//	t2.Close()
//	t1.Close()
func (w *World) endsFirst(file ssa.Value, start, closes ssa.CallInstruction) bool {
	made, at := flow.ResultOf(file)
	if made == nil {
		return false
	}
	results, ok := made.Type().(*types.Tuple)
	if !ok {
		return false
	}
	for _, r := range *made.Referrers() {
		other, ok := r.(*ssa.Extract)
		if !ok || other.Index == at || !owners.IsFile(results.At(other.Index).Type()) {
			continue
		}
		for _, u := range w.Uses(other) {
			call, ok := u.Instr.(ssa.CallInstruction)
			if !ok || !callee.IsReceiver(call.Common(), u.Value) || callee.Of(call.Common()).Name() != "Close" {
				continue
			}
			if call.Parent() == closes.Parent() && w.Reaches(call, closes) && (call.Parent() != start.Parent() || w.Reaches(start, call)) {
				return true
			}
		}
	}
	return false
}
