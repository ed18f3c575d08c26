package cfg

import (
	"iter"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Exits returns the edges by which control leaves a cycle. Blocks that only ask which case a select has
// taken, and from which nothing leads back, count as parts of the cycle; where it has taken none it panics,
// which is no exit.
//
//	t10 = t6 == 1:int; if t10 goto 5 else 6         with t6 = extract t5 #0, t5 = select ...
func (c *Cycle) Exits() iter.Seq2[*ssa.BasicBlock, *ssa.BasicBlock] {
	return func(yield func(from, to *ssa.BasicBlock) bool) {
		for blocks := slices.Clone(c.Blocks); len(blocks) > 0; blocks = blocks[1:] {
			b := blocks[0]
			for _, s := range b.Succs {
				switch {
				case c.Has(s) || panics(s):
				case decides(s):
					blocks = append(blocks, s)
				case !yield(b, s):
					return
				}
			}
		}
	}
}

// panics reports whether a block does nothing else, as where a select has none of its cases.
func panics(b *ssa.BasicBlock) bool {
	_, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Panic)
	return ok
}

// decides reports whether all that a block does is to ask which case a select has taken.
func decides(b *ssa.BasicBlock) bool {
	if len(b.Instrs) != 2 || len(b.Preds) != 1 {
		return false
	}
	cond, ok := b.Instrs[0].(*ssa.BinOp)
	if !ok {
		return false
	}
	e, ok := cond.X.(*ssa.Extract)
	if !ok {
		return false
	}
	_, ok = e.Tuple.(*ssa.Select)
	return ok
}
