package cfg

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// An Order knows the positions of instructions in their basic blocks. Nothing in
// it changes once it is made. The zero of *Order, nil, knows the same, but has
// to search for it; so do the functions of this package that have methods of
// Order as namesakes.
type Order struct {
	positions map[ssa.Instruction]int // in long blocks
}

// longBlock is the number of instructions from which on a search takes longer
// than a look into a map.
const longBlock = 32

// NewOrder returns the order of the instructions in some functions.
func NewOrder(funcs []*ssa.Function) *Order {
	o := &Order{positions: make(map[ssa.Instruction]int)}
	for _, fn := range funcs {
		for _, b := range fn.Blocks {
			if len(b.Instrs) < longBlock {
				continue
			}
			for i, instr := range b.Instrs {
				o.positions[instr] = i
			}
		}
	}
	return o
}

// Position returns the index of an instruction in its basic block.
func (o *Order) Position(instr ssa.Instruction) int {
	if o != nil {
		if i, ok := o.positions[instr]; ok {
			return i
		}
	}
	return slices.Index(instr.Block().Instrs, instr)
}

// Reaches reports whether control can go from the point after from to to, two
// instructions of one function.
func (o *Order) Reaches(from, to ssa.Instruction) bool { return o.ReachesAvoiding(from, to, nil) }

// ReachesAvoiding reports whether control can go from the point after from to
// to without passing a third instruction, which may be nil.
func (o *Order) ReachesAvoiding(from, to, avoid ssa.Instruction) bool {
	if from.Parent() != to.Parent() {
		return false
	}
	target, end := to.Block(), o.Position(to)
	wall, stop := (*ssa.BasicBlock)(nil), 0
	if avoid != nil && avoid.Parent() == to.Parent() {
		wall, stop = avoid.Block(), o.Position(avoid)
	}
	// look goes through a block from its instruction i on.
	look := func(b *ssa.BasicBlock, i int) (found, stopped bool) {
		stopped = b == wall && i <= stop
		found = b == target && i <= end && !(stopped && stop < end)
		return found, stopped
	}
	found, stopped := look(from.Block(), o.Position(from)+1)
	if found || stopped {
		return found
	}
	Walk(from.Block().Succs, Succs, func(b *ssa.BasicBlock) (more bool) {
		if !found {
			found, stopped = look(b, 0)
		}
		return !found && !stopped
	})
	return found
}

// ReachesUnless reports whether control can go from the point after from to to
// without passing an instruction for which stop holds.
func (o *Order) ReachesUnless(from, to ssa.Instruction, stop func(ssa.Instruction) bool) bool {
	return from.Parent() == to.Parent() &&
		o.pathTo(from, func(instr ssa.Instruction) (found, stopped bool) { return instr == to, stop(instr) })
}

// Between calls visit for the instructions that control can pass on a way from one
// instruction to another of the function, or to its end if to is nil, without
// passing avoid, which may be nil. It stops and reports true if visit does.
func (o *Order) Between(from, to, avoid ssa.Instruction, visit func(ssa.Instruction) bool) bool {
	reaches := func(ssa.Instruction) bool { return true }
	if to != nil {
		reaches = o.reachesFrom(to, avoid)
	}
	return o.pathTo(from, func(instr ssa.Instruction) (found, stop bool) {
		if instr == avoid {
			return false, true
		}
		return reaches(instr) && visit(instr), false
	})
}

// reachesFrom returns a function that reports whether control can go from the
// point after an instruction to to without passing avoid.
func (o *Order) reachesFrom(to, avoid ssa.Instruction) func(ssa.Instruction) bool {
	starts := make([]bool, len(to.Parent().Blocks)) // from whose start to can be reached
	// from goes through a block from its instruction i on.
	from := func(b *ssa.BasicBlock, i int) bool {
		for _, instr := range b.Instrs[i:] {
			if instr == to {
				return true
			}
			if instr == avoid {
				return false
			}
		}
		return slices.ContainsFunc(b.Succs, func(succ *ssa.BasicBlock) bool { return starts[succ.Index] })
	}
	stack := []*ssa.BasicBlock{to.Block()}
	for len(stack) > 0 {
		b := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if !starts[b.Index] && from(b, 0) {
			starts[b.Index] = true
			stack = append(stack, b.Preds...)
		}
	}
	return func(instr ssa.Instruction) bool { return from(instr.Block(), o.Position(instr)+1) }
}

// ReachesReturn reports whether control can go from the point after an
// instruction to a return of its function without passing one of the others.
func (o *Order) ReachesReturn(from ssa.Instruction, avoiding []ssa.Instruction) bool {
	return o.pathTo(from, func(instr ssa.Instruction) (found, stop bool) {
		_, isReturn := instr.(*ssa.Return)
		return isReturn, slices.Contains(avoiding, instr)
	})
}

// pathTo walks from the point after an instruction and reports whether visit
// has found what it looks for; it does not go on behind an instruction at which
// visit stops.
func (o *Order) pathTo(from ssa.Instruction, visit func(ssa.Instruction) (found, stop bool)) bool {
	block := func(b *ssa.BasicBlock, i int) (found, stop bool) {
		for _, instr := range b.Instrs[i:] {
			if found, stop := visit(instr); found || stop {
				return found, stop
			}
		}
		return false, false
	}
	found, stop := block(from.Block(), o.Position(from)+1)
	if found || stop {
		return found
	}
	Walk(from.Block().Succs, Succs, func(b *ssa.BasicBlock) (more bool) {
		if !found {
			found, stop = block(b, 0)
		}
		return !found && !stop
	})
	return found
}

// Dominates reports whether every path to b passes a first.
func (o *Order) Dominates(a, b ssa.Instruction) bool {
	if a.Block() == b.Block() {
		return o.Position(a) < o.Position(b)
	}
	return a.Parent() == b.Parent() && a.Block().Dominates(b.Block())
}

// unindexed has no index: its methods search.
var unindexed *Order

// Reaches is [Order.Reaches] without an index.
func Reaches(from, to ssa.Instruction) bool { return unindexed.Reaches(from, to) }

// ReachesAvoiding is [Order.ReachesAvoiding] without an index.
func ReachesAvoiding(from, to, avoid ssa.Instruction) bool {
	return unindexed.ReachesAvoiding(from, to, avoid)
}

// ReachesUnless is [Order.ReachesUnless] without an index.
func ReachesUnless(from, to ssa.Instruction, stop func(ssa.Instruction) bool) bool {
	return unindexed.ReachesUnless(from, to, stop)
}

// Between is [Order.Between] without an index.
func Between(from, to, avoid ssa.Instruction, visit func(ssa.Instruction) bool) bool {
	return unindexed.Between(from, to, avoid, visit)
}

// ReachesReturn is [Order.ReachesReturn] without an index.
func ReachesReturn(from ssa.Instruction, avoiding []ssa.Instruction) bool {
	return unindexed.ReachesReturn(from, avoiding)
}

// Dominates is [Order.Dominates] without an index.
func Dominates(a, b ssa.Instruction) bool { return unindexed.Dominates(a, b) }
