package number

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/owners"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/summary"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// LocksOf returns the calls that tie a state of the kernel, such as a lock, to the
// descriptor of a number which is nowhere given back in the function, as holds: the
// state goes with the descriptor.
func (w *World) LocksOf(number ssa.Value) []Hold {
	var holds []Hold
	for _, u := range w.LocalUses(number) {
		call, ok := u.Instr.(ssa.CallInstruction)
		if !ok {
			continue
		}
		state, undone := w.ties(call.Common(), u.Value)
		if undone {
			return nil
		}
		if state != "" {
			holds = append(holds, Hold{Instr: call, Kind: Locked, Value: u.Value, State: state})
		}
	}
	return holds
}

// States of the kernel that are tied to a descriptor.
const (
	Lock      = "lock"      // flock(2), or of fcntl(2)
	Lease     = "lease"     // F_SETLEASE
	Interface = "interface" // of /dev/net/tun
	Watch     = "watch"     // inotify(7)
)

// ties returns the state that a call ties to a descriptor, or "", and whether it undoes
// that, or makes it last.
func (w *World) ties(call *ssa.CallCommon, number ssa.Value) (state string, undone bool) {
	fn := callee.Of(call)
	if entry, ok := model.Of(fn, model.LockFd); ok && call.Args[entry.Operands[0].Index] == number {
		const lockUn = 8 // LOCK_UN, of flock(2)
		op := w.Integer(call.Args[entry.Operands[1].Index])
		switch {
		case op == nil:
			return "", false
		case *op&lockUn != 0:
			return "", true
		}
		return Lock, false
	}
	if entry, ok := model.Of(fn, model.RecordLock); ok && call.Args[entry.Operands[0].Index] == number {
		switch w.recordLock(call, entry) {
		case locksRecord:
			return Lock, false
		case unlocksRecord:
			return "", true
		}
		return "", false
	}
	if entry, ok := model.Of(fn, model.WatchFd); ok && call.Args[entry.Operands[0].Index] == number {
		return Watch, false
	}
	if r, ok := RequestOf(call); ok && r.FD == number {
		return w.requests(r)
	}
	for _, f := range w.SummariesOf(call) {
		for _, tie := range f.Locked {
			if summary.Argument(call, tie.Index) == number {
				state = tie.State
			}
		}
	}
	return state, false
}

// requests returns the state that a request of fcntl(2) or ioctl(2) ties to its
// descriptor.
func (w *World) requests(r Request) (state string, undone bool) {
	const setIff, setPersist = 0xca, 0xcb // of the ioctls 'T' in linux/if_tun.h
	const tunRequest = 0x0004_5400        // the size of their argument, and the letter
	const setLease, unlock = 0x400, 2     // F_SETLEASE, which only Linux has, and F_UNLCK
	op := w.Integer(r.Op)
	switch {
	case op == nil:
	case r.Ioctl && *op&0x1fff_ff00 == tunRequest && *op&0xff == setIff:
		return Interface, false
	case r.Ioctl && *op&0x1fff_ff00 == tunRequest && *op&0xff == setPersist:
		return "", true
	case !r.Ioctl && *op == setLease:
		if arg := w.Integer(r.Arg); arg != nil && *arg != unlock {
			return Lease, false
		}
		return "", true
	}
	return "", false
}

// A recordLock is what a call does to locks of fcntl(2).
type recordLock uint8

const (
	looksAtRecord recordLock = iota // or what it does is not known
	locksRecord
	unlocksRecord
)

// recordLock returns what a call of FcntlFlock does:
//
//	t0 = local syscall.Flock_t (complit)
//	t1 = &t0.Type [#0]
//	*t1 = 1:int16
//	t2 = syscall.FcntlFlock(t3, F_SETLK, t0)
func (w *World) recordLock(call *ssa.CallCommon, entry model.Entry) recordLock {
	fn, cmd := callee.Of(call), call.Args[entry.Operands[1].Index]
	if !slices.ContainsFunc([]string{"F_SETLK", "F_SETLKW", "F_OFD_SETLK", "F_OFD_SETLKW"}, func(name string) bool { return IsNamed(fn, cmd, name) }) {
		return looksAtRecord
	}
	lock, ok := w.Peel(call.Args[entry.Operands[1].Index+1]).(*ssa.Alloc)
	if !ok {
		return looksAtRecord
	}
	done := looksAtRecord
	for _, store := range storesTo(lock, "Type") {
		switch {
		case done != looksAtRecord || w.Integer(store.Val) == nil:
			return looksAtRecord // several types, or one that is not known
		case IsNamed(fn, store.Val, "F_UNLCK"):
			done = unlocksRecord
		default:
			done = locksRecord
		}
	}
	return done
}

// storesTo returns the stores to a field of a struct, and of those that are copied there:
//
//	t7 = local syscall.Flock_t (complit)
//	t8 = &t7.Type [#0]
//	*t8 = 1:int16
//	t9 = *t7
//	*t6 = t9
func storesTo(alloc *ssa.Alloc, name string) []*ssa.Store {
	list := fieldStores(alloc, name)
	for _, instr := range *alloc.Referrers() {
		store, ok := instr.(*ssa.Store)
		if !ok || store.Addr != ssa.Value(alloc) {
			continue
		}
		if load, ok := store.Val.(*ssa.UnOp); ok {
			if from, ok := load.X.(*ssa.Alloc); ok && from.Comment == "complit" {
				list = append(list, fieldStores(from, name)...)
			}
		}
	}
	return list
}

// fieldStores returns the stores to a field of a struct.
func fieldStores(alloc *ssa.Alloc, name string) []*ssa.Store {
	var list []*ssa.Store
	for _, instr := range *alloc.Referrers() {
		addr, ok := instr.(*ssa.FieldAddr)
		if !ok || ssabuild.Field(addr) == nil || ssabuild.Field(addr).Name() != name {
			continue
		}
		for _, instr := range *addr.Referrers() {
			if store, ok := instr.(*ssa.Store); ok {
				list = append(list, store)
			}
		}
	}
	return list
}

// heldResults returns the results of a call, and the structs that it is given, that have a
// lock or the like.
func (w *World) heldResults(site ssa.CallInstruction, f *summary.Files) []Number {
	call, ok := site.(*ssa.Call)
	if !ok {
		return nil
	}
	list := w.guarded(call)
	for _, tie := range f.Holding {
		n := Number{Call: site, Owner: call, Locked: tie.State, Given: true}
		if results := summary.ResultsOf(site, tie.Index); len(results) > 0 {
			n.Owner = results[0]
		}
		n.Discarded = len(*n.Owner.Referrers()) == 0 || n.Owner == ssa.Value(call) && call.Call.Signature().Results().Len() > 1
		list = append(list, n)
	}
	return list
}

// lostAtOnce returns how a state is lost whose owner, a result, nobody looks at; nil if the
// function only tries whether it can have it: it asks for the case that there is no error, or
// neither works after that nor tells of an error.
func (w *World) lostAtOnce(n Number) *Outlived {
	fn := n.Call.Parent()
	for _, err := range summary.ResultsOf(n.Call, n.Call.Common().Signature().Results().Len()-1) {
		if slices.ContainsFunc(w.LocalUses(err), func(u flow.Use) bool {
			cmp, ok := u.Instr.(*ssa.BinOp)
			return ok && cmp.Op == token.EQL
		}) {
			return nil
		}
	}
	results := fn.Signature.Results()
	o := &Outlived{Number: n, Owner: n.Owner, Hold: Hold{Instr: n.Call, Kind: Locked, State: n.Locked}}
	if results.Len() > 0 && isError(results.At(results.Len()-1).Type()) || o.Waits() {
		return o
	}
	return nil
}

// StatesOf returns the states of the kernel that are tied to the descriptor of an owner, or
// of one in a struct, in the function in which it is made.
func (w *World) StatesOf(owner ssa.Value) []string {
	var list []string
	if alloc, ok := owner.(*ssa.Alloc); ok {
		for _, content := range w.Contents(alloc) {
			list = append(list, w.StatesOf(content)...)
		}
	}
	if owner.Parent() == nil {
		return nil
	}
	for _, n := range w.Numbers(owner.Parent()) {
		if !n.Discarded && slices.Contains(w.OwnersOf(n), owner) {
			for _, h := range w.HoldsOf(n) {
				if h.Kind == Locked {
					list = append(list, h.State)
				}
			}
		}
	}
	return list
}

// StatesIn returns the states of the kernel that are tied to new files which a function
// leaves in a struct that it is given, and nowhere else.
func (w *World) StatesIn(p *ssa.Parameter) []string {
	if !w.FateOf(p).Dropped() {
		return nil
	}
	var list []string
	for _, owner := range w.Contents(p) {
		if w.IsFresh(owner) && owner.Parent() == p.Parent() && w.IsOnlyIn(owner, p) {
			list = append(list, w.StatesOf(owner)...)
		}
	}
	for _, u := range w.LocalUses(p) {
		if call, ok := u.Instr.(*ssa.Call); ok {
			for _, n := range w.guarded(call) {
				if n.Owner == u.Value {
					list = append(list, n.Locked)
				}
			}
		}
	}
	return list
}

// guarded returns the structs that a call leaves with a lock or the like.
func (w *World) guarded(call *ssa.Call) []Number {
	var list []Number
	if f := w.SummaryOf(&call.Call); f != nil {
		for _, tie := range f.Guards {
			list = append(list, Number{Call: call, Owner: summary.Argument(&call.Call, tie.Index), Locked: tie.State, Given: true})
		}
	}
	return list
}

// lockLost reports whether the state that is tied to a descriptor ends before the function meant it
// to: its owner is dropped, and not closed on every path, which is a way to give the
// lock back.
func (w *World) lockLost(o *Outlived, fate *owners.Fate, at ssa.Instruction) bool {
	if o.Given && slices.ContainsFunc(fate.Calls, func(u owners.Use) bool { return u.Kind&owners.Closes != 0 }) {
		return false // where there is no error, that is
	}
	return !isParameter(o.Owner) && !w.undone(o) && !w.ClosedAround(at.Parent(), fate.Calls, at) && !w.usedUp(o, fate, at)
}

// undone reports whether the function gives a state back by another number of the owner.
func (w *World) undone(o *Outlived) bool {
	for _, n := range w.Numbers(o.Owner.Parent()) {
		if n.Value == nil || !slices.Contains(w.OwnersOf(n), o.Owner) {
			continue
		}
		for _, u := range w.LocalUses(n.Value) {
			if call, ok := u.Instr.(ssa.CallInstruction); ok {
				if _, undone := w.ties(call.Common(), u.Value); undone {
					return true
				}
			}
		}
	}
	return false
}
