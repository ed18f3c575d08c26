package cfg

import (
	"cmp"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A Cycle is a strongly connected component of a function's blocks that has an edge:
// control can come round in it. Of loops in loops it is the outermost one that can come
// round.
type Cycle struct {
	Blocks []*ssa.BasicBlock // by index

	in []bool // by block index
}

// Has reports whether a block, of whatever function, is in the cycle.
func (c *Cycle) Has(b *ssa.BasicBlock) bool {
	return b.Parent() == c.Blocks[0].Parent() && c.in[b.Index]
}

// CyclesOf finds the cycles of a function, by their first blocks (Tarjan: Depth-First
// Search and Linear Graph Algorithms, 1972).
func CyclesOf(fn *ssa.Function) []*Cycle {
	t := &tarjan{
		order: make([]int, len(fn.Blocks)), low: make([]int, len(fn.Blocks)), onStack: make([]bool, len(fn.Blocks)),
	}
	for _, b := range fn.Blocks {
		if t.order[b.Index] == 0 {
			t.visit(b)
		}
	}
	var cycles []*Cycle
	for _, blocks := range t.components {
		if len(blocks) == 1 && !slices.Contains(blocks[0].Succs, blocks[0]) {
			continue // comes round in no way
		}
		c := &Cycle{Blocks: blocks, in: make([]bool, len(fn.Blocks))}
		slices.SortFunc(c.Blocks, func(a, b *ssa.BasicBlock) int { return cmp.Compare(a.Index, b.Index) })
		for _, b := range c.Blocks {
			c.in[b.Index] = true
		}
		cycles = append(cycles, c)
	}
	slices.SortFunc(cycles, func(a, b *Cycle) int { return cmp.Compare(a.Blocks[0].Index, b.Blocks[0].Index) })
	return cycles
}

type tarjan struct {
	order, low []int // by block index; order counts from 1
	onStack    []bool
	stack      []*ssa.BasicBlock
	next       int
	components [][]*ssa.BasicBlock
}

// visit finds the components of what is reached from a block. It keeps a stack of its
// own: functions may have any number of blocks.
func (t *tarjan) visit(root *ssa.BasicBlock) {
	type frame struct {
		b    *ssa.BasicBlock
		edge int
	}
	work := []frame{{b: root}}
	for len(work) > 0 {
		f := &work[len(work)-1]
		i := f.b.Index
		if f.edge == 0 && t.order[i] == 0 {
			t.next++
			t.order[i], t.low[i] = t.next, t.next
			t.stack = append(t.stack, f.b)
			t.onStack[i] = true
		}
		if f.edge < len(f.b.Succs) {
			to := f.b.Succs[f.edge]
			f.edge++
			switch {
			case t.order[to.Index] == 0:
				work = append(work, frame{b: to})
			case t.onStack[to.Index]:
				t.low[i] = min(t.low[i], t.order[to.Index])
			}
			continue
		}
		work = work[:len(work)-1]
		if len(work) > 0 {
			up := work[len(work)-1].b.Index
			t.low[up] = min(t.low[up], t.low[i])
		}
		if t.low[i] == t.order[i] {
			t.pop(i)
		}
	}
}

// pop makes a component of what lies on the stack down to the block with an index.
func (t *tarjan) pop(index int) {
	n := slices.IndexFunc(t.stack, func(b *ssa.BasicBlock) bool { return b.Index == index })
	component := slices.Clone(t.stack[n:])
	t.stack = t.stack[:n]
	for _, b := range component {
		t.onStack[b.Index] = false
	}
	t.components = append(t.components, component)
}
