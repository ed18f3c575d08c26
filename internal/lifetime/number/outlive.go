package number

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/owners"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/summary"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// An Outlived is a number that is used, or held for use, after its owner is
// closed, or can be by the garbage collector.
type Outlived struct {
	Number
	Owner ssa.Value // the source
	Hold  Hold
	Local bool            // not held, but used by Hold.Instr: in a loop, after a callback, or Late
	Late  bool            // behind runtime.KeepAlive
	Close ssa.Instruction // closes the owner in any case; nil if nobody does
	Last  ssa.Instruction // the last use of the owner; nil if it is the one that made it
}

// Outlived returns how a number outlives its owner, or nil.
func (w *World) Outlived(n Number) *Outlived {
	if n.Discarded {
		return w.lostAtOnce(n)
	}
	for _, owner := range w.OwnersOf(n) {
		if !w.IsFresh(owner) && !isParameter(owner) && (!n.Given || !owners.IsNewStruct(owner)) {
			continue // others may have it
		}
		fate := w.FateOf(owner)
		if !fate.Dropped() {
			continue // somebody has it
		}
		if o := w.outlived(n, owner, fate); o != nil {
			return o
		}
	}
	return nil
}

func isParameter(v ssa.Value) bool {
	_, ok := v.(*ssa.Parameter)
	return ok
}

func (w *World) outlived(n Number, owner ssa.Value, fate *owners.Fate) *Outlived {
	var first *Outlived
	holds := w.HoldsOf(n)
	if len(holds)*len(fate.Calls) > maxPairs {
		return nil
	}
	for _, h := range holds {
		o := &Outlived{Number: n, Owner: owner, Hold: h}
		if w.beyond(o, fate) && (first == nil || h.before(first.Hold)) {
			first = o
		}
	}
	if first == nil {
		return w.usedAfter(n, owner, fate)
	}
	first.Last = w.lastUse(first, fate, w.RunsAt(owner.Parent(), first.Hold.Instr))
	return first
}

// maxPairs bounds how many orders of two instructions are asked for at once.
const maxPairs = 400

// HoldsOf returns what holds a number. Of one that is older than its owner that
// is of interest which comes after it, and the field that it came from.
func (w *World) HoldsOf(n Number) []Hold {
	switch {
	case n.Locked != "":
		return []Hold{{Instr: n.Call, Kind: Locked, State: n.Locked}}
	case n.Value == nil:
		return []Hold{{Instr: n.Call, Kind: Registered}}
	}
	holds := append(w.Holds(n.Call.Parent(), n.Value), w.LocksOf(n.Value)...)
	if n.Adopted {
		holds = slices.DeleteFunc(holds, func(h Hold) bool { return !w.ReachesAvoiding(n.Call, h.Instr, Definition(n.Value)) })
		if kept := w.keptHold(n); kept != nil {
			holds = append(holds, *kept)
		}
	}
	return holds
}

// Definition returns the instruction that computes a value, or nil.
func Definition(v ssa.Value) ssa.Instruction {
	instr, _ := v.(ssa.Instruction)
	return instr
}

// beyond reports whether a number is held when its owner is closed or dead, and
// notes when that is.
func (w *World) beyond(o *Outlived, fate *owners.Fate) bool {
	if o.Hold.Op != nil {
		return false // perhaps it is taken out
	}
	fn := o.Owner.Parent()
	at := w.RunsAt(fn, o.Hold.Instr)
	switch o.Hold.Kind {
	case Locked:
		return at != nil && w.lockLost(o, fate, at)
	case Kept:
		// Who closes the file of a field means to end its descriptor.
		return at != nil && !w.ClosedAround(fn, fate.Calls, at) && !isHandedOver(fate)
	default:
	}
	if at == nil || IsReturn(o.Hold.Instr) && o.Call.Parent() != fn {
		return false // what a literal returns goes on in fn
	}
	if w.ClosedAround(fn, fate.Calls, at) {
		o.Close = w.CloseAround(fn, fate.Calls, at)
	} else if isParameter(o.Owner) {
		return false // the caller's
	}
	return o.Hold.Kind == Returned || !w.takenOut(o, at) && !w.usedUp(o, fate, at)
}

// usedUp reports whether between the instruction that holds a number and a later
// use of its owner there is a call that may do all with the number that is ever
// done: a loop around epoll_wait before the deferred Close.
func (w *World) usedUp(o *Outlived, fate *owners.Fate, held ssa.Instruction) bool {
	for _, u := range fate.Calls {
		use := w.RunsAt(held.Parent(), u.Instr)
		if use == nil {
			continue
		}
		_, deferred := use.(*ssa.Defer)
		made := o.made(u)
		if (deferred || w.ReachesAvoiding(held, use, made)) && w.workBetween(fate, held, use, deferred, made) {
			return true
		}
	}
	return false
}

// made returns the call that makes the owner, behind which a use means another
// one; nil if the use does not.
func (o *Outlived) made(u owners.Use) ssa.Instruction {
	if u.Carried || o.Given {
		return nil
	}
	return Definition(o.Owner)
}

// workBetween reports whether a call other than one of the owner's uses, and
// other than those that only look, may come between two instructions. What is
// deferred comes at the end.
func (w *World) workBetween(fate *owners.Fate, from, to ssa.Instruction, deferred bool, avoid ssa.Instruction) bool {
	end := to
	if deferred {
		end = nil
	}
	return w.Between(from, end, avoid, func(instr ssa.Instruction) bool {
		return instr != to && isWork(instr) && !slices.ContainsFunc(fate.Calls, func(u owners.Use) bool { return u.Instr == instr })
	})
}

// Waits reports whether the function goes on working after an instruction that
// holds a number, so that keeping the owner alive until it returns helps.
func (o *Outlived) Waits() bool {
	at := o.Hold.Instr
	return at.Parent() == o.Call.Parent() &&
		(o.Local || cfg.Between(at, nil, nil, func(instr ssa.Instruction) bool { return instr != at && isWork(instr) }))
}

// isWork reports whether an instruction may take as long as a descriptor is
// needed: it waits for a goroutine, or calls a function that may do anything.
func isWork(instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.Call:
		return !isLook(&instr.Call)
	case *ssa.UnOp:
		return instr.Op == token.ARROW
	case *ssa.Select, *ssa.Send:
		return true
	}
	return false
}

// isLook reports whether a call does nothing that takes long or that a program
// does with a descriptor in the end: it opens files, formats, sets options.
func isLook(call *ssa.CallCommon) bool {
	if _, ok := call.Value.(*ssa.Builtin); ok {
		return true
	}
	fn := callee.Of(call)
	return !model.MayLast(fn) || model.IsOption(fn) || model.Has(fn, model.SetNonblock) || model.Has(fn, model.Register)
}

// lastUse returns the last use of the owner, as the source has them, on a path
// through an instruction, or nil if there is none. Where it is closed on some
// paths only, the others are meant.
func (w *World) lastUse(o *Outlived, fate *owners.Fate, at ssa.Instruction) ssa.Instruction {
	var last ssa.Instruction
	for _, u := range fate.Calls {
		use, made := w.RunsAt(at.Parent(), u.Instr), o.made(u)
		if use == nil || o.Close == nil && u.Kind&owners.Closes != 0 || use != at && !w.ReachesAvoiding(use, at, made) && !w.ReachesAvoiding(at, use, made) {
			continue
		}
		if last == nil || use.Pos() > last.Pos() {
			last = use
		}
	}
	return last
}

// usedAfter returns a use of a number by the function itself, a call, at which
// its owner is closed or dead, or nil.
func (w *World) usedAfter(n Number, owner ssa.Value, fate *owners.Fate) *Outlived {
	if n.Value == nil || n.Adopted {
		return nil
	}
	for _, u := range append(w.LocalUses(n.Value), w.asked(n.Call.Parent(), n.Value)...) {
		call, ok := u.Instr.(*ssa.Call)
		if !ok || call.Parent() != n.Call.Parent() || !w.ReachesAvoiding(n.Call, call, Definition(owner)) {
			continue
		}
		o := &Outlived{Number: n, Owner: owner, Hold: Hold{Instr: call, Value: u.Value}, Local: true}
		switch {
		case w.closedBefore(o, fate, call, u.Value):
			return o
		case isParameter(owner): // the caller may have it
		case w.keptTooShort(fate, call) && !w.aliveAt(o, fate, call):
			o.Late = true
			o.Last = w.lastUse(o, fate, call)
			return o
		case w.needsOwner(n, call, u.Value) && !w.aliveAt(o, fate, call):
			o.Last = w.lastUse(o, fate, call)
			return o
		}
	}
	return nil
}

// closedBefore reports whether the owner is closed on every path to a system
// call with its number, and notes where.
func (w *World) closedBefore(o *Outlived, fate *owners.Fate, call *ssa.Call, number ssa.Value) bool {
	if !w.asks(call, number) {
		return false // it may only forget the number
	}
	for _, u := range fate.Calls {
		if _, isCall := u.Instr.(*ssa.Call); isCall && u.Kind&owners.Closes != 0 && !u.Carried && w.Dominates(u.Instr, call) {
			o.Close = u.Instr
			return true
		}
	}
	return false
}

// needsOwner reports whether a call needs a number long after the last use of
// its owner: it has no right to it, behind a callback, or it is made again and
// again in a loop. One system call is over before a collection is likely to come.
func (w *World) needsOwner(n Number, call *ssa.Call, number ssa.Value) bool {
	fn := callee.Of(&call.Call)
	if n.Callback {
		return !model.IsPrint(fn)
	}
	return w.asks(call, number) && w.ReachesAvoiding(call, call, n.Call)
}

// keptTooShort reports whether the owner is kept alive before a call, for nothing else can be meant
// by that than this call:
//
//	fd := f.Fd(); runtime.KeepAlive(f); generate(fd)
func (w *World) keptTooShort(fate *owners.Fate, call *ssa.Call) bool {
	return isWork(call) && slices.ContainsFunc(fate.Calls, func(u owners.Use) bool {
		kept, ok := u.Instr.(*ssa.Call)
		return ok && !u.Carried && model.IsKeepAlive(callee.Of(&kept.Call)) && w.Dominates(kept, call)
	})
}

// asks reports whether a call gives a number to a system call: it is one, or its callee
// does.
func (w *World) asks(site ssa.CallInstruction, number ssa.Value) bool {
	call := site.Common()
	return model.IsSyscall(callee.Of(call)) || slices.ContainsFunc(w.SummariesOf(call), func(f *summary.Files) bool {
		return slices.ContainsFunc(f.Asks, func(i int) bool { return summary.Argument(call, i) == number })
	})
}

// Asks reports whether a parameter, a number, goes to a system call as the descriptor that
// this is about, other than to keep it or close it.
func (w *World) Asks(p *ssa.Parameter) bool {
	return slices.ContainsFunc(w.LocalUses(p), func(u flow.Use) bool {
		call, ok := u.Instr.(*ssa.Call)
		if !ok || closesNumber(call) {
			return false
		}
		if _, registers := registrationOf(&call.Call); registers || !w.asks(call, u.Value) {
			return false
		}
		fn := callee.Of(&call.Call)
		return !model.IsSyscall(fn) || model.Has(fn, model.Syscall) || model.Has(fn, model.RawSyscall) || call.Call.Args[0] == u.Value
	})
}

// aliveAt reports whether the owner is used by an instruction or after it.
func (w *World) aliveAt(o *Outlived, fate *owners.Fate, at ssa.Instruction) bool {
	return slices.ContainsFunc(fate.Calls, func(u owners.Use) bool {
		use := w.RunsAt(at.Parent(), u.Instr)
		_, deferred := use.(*ssa.Defer)
		return use == nil || deferred || use == at || w.ReachesAvoiding(at, use, o.made(u))
	})
}
