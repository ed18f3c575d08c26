package cfg

import (
	"go/constant"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Succs returns the blocks to which control may go from the end of a block.
func Succs(b *ssa.BasicBlock) []*ssa.BasicBlock { return b.Succs }

// Preds returns the blocks from whose end control may come to a block.
func Preds(b *ssa.BasicBlock) []*ssa.BasicBlock { return b.Preds }

// Reachable returns which blocks of a function, by index, can follow b; b is one of
// them.
func Reachable(b *ssa.BasicBlock) []bool { return closure([]*ssa.BasicBlock{b}, Succs) }

// Reaching returns which blocks of a function, by index, b can follow; b is one of
// them.
func Reaching(b *ssa.BasicBlock) []bool { return closure([]*ssa.BasicBlock{b}, Preds) }

// Live returns which blocks of a function, by index, can be reached if conditions
// that are constant, such as runtime.GOOS == "windows", are what they are.
func Live(fn *ssa.Function) []bool {
	var entries []*ssa.BasicBlock
	if len(fn.Blocks) > 0 {
		entries = append(entries, fn.Blocks[0])
	}
	if fn.Recover != nil {
		entries = append(entries, fn.Recover)
	}
	return closure(entries, func(b *ssa.BasicBlock) []*ssa.BasicBlock {
		branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok {
			return b.Succs
		}
		cond, ok := branch.Cond.(*ssa.Const)
		switch {
		case !ok || cond.Value == nil: // of a type parameter's type, it has none
			return b.Succs
		case constant.BoolVal(cond.Value):
			return b.Succs[:1]
		}
		return b.Succs[1:]
	})
}

// Returns returns the returns of a function, but for the one in its recover
// block: there a function goes on after a panic that it has recovered from, and
// returns what its results were then.
func Returns(fn *ssa.Function) []*ssa.Return {
	var list []*ssa.Return
	for _, b := range fn.Blocks {
		if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && b != fn.Recover {
			list = append(list, ret)
		}
	}
	return list
}

// closure returns which blocks, by index, next leads to from some blocks, these
// included.
func closure(blocks []*ssa.BasicBlock, next func(*ssa.BasicBlock) []*ssa.BasicBlock) []bool {
	return Walk(blocks, next, func(*ssa.BasicBlock) bool { return true })
}

// Walk visits the blocks to which next leads from some blocks of a function, these
// included, each once, and returns which, by index. It does not go on behind a
// block for which visit returns false.
func Walk(blocks []*ssa.BasicBlock, next func(*ssa.BasicBlock) []*ssa.BasicBlock, visit func(*ssa.BasicBlock) (more bool)) []bool {
	if len(blocks) == 0 {
		return nil
	}
	seen := make([]bool, len(blocks[0].Parent().Blocks))
	stack := slices.Clone(blocks)
	for len(stack) > 0 {
		b := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if seen[b.Index] {
			continue
		}
		seen[b.Index] = true
		if visit(b) {
			stack = append(stack, next(b)...)
		}
	}
	return seen
}
