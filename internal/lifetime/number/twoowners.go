package number

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/owners"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/summary"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// A TwoOwners is a descriptor that two close: the one that does it last closes
// whatever has got the number in the meantime.
type TwoOwners struct {
	First  ssa.CallInstruction // what makes, or is asked of, the first owner
	Second ssa.CallInstruction // what makes the second one, or closes the number
	Owner  ssa.Value           // the first owner; nil if a callee has it
	Closes bool                // the second closes the number
	Callee *types.Func         // makes the second owner; nil if it is made here
}

// TwoOwners returns the descriptors in fn that get a second owner there.
func (w *World) TwoOwners(fn *ssa.Function) []TwoOwners {
	var list []TwoOwners
	takers := w.takers(fn)
	list = append(list, w.closedFields(fn, takers)...)
	onError := w.closersOnError(fn)
	for _, first := range takers {
		if !first.closes {
			list = append(list, w.takenTwice(first, takers)...)
			list = append(list, w.takenOnError(first, onError)...)
		}
	}
	for _, n := range w.Numbers(fn) {
		if n.Value != nil && !n.Adopted {
			list = append(list, w.adoptedFrom(n)...)
		}
	}
	return list
}

// A taker is a call that adopts or closes a descriptor: os.NewFile, close(2), or a
// function that does so on each of its paths.
type taker struct {
	call   ssa.CallInstruction
	fd     ssa.Value   // the number, converted or not; nil if a callee knows it
	known  *int64      // the number, if it is constant
	owner  ssa.Value   // the file; nil if the number is closed or a callee has the file
	closes bool        // the number, and makes no file of it
	callee *types.Func // that makes the file, or nil
}

// takersOf returns what a call does as one that adopts or closes descriptors.
func (w *World) takersOf(call ssa.CallInstruction) []taker {
	fn := callee.Of(call.Common())
	switch {
	case closesNumber(call):
		return []taker{w.newTaker(call, call.Common().Args[0], true)}
	case model.Has(fn, model.AdoptFd):
		t := w.newTaker(call, call.Common().Args[0], false)
		if value := call.Value(); value != nil {
			t.owner = value
		}
		return []taker{t}
	}
	var list []taker
	f := w.SummaryOf(call.Common())
	if f == nil {
		return nil
	}
	for _, i := range f.Adopts {
		t := w.newTaker(call, summary.Argument(call.Common(), i), false)
		t.callee = fn
		list = append(list, t)
	}
	for _, i := range f.Shuts {
		list = append(list, w.newTaker(call, summary.Argument(call.Common(), i), true))
	}
	for _, n := range f.Inherits {
		known := int64(n)
		list = append(list, taker{call: call, known: &known, callee: fn})
	}
	return list
}

func (w *World) newTaker(call ssa.CallInstruction, fd ssa.Value, closes bool) taker {
	t := taker{call: call, fd: w.Peel(fd), closes: closes}
	if c, ok := t.fd.(*ssa.Const); ok && c.Value != nil {
		if n, exact := constant.Int64Val(constant.ToInt(c.Value)); exact {
			t.known = &n
		}
	}
	return t
}

// takers returns the calls in fn that adopt or close a descriptor, if they are
// not too many to be compared with each other.
func (w *World) takers(fn *ssa.Function) []taker {
	var list []taker
	live := cfg.Live(fn)
	for _, b := range fn.Blocks {
		if !live[b.Index] {
			continue
		}
		for _, instr := range b.Instrs {
			if call, ok := instr.(ssa.CallInstruction); ok {
				list = append(list, w.takersOf(call)...)
			}
		}
	}
	if len(list)*len(list) > maxPairs {
		return nil
	}
	return list
}

// takenTwice returns the calls that adopt or close a number after one that has adopted
// it.
func (w *World) takenTwice(first taker, takers []taker) []TwoOwners {
	var list []TwoOwners
	for _, second := range takers {
		if second.call != first.call && w.takesAgain(first, second) && !w.whereNil(first.owner, second.call) {
			list = append(list, TwoOwners{First: first.call, Second: second.call, Owner: first.owner, Closes: second.closes, Callee: second.callee})
		}
	}
	return list
}

// takesAgain reports whether a call adopts or closes the number that another one has
// adopted, and not another one that has come into its place since. What is
// deferred comes at the end, wherever the defer stands.
func (w *World) takesAgain(first, second taker) bool {
	if first.known != nil && second.known != nil {
		return w.inheritsAgain(first, second)
	}
	if first.fd == nil || second.fd == nil || !w.SamePlace(second.fd, first.fd) {
		return false
	}
	if _, deferred := second.call.(*ssa.Defer); deferred && w.Dominates(second.call, first.call) {
		return true
	}
	return w.ReachesUnless(first.call, second.call, func(instr ssa.Instruction) bool { return w.changes(instr, first.fd) })
}

// inheritsAgain reports whether a call adopts or closes a descriptor that has come from
// the parent process, by its number, each time that another one has adopted it before.
// The standard streams belong to everybody; and what is duplicated to the number in
// between (dup2) is another descriptor.
func (w *World) inheritsAgain(first, second taker) bool {
	const stderr = 2
	n := *first.known
	if n != *second.known || n <= stderr || !w.Dominates(first.call, second.call) {
		return false
	}
	return !w.Between(first.call, second.call, nil, func(instr ssa.Instruction) bool {
		call, ok := instr.(ssa.CallInstruction)
		return ok && call != second.call && slices.ContainsFunc(call.Common().Args, func(arg ssa.Value) bool {
			c, ok := w.Peel(arg).(*ssa.Const)
			return ok && c.Value != nil && c.Value.Kind() == constant.Int && constant.Compare(c.Value, token.EQL, constant.MakeInt64(n))
		})
	})
}

// A Taken is what a function adopts, or closes, on each of its paths.
type Taken struct {
	Adopts   []*ssa.Parameter // numbers
	Shuts    []*ssa.Parameter // numbers, which it closes
	Inherits []int            // constant numbers, but those of the standard streams
}

// Taken returns what a function adopts or closes.
func (w *World) Taken(fn *ssa.Function) Taken {
	const stderr = 2
	var taken Taken
	takers := w.takers(fn)
	for i, t := range takers {
		same := func(other taker) bool {
			return other.closes == t.closes && (t.fd != nil && other.fd == t.fd || t.known != nil && other.known != nil && *other.known == *t.known)
		}
		if slices.ContainsFunc(takers[:i], same) || !w.always(fn, takers, same) {
			continue
		}
		switch p, ok := t.fd.(*ssa.Parameter); {
		case ok && p.Parent() == fn && t.closes:
			taken.Shuts = append(taken.Shuts, p)
		case ok && p.Parent() == fn:
			taken.Adopts = append(taken.Adopts, p)
		case t.known != nil && *t.known > stderr && !t.closes:
			taken.Inherits = append(taken.Inherits, int(*t.known))
		}
	}
	return taken
}

// always reports whether each path of a function leads through one of some calls.
func (w *World) always(fn *ssa.Function, takers []taker, is func(taker) bool) bool {
	var calls []ssa.Instruction
	for _, t := range takers {
		if _, started := t.call.(*ssa.Go); !started && is(t) {
			calls = append(calls, t.call)
		}
	}
	if len(calls) == 0 || !cfg.HasReturn(fn) {
		return false
	}
	entry := fn.Blocks[0].Instrs[0]
	return slices.Contains(calls, entry) || !w.ReachesReturn(entry, calls)
}

// changes reports whether an instruction makes the value anew, or writes to the
// variable, field or element of which it is the content, or to what that is a part of.
func (w *World) changes(instr ssa.Instruction, v ssa.Value) bool {
	load, ok := v.(*ssa.UnOp)
	if !ok {
		return instr == Definition(v)
	}
	switch instr := instr.(type) {
	case *ssa.Alloc:
		return ssa.Value(instr) == w.Root(load)
	case *ssa.Store:
		return slices.ContainsFunc(wholes(load.X), func(addr ssa.Value) bool { return w.SamePlace(instr.Addr, addr) })
	case ssa.CallInstruction:
		return slices.Contains(instr.Common().Args, load.X)
	}
	return false
}

// wholes returns an address, and those of the structs and arrays around what is there.
func wholes(addr ssa.Value) []ssa.Value {
	list := []ssa.Value{addr}
	for range maxPath {
		switch x := addr.(type) {
		case *ssa.IndexAddr:
			addr = x.X
		case *ssa.FieldAddr:
			addr = x.X
		default:
			return list
		}
		list = append(list, addr)
	}
	return list
}

// whereNil reports whether an instruction is executed only where os.NewFile has
// returned nil: the number was none.
func (w *World) whereNil(owner ssa.Value, instr ssa.Instruction) bool {
	if owner == nil {
		return false
	}
	for d := instr.Block().Idom(); d != nil; d = d.Idom() {
		branch, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		cond, ok := branch.Cond.(*ssa.BinOp)
		if !ok || !isNilTest(cond.X, cond.Y, owner) && !isNilTest(cond.Y, cond.X, owner) {
			continue
		}
		isNil := d.Succs[0]
		if cond.Op == token.NEQ {
			isNil = d.Succs[1]
		}
		if len(isNil.Preds) == 1 && isNil.Dominates(instr.Block()) {
			return true
		}
	}
	return false
}

// isNilTest reports whether y is nil and x the owner.
func isNilTest(x, y, owner ssa.Value) bool {
	c, ok := y.(*ssa.Const)
	return ok && c.Value == nil && x == owner
}

// adoptedFrom returns the calls that adopt or close the number of a living owner,
// which closes it too: at once, at the end, in a goroutine, or when it is collected.
func (w *World) adoptedFrom(n Number) []TwoOwners {
	var list []TwoOwners
	if w.closedByHolder(n) {
		return nil // who asks now wants to see that
	}
	for _, u := range w.LocalUses(n.Value) {
		call, ok := u.Instr.(ssa.CallInstruction)
		if !ok {
			continue
		}
		for _, t := range w.takersOf(call) {
			if t.fd == nil || t.fd != w.Peel(u.Value) {
				continue
			}
			if t.owner == nil && t.callee == nil && !t.closes {
				continue // nobody has the file
			}
			if slices.ContainsFunc(w.Sources(n.Owner), isStandard) && (t.owner == nil || !w.FateOf(t.owner).Dropped()) {
				continue // for as long as the process lives
			}
			list = append(list, TwoOwners{First: n.Call, Second: call, Owner: n.Owner, Closes: t.closes, Callee: t.callee})
		}
	}
	return list
}

// closedByHolder reports whether something that got the owner of a number is closed before
// the number is asked for, and the owner with it, as a rule:
//
//	t1 = newManager(f)
//	t2 = t1.Close()
//	t3 = f.Fd()
func (w *World) closedByHolder(n Number) bool {
	closes := func(u flow.Use) bool {
		call, ok := u.Instr.(ssa.CallInstruction)
		return ok && callee.IsReceiver(call.Common(), u.Value) &&
			owners.MethodKind(callee.Of(call.Common()))&owners.Closes != 0 && w.Reaches(call, n.Call)
	}
	for _, owner := range w.OwnersOf(n) {
		for _, u := range w.LocalUses(owner) {
			call, ok := u.Instr.(*ssa.Call)
			if !ok || callee.IsReceiver(&call.Call, u.Value) {
				continue
			}
			for _, holder := range summary.ResultsOf(call, 0) {
				if slices.ContainsFunc(w.LocalUses(holder), closes) {
					return true
				}
			}
		}
	}
	return false
}

func closesNumber(call ssa.CallInstruction) bool {
	return model.Has(callee.Of(call.Common()), model.CloseFd)
}
