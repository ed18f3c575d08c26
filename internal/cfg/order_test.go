package cfg

import (
	"math/rand/v2"
	"slices"
	"testing"

	"golang.org/x/tools/go/ssa"
)

// following returns the instructions that can follow one directly.
func following(instr ssa.Instruction) (list []ssa.Instruction) {
	b := instr.Block()
	if i := slices.Index(b.Instrs, instr) + 1; i < len(b.Instrs) {
		return b.Instrs[i : i+1]
	}
	for _, succ := range b.Succs {
		list = append(list, succ.Instrs[0])
	}
	return list
}

// passed returns what control can come to from the point after an instruction,
// one at a time, without going on behind what stops it.
func passed(from ssa.Instruction, stops func(ssa.Instruction) bool) map[ssa.Instruction]bool {
	seen := make(map[ssa.Instruction]bool)
	work := following(from)
	for len(work) > 0 {
		instr := work[0]
		work = slices.Clone(work[1:])
		if seen[instr] {
			continue
		}
		seen[instr] = true
		if !stops(instr) {
			work = append(work, following(instr)...)
		}
	}
	return seen
}

// TestOrder compares with the definitions over single instructions, with an index
// and without.
func TestOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	list := spaghettiFunctions(t, 10, 6)
	for _, o := range []*Order{nil, NewOrder(list)} {
		for _, fn := range list {
			var all []ssa.Instruction
			for _, b := range fn.Blocks {
				all = append(all, b.Instrs...)
			}
			for i, instr := range all {
				if got, want := o.Position(instr), slices.Index(instr.Block().Instrs, instr); got != want {
					t.Fatalf("%s, %d: position %d, want %d", fn.Name(), i, got, want)
				}
			}
			for range 60 {
				pick := func() ssa.Instruction { return all[random.IntN(len(all))] }
				checkOrder(t, o, fn, pick(), pick(), pick())
			}
			if t.Failed() {
				return
			}
		}
	}
}

func checkOrder(t *testing.T, o *Order, fn *ssa.Function, from, to, avoid ssa.Instruction) {
	t.Helper()
	never := func(ssa.Instruction) bool { return false }
	at := func(instr ssa.Instruction) func(ssa.Instruction) bool {
		return func(other ssa.Instruction) bool { return instr == other }
	}
	same := func(what string, got, want bool) {
		if got != want {
			t.Errorf("%s, from %v in %v to %v in %v, not over %v in %v: %s = %t", fn.Name(), from, from.Block(), to, to.Block(), avoid, avoid.Block(), what, got)
		}
	}
	same("Reaches", o.Reaches(from, to), passed(from, never)[to])
	same("ReachesAvoiding", o.ReachesAvoiding(from, to, avoid), passed(from, at(avoid))[to])
	same("ReachesUnless", o.ReachesUnless(from, to, at(avoid)), passed(from, at(avoid))[to])
	isReturn := func(from ssa.Instruction, avoiding ...ssa.Instruction) bool {
		for instr := range passed(from, func(instr ssa.Instruction) bool { return slices.Contains(avoiding, instr) }) {
			if _, ok := instr.(*ssa.Return); ok {
				return true
			}
		}
		return false
	}
	same("ReachesReturn", o.ReachesReturn(from, []ssa.Instruction{avoid, to}), isReturn(from, avoid, to))
	entry := fn.Blocks[0].Instrs[0]
	fromEntry := func(stops func(ssa.Instruction) bool) bool {
		return entry == to || !stops(entry) && passed(entry, stops)[to]
	}
	if fromEntry(never) {
		same("Dominates", o.Dominates(from, to), from != to && !fromEntry(at(from)))
	}
	for _, end := range []ssa.Instruction{to, nil} {
		got := make(map[ssa.Instruction]bool)
		if o.Between(from, end, avoid, func(instr ssa.Instruction) bool { got[instr] = true; return false }) {
			t.Error("Between has found something")
		}
		for instr := range passed(from, at(avoid)) {
			if want := instr != avoid && (end == nil || passed(instr, at(avoid))[end]); got[instr] != want {
				same("Between at "+instr.String(), got[instr], want)
			}
			delete(got, instr)
		}
		same("Between elsewhere", len(got) > 0, false)
		for instr := range passed(from, at(avoid)) {
			if instr != avoid && (end == nil || passed(instr, at(avoid))[end]) {
				same("Between with "+instr.String(), o.Between(from, end, avoid, at(instr)), true)
				break
			}
		}
	}
}

// TestOrderOfTwo checks that nothing is reached from one function to another.
func TestOrderOfTwo(t *testing.T) {
	list := spaghettiFunctions(t, 2, 5)
	end := func(fn *ssa.Function) ssa.Instruction {
		b := fn.Blocks[len(fn.Blocks)-1]
		return b.Instrs[len(b.Instrs)-1]
	}
	from, to, last := list[0].Blocks[0].Instrs[0], end(list[1]), end(list[0])
	if Reaches(from, to) || ReachesAvoiding(from, to, nil) || ReachesUnless(from, to, func(ssa.Instruction) bool { return false }) || Dominates(from, to) {
		t.Error("one function leads into another")
	}
	if !ReachesAvoiding(from, last, nil) || !ReachesAvoiding(from, last, to) {
		t.Error("what is in another function is in the way")
	}
}

// TestLongBlocks checks that there is an index, and that it holds what it should.
func TestLongBlocks(t *testing.T) {
	b := new(ssa.BasicBlock)
	for range longBlock {
		b.Instrs = append(b.Instrs, new(ssa.Jump))
	}
	o := NewOrder([]*ssa.Function{{Blocks: []*ssa.BasicBlock{b}}})
	for i, instr := range b.Instrs {
		if got, ok := o.positions[instr]; !ok || got != i {
			t.Errorf("%d: %d, %t", i, got, ok)
		}
	}
}
