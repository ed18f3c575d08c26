package cfg

import (
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"
)

// TestReturns has functions that return, and such that do not.
func TestReturns(t *testing.T) {
	for _, test := range []struct {
		name string
		fn   func() *ssa.Function
		want int
	}{
		{"a return", func() *ssa.Function { return ending(new(ssa.Return)) }, 1},
		{"two returns", func() *ssa.Function { return ending(new(ssa.Return), new(ssa.Panic), new(ssa.Return)) }, 2},
		{"a panic", func() *ssa.Function { return ending(new(ssa.Panic)) }, 0},
		{"a return from the recover block", func() *ssa.Function {
			fn := ending(new(ssa.Panic), new(ssa.Return))
			fn.Recover = fn.Blocks[1]
			return fn
		}, 0},
		{"a return that others come to", func() *ssa.Function {
			fn := ending(new(ssa.Return), new(ssa.Return))
			fn.Recover = fn.Blocks[1]
			return fn
		}, 1},
	} {
		fn := test.fn()
		list := Returns(fn)
		if len(list) != test.want || HasReturn(fn) != (test.want > 0) {
			t.Errorf("%s: %d returns, has one %t", test.name, len(list), HasReturn(fn))
		}
		for _, ret := range list {
			if ret == nil {
				t.Errorf("%s: a return is nil", test.name)
			}
		}
	}
}

// ending returns a function whose blocks end with these instructions.
func ending(list ...ssa.Instruction) *ssa.Function {
	fn := new(ssa.Function)
	for i, instr := range list {
		fn.Blocks = append(fn.Blocks, &ssa.BasicBlock{Index: i, Instrs: []ssa.Instruction{instr}})
	}
	return fn
}

// TestLive has blocks that a constant condition leaves out.
func TestLive(t *testing.T) {
	list := spaghettiFunctions(t, 3, 4)
	for _, fn := range list {
		live := Live(fn)
		for _, b := range fn.Blocks {
			if !live[b.Index] && !strings.Contains(b.Comment, "unreachable") && b != fn.Recover {
				t.Errorf("%s, block %d: without constants all of it can be reached", fn.Name(), b.Index)
			}
		}
	}
	if Live(new(ssa.Function)) != nil {
		t.Error("a function without a body has live blocks")
	}
}
