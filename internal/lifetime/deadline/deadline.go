// Package deadline knows which deadlines on pipes and devices never fire.
package deadline

import (
	"go/constant"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/guard"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/number"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/owners"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/sharing"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/summary"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// A World is asked about deadlines.
type World struct {
	*sharing.World

	deadlines      func() map[ssa.Value][]ssa.CallInstruction // see deadlinesOf
	goroutines     func() []*goroutine                        // see goroutinesOf
	kept           func() map[any]keptCalls                   // see keptCallsOf
	timedTerminals func() bool                                // see setsTimer
}

// New returns the world of some owners.
func New(s *sharing.World) *World {
	w := &World{World: s}
	w.deadlines = guard.OnceValue(w.deadlinesOf)
	w.goroutines = guard.OnceValue(w.goroutinesOf)
	w.kept = guard.OnceValue(w.keptCallsOf)
	w.timedTerminals = guard.OnceValue(w.setsTimer)
	return w
}

// DeadDeadline returns a call that sets a deadline on the file of an FdSite which
// never fires because of it: the file is a pipe or a device, which Fd leaves
// blocking, and a thread that waits in the kernel hears no deadline
// (os/file_unix.go, fd). It returns nil if there is none.
func (w *World) DeadDeadline(site sharing.FdSite) ssa.CallInstruction {
	for _, file := range w.Origins(site.File) {
		if !w.IsPollable(file) || w.Restored(file, site) {
			continue
		}
		for _, deadline := range w.deadlinesOn(file) {
			if w.waitsAfter(site, deadline, file) {
				return deadline
			}
		}
		for _, result := range w.handedOut(file) {
			if list := w.deadlines()[result]; len(list) > 0 {
				return list[0]
			}
		}
	}
	return nil
}

// handedOut returns the values by which the callers of the function that makes a
// file have it, if that function returns it after a site of it, there or in a callee:
// directly, and by way of callers that return it as well.
func (w *World) handedOut(file ssa.Value) []ssa.Value {
	sites := slices.DeleteFunc(w.Blockers(file.Parent()), func(s sharing.FdSite) bool { return !slices.Contains(w.LocalSources(s.File), file) })
	files := []ssa.Value{file}
	for i := 0; i < len(files); i++ {
		for _, u := range w.LocalUses(files[i]) {
			ret, ok := u.Instr.(*ssa.Return)
			if !ok || ret.Parent() != files[i].Parent() ||
				i == 0 && !slices.ContainsFunc(sites, func(s sharing.FdSite) bool { return w.Reaches(s.Call, ret) }) {
				continue
			}
			for _, call := range w.Calls(ret.Parent()) {
				for _, v := range summary.ResultsOf(call, slices.Index(ret.Results, u.Value)) {
					if !slices.Contains(files, v) && len(files) < maxHands {
						files = append(files, v)
					}
				}
			}
		}
	}
	return files[1:]
}

// maxHands bounds through how many calls a file is followed to who has it.
const maxHands = 64

// A Blocked is a call of another package's function that returns a pipe or device
// on which Fd was called.
type Blocked struct {
	Call     *ssa.Call
	Deadline ssa.CallInstruction // set on it, and never fires; or nil
	Unwoken  *Unwoken            // by its Close, if there is no deadline
}

// BlockedFiles returns the calls in fn whose results are left blocking by their
// callees in other packages, if a deadline is set on them, or a Close is to wake who reads.
func (w *World) BlockedFiles(fn *ssa.Function) []Blocked {
	var list []Blocked
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(*ssa.Call)
			if !ok || call.Call.IsInvoke() {
				continue
			}
			f := w.SummaryOf(&call.Call)
			if f == nil || flow.Callee(&call.Call) != nil && w.Summary(flow.Callee(&call.Call)) != nil {
				continue // its own package is told
			}
			for _, i := range f.Blocked {
				for _, file := range summary.ResultsOf(call, i) {
					site := sharing.FdSite{Call: call, File: file}
					if deadlines := w.deadlinesOn(file); len(deadlines) > 0 && !w.Restored(file, site) {
						list = append(list, Blocked{Call: call, Deadline: deadlines[0]})
					} else if u := w.UnwokenBy(site); u != nil {
						list = append(list, Blocked{Call: call, Unwoken: u})
					}
				}
			}
		}
	}
	return list
}

// IsBlocked reports whether a file that a function returns is a pipe or device which
// Fd has left blocking, there or in a callee.
func (w *World) IsBlocked(ret *ssa.Return, file ssa.Value) bool {
	if call, result := flow.ResultOf(file); call != nil {
		if f := w.SummaryOf(&call.Call); f != nil && slices.Contains(f.Blocked, result) {
			return true
		}
	}
	return w.IsPollable(file) && slices.ContainsFunc(w.Blockers(ret.Parent()), func(site sharing.FdSite) bool {
		return w.Reaches(site.Call, ret) && slices.Contains(w.LocalSources(site.File), file) && !w.RestoredHere(file, site)
	})
}

// deadlinesOf returns the calls that set a deadline, by the files on which they do, in
// an order that does not depend on that of declarations.
func (w *World) deadlinesOf() map[ssa.Value][]ssa.CallInstruction {
	calls := make(map[ssa.Value][]ssa.CallInstruction)
	for _, fn := range w.Funcs {
		for _, d := range w.Sites(fn) {
			for _, file := range w.Origins(d.File) {
				calls[file] = append(calls[file], d.Call)
			}
		}
	}
	for _, list := range calls {
		slices.SortStableFunc(list, flow.Compare)
	}
	return calls
}

// deadlinesOn returns the calls that set a deadline on a file, or on the elements of a slice
// or map in a field or package variable into which it is put.
func (w *World) deadlinesOn(file ssa.Value) []ssa.CallInstruction {
	list := w.deadlines()[file]
	for _, c := range w.PutInto(file) {
		list = append(list, w.kept()[c].deadlines...)
	}
	return list
}

// A Site is a call that sets a deadline on a file.
type Site struct {
	Call ssa.CallInstruction
	File ssa.Value
}

// Sites returns the calls in fn that set a deadline, itself or in a callee.
func (w *World) Sites(fn *ssa.Function) []Site {
	var sites []Site
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			site, ok := instr.(ssa.CallInstruction)
			if !ok || site.Common().IsInvoke() {
				continue
			}
			call := site.Common()
			if model.Has(callee.Of(call), model.Deadline) {
				sites = append(sites, Site{site, call.Args[0]})
			} else if f := w.SummaryOf(call); f != nil {
				for _, i := range f.Deadlines {
					sites = append(sites, Site{site, call.Args[i]})
				}
			}
		}
	}
	return sites
}

// waitsAfter reports whether after Fd somebody may wait for the file. In one
// function that takes a path to a deadline or to I/O; elsewhere it is assumed.
func (w *World) waitsAfter(site sharing.FdSite, deadline ssa.CallInstruction, file ssa.Value) bool {
	fn := site.Call.Parent()
	if deadline.Parent() != fn || file.Parent() != fn {
		return !w.comesDuringRead(site, deadline)
	}
	for _, u := range w.LocalUses(file) {
		call, ok := u.Instr.(ssa.CallInstruction)
		if !ok || call == site.Call {
			if number.IsReturn(u.Instr) || u.Instr.Parent() != fn {
				return true
			}
			continue
		}
		if _, deferred := call.(*ssa.Defer); !deferred && mayWait(call, u.Value) && w.ReachesAvoiding(site.Call, call, number.Definition(file)) {
			return true
		}
	}
	return false
}

// comesDuringRead reports whether a site comes behind a signal of the goroutine that sets
// a deadline, once: then that is at its Read already, and waits in the poller, where the
// deadline wakes it.
func (w *World) comesDuringRead(site sharing.FdSite, deadline ssa.CallInstruction) bool {
	return !w.Reaches(deadline, deadline) && slices.ContainsFunc(w.goroutines(), func(g *goroutine) bool {
		return g.runs[deadline.Parent()] && !g.runs[site.Call.Parent()] &&
			w.comesAfter(site.Call, func(instr ssa.Instruction) bool { return w.waitsFor(g, instr) })
	})
}

// mayWait reports whether a call may wait for a file, set a deadline for that, or
// hand the file to who does.
func mayWait(call ssa.CallInstruction, file ssa.Value) bool {
	if !callee.IsReceiver(call.Common(), file) {
		return true
	}
	return owners.MethodKind(callee.Of(call.Common())) == owners.Waits || isWrite(call.Common())
}

func isWrite(call *ssa.CallCommon) bool {
	fn := callee.Of(call)
	return fn != nil && slices.Contains([]string{"Write", "WriteAt", "WriteString", "WriteTo"}, fn.Name())
}

// IsPollable reports whether a file is one of those that the runtime's poller
// may take, and Fd takes away from it: a pipe, or what is opened by name, unless
// that makes a regular file.
func (w *World) IsPollable(file ssa.Value) bool {
	call, result := flow.ResultOf(file)
	if call == nil {
		return false
	}
	fn := callee.Of(&call.Call)
	if model.HasOn(fn, model.Pollable, model.Operand{Kind: model.Res, Index: result}) {
		return !w.createsFile(&call.Call) && !w.isNonblocking(&call.Call) && !isPlain(&call.Call)
	}
	f := w.SummaryOf(&call.Call)
	return f != nil && slices.Contains(f.Pollable, result)
}

// createsFile reports whether os.OpenFile makes a regular file, empties one or
// appends to one.
func (w *World) createsFile(call *ssa.CallCommon) bool {
	return w.hasFlag(call, "O_CREATE", "O_TRUNC", "O_APPEND")
}

// hasFlag reports whether os.OpenFile is called with one of some flags, of package os
// or of the system.
func (w *World) hasFlag(call *ssa.CallCommon, names ...string) bool {
	if len(call.Args) != 3 { // name, flags, permissions
		return false
	}
	flags, ok := call.Args[1].(*ssa.Const)
	return ok && flags.Value != nil && slices.ContainsFunc(names, func(name string) bool {
		return flags.Int64()&w.flagOf(callee.Of(call).Pkg(), name) != 0
	})
}

// flagOf returns the value of a flag of package os, or of those about system calls that
// this package imports; 0 if there is none.
func (w *World) flagOf(os *types.Package, name string) int64 {
	for _, pkg := range append(w.Pkg.Imports(), os) {
		if pkg != os && !model.IsSystem(pkg.Path()) {
			continue
		}
		if flag, ok := pkg.Scope().Lookup(name).(*types.Const); ok {
			bit, _ := constant.Int64Val(flag.Val())
			return bit
		}
	}
	return 0
}

// isPlain reports whether the name of an opened file says that it is neither a
// device nor a named pipe.
func isPlain(call *ssa.CallCommon) bool {
	if len(call.Args) == 0 { // os.Pipe
		return false
	}
	name, ok := call.Args[0].(*ssa.Const)
	if !ok || name.Value == nil {
		return false
	}
	path := constant.StringVal(name.Value)
	return !slices.ContainsFunc([]string{"/dev/", "fifo", "pipe"}, func(s string) bool { return strings.Contains(path, s) })
}
