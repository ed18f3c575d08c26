package explore

import (
	"go/constant"
	"go/token"

	"golang.org/x/tools/go/ssa"
)

// scale returns the small number that a constant above the cut-off stands for, which
// makes of the number of rounds, or of goroutines, an abstraction that is finite. The
// same constant stands for the same number wherever it counts something; where a
// path meets two such constants their relation is lost, and so are its verdicts.
func (s *state) scale(v value, c *ssa.Const) value {
	n, ok := v.(intV)
	if !ok || n <= loopBound || c == nil || c.Value == nil || c.Value.Kind() != constant.Int {
		return v
	}
	return s.scaled(int64(n), true)
}

// scaled does so for a number that bounds a counting loop somewhere. The small
// number is larger than the operations that the root spells out one by one, so
// that it compares with their number as the constant does.
func (s *state) scaled(n int64, loops bool) value {
	if n <= s.tab.cutoff || !s.tab.code.Counts(n) {
		return intV(n)
	}
	if s.bigger == 0 && loops {
		s.bigger = n
	}
	if s.bigger != 0 && s.bigger != n {
		s.forced = true
	}
	return intV(s.tab.cutoff)
}

// spelledOut counts the operations on channels in a function and its literals.
func spelledOut(fn *ssa.Function) int64 {
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
		n += spelledOut(anon)
	}
	return n
}
