package flow

import (
	"go/constant"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Reaches reports whether control can go from the point after from to to, two
// instructions of one function.
func Reaches(from, to ssa.Instruction) bool { return ReachesAvoiding(from, to, nil) }

// ReachesAvoiding reports whether control can go from the point after from to
// to without passing a third instruction, which may be nil.
func ReachesAvoiding(from, to, avoid ssa.Instruction) bool {
	return ReachesUnless(from, to, func(instr ssa.Instruction) bool { return instr == avoid })
}

// ReachesUnless reports whether control can go from the point after from to to
// without passing an instruction for which stop holds.
func ReachesUnless(from, to ssa.Instruction, stop func(ssa.Instruction) bool) bool {
	return from.Parent() == to.Parent() &&
		pathTo(from, func(instr ssa.Instruction) (found, stopped bool) { return instr == to, stop(instr) })
}

// Between calls visit for the instructions that control can pass on a way from one
// instruction to another of the function, or to its end if to is nil, without
// passing avoid, which may be nil. It stops and reports true if visit does.
func Between(from, to, avoid ssa.Instruction, visit func(ssa.Instruction) bool) bool {
	reaches := func(ssa.Instruction) bool { return true }
	if to != nil {
		reaches = reachesFrom(to, avoid)
	}
	return pathTo(from, func(instr ssa.Instruction) (found, stop bool) {
		if instr == avoid {
			return false, true
		}
		return reaches(instr) && visit(instr), false
	})
}

// reachesFrom returns a function that reports whether control can go from the
// point after an instruction to to without passing avoid.
func reachesFrom(to, avoid ssa.Instruction) func(ssa.Instruction) bool {
	starts := make(map[*ssa.BasicBlock]bool) // from whose start to can be reached
	// from looks at a block from its instruction i on.
	from := func(b *ssa.BasicBlock, i int) bool {
		for _, instr := range b.Instrs[i:] {
			if instr == to {
				return true
			}
			if instr == avoid {
				return false
			}
		}
		return slices.ContainsFunc(b.Succs, func(succ *ssa.BasicBlock) bool { return starts[succ] })
	}
	work := []*ssa.BasicBlock{to.Block()}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if !starts[b] && from(b, 0) {
			starts[b] = true
			work = append(work, b.Preds...)
		}
	}
	return func(instr ssa.Instruction) bool { return from(instr.Block(), position(instr)+1) }
}

// ReachesReturn reports whether control can go from the point after an
// instruction to a return of its function without passing one of the others.
func ReachesReturn(from ssa.Instruction, avoiding []ssa.Instruction) bool {
	return pathTo(from, func(instr ssa.Instruction) (found, stop bool) {
		_, isReturn := instr.(*ssa.Return)
		return isReturn, slices.Contains(avoiding, instr)
	})
}

// pathTo walks from the point after an instruction and reports whether visit
// has found what it looks for; it does not go on behind an instruction at which
// visit stops.
func pathTo(from ssa.Instruction, visit func(ssa.Instruction) (found, stop bool)) bool {
	block := func(b *ssa.BasicBlock, i int) (found, stop bool) {
		for _, instr := range b.Instrs[i:] {
			if found, stop := visit(instr); found || stop {
				return found, stop
			}
		}
		return false, false
	}
	found, stop := block(from.Block(), position(from)+1)
	if found || stop {
		return found
	}
	return walk(from.Block().Succs, func(b *ssa.BasicBlock) (bool, bool) { return block(b, 0) })
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
