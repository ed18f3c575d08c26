package lifetime

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/flow"
)

// Idle reports whether nobody can be blocked on the owner of a file after an
// instruction: it was closed in the function that calls File, or never left it,
// and is not used for I/O that may wait afterwards.
func (w *World) Idle(d *Dup, after ssa.Instruction) bool {
	if d.Owner == nil {
		return false // a callee has it
	}
	if after.Parent() != d.Call.Parent() {
		after = d.Call // somewhere behind this
	}
	uses := w.OwnerUses(d)
	gone := w.isLocal(d)
	for _, u := range uses {
		gone = gone || u.Kind == Closes
	}
	if !gone {
		return false
	}
	for _, u := range uses {
		if u.Kind == Blocks && (u.Instr.Parent() != after.Parent() || flow.Reaches(after, u.Instr)) {
			return false
		}
	}
	return true
}

// An OwnerUse is something done with the owner of a file.
type OwnerUse struct {
	Instr ssa.Instruction
	Kind  UseKind
}

// A UseKind tells what a use of a connection or listener may do.
type UseKind uint8

const (
	Harmless UseKind = iota // cannot wait for the socket
	Closes
	Blocks // may wait, here or wherever the owner went
)

// OwnerUses returns what is done with the owner in the function that calls File
// and in the literals inside it.
func (w *World) OwnerUses(d *Dup) []OwnerUse {
	var uses []OwnerUse
	var visit func(fn *ssa.Function)
	visit = func(fn *ssa.Function) {
		var buf [8]*ssa.Value
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				for _, op := range instr.Operands(buf[:0]) {
					if *op != nil && w.names(*op, d.Owner) {
						uses = append(uses, OwnerUse{instr, useKind(instr, *op)})
						break
					}
				}
			}
		}
		for _, anon := range fn.AnonFuncs {
			visit(anon)
		}
	}
	visit(d.Call.Parent())
	return uses
}

// names reports whether v is the owner.
func (w *World) names(v, owner ssa.Value) bool {
	switch v.(type) {
	case *ssa.Const, *ssa.Function, *ssa.Builtin, *ssa.Alloc, *ssa.Global:
		return v == owner // no path to compare
	}
	return w.SamePlace(v, owner)
}

// useKind classifies what instr does with v, the owner or an address inside it.
func useKind(instr ssa.Instruction, v ssa.Value) UseKind {
	switch instr := instr.(type) {
	case ssa.CallInstruction:
		if call := instr.Common(); isReceiver(call, v) {
			return methodKind(flow.CalleeObject(call))
		}
		return Blocks // who knows what a function does with a connection
	case *ssa.Return, *ssa.Send, *ssa.MapUpdate:
		return Blocks
	case *ssa.Store:
		if _, local := instr.Addr.(*ssa.Alloc); local && instr.Val == v {
			return Harmless // a variable; what is loaded from it is looked at
		}
		return Blocks
	}
	return Harmless // a copy, a comparison, a capture, the address of a field
}

func isReceiver(call *ssa.CallCommon, v ssa.Value) bool {
	if call.IsInvoke() {
		return call.Value == v
	}
	fn := flow.CalleeObject(call)
	return fn != nil && fn.Signature().Recv() != nil && len(call.Args) > 0 && call.Args[0] == v
}

// methodKind classifies a method of a connection or listener.
func methodKind(fn *types.Func) UseKind {
	if fn == nil {
		return Blocks
	}
	name := fn.Name()
	switch {
	case name == "Close":
		return Closes
	case strings.HasPrefix(name, "Read"), strings.HasPrefix(name, "Accept"), strings.HasPrefix(name, "Serve"),
		strings.HasSuffix(name, "Deadline"), name == "SyscallConn":
		return Blocks
	}
	return Harmless
}

// isLocal reports whether the owner is made in the function that calls File.
func (w *World) isLocal(d *Dup) bool {
	for _, src := range w.Sources(w.Peel(d.Owner)) {
		call, _ := resultOf(src)
		if call == nil || call.Parent() != d.Call.Parent() {
			return false
		}
	}
	return true
}
