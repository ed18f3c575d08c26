// Package number knows whether the number of a descriptor is held, or used, when
// its owner is closed or dead, and whether two own one descriptor.
package number

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/guard"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/owners"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/summary"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// A World is asked about numbers of descriptors.
type World struct {
	*owners.World

	adopted func() map[*types.Var][]taker // see adoptedFields
}

// New returns the world of some owners.
func New(o *owners.World) *World {
	w := &World{World: o}
	w.adopted = guard.OnceValue(w.adoptedFields)
	return w
}

// A Number is where the number of an owner's descriptor comes from.
type Number struct {
	Call  ssa.CallInstruction // of Fd, RawConn.Control, os.NewFile or of a function that returns or keeps the number
	Value ssa.Value           // the number, or what holds it; nil if the callee keeps it
	Owner ssa.Value           // what the call was given; not followed to its sources

	Locked string // the callee ties this state of the kernel, such as a lock, to the descriptor

	Given     bool // the owner is a result of Call: the callee has made it, and tied the state
	Discarded bool // nobody looks at that
	Callback  bool // it is the parameter of a callback
	Adopted   bool // it is older than the owner, which got it from os.NewFile
}

// maxNumbers bounds how many numbers of one function are looked at, each in time
// proportional to its size: one that has more was written by a program. It counts
// the calls from which one may come, whatever is known of their callees, so that
// it cuts the same while summaries grow.
const maxNumbers = 256

// Numbers returns the numbers that come up in fn, or none if they are too many.
func (w *World) Numbers(fn *ssa.Function) []Number {
	var calls []ssa.CallInstruction
	live := cfg.Live(fn)
	for _, b := range fn.Blocks {
		if !live[b.Index] {
			continue
		}
		for _, instr := range b.Instrs {
			if call, ok := instr.(ssa.CallInstruction); ok {
				calls = append(calls, call)
			}
		}
	}
	if len(calls) > maxNumbers {
		if calls = slices.DeleteFunc(calls, isUnrelated); len(calls) > maxNumbers {
			return nil
		}
	}
	var list []Number
	for _, call := range calls {
		list = append(list, w.numbersOf(call)...)
	}
	return list
}

// isUnrelated reports whether no number comes from a call: its callee neither
// makes or asks an owner, nor gets one.
func isUnrelated(site ssa.CallInstruction) bool {
	call := site.Common()
	fn := callee.Of(call)
	if bound, _ := callee.Bound(call); bound != nil {
		return false
	}
	if slices.ContainsFunc([]model.Effect{model.SetBlocking, model.RawCall, model.AdoptFd}, func(e model.Effect) bool { return model.Has(fn, e) }) {
		return false
	}
	if fn != nil && fn.Pkg() != nil && model.IsStd(fn.Pkg().Path()) {
		return true // of which the model knows all
	}
	for i := range summary.Arguments(call) {
		if owners.IsOwner(summary.Argument(call, i).Type()) {
			return false
		}
	}
	return true
}

func (w *World) numbersOf(site ssa.CallInstruction) []Number {
	call := site.Common()
	fn := callee.Of(call)
	value, _ := site.(*ssa.Call)
	bound, recv := callee.Bound(call)
	switch {
	case model.Has(bound, model.SetBlocking):
		if value == nil {
			return nil
		}
		return []Number{{Call: site, Value: value, Owner: recv}}
	case model.Has(fn, model.SetBlocking) && !call.IsInvoke():
		if value == nil {
			return nil
		}
		return []Number{{Call: site, Value: value, Owner: call.Args[0]}}
	case model.Has(fn, model.RawCall) && call.IsInvoke():
		return w.callbackNumbers(site)
	case model.Has(fn, model.AdoptFd):
		if value == nil {
			return nil
		}
		return []Number{{Call: site, Value: w.Peel(call.Args[0]), Owner: value, Adopted: true}}
	}
	var list []Number
	f := w.SummaryOf(call)
	if f == nil {
		return nil
	}
	for _, p := range f.Numbers {
		for _, v := range summary.ResultsOf(site, p.Result) {
			if arg := summary.Argument(call, p.Param); !owners.IsNumber(arg.Type()) {
				list = append(list, Number{Call: site, Value: v, Owner: arg})
			}
		}
	}
	for _, i := range f.Held {
		if arg := summary.Argument(call, i); !owners.IsNumber(arg.Type()) {
			list = append(list, Number{Call: site, Owner: arg})
		}
	}
	list = append(list, w.heldResults(site, f)...)
	for _, tie := range f.Locked {
		if arg := summary.Argument(call, tie.Index); !owners.IsNumber(arg.Type()) {
			list = append(list, Number{Call: site, Owner: arg, Locked: tie.State})
		}
	}
	return list
}

// callbackNumbers returns the number that a RawConn gives to a literal.
func (w *World) callbackNumbers(site ssa.CallInstruction) []Number {
	call := site.Common()
	lit := literal(w.Peel(call.Args[0]))
	if lit == nil {
		return nil
	}
	var list []Number
	for _, raw := range w.LocalSources(call.Value) {
		access, _ := flow.ResultOf(raw)
		if access == nil || !model.Has(callee.Of(&access.Call), model.RawConn) {
			continue
		}
		owner := summary.Argument(&access.Call, 0)
		list = append(list, Number{Call: site, Value: lit.Params[0], Owner: owner, Callback: true})
	}
	return list
}

// literal returns the function literal that a value is, whether it captures something
// or not, or nil.
func literal(v ssa.Value) *ssa.Function {
	if mc, ok := v.(*ssa.MakeClosure); ok {
		return mc.Fn.(*ssa.Function)
	}
	if fn, ok := v.(*ssa.Function); ok && fn.Parent() != nil {
		return fn
	}
	return nil
}

// OwnersOf returns the sources of the owner of a number: the struct with the owner, if it is
// loaded from a field of one.
func (w *World) OwnersOf(n Number) []ssa.Value {
	var list []ssa.Value
	for _, src := range w.LocalSources(n.Owner) {
		if wrapper := w.Wrapped(src); wrapper != nil {
			list = append(list, w.LocalSources(wrapper)...)
		} else {
			list = append(list, src)
		}
	}
	return list
}

// isStandard reports whether an owner is one of os.Stdin, os.Stdout and
// os.Stderr, which live as long as the process.
func isStandard(owner ssa.Value) bool {
	load, ok := owner.(*ssa.UnOp)
	if !ok {
		return false
	}
	g, ok := load.X.(*ssa.Global)
	return ok && g.Pkg.Pkg.Path() == "os" && slices.Contains([]string{"Stdin", "Stdout", "Stderr"}, g.Name())
}
