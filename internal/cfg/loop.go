package cfg

import (
	"cmp"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A Loop is a natural loop: the blocks from which a back edge is reached without
// its header, which dominates them all. Back edges with one header are one loop.
type Loop struct {
	Header *ssa.BasicBlock
	Blocks []*ssa.BasicBlock // by index, the header among them
	Up     *Loop             // the innermost loop around it, or nil
	Exits  bool              // some edge leaves it

	in []bool // by block index
}

// Has reports whether a block is in the loop.
func (l *Loop) Has(b *ssa.BasicBlock) bool { return l.in[b.Index] }

// Decides reports whether a block ends in a branch of which one way leaves the
// loop and the other stays in it.
func (l *Loop) Decides(b *ssa.BasicBlock) bool {
	return len(b.Succs) == 2 && l.Has(b.Succs[0]) != l.Has(b.Succs[1])
}

// Loops are the natural loops of a function.
type Loops struct {
	inner []*Loop // by block
}

// LoopsOf finds the natural loops of a function.
func LoopsOf(fn *ssa.Function) *Loops {
	blocks := fn.Blocks
	byHeader := make([]*Loop, len(blocks))
	var all []*Loop
	for _, b := range blocks {
		for _, h := range b.Succs {
			if !h.Dominates(b) {
				continue
			}
			l := byHeader[h.Index]
			if l == nil {
				l = &Loop{Header: h, in: make([]bool, len(blocks))}
				l.in[h.Index] = true
				byHeader[h.Index] = l
				all = append(all, l)
			}
			l.grow(b)
		}
	}
	for _, l := range all {
		for i, in := range l.in {
			if !in {
				continue
			}
			l.Blocks = append(l.Blocks, blocks[i])
			l.Exits = l.Exits || slices.ContainsFunc(blocks[i].Succs, func(s *ssa.BasicBlock) bool { return !l.in[s.Index] })
		}
	}
	return &Loops{nest(all, len(blocks))}
}

// grow adds to a loop the blocks from which b is reached without its header.
func (l *Loop) grow(b *ssa.BasicBlock) {
	work := []*ssa.BasicBlock{b}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if !l.in[b.Index] {
			l.in[b.Index] = true
			work = append(work, b.Preds...)
		}
	}
}

// nest finds out which loop is in which, and returns the innermost one of each of
// n blocks. Two natural loops with a block in common lie one in the other.
func nest(all []*Loop, n int) []*Loop {
	slices.SortStableFunc(all, func(a, b *Loop) int { return cmp.Compare(len(a.Blocks), len(b.Blocks)) })
	inner := make([]*Loop, n)
	outer := make([]*Loop, n) // the outermost of those seen
	for _, l := range all {
		for _, b := range l.Blocks {
			switch o := outer[b.Index]; {
			case o == nil:
				inner[b.Index] = l
			case o.Up == nil && o != l:
				o.Up = l
			}
			outer[b.Index] = l
		}
	}
	return inner
}

// At returns the innermost loop that a block is in, or nil.
func (ls *Loops) At(b *ssa.BasicBlock) *Loop { return ls.inner[b.Index] }

// IsHeader reports whether a block is the header of a loop.
func (ls *Loops) IsHeader(b *ssa.BasicBlock) bool {
	l := ls.inner[b.Index]
	return l != nil && l.Header == b
}
