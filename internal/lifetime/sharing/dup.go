// Package sharing knows what becomes of the connections and files that share an
// open file description: which of them Fd leaves blocking, and for whom.
package sharing

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/guard"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/number"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/owners"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/summary"
)

// A World is asked about open file descriptions that are shared.
type World struct {
	*number.World

	modes      summary.Cache[ssa.Value, modes]  // see Restored
	controlled func() []number.Number           // see controlledOf
	served     func() map[any]ssa.Instruction   // see servedOf
	restored   func() map[any]bool              // see restoredOf
	callbacks  func() map[*ssa.Parameter][]*Dup // see callbacksOf
}

// New returns the world of some owners.
func New(n *number.World) *World {
	w := &World{World: n}
	w.controlled = guard.OnceValue(w.controlledOf)
	w.served = guard.OnceValue(w.servedOf)
	w.restored = guard.OnceValue(w.restoredOf)
	w.callbacks = guard.OnceValue(w.callbacksOf)
	return w
}

// A Dup is a call that returns a file which shares its open file description
// with a connection or listener: File, or a function that returns its result.
type Dup struct {
	Call     *ssa.Call
	Owner    ssa.Value // the connection or listener; nil if a callee has it
	Listener bool
	Direct   bool // a call of File itself
}

// DupOf returns the call whose result v is a file that shares its description
// with a connection, or nil.
func (w *World) DupOf(v ssa.Value) *Dup {
	call, result := flow.ResultOf(v)
	if call == nil {
		return nil
	}
	for _, f := range w.SummariesOf(&call.Call) {
		if slices.Contains(f.Dups, result) {
			return w.dupByCallee(call)
		}
	}
	if result != 0 || w.FileMethod(&call.Call) == nil {
		return nil
	}
	return w.dupOfCall(call)
}

// dupOfCall returns the Dup of a call of File.
func (w *World) dupOfCall(call *ssa.Call) *Dup {
	recv := w.FileMethod(&call.Call).Signature().Recv()
	d := &Dup{Call: call, Listener: isListener(recv.Type()), Direct: true}
	if !call.Call.IsInvoke() {
		d.Owner = call.Call.Args[0]
		return d
	}
	d.Owner = call.Call.Value // an interface that has File, made of one that has Accept, say
	d.Listener = d.Listener || slices.ContainsFunc(w.Sources(d.Owner), func(src ssa.Value) bool { return isListener(src.Type()) })
	return d
}

// dupByCallee returns the Dup of a call of a function that is not followed and
// returns the File of a connection. The first argument that is one is taken for
// its owner.
func (w *World) dupByCallee(call *ssa.Call) *Dup {
	d := &Dup{Call: call}
	for _, arg := range call.Call.Args {
		if owners.DupMethod(w.Peel(arg).Type()) != nil || owners.IsNetInterface(arg.Type()) {
			d.Owner, d.Listener = arg, isListener(arg.Type())
			break
		}
	}
	return d
}

// isListener reports whether a type has a method Accept.
func isListener(t types.Type) bool { return owners.HasMethod(t, "Accept") }
