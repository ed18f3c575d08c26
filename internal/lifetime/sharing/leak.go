package sharing

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/owners"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// File returns the file that the call results in, or nil if it is discarded.
func (d *Dup) File() ssa.Value {
	for _, instr := range *d.Call.Referrers() {
		if v, ok := instr.(ssa.Value); ok && owners.IsFile(v.Type()) {
			return v
		}
	}
	return nil
}

// Dups returns the calls in fn that return the File of a connection.
func (w *World) Dups(fn *ssa.Function) []*Dup {
	var dups []*Dup
	live := cfg.Live(fn)
	for _, b := range fn.Blocks {
		if !live[b.Index] {
			continue
		}
		for _, instr := range b.Instrs {
			if call, ok := instr.(*ssa.Call); ok && w.FileMethod(&call.Call) != nil {
				dups = append(dups, w.dupOfCall(call))
			}
		}
	}
	return dups
}

// Leaked reports whether a file is closed on no path, and nobody else has it or
// its number: only the garbage collector will close it.
func (w *World) Leaked(d *Dup) bool {
	file := d.File()
	return file == nil || !slices.ContainsFunc(w.Uses(file), w.keeps)
}

// keeps reports whether a use of a file may close it, or keep it or its number
// for later.
func (w *World) keeps(u flow.Use) bool {
	switch instr := u.Instr.(type) {
	case *ssa.BinOp, *ssa.MakeClosure:
		return false
	case *ssa.Store:
		return !isVariable(instr.Addr)
	case *ssa.Return:
		return !w.Closed(instr.Parent()) || len(w.Calls(instr.Parent())) == 0
	case ssa.CallInstruction:
		return w.callKeeps(instr.Common(), u.Value)
	}
	return true
}

// isVariable reports whether an address is that of a variable, not of a field or
// of a package variable, which outlive the function.
func isVariable(addr ssa.Value) bool {
	switch addr.(type) {
	case *ssa.Alloc, *ssa.FreeVar:
		return true
	}
	return false
}

func (w *World) callKeeps(call *ssa.CallCommon, file ssa.Value) bool {
	fn := callee.Of(call)
	switch {
	case model.Has(fn, model.Adopt):
		return false // duplicates it
	case model.Has(fn, model.SetBlocking):
		return w.numberKept(call, file)
	case owners.IsReceiver(call, file):
		switch fn.Name() {
		case "Name", "Stat", "Read", "Write", "WriteString", "Sync", "Chmod", "SetDeadline", "SetReadDeadline", "SetWriteDeadline":
			return false
		}
		return true // Close, or one that hands it out
	}
	callee := flow.Callee(call)
	return callee == nil || callee.Blocks == nil // else its parameter is followed
}

// numberKept reports whether what Fd returned is held for later.
func (w *World) numberKept(call *ssa.CallCommon, file ssa.Value) bool {
	return slices.ContainsFunc(*file.Referrers(), func(instr ssa.Instruction) bool {
		fd, ok := instr.(*ssa.Call)
		return ok && &fd.Call == call && len(w.Holds(fd.Parent(), fd)) > 0
	})
}

// HandedOff returns the instruction that puts a file among those that a child
// process inherits, or nil. Starting the child calls Fd on it
// (os/exec_posix.go, startProcess).
func (w *World) HandedOff(d *Dup) ssa.Instruction {
	file := d.File()
	if file == nil {
		return nil
	}
	if w.madeNonblock(file, w.Uses) {
		return nil // nonblocking again
	}
	for _, u := range w.Uses(file) {
		store, ok := u.Instr.(*ssa.Store)
		if !ok || store.Val != u.Value {
			continue
		}
		switch addr := store.Addr.(type) {
		case *ssa.FieldAddr:
			if inherited(addr) {
				return store
			}
		case *ssa.IndexAddr:
			if at := sliceInherited(addr.X, make(map[ssa.Value]bool)); at != nil {
				return at
			}
		}
	}
	return nil
}

// sliceInherited follows a slice, or the array behind it, to a field whose
// files a child process inherits.
func sliceInherited(v ssa.Value, seen map[ssa.Value]bool) ssa.Instruction {
	if seen[v] || v.Referrers() == nil {
		return nil
	}
	seen[v] = true
	for _, instr := range *v.Referrers() {
		switch instr := instr.(type) {
		case *ssa.Store:
			if addr, ok := instr.Addr.(*ssa.FieldAddr); ok && instr.Val == v && inherited(addr) {
				return instr
			}
		case *ssa.Slice, *ssa.Phi:
			if at := sliceInherited(instr.(ssa.Value), seen); at != nil {
				return at
			}
		case *ssa.Call:
			if b, ok := instr.Call.Value.(*ssa.Builtin); ok && b.Name() == "append" {
				if at := sliceInherited(instr, seen); at != nil {
					return at
				}
			}
		}
	}
	return nil
}

func inherited(addr *ssa.FieldAddr) bool {
	field := ssabuild.Field(addr)
	named, ok := types.Unalias(ssabuild.Deref(addr.X.Type())).(*types.Named)
	return field != nil && ok && model.FieldHas(named.Obj(), field.Name(), model.HandOff)
}

// ClosedAfter reports whether the owner is closed on some path after an
// instruction of the function that calls File.
func (w *World) ClosedAfter(d *Dup, after ssa.Instruction) bool {
	return slices.ContainsFunc(w.UsesOf(d.Call.Parent(), d.Owner, owners.ByPlace), func(u owners.Use) bool {
		return u.Kind&owners.Closes != 0 && (u.Instr.Parent() != after.Parent() || w.Reaches(after, u.Instr))
	})
}

// ServedAfter reports whether the owner is used for I/O that may wait after an
// instruction of the function that calls File, or by a goroutine that this
// function starts.
func (w *World) ServedAfter(d *Dup, after ssa.Instruction) bool {
	if d.Owner == nil || after.Parent() != d.Call.Parent() {
		return false
	}
	for _, u := range w.UsesOf(d.Call.Parent(), d.Owner, owners.ByPlace) {
		if u.Kind&owners.Waits == 0 {
			continue
		}
		call, ok := u.Instr.(ssa.CallInstruction)
		if !ok {
			continue
		}
		_, started := call.(*ssa.Go)
		if started || u.Instr.Parent() != after.Parent() || w.Reaches(after, u.Instr) {
			return true
		}
	}
	return false
}
