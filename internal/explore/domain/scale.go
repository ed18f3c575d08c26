package domain

import (
	"go/constant"

	"golang.org/x/tools/go/ssa"
)

// CutOffConst returns the small number that stands for a constant above the cut-off: an
// abstraction of the number of rounds, or of goroutines, that is finite. The same constant
// stands for the same number wherever it counts something. Where a path meets two
// large constants, their relation is lost, and the path becomes inconclusive.
func (s *State) CutOffConst(v Value, c *ssa.Const) Value {
	n, ok := v.(IntV)
	if !ok || n <= LoopBound || c == nil || c.Value == nil || c.Value.Kind() != constant.Int {
		return v
	}
	return s.CutOff(int64(n), true)
}

// AboveCutOff reports whether a number is too large to be followed one by one, if it
// bounds a counting loop somewhere.
func (tab *Table) AboveCutOff(n int64) bool { return n > tab.cutoff }

// Cuts reports whether a smaller number stands for n.
func (tab *Table) Cuts(n int64) bool { return n > tab.cutoff && tab.code.Counts(n) }

// CutOff does so for a number that bounds a counting loop somewhere. The small
// number is larger than the operations that the root spells out one by one, so
// that it compares with their number as the constant does.
func (s *State) CutOff(n int64, loops bool) Value {
	if !s.Table.Cuts(n) {
		return IntV(n)
	}
	if s.CutConstant == 0 && loops {
		s.CutConstant = n
	}
	if s.CutConstant != 0 && s.CutConstant != n {
		s.Inconclusive = true
	}
	return IntV(s.Table.cutoff)
}
