package connfile

import (
	"go/constant"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/lifetime"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// idle reports whether nobody can be blocked on the owner of a file after Fd:
// it was closed in this function, or never left it, and is not used for
// blocking I/O afterwards.
func (c *checker) idle(d *dup, fd *ssa.Call) bool {
	after := ssa.Instruction(fd)
	if fd.Parent() != d.call.Parent() {
		after = d.call // Fd is called elsewhere, after this
	}
	uses := c.ownerUses(d)
	gone := c.isLocal(d)
	for _, u := range uses {
		if u.kind == closes {
			gone = true
		}
	}
	if !gone {
		return false
	}
	for _, u := range uses {
		if u.kind == blocks && (u.instr.Parent() != after.Parent() || lifetime.Reaches(after, u.instr)) {
			return false
		}
	}
	return true
}

// An ownerUse is something done with the owner of a file.
type ownerUse struct {
	instr ssa.Instruction
	kind  useKind
}

type useKind uint8

const (
	harmless useKind = iota // cannot block on the socket's input
	closes
	blocks // may wait for input, here or wherever the owner went
)

// ownerUses returns what is done with the owner in the function that calls File
// and in the literals inside it.
func (c *checker) ownerUses(d *dup) []ownerUse {
	var uses []ownerUse
	var visit func(fn *ssa.Function)
	visit = func(fn *ssa.Function) {
		var buf [8]*ssa.Value
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				for _, op := range instr.Operands(buf[:0]) {
					if *op != nil && c.names(*op, d.owner) {
						uses = append(uses, ownerUse{instr, c.kind(instr, *op)})
						break
					}
				}
			}
		}
		for _, anon := range fn.AnonFuncs {
			visit(anon)
		}
	}
	visit(d.call.Parent())
	return uses
}

// names reports whether v is the owner. Only values that can name one are
// compared.
func (c *checker) names(v, owner ssa.Value) bool {
	switch v.(type) {
	case *ssa.Const, *ssa.Function, *ssa.Builtin, *ssa.Alloc, *ssa.Global:
		return v == owner
	}
	return c.flow.SamePlace(v, owner)
}

// kind classifies what instr does with v, the owner or an address inside it.
func (c *checker) kind(instr ssa.Instruction, v ssa.Value) useKind {
	switch instr := instr.(type) {
	case ssa.CallInstruction:
		call := instr.Common()
		if isReceiver(call, v) {
			return methodKind(callee(call))
		}
		return blocks // who knows what a function does with a connection
	case *ssa.Return, *ssa.Send, *ssa.MapUpdate:
		return blocks
	case *ssa.Store:
		if _, local := instr.Addr.(*ssa.Alloc); local && instr.Val == v {
			return harmless // a variable; what is loaded from it is looked at
		}
		return blocks
	}
	return harmless // a copy, a comparison, a capture, the address of a field
}

func isReceiver(call *ssa.CallCommon, v ssa.Value) bool {
	if call.IsInvoke() {
		return call.Value == v
	}
	fn := callee(call)
	return fn != nil && fn.Signature().Recv() != nil && len(call.Args) > 0 && call.Args[0] == v
}

// methodKind classifies a method of a connection or listener.
func methodKind(fn *types.Func) useKind {
	if fn == nil {
		return blocks
	}
	name := fn.Name()
	switch {
	case name == "Close":
		return closes
	case strings.HasPrefix(name, "Read"), strings.HasPrefix(name, "Accept"), strings.HasPrefix(name, "Serve"),
		strings.HasSuffix(name, "Deadline"), name == "SyscallConn":
		return blocks
	}
	return harmless
}

// isLocal reports whether the owner is made in the function that calls File.
func (c *checker) isLocal(d *dup) bool {
	for _, src := range c.flow.Sources(c.flow.Peel(d.owner)) {
		switch src := src.(type) {
		case *ssa.Call:
			if src.Parent() != d.call.Parent() {
				return false
			}
		case *ssa.Extract:
			if src.Parent() != d.call.Parent() {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// restored reports whether the open file description is made nonblocking again
// after the last Fd: the number goes to SetNonblock or fcntl, or the file to
// net.FileConn and its like.
func (c *checker) restored(d *dup, fd *ssa.Call) bool {
	fds := []*ssa.Call{fd}
	var restores []ssa.Instruction
	for _, file := range fileOf(d.call) {
		for _, u := range c.flow.Uses(file) {
			call, ok := u.Instr.(*ssa.Call)
			switch {
			case !ok:
			case model.Has(callee(&call.Call), model.SetBlocking):
				fds = append(fds, call)
			case model.Has(callee(&call.Call), model.Adopt):
				restores = append(restores, call)
			}
		}
	}
	for _, fd := range fds {
		for _, u := range c.flow.Uses(fd) {
			if call, ok := u.Instr.(ssa.CallInstruction); ok && setsNonblock(call.Common(), u.Value) {
				restores = append(restores, call)
			}
		}
	}
	for _, restore := range restores {
		if follows(restore, fd) && !slices.ContainsFunc(fds, func(other *ssa.Call) bool { return undoes(other, restore) }) {
			return true
		}
	}
	return false
}

// follows reports whether a call that makes the file nonblocking comes after
// Fd. In another function, a caller or a callee, it is taken to.
func follows(restore ssa.Instruction, fd *ssa.Call) bool {
	return restore.Parent() != fd.Parent() || lifetime.Reaches(fd, restore)
}

// undoes reports whether Fd is called after the file was made nonblocking, and
// not only in the next round of a loop around both.
func undoes(fd *ssa.Call, restore ssa.Instruction) bool {
	return lifetime.Reaches(restore, fd) && !lifetime.Reaches(fd, restore)
}

// fileOf returns the file that a call of File results in.
func fileOf(call *ssa.Call) []ssa.Value {
	for _, instr := range *call.Referrers() {
		if e, ok := instr.(*ssa.Extract); ok && e.Index == 0 {
			return []ssa.Value{e}
		}
	}
	return nil
}

// setsNonblock reports whether a call makes the descriptor fd nonblocking.
func setsNonblock(call *ssa.CallCommon, fd ssa.Value) bool {
	fn := callee(call)
	for _, effect := range []model.Effect{model.SetNonblock, model.Fcntl} {
		entry, ok := model.Of(fn, effect)
		if !ok {
			continue
		}
		i := entry.Operands[0].Index
		if call.Args[i] != fd {
			continue
		}
		value, known := call.Args[i+1].(*ssa.Const)
		if !known {
			return true
		}
		if effect == model.SetNonblock {
			return constant.BoolVal(value.Value)
		}
		const fSetFL = 4 // F_SETFL, the same on Linux, the BSDs, Darwin and Solaris
		return value.Int64() == fSetFL
	}
	return false
}
