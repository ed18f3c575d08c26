package deadline

import (
	"go/constant"
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/owners"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/summary"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// KeepsWaiting reports whether a Read of a file may wait as long as others please, in
// the poller unless Fd has taken the file out of it: it is a pipe whose other end this
// process keeps open, or a device of a kind that is known to be so. Of a regular file,
// which has the same type, none is; of what is opened by a name that tells nothing it
// is not known.
func (w *World) KeepsWaiting(file ssa.Value) bool {
	call, result := flow.ResultOf(file)
	if call == nil {
		return false
	}
	if fn := flow.Callee(&call.Call); fn != nil && fn.Blocks != nil {
		some := false
		for _, src := range w.Sources(file) {
			if c, ok := src.(*ssa.Const); ok && c.Value == nil {
				continue
			}
			if from, _ := flow.ResultOf(src); from == nil || from == call || !w.KeepsWaiting(src) {
				return false
			}
			some = true
		}
		return some
	}
	if f := w.SummaryOf(&call.Call); f != nil && slices.Contains(f.Waiting, result) {
		return true
	}
	switch {
	case !model.HasOn(callee.Of(&call.Call), model.Pollable, model.Operand{Kind: model.Res, Index: result}):
		return false
	case len(call.Call.Args) == 0:
		return result == 0 && w.isHeldOpen(call)
	}
	return !w.createsFile(&call.Call) && !w.isNonblocking(&call.Call) && (w.isTerminal(&call.Call) || w.namesDevice(call.Call.Args[0]))
}

// isHeldOpen reports whether nobody closes, or may close, the other end of a pipe: no
// end of the file wakes a Read.
func (w *World) isHeldOpen(pipe *ssa.Call) bool {
	for _, end := range summary.ResultsOf(pipe, 1) {
		uses := w.Uses(end)
		if len(uses) == 0 {
			return false // the collector closes it
		}
		for _, u := range uses {
			call, ok := u.Instr.(ssa.CallInstruction)
			switch {
			case !ok:
				if !isKept(u) {
					return false
				}
			case !callee.IsReceiver(call.Common(), u.Value) || owners.MethodKind(callee.Of(call.Common()))&owners.Closes != 0:
				if _, deferred := call.(*ssa.Defer); !deferred { // for the end of all
					return false
				}
			}
		}
	}
	return true
}

// isKept reports whether a use that is no call leaves a file to its function.
func isKept(u flow.Use) bool {
	switch u.Instr.(type) {
	case *ssa.BinOp, *ssa.MakeClosure:
		return true
	case *ssa.Store: // its loads come by themselves
		return true
	}
	return false
}

// namesDevice reports whether the name of an opened file, wherever it comes from, begins
// as that of a device does, or a FIFO. A loop may append to a name: each value is looked
// at once.
func (w *World) namesDevice(name ssa.Value) bool {
	seen := make(map[ssa.Value]bool)
	some := false
	for work := []ssa.Value{name}; len(work) > 0; {
		v := work[len(work)-1]
		work = work[:len(work)-1]
		for _, src := range w.Origins(v) {
			if seen[src] {
				continue
			}
			seen[src] = true
			concat, ok := src.(*ssa.BinOp)
			switch {
			case ok && concat.Op == token.ADD:
				work = append(work, concat.X)
			case !isDevice(beginning(src)):
				return false
			default:
				some = true
			}
		}
	}
	return some
}

// beginning returns the constant with which a text begins, or "".
func beginning(text ssa.Value) string {
	switch text := text.(type) {
	case *ssa.Const:
		return stringOf(text)
	case *ssa.Call: // fmt.Sprintf and its like
		if args := text.Call.Args; len(args) > 0 && model.IsPrint(callee.Of(&text.Call)) {
			return first(args[0])
		}
	}
	return ""
}

// first returns the string that a value is, or the first of those in a list of
// arguments; else "".
func first(arg ssa.Value) string {
	if c, ok := arg.(*ssa.Const); ok {
		return stringOf(c)
	}
	list, ok := arg.(*ssa.Slice)
	if !ok || list.X.Referrers() == nil {
		return ""
	}
	for _, instr := range *list.X.Referrers() {
		addr, ok := instr.(*ssa.IndexAddr)
		if !ok || !isZero(addr.Index) {
			continue
		}
		for _, instr := range *addr.Referrers() {
			if store, ok := instr.(*ssa.Store); ok {
				if c, ok := flow.Unconverted(store.Val).(*ssa.Const); ok {
					return stringOf(c)
				}
			}
		}
	}
	return ""
}

func isZero(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.Value != nil && constant.Sign(c.Value) == 0
}

func stringOf(c *ssa.Const) string {
	if c.Value == nil || c.Value.Kind() != constant.String {
		return ""
	}
	return constant.StringVal(c.Value)
}

// devices begin the names of devices from which one reads what others send, whenever
// they do. A disk, /dev/null and /dev/urandom are none.
var devices = []string{"/dev/tty", "/dev/pts/", "/dev/ptmx", "/dev/console", "/dev/net/tun", "/dev/tap", "/dev/tun", "/dev/input/", "/dev/hidraw", "/dev/fuse", "/dev/cuse", "/dev/uinput", "/dev/kmsg"}

func isDevice(name string) bool {
	return strings.Contains(name, "fifo") || slices.ContainsFunc(devices, func(d string) bool { return strings.HasPrefix(name, d) })
}

// isTerminal reports whether a file is opened with O_NOCTTY, which is of use for
// terminals only.
func (w *World) isTerminal(call *ssa.CallCommon) bool { return w.hasFlag(call, "O_NOCTTY") }

// isNonblocking reports whether a file is opened with O_NONBLOCK: then os has not made
// it nonblocking, and Fd leaves it so (os/file_unix.go, newFile).
func (w *World) isNonblocking(call *ssa.CallCommon) bool { return w.hasFlag(call, "O_NONBLOCK") }
