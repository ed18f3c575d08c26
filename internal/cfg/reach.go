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

// From returns the blocks to which control can go from the start of one of some
// blocks, these included.
func From(blocks ...*ssa.BasicBlock) map[*ssa.BasicBlock]bool { return closure(blocks, Succs) }

// To returns the blocks from whose start control can go to b, b included.
func To(b *ssa.BasicBlock) map[*ssa.BasicBlock]bool {
	return closure([]*ssa.BasicBlock{b}, Preds)
}

// Live returns the blocks of a function that can be reached if conditions that
// are constant, such as runtime.GOOS == "windows", are what they are.
func Live(fn *ssa.Function) map[*ssa.BasicBlock]bool {
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

// closure returns the blocks to which next leads from some blocks, these included.
func closure(blocks []*ssa.BasicBlock, next func(*ssa.BasicBlock) []*ssa.BasicBlock) map[*ssa.BasicBlock]bool {
	set := make(map[*ssa.BasicBlock]bool)
	Walk(blocks, next, func(b *ssa.BasicBlock) (found, stop bool) {
		set[b] = true
		return false, false
	})
	return set
}

// Walk visits the blocks to which next leads from some blocks, these included,
// each once, and reports whether visit has found what it looks for; it does not
// go on behind a block at which visit stops.
func Walk(blocks []*ssa.BasicBlock, next func(*ssa.BasicBlock) []*ssa.BasicBlock, visit func(*ssa.BasicBlock) (found, stop bool)) bool {
	stack := slices.Clone(blocks)
	seen := make(map[*ssa.BasicBlock]bool)
	for len(stack) > 0 {
		b := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if seen[b] {
			continue
		}
		seen[b] = true
		found, stop := visit(b)
		if found {
			return true
		}
		if !stop {
			stack = append(stack, next(b)...)
		}
	}
	return false
}
