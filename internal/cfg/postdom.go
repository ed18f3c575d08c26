package cfg

import "golang.org/x/tools/go/ssa"

// leaves reports whether a function is left at the end of a block. A panic that
// nobody here recovers from ends the path; where the others meet does not depend
// on it.
func leaves(fn *ssa.Function, b *ssa.BasicBlock) bool {
	if len(b.Succs) > 0 {
		return false
	}
	_, panics := b.Instrs[len(b.Instrs)-1].(*ssa.Panic)
	return !panics || fn.Recover != nil
}

// PostDominators returns the immediate post-dominator of each block, by index: the
// block that every way from it to the end of the function comes through first, or
// nil. (Cooper, Harvey, Kennedy: A Simple, Fast Dominance Algorithm, 2001, on the
// reversed graph with one virtual exit.)
func PostDominators(fn *ssa.Function) []*ssa.BasicBlock {
	blocks := fn.Blocks
	n := len(blocks)
	exit := n
	succs := func(i int) []int {
		if leaves(fn, blocks[i]) {
			return []int{exit}
		}
		list := make([]int, 0, 2)
		for _, s := range blocks[i].Succs {
			list = append(list, s.Index)
		}
		return list
	}
	// Postorder of the reversed graph, from the exit.
	order := make([]int, 0, n+1)
	number := make([]int, n+1)
	for i := range number {
		number[i] = -1
	}
	var visit func(i int)
	seen := make([]bool, n+1)
	visit = func(i int) {
		seen[i] = true
		if i == exit {
			for _, b := range blocks {
				if leaves(fn, b) && !seen[b.Index] {
					visit(b.Index)
				}
			}
		} else {
			for _, p := range blocks[i].Preds {
				if !seen[p.Index] {
					visit(p.Index)
				}
			}
		}
		number[i] = len(order)
		order = append(order, i)
	}
	visit(exit)
	idom := make([]int, n+1)
	for i := range idom {
		idom[i] = -1
	}
	idom[exit] = exit
	for changed := true; changed; {
		changed = false
		for k := len(order) - 2; k >= 0; k-- {
			i := order[k]
			best := -1
			for _, s := range succs(i) {
				if idom[s] < 0 {
					continue
				}
				if best < 0 {
					best = s
					continue
				}
				a, b := best, s
				for a != b {
					for number[a] < number[b] {
						a = idom[a]
					}
					for number[b] < number[a] {
						b = idom[b]
					}
				}
				best = a
			}
			if best >= 0 && idom[i] != best {
				idom[i], changed = best, true
			}
		}
	}
	ipdom := make([]*ssa.BasicBlock, n)
	for i := range blocks {
		if idom[i] >= 0 && idom[i] != exit {
			ipdom[i] = blocks[idom[i]]
		}
	}
	return ipdom
}
