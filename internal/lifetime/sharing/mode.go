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
		if c := w.constant(call.Args[i+1]); c != nil && !constant.BoolVal(c) {
			return clears, fn.Name()
		}
		return sets, fn.Name()
	}
	if c, ok := control(call); ok && c.fd == fd {
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

// A request is a call of fcntl(2) or ioctl(2).
type request struct {
	fd, op, arg ssa.Value
	ioctl       bool
}

// control returns the request that a call makes, by a function for it or by the number
// of the system call:
//
//	t3 = syscall.Syscall(SYS_FCNTL, t0, F_SETFL, t2)
func control(call *ssa.CallCommon) (request, bool) {
	fn := callee.Of(call)
	if entry, ok := model.Of(fn, model.Fcntl); ok {
		i := entry.Operands[0].Index
		return request{fd: call.Args[i], op: call.Args[i+1], arg: call.Args[i+2]}, true
	}
	if entry, ok := model.Of(fn, model.Ioctl); ok {
		i := entry.Operands[0].Index
		return request{fd: call.Args[i], op: call.Args[i+1], arg: call.Args[i+2], ioctl: true}, true
	}
	if !model.Has(fn, model.Syscall) && !model.Has(fn, model.RawSyscall) || len(call.Args) < 4 {
		return request{}, false
	}
	r := request{fd: call.Args[1], op: call.Args[2], arg: call.Args[3]}
	switch {
	case isNamed(fn, call.Args[0], "SYS_FCNTL"), isNamed(fn, call.Args[0], "SYS_FCNTL64"):
		return r, true
	case isNamed(fn, call.Args[0], "SYS_IOCTL"):
		r.ioctl = true
		return r, true
	}
	return request{}, false
}

func (w *World) modeOfControl(fn *types.Func, r request) (mode, string) {
	const (
		fionbioLinux = 0x5421
		fionbioBSD   = 0x8004667e
		setFL        = 4 // the same on Linux, the BSDs, Darwin and Solaris
	)
	op := w.integer(r.op)
	switch {
	case r.ioctl && op != nil && (*op == fionbioLinux || *op == fionbioBSD):
		switch on := w.pointed(r.arg); {
		case on != nil && *on == 0:
			return clears, "FIONBIO"
		default:
			return sets, "FIONBIO"
		}
	case r.ioctl:
		return leaves, ""
	case op == nil:
		return sets, ""
	case *op != setFL:
		return leaves, ""
	case w.lacksNonblock(fn, r.arg):
		return clears, "F_SETFL"
	}
	return sets, "F_SETFL"
}

// lacksNonblock reports whether flags surely lack O_NONBLOCK: they are constants, or
// the bit is taken out of them.
func (w *World) lacksNonblock(fn *types.Func, flags ssa.Value) bool {
	bit := named(fn, "O_NONBLOCK")
	if bit == nil {
		return false
	}
	if c := w.integer(flags); c != nil {
		return *c&*bit == 0
	}
	op, ok := w.Peel(flags).(*ssa.BinOp)
	if !ok {
		return false
	}
	mask := w.integer(op.Y)
	return mask != nil && (op.Op == token.AND_NOT && *mask&*bit != 0 || op.Op == token.AND && *mask&*bit == 0)
}

// pointed returns the constant that an argument of ioctl(2) is, or points to.
func (w *World) pointed(arg ssa.Value) *int64 {
	if c := w.integer(arg); c != nil {
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
			value = w.integer(store.Val)
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

// constant returns the value of a constant, or nil.
func (w *World) constant(v ssa.Value) constant.Value {
	if c, ok := w.Peel(v).(*ssa.Const); ok {
		return c.Value
	}
	return nil
}

// integer returns the value of a constant integer, or nil.
func (w *World) integer(v ssa.Value) *int64 {
	c := w.constant(v)
	if c == nil || c.Kind() != constant.Int {
		return nil
	}
	if i, exact := constant.Int64Val(c); exact {
		return &i
	}
	u, _ := constant.Uint64Val(c) // a mask such as ^uintptr(O_NONBLOCK)
	i := int64(u)
	return &i
}

// named returns the value of an integer constant of the package of a function, or nil.
func named(fn *types.Func, name string) *int64 {
	if fn == nil || fn.Pkg() == nil {
		return nil
	}
	c, ok := fn.Pkg().Scope().Lookup(name).(*types.Const)
	if !ok {
		return nil
	}
	i, exact := constant.Int64Val(c.Val())
	if !exact {
		return nil
	}
	return &i
}

// isNamed reports whether a value is a constant of the package of a function.
func isNamed(fn *types.Func, v ssa.Value, name string) bool {
	want := named(fn, name)
	c, ok := flow.Unconverted(v).(*ssa.Const)
	return ok && want != nil && c.Value != nil && c.Value.Kind() == constant.Int && c.Int64() == *want
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
	if r, ok := control(&call.Call); ok && !r.ioctl &&
		(isNamed(fn, r.op, "F_DUPFD") || isNamed(fn, r.op, "F_DUPFD_CLOEXEC")) {
		return r.fd
	}
	if (model.Has(fn, model.Syscall) || model.Has(fn, model.RawSyscall)) && len(call.Call.Args) > 1 && isNamed(fn, call.Call.Args[0], "SYS_DUP") {
		return call.Call.Args[1]
	}
	return nil
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
