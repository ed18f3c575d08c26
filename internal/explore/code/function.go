package code

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/container/intsets"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/effects"
)

// A Function is what the interpreter needs to know of the body of an ssa.Function:
// where its values are kept, which of them are live where, and its loops.
type Function struct {
	SSA     *ssa.Function
	Effects *effects.Func
	Live    *cfg.Liveness
	Loops   *cfg.Loops
	Headers []*ssa.BasicBlock // of loops
	Formula bool              // it computes numbers and conditions, and does nothing else
	Nothing bool              // it may return without an error and without what comes with one
	ipdom   []*ssa.BasicBlock // immediate post-dominators, by block; see region

	// What was asked before; the answers are the same for all roots.
	known   map[*cfg.Loop]*effects.Loop
	lives   [][][]int         // by block and instruction; see LiveAt
	reads   []*intsets.Sparse // by block; see ReadsFrom
	decides map[decidesKey]bool
	regions []*effects.Region // by block
	makes   []bool            // by block; see MakesFrom
}

// Function returns what is known of fn's body.
func (p *Program) Function(fn *ssa.Function) *Function {
	f, ok := p.functions[fn]
	if !ok {
		f = newFunction(fn, p.Effects.Of(fn))
		p.functions[fn] = f
	}
	return f
}

func newFunction(fn *ssa.Function, e *effects.Func) *Function {
	f := &Function{
		SSA:     fn,
		Effects: e,
		Formula: isFormula(fn),
		Nothing: returnsNothing(fn),
		Live:    cfg.LivenessOf(fn),
		Loops:   cfg.LoopsOf(fn),
		known:   make(map[*cfg.Loop]*effects.Loop),
		lives:   make([][][]int, len(fn.Blocks)),
		reads:   make([]*intsets.Sparse, len(fn.Blocks)),
		decides: make(map[decidesKey]bool),
		regions: make([]*effects.Region, len(fn.Blocks)),
	}
	for _, b := range fn.Blocks {
		if f.Loops.IsHeader(b) {
			f.Headers = append(f.Headers, b)
		}
	}
	return f
}

// isFormula reports whether a function computes numbers and conditions from its arguments
// alone, or compares a field with a constant, without a branch, so that to run it costs less than to
// know nothing of its result:
//
//	t0 = len(a)                      t0 = &b.timer [#1]
//	t1 = len(b)                      t1 = *t0
//	t2 = t0 == t1                    t2 = t1 != nil:*time.Timer
//	return t2                        return t2
func isFormula(fn *ssa.Function) bool {
	if len(fn.Blocks) != 1 {
		return false
	}
	for _, instr := range fn.Blocks[0].Instrs {
		switch instr := instr.(type) {
		case *ssa.DebugRef, *ssa.Return, *ssa.BinOp, *ssa.Convert, *ssa.ChangeType, *ssa.FieldAddr:
		case *ssa.UnOp:
			if instr.Op == token.ARROW || instr.Op == token.MUL && !isCompared(instr) {
				return false
			}
		case *ssa.Call:
			if origin := instr.Call.StaticCallee(); origin != nil && origin == fn.Origin() {
				return isFormula(origin) // fn wraps it, for type parameters of its own
			}
			if b, ok := instr.Call.Value.(*ssa.Builtin); !ok || b.Name() != "len" && b.Name() != "cap" {
				return false
			}
		default:
			return false
		}
	}
	results := fn.Signature.Results()
	for v := range results.Variables() {
		if b, ok := v.Type().Underlying().(*types.Basic); !ok || b.Info()&(types.IsInteger|types.IsBoolean) == 0 {
			return false
		}
	}
	return results.Len() > 0
}

// isCompared reports whether what is loaded from a field is compared with nil or another constant, and
// used for nothing else:
//
//	t0 = &b.size [#0]; t1 = *t0; t2 = t1 > 0:int; return t2
func isCompared(load *ssa.UnOp) bool {
	if _, isField := load.X.(*ssa.FieldAddr); !isField {
		return false
	}
	return !slices.ContainsFunc(*load.Referrers(), func(ref ssa.Instruction) bool {
		cmp, ok := ref.(*ssa.BinOp)
		if !ok {
			_, isDebug := ref.(*ssa.DebugRef)
			return !isDebug
		}
		_, isConst := cmp.Y.(*ssa.Const)
		return !isConst || !slices.Contains([]token.Token{token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ}, cmp.Op)
	})
}

// LiveAt returns the registers that are live before the instruction at pc.
func (f *Function) LiveAt(b *ssa.BasicBlock, pc int) []int {
	at := f.lives[b.Index]
	if at == nil {
		at = make([][]int, len(b.Instrs)+1)
		f.lives[b.Index] = at
	}
	if at[pc] == nil {
		at[pc] = slices.Clip(append(f.Live.At(b, pc), -1)) // never nil
	}
	return at[pc][:len(at[pc])-1]
}

// Loop returns what is known of a loop of the function.
func (p *Program) Loop(f *Function, l *cfg.Loop) *effects.Loop {
	known := f.known[l]
	if known == nil {
		known = p.Effects.LoopOf(l)
		f.known[l] = known
	}
	return known
}

// Region returns the region of the branch at the end of a block.
func (p *Program) Region(f *Function, b *ssa.BasicBlock) *effects.Region {
	r := f.regions[b.Index]
	if r == nil {
		if f.ipdom == nil {
			f.ipdom = cfg.PostDominators(f.SSA)
		}
		r = p.Effects.RegionOf(b, f.ipdom[b.Index])
		f.regions[b.Index] = r
	}
	return r
}

// ReadsFrom returns the places whose value may decide something in a block of the
// function or behind it.
func (p *Program) ReadsFrom(f *Function, b *ssa.BasicBlock) *intsets.Sparse {
	r := f.reads[b.Index]
	if r == nil {
		r = p.Effects.ReadsFrom(f.SSA, b)
		f.reads[b.Index] = r
	}
	return r
}

// MakesFrom reports whether something to wait for may be made in a block or
// behind it.
func (p *Program) MakesFrom(f *Function, b *ssa.BasicBlock) bool {
	if !f.Effects.May(effects.Makes) {
		return false
	}
	if f.makes == nil {
		f.makes = make([]bool, len(f.SSA.Blocks))
		for _, c := range f.SSA.Blocks {
			f.makes[c.Index] = slices.ContainsFunc(c.Instrs, func(i ssa.Instruction) bool { return p.Effects.Instr(i)&effects.Makes != 0 })
		}
		for changed := true; changed; {
			changed = false
			for _, c := range f.SSA.Blocks {
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

type decidesKey struct {
	reg   int
	block *ssa.BasicBlock
}

// DecidesFrom reports whether the value of a register may decide something in block
// b or behind it.
func (f *Function) DecidesFrom(i int, b *ssa.BasicBlock) bool {
	k := decidesKey{i, b}
	a, ok := f.decides[k]
	if !ok {
		a = decidesFrom(f.Live.Values[i], b)
		f.decides[k] = a
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

// BoundsLoop reports whether what an instruction reads is what a counting loop
// counts up to, like b.N, or the list whose length that is:
//
//	t1 = *t0            the load
//	t2 = len(t1)
//	t3 = i < t2
//	if t3 goto body else done
//
// or the pointer to what holds it:
//
//	t1 = *t0            the load
//	t2 = &t1.size
//	t3 = *t2
//
// It is taken not to change while the loop runs, so that the loop goes round as often
// as another one over the same list.
func (p *Program) BoundsLoop(load ssa.Instruction) bool {
	v, ok := load.(ssa.Value)
	if !ok {
		return false
	}
	return p.Function(load.Parent()).leadsToBound(v, 0)
}

func (f *Function) leadsToBound(v ssa.Value, depth int) bool {
	return depth <= maxBoundPath && slices.ContainsFunc(*v.Referrers(), func(r ssa.Instruction) bool {
		switch r := r.(type) {
		case *ssa.Call:
			builtin, ok := r.Call.Value.(*ssa.Builtin)
			return ok && builtin.Name() == "len" && f.bounds(r)
		case *ssa.FieldAddr:
			return f.leadsToBound(r, depth+1)
		case *ssa.UnOp:
			return r.Op == token.MUL && f.leadsToBound(r, depth+1)
		}
		return IsInteger(v.Type()) && f.bounds(v)
	})
}

// maxBoundPath is how many fields and loads lie between a load and a bound at most: two
// for a.b, four for a.b.c.
const maxBoundPath = 4

// bounds reports whether a counting loop counts up to v.
func (f *Function) bounds(v ssa.Value) bool {
	return slices.ContainsFunc(*v.Referrers(), func(r ssa.Instruction) bool {
		cmp, ok := r.(*ssa.BinOp)
		if !ok {
			return false
		}
		bound, ok := f.Loops.Bound(cmp)
		return ok && bound == v
	})
}

// returnsNothing reports whether a function has a return without an error and without what
// comes with one.
//
//	return nil:[]byte, nil:error
func returnsNothing(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || len(ret.Results) < 2 {
			continue
		}
		if err, ok := ret.Results[len(ret.Results)-1].(*ssa.Const); !ok || !err.IsNil() {
			continue
		}
		for _, r := range ret.Results[:len(ret.Results)-1] {
			if k, ok := r.(*ssa.Const); ok && IsReference(r.Type()) && k.IsNil() {
				return true
			}
		}
	}
	return false
}

// IsReference reports whether a nil of a type is of no use to who asked for a value.
func IsReference(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Interface, *types.Slice, *types.Map:
		return true
	}
	return false
}

// IsInteger reports whether t is a type of whole numbers.
func IsInteger(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsInteger != 0
}

// SpelledOut counts the operations on channels in a function and its literals. So many
// sends can stand one by one against a loop that a constant bounds; the number that
// the constant is cut off to must be larger.
func SpelledOut(fn *ssa.Function) int64 {
	n := int64(0)
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Send, *ssa.Select:
				n++
			case *ssa.UnOp:
				if instr.Op == token.ARROW {
					n++
				}
			}
		}
	}
	for _, anon := range fn.AnonFuncs {
		n += SpelledOut(anon)
	}
	return n
}
