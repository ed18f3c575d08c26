package cfg

import (
	"slices"

	"golang.org/x/tools/container/intsets"
	"golang.org/x/tools/go/ssa"
)

// A Liveness tells which values of a function are live where: which of them a
// way from there leads to a use of. Values are numbered: parameters, free
// variables, then instructions in the order of the text.
type Liveness struct {
	Values []ssa.Value // by number
	Number map[ssa.Value]int

	fn *ssa.Function
	in []intsets.Sparse // by block: live at its start, behind its phis
}

// LivenessOf computes the liveness of a function's values: a backward data-flow
// problem, iterated over the blocks in reverse until it is stable.
func LivenessOf(fn *ssa.Function) *Liveness {
	l := &Liveness{fn: fn, Number: make(map[ssa.Value]int), in: make([]intsets.Sparse, len(fn.Blocks))}
	add := func(v ssa.Value) {
		l.Number[v] = len(l.Values)
		l.Values = append(l.Values, v)
	}
	for _, p := range fn.Params {
		add(p)
	}
	for _, v := range fn.FreeVars {
		add(v)
	}
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if v, ok := instr.(ssa.Value); ok {
				add(v)
			}
		}
	}
	var live intsets.Sparse
	for changed := true; changed; {
		changed = false
		for i, b := range slices.Backward(fn.Blocks) {
			live.Clear()
			l.out(b, &live)
			l.backward(b, 0, &live)
			if l.in[i].UnionWith(&live) {
				changed = true
			}
		}
	}
	return l
}

// At returns the numbers of the values that are live before the instruction at
// pc of a block, in increasing order; the result of that instruction, if it is
// under way, is not.
func (l *Liveness) At(b *ssa.BasicBlock, pc int) []int {
	var live intsets.Sparse
	l.out(b, &live)
	l.backward(b, pc, &live)
	if l.fn.Recover != nil {
		live.UnionWith(&l.in[l.fn.Recover.Index])
	}
	return live.AppendTo(nil)
}

// out adds what is live at the end of a block.
func (l *Liveness) out(b *ssa.BasicBlock, live *intsets.Sparse) {
	for _, succ := range b.Succs {
		live.UnionWith(&l.in[succ.Index])
		for _, instr := range succ.Instrs {
			phi, ok := instr.(*ssa.Phi)
			if !ok {
				break
			}
			live.Remove(l.Number[phi])
		}
	}
	for _, succ := range b.Succs {
		for _, instr := range succ.Instrs {
			phi, ok := instr.(*ssa.Phi)
			if !ok {
				break
			}
			for i, pred := range succ.Preds {
				if pred == b {
					l.use(phi.Edges[i], live)
				}
			}
		}
	}
	if len(b.Succs) == 0 && l.fn.Recover != nil {
		// A deferred call may recover and go on in the recover block.
		live.UnionWith(&l.in[l.fn.Recover.Index])
	}
}

// backward turns what is live at the end of a block into what is live before the
// instruction at pc.
func (l *Liveness) backward(b *ssa.BasicBlock, pc int, live *intsets.Sparse) {
	var buf [8]*ssa.Value
	for i := len(b.Instrs) - 1; i >= pc; i-- {
		instr := b.Instrs[i]
		if v, ok := instr.(ssa.Value); ok {
			if _, isPhi := instr.(*ssa.Phi); isPhi {
				continue // live at the start of its block
			}
			live.Remove(l.Number[v])
		}
		for _, op := range instr.Operands(buf[:0]) {
			l.use(*op, live)
		}
	}
}

func (l *Liveness) use(v ssa.Value, live *intsets.Sparse) {
	if n, ok := l.Number[v]; ok {
		live.Insert(n)
	}
}
