// Package owners knows who owns a descriptor, what is done with the owner, and
// when it is closed.
//
// An owner is a file, connection or listener: when it is closed, or when nobody
// can reach it any more and the garbage collector runs, its descriptor is closed
// (net/fd_posix.go, setAddr, and os/file_unix.go, newFile, set finalizers). In
// SSA it is a value that is no copy: the result of a call, or a parameter.
package owners

import (
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/summary"
)

// A World is asked about owners.
type World struct {
	*summary.World

	operands summary.Cache[*ssa.Function, map[ssa.Value][]flow.Use] // see operandsOf
}

// New returns the world of some summaries.
func New(w *summary.World) *World { return &World{World: w} }

// A Fate is what becomes of an owner in the function that has it.
type Fate struct {
	Kind Kind // of all its uses

	// Calls are the calls for which it is alive, in no order.
	Calls []Use
}

// Dropped reports whether nobody has the owner once the function has returned.
func (f *Fate) Dropped() bool { return !f.Kind.Leaves() }

// FateOf follows an owner through its function and the literals there.
func (w *World) FateOf(owner ssa.Value) *Fate {
	f := new(Fate)
	for _, u := range w.UsesOf(owner.Parent(), owner, ByCopy) {
		f.Kind |= u.Kind
		if _, ok := u.Instr.(ssa.CallInstruction); ok {
			f.Calls = append(f.Calls, u)
		}
	}
	return f
}
