package owners

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// ClosedAround reports whether the owner is closed on every path through after:
// before it, by a defer, or on each way from it to a return.
func (w *World) ClosedAround(fn *ssa.Function, uses []Use, after ssa.Instruction) bool {
	return w.CloseAround(fn, uses, after) != nil
}

// CloseAround returns an instruction that closes the owner on a path through
// after if it is closed on every one, else nil.
func (w *World) CloseAround(fn *ssa.Function, uses []Use, after ssa.Instruction) ssa.Instruction {
	var closes []ssa.Instruction
	for _, u := range uses {
		if u.Kind&Closes != 0 && u.Instr.Parent() == fn {
			closes = append(closes, u.Instr)
		}
	}
	for _, lit := range fn.AnonFuncs {
		if site := w.deferOf(lit); site != nil && w.closesAlways(lit, uses) {
			closes = append(closes, site)
		}
	}
	for _, c := range closes {
		if c == after || w.Dominates(c, after) {
			return c
		}
	}
	if len(closes) == 0 || w.ReachesReturn(after, closes) {
		return nil
	}
	i := slices.IndexFunc(closes, func(c ssa.Instruction) bool { return w.Reaches(after, c) })
	if i < 0 {
		return nil // no path returns
	}
	return closes[i]
}

// deferOf returns the defer that runs a literal, or nil.
func (w *World) deferOf(lit *ssa.Function) ssa.Instruction {
	for _, site := range w.Calls(lit) {
		if d, ok := site.(*ssa.Defer); ok {
			return d
		}
	}
	return nil
}

// closesAlways reports whether a literal closes the owner on every path.
func (w *World) closesAlways(lit *ssa.Function, uses []Use) bool {
	var closes []ssa.Instruction
	for _, u := range uses {
		if u.Kind&Closes != 0 && u.Instr.Parent() == lit {
			closes = append(closes, u.Instr)
		}
	}
	entry := lit.Blocks[0].Instrs[0]
	return len(closes) > 0 && (slices.Contains(closes, entry) || !w.ReachesReturn(entry, closes))
}
