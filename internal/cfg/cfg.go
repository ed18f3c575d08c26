// Package cfg answers questions about the control flow of one function in SSA
// form: its natural loops, where its branches meet again, which of its values are
// live where.
package cfg

import "golang.org/x/tools/go/ssa"

// HasReturn reports whether a function may return other than by recovering from
// a panic.
func HasReturn(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		if b == fn.Recover {
			continue
		}
		if _, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok {
			return true
		}
	}
	return false
}

// Reachable returns which blocks of a function, by index, can follow b; b is one of
// them.
func Reachable(b *ssa.BasicBlock) []bool {
	seen := make([]bool, len(b.Parent().Blocks))
	seen[b.Index] = true
	work := []*ssa.BasicBlock{b}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		for _, succ := range b.Succs {
			if !seen[succ.Index] {
				seen[succ.Index] = true
				work = append(work, succ)
			}
		}
	}
	return seen
}
