package sharing

import (
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/owners"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/summary"
)

// A Passed is a connection or listener that is passed to a function which leaves it
// blocking: by Fd on its File, or by giving that to a child process.
type Passed struct {
	Dup    *Dup // Call is the call that passes it
	Handed bool // to a child
}

// PassedOn returns the connections and listeners that calls in fn leave blocking.
func (w *World) PassedOn(fn *ssa.Function) []Passed {
	var list []Passed
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(*ssa.Call)
			if !ok {
				continue
			}
			f := w.SummaryOf(&call.Call)
			if f == nil {
				continue
			}
			for _, i := range f.Blocks {
				if d := w.passedAs(call, i); d != nil {
					list = append(list, Passed{d, false})
				}
			}
			for _, i := range f.Hands {
				if d := w.passedAs(call, i); d != nil {
					list = append(list, Passed{d, true})
				}
			}
		}
	}
	return list
}

// passedAs returns the connection or listener that a call passes as an argument, or nil.
func (w *World) passedAs(call *ssa.Call, i int) *Dup {
	arg := summary.Argument(&call.Call, i)
	t := w.Peel(arg).Type()
	if owners.DupMethod(t) == nil && !owners.IsNetInterface(t) && !owners.IsNetInterface(arg.Type()) {
		return nil
	}
	return &Dup{Call: call, Owner: arg, Listener: isListener(t)}
}

// Suffers reports whether somebody can be blocked on a connection or listener that is
// passed on, or, if its File goes to a child, is seen to serve it.
func (w *World) Suffers(p Passed) bool {
	switch {
	case w.ownerRestored(p.Dup, p.Dup.Call):
		return false
	case p.Handed:
		return w.ServedAfter(p.Dup, p.Dup.Call) || w.ServedElsewhere(p.Dup) != nil
	}
	return !w.Idle(p.Dup, p.Dup.Call)
}

// BlockedParams returns the parameters of a function, interfaces of which nobody here knows
// what is in them, whose File is asked for its number and left blocking, and those that are
// passed on to such a function.
func (w *World) BlockedParams(fn *ssa.Function) []*ssa.Parameter {
	var list []*ssa.Parameter
	for _, site := range w.Blockers(fn) {
		for _, src := range w.LocalSources(site.File) {
			call, result := flow.ResultOf(src)
			if call == nil || result != 0 || !call.Call.IsInvoke() || !owners.IsFileMethod(callee.Of(&call.Call)) ||
				w.FileMethod(&call.Call) != nil || w.RestoredHere(src, site) {
				continue
			}
			list = append(list, w.paramsOf(fn, call.Call.Value)...)
		}
	}
	return append(list, w.passedParams(fn, func(f *summary.Files) []int { return f.Blocks })...)
}

// HandedParams returns the parameters of a function, connections and listeners, whose File
// goes to a child process and which are not used here afterwards, and those that are passed
// on to such a function.
func (w *World) HandedParams(fn *ssa.Function) []*ssa.Parameter {
	var list []*ssa.Parameter
	for _, d := range w.Dups(fn) {
		params := w.paramsOf(fn, d.Owner)
		if len(params) == 0 {
			continue
		}
		if at := w.HandedOff(d); at != nil && !w.ServedAfter(d, at) && !w.ClosedAfter(d, at) {
			list = append(list, params...)
		}
	}
	return append(list, w.passedParams(fn, func(f *summary.Files) []int { return f.Hands })...)
}

// passedParams returns the parameters of a function that it passes on as certain arguments
// of its callees.
func (w *World) passedParams(fn *ssa.Function, which func(*summary.Files) []int) []*ssa.Parameter {
	var list []*ssa.Parameter
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(*ssa.Call)
			if !ok {
				continue
			}
			f := w.SummaryOf(&call.Call)
			if f == nil {
				continue
			}
			for _, i := range which(f) {
				list = append(list, w.paramsOf(fn, summary.Argument(&call.Call, i))...)
			}
		}
	}
	return list
}

// paramsOf returns the parameters of a function that a value may be.
func (w *World) paramsOf(fn *ssa.Function, v ssa.Value) []*ssa.Parameter {
	var list []*ssa.Parameter
	for _, src := range w.LocalSources(v) {
		if p, ok := src.(*ssa.Parameter); ok && p.Parent() == fn {
			list = append(list, p)
		}
	}
	return list
}
