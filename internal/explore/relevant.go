package explore

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// What is decided about a value matters only as long as somebody may ask for it
// again. States that differ in nothing else are one state, which is what keeps
// the number of states from doubling with each branch.
//
// Should a question be overlooked here, two paths are taken for one and the
// second is not explored: that can miss a leak, it cannot invent one.

// A place is a variable or field that a branch may depend on, by number.
type place int

func (p *program) placeOf(k any) place {
	n, ok := p.places[k]
	if !ok {
		n = place(len(p.places))
		p.places[k] = n
	}
	return n
}

// questions returns the places that may be asked for in a block and behind it,
// there or in what is called.
func (p *program) questions(f *function, b *ssa.BasicBlock) bitset {
	if q, ok := f.questions[b]; ok {
		return q
	}
	f.questions[b] = nil // while a recursive function is looked at
	var q bitset
	for _, c := range f.reachableFrom(b) {
		q = q.union(p.blockQuestions(f, c))
	}
	f.questions[b] = q
	return q
}

func (p *program) blockQuestions(f *function, b *ssa.BasicBlock) bitset {
	if q, ok := f.asked[b]; ok {
		return q
	}
	f.asked[b] = nil
	var q bitset
	add := func(fn *ssa.Function) {
		if fn != nil && len(fn.Blocks) > 0 {
			q = q.union(p.questions(p.function(fn), fn.Blocks[0]))
		}
	}
	for _, instr := range b.Instrs {
		switch instr := instr.(type) {
		case *ssa.UnOp:
			if k := p.place(instr.X); k != nil && asks(instr, 0) {
				q = q.with(int(p.placeOf(k)))
			}
		case *ssa.Field:
			if v := ssabuild.FieldOf(instr); v != nil && asks(instr, 0) {
				q = q.with(int(p.placeOf(v)))
			}
		case *ssa.MakeClosure:
			add(instr.Fn.(*ssa.Function))
		case ssa.CallInstruction:
			add(instr.Common().StaticCallee())
		}
	}
	f.asked[b] = q
	return q
}

// reachableFrom returns the blocks that can follow b, and b.
func (f *function) reachableFrom(b *ssa.BasicBlock) []*ssa.BasicBlock {
	if list, ok := f.following[b]; ok {
		return list
	}
	seen := make([]bool, len(f.ssa.Blocks))
	list := []*ssa.BasicBlock{b}
	seen[b.Index] = true
	for i := 0; i < len(list); i++ {
		for _, succ := range list[i].Succs {
			if !seen[succ.Index] {
				seen[succ.Index] = true
				list = append(list, succ)
			}
		}
	}
	f.following[b] = list
	return list
}

// asksFrom reports whether the value of a register may decide something in block
// b or behind it.
func (f *function) asksFrom(i int, b *ssa.BasicBlock) bool {
	k := askKey{i, b}
	a, ok := f.asks[k]
	if !ok {
		a = f.asksNew(f.values[i], b)
		f.asks[k] = a
	}
	return a
}

type askKey struct {
	reg   int
	block *ssa.BasicBlock
}

func (f *function) asksNew(v ssa.Value, b *ssa.BasicBlock) bool {
	if v.Referrers() == nil {
		return true
	}
	var ahead map[*ssa.BasicBlock]bool
	for _, r := range *v.Referrers() {
		if !asksAt(r, v, 0) {
			continue
		}
		if ahead == nil {
			ahead = make(map[*ssa.BasicBlock]bool)
			for _, c := range f.reachableFrom(b) {
				ahead[c] = true
			}
		}
		if ahead[r.Block()] {
			return true
		}
	}
	return false
}

// fieldPlaces returns the places of the fields of a struct.
func (p *program) fieldPlaces(t *types.Struct) []place {
	list, ok := p.fields[t]
	if !ok {
		for f := range t.Fields() {
			list = append(list, p.placeOf(f.Origin()))
		}
		p.fields[t] = list
	}
	return list
}

// nowhere is the place of what has no name.
const nowhere place = -1

// memory writes what lies in memory; numbers and flags that nobody asks for are
// left out.
func (c *canon) memory(v value, t types.Type, at place) {
	if c.m.precision == coarse && t != nil && !c.m.stirs(t) {
		c.byte('_')
		return
	}
	switch v := v.(type) {
	case *aggV:
		if t == nil {
			break
		}
		if st, ok := t.Underlying().(*types.Struct); ok && st.NumFields() == len(v.elems) {
			c.byte('{')
			places := c.m.fieldPlaces(st)
			for i, e := range v.elems {
				c.memory(e, st.Field(i).Type(), places[i])
			}
			return
		}
	case intV, boolV, strV, sym, nil:
		if c.m.precision == coarse || at != nowhere && !c.questions.has(int(at)) && t != nil && !c.m.reaches(t) {
			c.byte('_')
			return
		}
	}
	c.value(v)
}
