package flow

import (
	"go/constant"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Reaches reports whether control can go from the point after from to to, two
// instructions of one function.
func Reaches(from, to ssa.Instruction) bool {
	if from.Parent() != to.Parent() {
		return false
	}
	if from.Block() == to.Block() && position(from) < position(to) {
		return true
	}
	return walk(from.Block().Succs, func(b *ssa.BasicBlock) (found, stop bool) { return b == to.Block(), false })
}

// ReachesReturn reports whether control can go from the point after an
// instruction to a return of its function without passing one of the others.
func ReachesReturn(from ssa.Instruction, avoiding []ssa.Instruction) bool {
	// visit looks at a block from its instruction i on.
	visit := func(b *ssa.BasicBlock, i int) (found, stop bool) {
		for _, instr := range b.Instrs[i:] {
			if slices.Contains(avoiding, instr) {
				return false, true
			}
			if _, ok := instr.(*ssa.Return); ok {
				return true, true
			}
		}
		return false, false
	}
	found, stop := visit(from.Block(), position(from)+1)
	if found || stop {
		return found
	}
	return walk(from.Block().Succs, func(b *ssa.BasicBlock) (bool, bool) { return visit(b, 0) })
}

// Dominates reports whether every path to b passes a first.
func Dominates(a, b ssa.Instruction) bool {
	if a.Block() == b.Block() {
		return position(a) < position(b)
	}
	return a.Parent() == b.Parent() && a.Block().Dominates(b.Block())
}

// walk visits the blocks that can be reached, each once, and reports whether
// visit has found what it looks for; it does not go on behind a block at which
// visit stops.
func walk(work []*ssa.BasicBlock, visit func(*ssa.BasicBlock) (found, stop bool)) bool {
	work = slices.Clone(work)
	seen := make(map[*ssa.BasicBlock]bool)
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[b] {
			continue
		}
		seen[b] = true
		found, stop := visit(b)
		if found {
			return true
		}
		if !stop {
			work = append(work, b.Succs...)
		}
	}
	return false
}

func position(instr ssa.Instruction) int { return slices.Index(instr.Block().Instrs, instr) }

// Live returns the blocks of a function that can be reached if conditions that
// are constant, such as runtime.GOOS == "windows", are what they are.
func Live(fn *ssa.Function) map[*ssa.BasicBlock]bool {
	live := make(map[*ssa.BasicBlock]bool)
	if len(fn.Blocks) == 0 {
		return live
	}
	work := []*ssa.BasicBlock{fn.Blocks[0]}
	if fn.Recover != nil {
		work = append(work, fn.Recover)
	}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if live[b] {
			continue
		}
		live[b] = true
		succs := b.Succs
		if branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok {
			if c, ok := branch.Cond.(*ssa.Const); ok && c.Value != nil {
				taken := 1
				if constant.BoolVal(c.Value) {
					taken = 0
				}
				succs = succs[taken : taken+1]
			}
		}
		work = append(work, succs...)
	}
	return live
}
