package explore

import (
	"go/types"
	"slices"

	"golang.org/x/tools/container/intsets"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/effects"
)

// A function is what the interpreter needs to know of the body of an ssa.Function:
// where its values are kept, which of them are live where, and its loops.
type function struct {
	ssa     *ssa.Function
	effects *effects.Func
	live    *cfg.Liveness
	loops   *cfg.Loops
	headers []*ssa.BasicBlock // of loops
	ipdom   []*ssa.BasicBlock // immediate post-dominators, by block; see region

	// What was asked before, none of which depends on who asked.
	known   map[*cfg.Loop]*effects.Loop
	lives   [][][]int         // by block and instruction; see liveAt
	reads   []*intsets.Sparse // by block; see readsFrom
	asks    map[askKey]bool
	regions []*effects.Region // by block
	makes   []bool            // by block; see makesFrom
}

// function returns what is known of fn's body.
func (p *program) function(fn *ssa.Function) *function {
	f, ok := p.functions[fn]
	if !ok {
		f = newFunction(fn, p.effects.Of(fn))
		p.functions[fn] = f
	}
	return f
}

func newFunction(fn *ssa.Function, e *effects.Func) *function {
	f := &function{
		ssa:     fn,
		effects: e,
		live:    cfg.LivenessOf(fn),
		loops:   cfg.LoopsOf(fn),
		known:   make(map[*cfg.Loop]*effects.Loop),
		lives:   make([][][]int, len(fn.Blocks)),
		reads:   make([]*intsets.Sparse, len(fn.Blocks)),
		asks:    make(map[askKey]bool),
		regions: make([]*effects.Region, len(fn.Blocks)),
	}
	for _, b := range fn.Blocks {
		if f.loops.IsHeader(b) {
			f.headers = append(f.headers, b)
		}
	}
	return f
}

// liveAt returns the registers that are live before the instruction at pc.
func (f *function) liveAt(b *ssa.BasicBlock, pc int) []int {
	at := f.lives[b.Index]
	if at == nil {
		at = make([][]int, len(b.Instrs)+1)
		f.lives[b.Index] = at
	}
	if at[pc] == nil {
		at[pc] = slices.Clip(append(f.live.At(b, pc), -1)) // never nil
	}
	return at[pc][:len(at[pc])-1]
}

// loop returns what is known of a loop of the function.
func (p *program) loop(f *function, l *cfg.Loop) *effects.Loop {
	known := f.known[l]
	if known == nil {
		known = p.effects.LoopOf(l)
		f.known[l] = known
	}
	return known
}

// region returns the region of the branch at the end of a block.
func (p *program) region(f *function, b *ssa.BasicBlock) *effects.Region {
	r := f.regions[b.Index]
	if r == nil {
		if f.ipdom == nil {
			f.ipdom = cfg.PostDominators(f.ssa)
		}
		r = p.effects.RegionOf(b, f.ipdom[b.Index])
		f.regions[b.Index] = r
	}
	return r
}

// readsFrom returns the places whose value may decide something in a block of the
// function or behind it.
func (p *program) readsFrom(f *function, b *ssa.BasicBlock) *intsets.Sparse {
	r := f.reads[b.Index]
	if r == nil {
		r = p.effects.ReadsFrom(f.ssa, b)
		f.reads[b.Index] = r
	}
	return r
}

// makesFrom reports whether something to wait for may be made in a block or
// behind it.
func (p *program) makesFrom(f *function, b *ssa.BasicBlock) bool {
	if !f.effects.May(effects.Makes) {
		return false
	}
	if f.makes == nil {
		f.makes = make([]bool, len(f.ssa.Blocks))
		for _, c := range f.ssa.Blocks {
			f.makes[c.Index] = slices.ContainsFunc(c.Instrs, func(i ssa.Instruction) bool { return p.effects.Instr(i)&effects.Makes != 0 })
		}
		for changed := true; changed; {
			changed = false
			for _, c := range f.ssa.Blocks {
				for _, succ := range c.Succs {
					if f.makes[succ.Index] && !f.makes[c.Index] {
						f.makes[c.Index], changed = true, true
					}
				}
			}
		}
	}
	return f.makes[b.Index]
}

type askKey struct {
	reg   int
	block *ssa.BasicBlock
}

// decidesFrom reports whether the value of a register may decide something in block
// b or behind it.
func (f *function) decidesFrom(i int, b *ssa.BasicBlock) bool {
	k := askKey{i, b}
	a, ok := f.asks[k]
	if !ok {
		a = decidesFrom(f.live.Values[i], b)
		f.asks[k] = a
	}
	return a
}

func decidesFrom(v ssa.Value, b *ssa.BasicBlock) bool {
	if v.Referrers() == nil {
		return true
	}
	var ahead []bool
	for _, r := range *v.Referrers() {
		if !effects.DecidesAt(r, v, 0) {
			continue
		}
		if ahead == nil {
			ahead = cfg.Reachable(b)
		}
		if ahead[r.Block().Index] {
			return true
		}
	}
	return false
}

// boundsLoop reports whether what an instruction reads is what a counting loop
// counts up to, like b.N, or the list whose length that is: it does not change
// while the loop runs.
func (p *program) boundsLoop(load ssa.Instruction) bool {
	v, ok := load.(ssa.Value)
	if !ok {
		return false
	}
	f := p.function(load.Parent())
	return slices.ContainsFunc(*v.Referrers(), func(r ssa.Instruction) bool {
		if call, ok := r.(*ssa.Call); ok {
			builtin, ok := call.Call.Value.(*ssa.Builtin)
			return ok && builtin.Name() == "len" && f.bounds(call)
		}
		return isInteger(v.Type()) && f.bounds(v)
	})
}

// bounds reports whether a counting loop counts up to v.
func (f *function) bounds(v ssa.Value) bool {
	return slices.ContainsFunc(*v.Referrers(), func(r ssa.Instruction) bool {
		cmp, ok := r.(*ssa.BinOp)
		if !ok {
			return false
		}
		bound, ok := f.loops.Bound(cmp)
		return ok && bound == v
	})
}

// isInteger reports whether t is a type of whole numbers.
func isInteger(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsInteger != 0
}
