package sharing

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/owners"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/summary"
	"github.com/gopitfalls/gopitfalls/internal/model"
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
		return w.callKeeps(instr, u.Value)
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

func (w *World) callKeeps(site ssa.CallInstruction, file ssa.Value) bool {
	call := site.Common()
	fn := callee.Of(call)
	switch {
	case model.Has(fn, model.RawCall) && callee.IsReceiver(call, file):
		return false
	case model.Has(fn, model.RawConn) && callee.IsReceiver(call, file):
		// Whoever has the RawConn has the file.
		return slices.ContainsFunc(summary.ResultsOf(site, 0), func(raw ssa.Value) bool { return slices.ContainsFunc(w.Uses(raw), w.keeps) })
	case model.Has(fn, model.Adopt):
		return false // duplicates it
	case model.Has(fn, model.SetBlocking):
		return w.numberKept(call, file)
	case callee.IsReceiver(call, file):
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
