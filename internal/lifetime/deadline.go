package lifetime

import (
	"go/constant"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// DeadDeadline returns a call that sets a deadline on the file of an FdSite which
// never fires because of it: the file is a pipe or a device, which Fd leaves
// blocking, and a thread that waits in the kernel hears no deadline
// (os/file_unix.go, fd). It returns nil if there is none.
func (w *World) DeadDeadline(site FdSite) ssa.CallInstruction {
	for _, file := range w.Origins(site.File) {
		if !w.isPollable(file) || w.restored(file, site) {
			continue
		}
		for _, deadline := range w.deadlines()[file] {
			if w.waitsAfter(site, deadline, file) {
				return deadline
			}
		}
	}
	return nil
}

// deadlines returns the calls that set a deadline, by the files on which they do.
func (w *World) deadlines() map[ssa.Value][]ssa.CallInstruction {
	if w.deadlinesOf != nil {
		return w.deadlinesOf
	}
	w.deadlinesOf = make(map[ssa.Value][]ssa.CallInstruction)
	for _, fn := range w.Funcs {
		for _, d := range w.deadlineSites(fn) {
			for _, file := range w.Origins(d.file) {
				w.deadlinesOf[file] = append(w.deadlinesOf[file], d.call)
			}
		}
	}
	return w.deadlinesOf
}

// A deadlineSite is a call that sets a deadline on a file.
type deadlineSite struct {
	call ssa.CallInstruction
	file ssa.Value
}

func (w *World) deadlineSites(fn *ssa.Function) []deadlineSite {
	var sites []deadlineSite
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			site, ok := instr.(ssa.CallInstruction)
			if !ok || site.Common().IsInvoke() {
				continue
			}
			call := site.Common()
			if model.Has(flow.CalleeObject(call), model.Deadline) {
				sites = append(sites, deadlineSite{site, call.Args[0]})
			} else if f := w.summaryOf(call); f != nil {
				for _, i := range f.Deadlines {
					sites = append(sites, deadlineSite{site, call.Args[i]})
				}
			}
		}
	}
	return sites
}

// waitsAfter reports whether after Fd somebody may wait for the file. In one
// function that takes a path to a deadline or to I/O; elsewhere it is assumed.
func (w *World) waitsAfter(site FdSite, deadline ssa.CallInstruction, file ssa.Value) bool {
	fn := site.Call.Parent()
	if deadline.Parent() != fn || file.Parent() != fn {
		return true
	}
	for _, u := range w.LocalUses(file) {
		call, ok := u.Instr.(ssa.CallInstruction)
		if !ok || call == site.Call {
			if _, isReturn := u.Instr.(*ssa.Return); isReturn || u.Instr.Parent() != fn {
				return true
			}
			continue
		}
		if _, deferred := call.(*ssa.Defer); !deferred && mayWait(call, u.Value) && flow.ReachesAvoiding(site.Call, call, definition(file)) {
			return true
		}
	}
	return false
}

// mayWait reports whether a call may wait for a file, set a deadline for that, or
// hand the file to who does.
func mayWait(call ssa.CallInstruction, file ssa.Value) bool {
	if !isReceiver(call.Common(), file) {
		return true
	}
	return methodKind(flow.CalleeObject(call.Common())) == Waits || isWrite(call.Common())
}

func isWrite(call *ssa.CallCommon) bool {
	fn := flow.CalleeObject(call)
	return fn != nil && slices.Contains([]string{"Write", "WriteAt", "WriteString", "WriteTo"}, fn.Name())
}

// isPollable reports whether a file is one of those that the runtime's poller
// may take, and Fd takes away from it: a pipe, or what is opened by name, unless
// that makes a regular file.
func (w *World) isPollable(file ssa.Value) bool {
	call, result := flow.ResultOf(file)
	if call == nil {
		return false
	}
	fn := flow.CalleeObject(&call.Call)
	if model.HasOn(fn, model.Pollable, model.Operand{Kind: model.Res, Index: result}) {
		return !createsFile(&call.Call) && !isPlain(&call.Call)
	}
	f := w.summaryOf(&call.Call)
	return f != nil && slices.Contains(f.Pollable, result)
}

// createsFile reports whether os.OpenFile makes a regular file, empties one or
// appends to one.
func createsFile(call *ssa.CallCommon) bool {
	fn := flow.CalleeObject(call)
	if len(call.Args) != 3 { // name, flags, permissions
		return false
	}
	flags, ok := call.Args[1].(*ssa.Const)
	return ok && slices.ContainsFunc([]string{"O_CREATE", "O_TRUNC", "O_APPEND"}, func(name string) bool {
		flag, ok := fn.Pkg().Scope().Lookup(name).(*types.Const)
		if !ok {
			return false
		}
		bit, _ := constant.Int64Val(flag.Val())
		return flags.Int64()&bit != 0
	})
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
