package number

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/owners"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A LostLock is a lock of fcntl(2) on a file that is opened and closed once more while
// the lock is to be held: a process loses all its locks on a file when it closes any of
// its descriptors.
type LostLock struct {
	Lock ssa.CallInstruction
	Open ssa.CallInstruction // opens the file again
}

// LostLocks returns the locks that fn takes and loses, each with what opens the file
// again: after the lock, in fn, or in an exported function of the package that has the
// path from the same field, while another field keeps the locked file.
func (w *World) LostLocks(fn *ssa.Function) []LostLock {
	var list []LostLock
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(*ssa.Call)
			if !ok {
				continue
			}
			entry, ok := model.Of(callee.Of(&call.Call), model.RecordLock)
			if !ok || !belongsToProcess(&call.Call, entry) || w.recordLock(&call.Call, entry) != locksRecord {
				continue
			}
			for _, file := range w.lockedFiles(call.Call.Args[entry.Operands[0].Index]) {
				if again := w.reopened(call, file); again != nil {
					list = append(list, LostLock{Lock: call, Open: again})
					break
				}
			}
		}
	}
	return list
}

// belongsToProcess reports whether a call is about a lock that is tied to the process,
// not to the open file description.
func belongsToProcess(call *ssa.CallCommon, entry model.Entry) bool {
	fn, cmd := callee.Of(call), call.Args[entry.Operands[1].Index]
	return IsNamed(fn, cmd, "F_SETLK") || IsNamed(fn, cmd, "F_SETLKW")
}

// lockedFiles returns the calls that open the file of which a value is the number.
func (w *World) lockedFiles(number ssa.Value) []*ssa.Call {
	var list []*ssa.Call
	for _, src := range w.Sources(number) {
		fd, _ := flow.ResultOf(src)
		if fd == nil || !model.Has(callee.Of(&fd.Call), model.SetBlocking) {
			continue
		}
		for _, file := range w.Sources(fd.Call.Args[0]) {
			if open, _ := flow.ResultOf(file); open != nil && opens(open) {
				list = append(list, open)
			}
		}
	}
	return list
}

// opens reports whether a call opens a file by its path, which is its first argument.
func opens(call ssa.CallInstruction) bool {
	return model.HasOn(callee.Of(call.Common()), model.Opens, model.Operand{Kind: model.Arg})
}

// reopened returns the first call, in the function of the lock or else as flow.Compare has it, that opens a locked file again
// and closes it while the lock is held; or nil.
func (w *World) reopened(lock *ssa.Call, first *ssa.Call) ssa.CallInstruction {
	var found ssa.CallInstruction
	for _, fn := range w.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				again, ok := instr.(*ssa.Call)
				if !ok || again == first || !opens(again) || !w.samePath(again.Call.Args[0], first.Call.Args[0]) || !w.closesSoon(again) {
					continue
				}
				if w.heldAt(lock, first, again) && (found == nil || nearer(again, found, fn == lock.Parent())) {
					found = again
				}
			}
		}
	}
	return found
}

// nearer reports whether a call is the better witness of two: one of them is in the
// function of the lock, if here is true, else the first.
func nearer(a, b ssa.CallInstruction, here bool) bool {
	if a.Parent() != b.Parent() && here {
		return true
	}
	return flow.Compare(a, b) < 0
}

// samePath reports whether two strings are one path: the same value, equal constants, or
// what is in the same field.
func (w *World) samePath(a, b ssa.Value) bool {
	if w.SamePlace(a, b) {
		return true
	}
	x, y := w.Constant(a), w.Constant(b)
	if x != nil && y != nil {
		return x.Kind() == constant.String && y.Kind() == constant.String && constant.StringVal(x) == constant.StringVal(y)
	}
	f := w.fieldOf(a)
	return f != nil && f == w.fieldOf(b)
}

// fieldOf returns the field from which a value is loaded, or to which it goes, or nil.
func (w *World) fieldOf(v ssa.Value) *types.Var {
	v = w.Peel(v)
	if load, ok := v.(*ssa.UnOp); ok {
		if addr, ok := load.X.(*ssa.FieldAddr); ok {
			return ssabuild.Field(addr)
		}
	}
	for _, u := range w.LocalUses(v) {
		if store, ok := u.Instr.(*ssa.Store); ok && store.Val == u.Value {
			if addr, ok := store.Addr.(*ssa.FieldAddr); ok {
				return ssabuild.Field(addr)
			}
		}
	}
	return nil
}

// closesSoon reports whether what a call opens is closed in its function: by the call
// itself (os.ReadFile), or by the only one that has it.
func (w *World) closesSoon(open *ssa.Call) bool {
	file := fileOf(open)
	if file == nil {
		return true // it reads or writes all
	}
	fate := w.FateOf(file)
	return fate.Dropped() && fate.Kind&owners.Closes != 0
}

// fileOf returns the file that a call opens, or nil if it does not return it.
func fileOf(open *ssa.Call) ssa.Value {
	if owners.IsFile(open.Type()) {
		return open
	}
	for _, instr := range *open.Referrers() {
		if e, ok := instr.(*ssa.Extract); ok && owners.IsFile(e.Type()) {
			return e
		}
	}
	return nil
}

// heldAt reports whether a lock is held when a file is opened again. In the function that
// takes it, that is behind it, not where it has failed, and before the file is closed.
// Elsewhere it is taken for held in exported methods, if the file is kept.
func (w *World) heldAt(lock, first, again *ssa.Call) bool {
	file := fileOf(first)
	if file == nil {
		return false
	}
	if at := w.RunsAt(lock.Parent(), again); at != nil {
		return !w.whereFailed(lock, at) && !w.closedTogether(again, file) && w.ReachesUnless(lock, at, func(instr ssa.Instruction) bool { return w.letsGo(instr, file) })
	}
	obj := callee.Object(again.Parent())
	return obj != nil && obj.Exported() && again.Parent().Signature.Recv() != nil && w.fieldOf(again.Call.Args[0]) != nil &&
		first.Parent() == lock.Parent() && w.FateOf(file).Kind.Leaves()
}

// closedTogether reports whether what a call opens is closed by defers only, in the
// function that has a locked file for itself: the lock ends with the function in any case.
func (w *World) closedTogether(again *ssa.Call, locked ssa.Value) bool {
	file := fileOf(again)
	if file == nil || again.Parent() != locked.Parent() || w.FateOf(locked).Kind.Leaves() {
		return false
	}
	return !slices.ContainsFunc(w.FateOf(file).Calls, func(u owners.Use) bool {
		_, deferred := u.Instr.(*ssa.Defer)
		return u.Kind&owners.Closes != 0 && !deferred
	})
}

// letsGo reports whether an instruction closes a file, or gives back a lock.
func (w *World) letsGo(instr ssa.Instruction, file ssa.Value) bool {
	call, ok := instr.(*ssa.Call)
	if !ok {
		return false
	}
	if entry, ok := model.Of(callee.Of(&call.Call), model.RecordLock); ok {
		return w.recordLock(&call.Call, entry) != locksRecord
	}
	return slices.ContainsFunc(w.FateOf(file).Calls, func(u owners.Use) bool { return u.Instr == instr && u.Kind&owners.Closes != 0 })
}

// whereFailed reports whether an instruction is executed only where a call has returned
// an error.
func (w *World) whereFailed(call *ssa.Call, instr ssa.Instruction) bool {
	for d := instr.Block().Idom(); d != nil; d = d.Idom() {
		branch, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		cond, ok := branch.Cond.(*ssa.BinOp)
		if !ok || !slices.Contains(w.LocalSources(cond.X), ssa.Value(call)) {
			continue
		}
		// Any test of the error: which way is the failure is told by nil alone.
		for i, succ := range d.Succs {
			if len(succ.Preds) == 1 && succ.Dominates(instr.Block()) && !isSuccess(cond, i) {
				return true
			}
		}
	}
	return false
}

// isSuccess reports whether the way-th successor of a branch is taken where an error is
// nil.
func isSuccess(cond *ssa.BinOp, way int) bool {
	c, ok := cond.Y.(*ssa.Const)
	if !ok || c.Value != nil {
		return false
	}
	return (cond.Op == token.EQL) == (way == 0)
}
