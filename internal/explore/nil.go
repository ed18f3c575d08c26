package explore

import (
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/explore/code"
	"github.com/gopitfalls/gopitfalls/internal/explore/interp"
	"github.com/gopitfalls/gopitfalls/internal/explore/search"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A NilSearch asks of operations on channels, in one world, whether a path leads there on
// which the channel is nil. It follows conditions through calls, closures and memory. Of
// what comes from outside it does not know whether it is nil, so it can refute that a
// variable is, not prove it.
type NilSearch struct{ program *code.Program }

// NewNilSearch returns a search of a world.
func NewNilSearch(s *ssabuild.SSA, w *ssabuild.World) *NilSearch {
	return &NilSearch{program: code.NewProgram(s, w, nil)}
}

// Refutes reports whether a call of root leads to an operation and never with a nil
// channel, all paths within the bounds having been run. It tries with the calls of all
// functions that are seen, whose results decide branches, and if these are too many
// without those that do not lead to the operation.
func (n *NilSearch) Refutes(root *ssa.Function, at ssa.Instruction, channel ssa.Value) bool {
	view := n.program.Effects.View(root)
	for _, all := range []bool{true, false} {
		m := search.New(n.program, view, search.Fine)
		m.Watch = interp.NewWatch(n.program, at, channel, all)
		m.Explore()
		if len(m.GaveUp) == 0 {
			return m.Watch.Reached && !m.Watch.Nil
		}
	}
	return false
}
