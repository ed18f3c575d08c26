package explore

import (
	"go/token"
	"math/bits"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A function is what the machine needs to know of the body of an ssa.Function:
// where its values are kept, which of them are live where, and its loops.
type function struct {
	ssa              *ssa.Function
	number           map[ssa.Value]int          // of the register of each parameter, free variable and value
	liveIn           []bitset                   // by block
	header           []bool                     // by block: is it the header of a loop
	loops            []*loop                    // by block: the innermost loop it is in
	values           []ssa.Value                // by register
	questions, asked map[*ssa.BasicBlock]bitset // see relevant.go
	following        map[*ssa.BasicBlock][]*ssa.BasicBlock
	asks             map[askKey]bool
	lives            map[point][]int // see liveAt
	regions          map[*ssa.BasicBlock]*region
	ipdom            []*ssa.BasicBlock // see postDominator
	makes            []bool            // see makesFrom
}

// A point is a place between two instructions.
type point struct{ block, pc int }

// A loop is a natural loop.
type loop struct {
	header *ssa.BasicBlock
	blocks map[*ssa.BasicBlock]bool
	exits  bool  // some edge leaves it
	weak   *bool // see machine.weak
	up     *loop
}

type bitset []uint64

func newBitset(n int) bitset { return make(bitset, (n+63)/64) }
func (b bitset) set(i int)   { b[i/64] |= 1 << (i % 64) }
func (b bitset) clear(i int) { b[i/64] &^= 1 << (i % 64) }
func (b bitset) each(f func(i int)) {
	for w, word := range b {
		for ; word != 0; word &= word - 1 {
			f(w*64 + bits.TrailingZeros64(word))
		}
	}
}

// has reports whether i is in b, which may be too short for it.
func (b bitset) has(i int) bool { return i/64 < len(b) && b[i/64]&(1<<(i%64)) != 0 }

// with returns b, grown as needed, with i in it.
func (b bitset) with(i int) bitset {
	for len(b) <= i/64 {
		b = append(b, 0)
	}
	b.set(i)
	return b
}

// union returns a set of what is in b or c; b may be changed.
func (b bitset) union(c bitset) bitset {
	for len(b) < len(c) {
		b = append(b, 0)
	}
	for i, w := range c {
		b[i] |= w
	}
	return b
}

// add adds the elements of c and reports whether b grew.
func (b bitset) add(c bitset) bool {
	grew := false
	for i, w := range c {
		if w&^b[i] != 0 {
			b[i] |= w
			grew = true
		}
	}
	return grew
}

// function returns what is known of fn's body.
func (p *program) function(fn *ssa.Function) *function {
	f, ok := p.functions[fn]
	if !ok {
		f = newFunction(fn)
		p.functions[fn] = f
	}
	return f
}

func newFunction(fn *ssa.Function) *function {
	f := &function{
		ssa:       fn,
		number:    make(map[ssa.Value]int),
		lives:     make(map[point][]int),
		regions:   make(map[*ssa.BasicBlock]*region),
		questions: make(map[*ssa.BasicBlock]bitset),
		asked:     make(map[*ssa.BasicBlock]bitset),
		following: make(map[*ssa.BasicBlock][]*ssa.BasicBlock),
		asks:      make(map[askKey]bool),
	}
	add := func(v ssa.Value) {
		f.number[v] = len(f.values)
		f.values = append(f.values, v)
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
	f.findLive()
	f.findLoops()
	return f
}

// findLive computes which registers are live at the start of each block, after
// its phis.
func (f *function) findLive() {
	n := len(f.number)
	blocks := f.ssa.Blocks
	f.liveIn = make([]bitset, len(blocks))
	for i := range blocks {
		f.liveIn[i] = newBitset(n)
	}
	for changed := true; changed; {
		changed = false
		for i, block := range slices.Backward(blocks) {
			live := f.liveOut(block)
			f.backward(block, len(block.Instrs), 0, live)
			if f.liveIn[i].add(live) {
				changed = true
			}
		}
	}
}

// liveOut returns what is live at the end of a block.
func (f *function) liveOut(b *ssa.BasicBlock) bitset {
	live := newBitset(len(f.number))
	for _, succ := range b.Succs {
		live.add(f.liveIn[succ.Index])
		for _, instr := range succ.Instrs {
			phi, ok := instr.(*ssa.Phi)
			if !ok {
				break
			}
			live.clear(f.number[phi])
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
					f.use(phi.Edges[i], live)
				}
			}
		}
	}
	if len(b.Succs) == 0 && f.ssa.Recover != nil {
		// A deferred call may recover and go on in the recover block.
		live.add(f.liveIn[f.ssa.Recover.Index])
	}
	return live
}

// backward turns what is live behind the instruction before pc to into what is
// live before the instruction at pc from.
func (f *function) backward(b *ssa.BasicBlock, to, from int, live bitset) {
	var buf [8]*ssa.Value
	for i := to - 1; i >= from; i-- {
		instr := b.Instrs[i]
		if v, ok := instr.(ssa.Value); ok {
			if _, isPhi := instr.(*ssa.Phi); isPhi {
				continue // live at the start of its block
			}
			live.clear(f.number[v])
		}
		for _, op := range instr.Operands(buf[:0]) {
			f.use(*op, live)
		}
	}
}

func (f *function) use(v ssa.Value, live bitset) {
	if i, ok := f.number[v]; ok {
		live.set(i)
	}
}

// liveAt returns the registers that are live before the instruction at pc; the
// result of the instruction itself, if it is under way, is not.
func (f *function) liveAt(b *ssa.BasicBlock, pc int) []int {
	at := point{b.Index, pc}
	list, ok := f.lives[at]
	if !ok {
		live := f.liveOut(b)
		f.backward(b, len(b.Instrs), pc, live)
		if f.ssa.Recover != nil {
			live.add(f.liveIn[f.ssa.Recover.Index])
		}
		list = []int{}
		live.each(func(i int) { list = append(list, i) })
		f.lives[at] = list
	}
	return list
}

// findLoops finds the natural loops: back edges lead to a dominator.
func (f *function) findLoops() {
	blocks := f.ssa.Blocks
	f.header = make([]bool, len(blocks))
	f.loops = make([]*loop, len(blocks))
	byHeader := make(map[*ssa.BasicBlock]*loop)
	var all []*loop
	for _, b := range blocks {
		for _, h := range b.Succs {
			if !h.Dominates(b) {
				continue
			}
			l := byHeader[h]
			if l == nil {
				l = &loop{header: h, blocks: map[*ssa.BasicBlock]bool{h: true}}
				byHeader[h] = l
				all = append(all, l)
				f.header[h.Index] = true
			}
			l.grow(b)
		}
	}
	for _, l := range all {
		for b := range l.blocks {
			for _, succ := range b.Succs {
				if !l.blocks[succ] {
					l.exits = true
				}
			}
		}
	}
	for _, b := range blocks {
		for _, l := range all {
			if inner := f.loops[b.Index]; l.blocks[b] && (inner == nil || len(l.blocks) < len(inner.blocks)) {
				f.loops[b.Index] = l
			}
		}
	}
	for _, l := range all {
		for _, outer := range all {
			if outer != l && outer.blocks[l.header] && len(outer.blocks) > len(l.blocks) &&
				(l.up == nil || len(outer.blocks) < len(l.up.blocks)) {
				l.up = outer
			}
		}
	}
}

// grow adds to a loop the blocks from which b is reached without its header.
func (l *loop) grow(b *ssa.BasicBlock) {
	work := []*ssa.BasicBlock{b}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if l.blocks[b] {
			continue
		}
		l.blocks[b] = true
		work = append(work, b.Preds...)
	}
}

// counts reports whether a comparison decides whether a loop goes on that counts
// by one: i < n, where i goes up from a constant.
func (f *function) counts(cmp *ssa.BinOp) (bound ssa.Value, ok bool) {
	b := cmp.Block()
	l := f.loops[b.Index]
	if l == nil || len(b.Succs) != 2 || l.blocks[b.Succs[0]] == l.blocks[b.Succs[1]] {
		return nil, false
	}
	x, y := cmp.X, cmp.Y
	switch cmp.Op {
	case token.LSS, token.LEQ, token.NEQ:
	case token.GTR, token.GEQ:
		x, y = y, x
	default:
		return nil, false
	}
	if isCounter(x) {
		return y, true
	}
	return nil, false
}

// isCounter reports whether v is a phi, or a phi plus one, that goes up by one
// from a constant.
func isCounter(v ssa.Value) bool {
	if add, ok := v.(*ssa.BinOp); ok && add.Op == token.ADD && isOne(add.Y) {
		v = add.X
	}
	phi, ok := v.(*ssa.Phi)
	if !ok {
		return false
	}
	for _, e := range phi.Edges {
		switch e := e.(type) {
		case *ssa.Const:
			continue
		case *ssa.BinOp:
			if e.Op == token.ADD && isOne(e.Y) && (e.X == phi || sameCounter(e.X, phi)) {
				continue
			}
		case *ssa.Phi:
			if e == phi {
				continue
			}
		}
		return false
	}
	return true
}

// sameCounter reports whether x is a phi all of whose edges are the counter: a
// loop with continue statements has one.
func sameCounter(x ssa.Value, counter *ssa.Phi) bool {
	phi, ok := x.(*ssa.Phi)
	if !ok {
		return false
	}
	for _, e := range phi.Edges {
		if e != counter {
			return false
		}
	}
	return true
}

func isOne(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.Value != nil && c.Value.ExactString() == "1"
}
