package explore

import "golang.org/x/tools/go/ssa"

// weak reports whether it does not matter how often a loop goes round: it
// neither makes nor operates anything, and what it computes decides nothing. One
// round shows all the ways out of it.
func (m *machine) weak(l *loop) bool {
	if l.weak == nil {
		w := m.weakNew(l)
		l.weak = &w
	}
	return *l.weak
}

func (m *machine) weakNew(l *loop) bool {
	for b := range l.blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Phi:
				if decides(instr.Type()) && usedOutside(instr, l) {
					return false
				}
			case *ssa.Store:
				if decides(instr.Val.Type()) && m.tested(instr.Addr) {
					return false
				}
			case *ssa.MapUpdate, *ssa.Defer, *ssa.Panic:
				return false
			}
			if v, ok := instr.(ssa.Value); ok && m.holds(v.Type()) && usedOutside(v, l) {
				return false
			}
			if m.operates(instr) {
				return false
			}
		}
	}
	return true
}

// usedOutside reports whether a value is used outside of a loop, other than as
// what a function returns from inside.
func usedOutside(v ssa.Value, l *loop) bool {
	for _, r := range *v.Referrers() {
		if _, isReturn := r.(*ssa.Return); !l.blocks[r.Block()] && !isReturn {
			return true
		}
	}
	return false
}
