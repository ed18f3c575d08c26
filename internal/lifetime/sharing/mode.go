package sharing

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/number"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/owners"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/summary"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// A mode is what a call does to O_NONBLOCK of an open file description.
type mode uint8

const (
	leaves mode = iota
	sets        // or perhaps does: what is not known is taken to
	clears
)

// modeBy returns what a call does, by its number, to the open file description of fd,
// and the name of the operation.
func (w *World) modeBy(call *ssa.CallCommon, fd ssa.Value) (mode, string) {
	fn := callee.Of(call)
	if entry, ok := model.Of(fn, model.SetNonblock); ok {
		i := entry.Operands[0].Index
		if call.Args[i] != fd {
			return leaves, ""
		}
		if c := w.Constant(call.Args[i+1]); c != nil && !constant.BoolVal(c) {
			return clears, fn.Name()
		}
		return sets, fn.Name()
	}
	if c, ok := number.RequestOf(call); ok && c.FD == fd {
		return w.modeOfControl(fn, c)
	}
	for _, f := range w.SummariesOf(call) {
		is := func(i int) bool { return summary.Argument(call, i) == fd }
		switch {
		case slices.ContainsFunc(f.Nonblock, is):
			return sets, ""
		case slices.ContainsFunc(f.Clears, is):
			return clears, fn.Name()
		}
	}
	return leaves, ""
}

func (w *World) modeOfControl(fn *types.Func, r number.Request) (mode, string) {
	const (
		fionbioLinux = 0x5421
		fionbioBSD   = 0x8004667e
		setFL        = 4 // the same on Linux, the BSDs, Darwin and Solaris
	)
	op := w.Integer(r.Op)
	switch {
	case r.Ioctl && op != nil && (*op == fionbioLinux || *op == fionbioBSD):
		switch on := w.pointed(r.Arg); {
		case on != nil && *on == 0:
			return clears, "FIONBIO"
		default:
			return sets, "FIONBIO"
		}
	case r.Ioctl:
		return leaves, ""
	case op == nil:
		return sets, ""
	case *op != setFL:
		return leaves, ""
	case w.lacksNonblock(fn, r.Arg):
		return clears, "F_SETFL"
	}
	return sets, "F_SETFL"
}

// lacksNonblock reports whether flags surely lack O_NONBLOCK: they are constants, or
// the bit is taken out of them.
func (w *World) lacksNonblock(fn *types.Func, flags ssa.Value) bool {
	bit := number.Named(fn, "O_NONBLOCK")
	if bit == nil {
		return false
	}
	if c := w.Integer(flags); c != nil {
		return *c&*bit == 0
	}
	op, ok := w.Peel(flags).(*ssa.BinOp)
	if !ok {
		return false
	}
	mask := w.Integer(op.Y)
	return mask != nil && (op.Op == token.AND_NOT && *mask&*bit != 0 || op.Op == token.AND && *mask&*bit == 0)
}

// pointed returns the constant that an argument of ioctl(2) is, or points to.
func (w *World) pointed(arg ssa.Value) *int64 {
	if c := w.Integer(arg); c != nil {
		return c
	}
	alloc, ok := w.Peel(arg).(*ssa.Alloc)
	if !ok {
		return nil
	}
	var value *int64
	stores := 0
	for _, instr := range *alloc.Referrers() {
		if store, ok := instr.(*ssa.Store); ok && store.Addr == alloc {
			value = w.Integer(store.Val)
			stores++
		}
	}
	switch {
	case stores == 0:
		return new(int64) // the zero value
	case stores > 1:
		return nil
	}
	return value
}

// duplicated returns the number of which v is a duplicate, which shares its open file
// description; or nil.
func (w *World) duplicated(v ssa.Value) ssa.Value {
	call, result := flow.ResultOf(v)
	if call == nil || result != 0 {
		return nil
	}
	fn := callee.Of(&call.Call)
	if entry, ok := model.Of(fn, model.DupFd); ok {
		return call.Call.Args[entry.Operands[0].Index]
	}
	if r, ok := number.RequestOf(&call.Call); ok && !r.Ioctl &&
		(number.IsNamed(fn, r.Op, "F_DUPFD") || number.IsNamed(fn, r.Op, "F_DUPFD_CLOEXEC")) {
		return r.FD
	}
	if (model.Has(fn, model.Syscall) || model.Has(fn, model.RawSyscall)) && len(call.Call.Args) > 1 &&
		slices.ContainsFunc([]string{"SYS_DUP", "SYS_DUP2", "SYS_DUP3"}, func(name string) bool { return number.IsNamed(fn, call.Call.Args[0], name) }) {
		return call.Call.Args[1]
	}
	return nil
}

// duplicatedTo returns the descriptors that are duplicated to a number.
func (w *World) duplicatedTo(number ssa.Value) []ssa.Value {
	var list []ssa.Value
	for _, u := range w.LocalUses(number) {
		call, ok := u.Instr.(*ssa.Call)
		if !ok {
			continue
		}
		if entry, ok := model.Of(callee.Of(&call.Call), model.DupTo); ok && call.Call.Args[entry.Operands[1].Index] == u.Value {
			list = append(list, call.Call.Args[entry.Operands[0].Index])
		}
	}
	return list
}

// ModeSites returns the calls in fn that make the open file description of a
// connection or file blocking by a number that its RawConn has given to a callback, or
// by a duplicate of that. The file of a site is the owner.
func (w *World) ModeSites(fn *ssa.Function) []ModeSite {
	var sites []ModeSite
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(*ssa.Call)
			if !ok {
				continue
			}
			if fn := flow.Callee(&call.Call); fn != nil && w.Closed(fn) {
				continue // the number is followed into it
			}
			for i := range summary.Arguments(&call.Call) {
				arg := summary.Argument(&call.Call, i)
				if !owners.IsNumber(arg.Type()) {
					continue
				}
				if m, by := w.modeBy(&call.Call, arg); m == clears && !w.setLater(call, arg) {
					sites = append(sites, w.modeSites(call, arg, by)...)
					break
				}
			}
		}
	}
	return sites
}

// A ModeSite is a call that clears O_NONBLOCK of an owner by number.
type ModeSite struct {
	Call ssa.CallInstruction
	By   string // the operation
	Dup  *Dup   // the owner; Dup.Call is that of SyscallConn
}

// modeSites returns the sites of a call by the owners from which its number comes.
func (w *World) modeSites(call *ssa.Call, fd ssa.Value, by string) []ModeSite {
	var sites []ModeSite
	seen := make(map[ssa.Value]bool)
	for work := []ssa.Value{fd}; len(work) > 0 && len(seen) < maxPath; {
		v := work[len(work)-1]
		work = work[:len(work)-1]
		for _, src := range w.Sources(v) {
			if seen[src] {
				continue
			}
			seen[src] = true
			of, numbers := w.numberOf(src)
			for _, d := range of {
				if !w.restoredLater(d, call) {
					sites = append(sites, ModeSite{Call: call, By: by, Dup: d})
				}
			}
			work = append(append(work, numbers...), w.duplicatedTo(src)...)
			if orig := w.duplicated(src); orig != nil {
				work = append(work, orig)
			} else if p, ok := src.(*ssa.Parameter); ok {
				for _, d := range w.callbacks()[p] {
					if !w.restoredLater(d, call) {
						sites = append(sites, ModeSite{Call: call, By: by, Dup: d})
					}
				}
			}
		}
	}
	return sites
}

// numberOf returns the owners whose number a function of another package returns, and
// the numbers that it has got for that.
func (w *World) numberOf(src ssa.Value) (of []*Dup, numbers []ssa.Value) {
	call, result := flow.ResultOf(src)
	if call == nil {
		return nil, nil
	}
	f := w.SummaryOf(&call.Call)
	if f == nil {
		return nil, nil
	}
	for _, p := range f.Numbers {
		arg := summary.Argument(&call.Call, p.Param)
		switch {
		case p.Result != result:
		case owners.IsNumber(arg.Type()):
			numbers = append(numbers, arg)
		default:
			of = append(of, &Dup{Call: call, Owner: arg, Listener: isListener(w.Peel(arg).Type())})
		}
	}
	return of, numbers
}

// callbacksOf returns the owners whose RawConn gives their number to a literal, by its
// parameter.
func (w *World) callbacksOf() map[*ssa.Parameter][]*Dup {
	found := make(map[*ssa.Parameter][]*Dup)
	for _, fn := range w.Funcs {
		for _, n := range w.Numbers(fn) {
			p, ok := n.Value.(*ssa.Parameter)
			if !ok || !n.Callback {
				continue
			}
			for _, raw := range w.LocalSources(n.Call.Common().Value) {
				access, _ := flow.ResultOf(raw)
				if access != nil && summary.Argument(&access.Call, 0) == n.Owner {
					found[p] = append(found[p], &Dup{Call: access, Owner: n.Owner, Listener: isListener(w.Peel(n.Owner).Type()), Direct: true})
				}
			}
		}
	}
	return found
}

// setLater reports whether the number of a call that clears O_NONBLOCK is made
// nonblocking again after it, in the same function.
func (w *World) setLater(call *ssa.Call, fd ssa.Value) bool {
	for _, src := range append(w.LocalSources(fd), fd) {
		for _, u := range w.LocalUses(src) {
			if u.Instr != ssa.Instruction(call) && w.restores(u) && w.follows(u.Instr, call) {
				return true
			}
		}
	}
	return false
}

// restoredLater reports whether an owner is made nonblocking under its SyscallConn
// after a call, or in another function.
func (w *World) restoredLater(d *Dup, call *ssa.Call) bool {
	return slices.ContainsFunc(w.controlled(), func(n number.Number) bool {
		at := ssa.Instruction(n.Call)
		cleared := w.RunsAt(at.Parent(), call)
		return (cleared == nil || cleared != at && w.Reaches(cleared, at)) &&
			(w.SamePlace(n.Owner, d.Owner) || w.sameContainer(n.Owner, d.Owner))
	})
}

// LeavesBlocking reports whether somebody can be blocked on a connection whose
// description a site makes blocking. Of a file it is asked elsewhere who waits.
func (w *World) LeavesBlocking(s ModeSite) bool {
	t := w.Peel(s.Dup.Owner).Type()
	if owners.IsFile(t) || owners.DupMethod(t) == nil && !owners.IsNetInterface(t) {
		return false
	}
	return !w.Idle(s.Dup, s.Call)
}
