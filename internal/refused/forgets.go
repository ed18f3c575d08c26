package refused

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// forgets reports whether the function that has added to a group, for a function that a call may
// refuse, looks at what the call says and can then come to the wait, or return if others wait for
// the group of a field, without a Done, or another call that may lead to one.
func (x *Finder) forgets(call *ssa.Call, result int, group any, wait ssa.Instruction) bool {
	adds := func(instr ssa.Instruction) bool {
		add, ok := instr.(*ssa.Call)
		return ok && !add.Call.IsInvoke() && model.Has(callee.Of(&add.Call), model.WgAdd) && x.key(add.Call.Args[0]) == group && cfg.Dominates(add, call)
	}
	if !anyInstruction(call.Parent(), adds) {
		return false
	}
	var ends []ssa.Instruction
	if wait.Parent() == call.Parent() {
		ends = []ssa.Instruction{wait}
	} else if _, isField := group.(*types.Var); isField {
		for _, ret := range cfg.Returns(call.Parent()) {
			ends = append(ends, ret)
		}
	}
	settles := func(instr ssa.Instruction) bool {
		call, ok := instr.(ssa.CallInstruction)
		if !ok || isBuiltin(call.Common()) || ssabuild.IsCancel(call.Common().Value.Type()) {
			return false
		}
		fn := call.Common().StaticCallee()
		return call.Common().IsInvoke() || fn == nil || len(fn.Blocks) > 0 || model.Has(callee.Of(call.Common()), model.WgDone) || model.Has(callee.Of(call.Common()), model.WgAdd)
	}
	for _, b := range refusals(callee.Result(call, result)) {
		first := b.Instrs[0]
		if !settles(first) && slices.ContainsFunc(ends, func(end ssa.Instruction) bool { return first == end || cfg.ReachesUnless(first, end, settles) }) {
			return true
		}
	}
	return false
}

func anyInstruction(fn *ssa.Function, match func(ssa.Instruction) bool) bool {
	return slices.ContainsFunc(fn.Blocks, func(b *ssa.BasicBlock) bool { return slices.ContainsFunc(b.Instrs, match) })
}

// refusals returns the blocks to which control goes where a result tells of a refusal: it is
// false, or an error.
func refusals(v ssa.Value) (blocks []*ssa.BasicBlock) {
	if v == nil {
		return nil
	}
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.If:
			blocks = append(blocks, ref.Block().Succs[1])
		case *ssa.UnOp:
			for _, b := range branches(ref) {
				blocks = append(blocks, b.Succs[0])
			}
		case *ssa.BinOp:
			for _, b := range branches(ref) {
				if ref.Op == token.NEQ {
					blocks = append(blocks, b.Succs[0])
				} else {
					blocks = append(blocks, b.Succs[1])
				}
			}
		}
	}
	return blocks
}

// branches returns the blocks that end in a branch on a condition.
func branches(cond ssa.Value) (blocks []*ssa.BasicBlock) {
	for _, ref := range *cond.Referrers() {
		if branch, ok := ref.(*ssa.If); ok {
			blocks = append(blocks, branch.Block())
		}
	}
	return blocks
}

func isBuiltin(call *ssa.CallCommon) bool {
	_, ok := call.Value.(*ssa.Builtin)
	return ok
}
