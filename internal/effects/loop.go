package effects

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/container/intsets"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/cfg"
)

// A Loop is what is known of a natural loop.
type Loop struct {
	*cfg.Loop
	// Idempotent: it does not matter how often the loop goes round, so that one
	// round shows all the ways out of it. It neither makes anything to wait for
	// nor operates on it, and what it computes decides nothing. That holds for roots
	// in which nothing reads the places that it stores to, Stores.
	Idempotent bool
	Stores     intsets.Sparse
	// Starts goroutines, itself or by what it calls.
	Starts bool
	// Touches what goroutines wait for: it sends, receives, hands out.
	Touches bool
	// Strides: it counts in steps of one size that is not known.
	Strides bool
	// Receives from a channel.
	Receives bool
}

// LoopOf looks at a loop.
func (p *Package) LoopOf(l *cfg.Loop) *Loop {
	loop := &Loop{Loop: l, Strides: strides(l)}
	loop.Idempotent = p.isIdempotent(loop)
	for _, b := range l.Blocks {
		for _, instr := range b.Instrs {
			e := p.Instr(instr)
			loop.Starts = loop.Starts || e&Starts != 0
			loop.Touches = loop.Touches || e&Touches != 0
			if recv, ok := instr.(*ssa.UnOp); ok && recv.Op == token.ARROW {
				loop.Receives = true
			}
		}
	}
	return loop
}

// isIdempotent reports whether a loop is idempotent but for the places that it
// stores to, which it notes. A search is, whatever it searches:
//
//	for _, x := range list {
//		if x.name == name {
//			return x.ch
//		}
//	}
//
// A loop that counts for what comes behind it is not, nor is one that defers.
func (p *Package) isIdempotent(l *Loop) bool {
	for _, b := range l.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Phi:
				if Decisive(instr.Type()) && usedOutside(instr, l.Loop) {
					return false
				}
			case *ssa.Store:
				if !Decisive(instr.Val.Type()) {
					break
				}
				k := p.name(instr.Addr)
				if k == nil {
					return false
				}
				if at := p.placeOf(k); at >= 0 {
					l.Stores.Insert(int(at))
				}
			case *ssa.Defer, *ssa.Panic:
				return false
			}
			if v, ok := instr.(ssa.Value); ok && p.Holds(v.Type()) && usedOutside(v, l.Loop) {
				return false
			}
			if call, ok := instr.(ssa.CallInstruction); ok {
				for _, f := range p.calledBy(call) {
					if f.May(StoresElsewhere) {
						return false
					}
					l.Stores.UnionWith(&f.Stores)
				}
			}
			if p.Instr(instr)&(Operates|ChangesMap) != 0 {
				return false
			}
		}
	}
	return true
}

// usedOutside reports whether a value is used outside of a loop, other than by a
// return: that of the search above stands in a block that leads nowhere, so it is none
// of the natural loop's.
func usedOutside(v ssa.Value, l *cfg.Loop) bool {
	if v.Referrers() == nil {
		return false
	}
	for _, r := range *v.Referrers() {
		if _, isReturn := r.(*ssa.Return); !l.Has(r.Block()) && !isReturn {
			return true
		}
	}
	return false
}

// IsIdempotent reports whether the root cannot tell how often a loop goes round.
func (v *View) IsIdempotent(l *Loop) bool { return l.Idempotent && !l.Stores.Intersects(&v.reads) }

// AwaitsCount reports whether a loop receives for as long as a number that others
// change is on one side of another, as one waits with a sync.Cond:
//
//	t1 = (*T).Len(t0)
//	t2 = t1 < t3
//	if t2 goto wait else done
//
// What is received only says that the number may have changed. How far it gets is
// not known: a goroutine that still waits in the end need not be there in truth.
func (l *Loop) AwaitsCount(test *ssa.If) bool {
	cmp, ok := test.Cond.(*ssa.BinOp)
	if !ok || !l.Receives || !l.Has(test.Block()) {
		return false
	}
	switch cmp.Op {
	case token.LSS, token.LEQ, token.GTR, token.GEQ:
		return isGetter(cmp.X, l.Loop) || isGetter(cmp.Y, l.Loop)
	}
	return false
}

// isGetter reports whether v is the result of a method without arguments that is called
// in each round of a loop:
//
//	t1 = (*T).Len(t0)
//	t1 = invoke t0.Len()
func isGetter(v ssa.Value, l *cfg.Loop) bool {
	call, ok := v.(*ssa.Call)
	if !ok || !l.Has(call.Block()) {
		return false
	}
	if call.Call.IsInvoke() {
		return len(call.Call.Args) == 0
	}
	fn := call.Call.StaticCallee()
	return fn != nil && fn.Signature.Recv() != nil && len(call.Call.Args) == 1
}

// strides reports whether a loop counts in steps of one size that is not known:
//
//	t1 = phi [0, t2]
//	t2 = t1 + size
//	if t2 < n goto body else done
func strides(l *cfg.Loop) bool {
	for _, instr := range l.Header.Instrs {
		phi, ok := instr.(*ssa.Phi)
		if !ok {
			break
		}
		for _, e := range phi.Edges {
			step, ok := e.(*ssa.BinOp)
			if !ok || step.X != phi || !isInteger(phi.Type()) || !l.Has(step.Block()) {
				continue
			}
			if _, isConst := step.Y.(*ssa.Const); !isConst && isInvariant(step.Y, l) && comparesIn(phi, l) {
				return true
			}
		}
	}
	return false
}

func isInteger(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsInteger != 0
}

// isInvariant reports whether a value is the same in all rounds of a loop: computed
// before it, or loaded from a variable that it does not store to, t0 here:
//
//	t0 = new int (size)
//	*t0 = ...
//	loop:
//	t1 = *t0
func isInvariant(v ssa.Value, l *cfg.Loop) bool {
	instr, ok := v.(ssa.Instruction)
	if !ok || !l.Has(instr.Block()) {
		return true
	}
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return false
	}
	a, ok := load.X.(*ssa.Alloc)
	if !ok {
		return false
	}
	for _, r := range *a.Referrers() {
		if st, ok := r.(*ssa.Store); ok && st.Addr == a && l.Has(st.Block()) {
			return false
		}
	}
	return true
}

// comparesIn reports whether a number, or its sum with another, is compared in a loop:
//
//	t2 = v + size
//	t3 = t2 <= n
func comparesIn(v ssa.Value, l *cfg.Loop) bool {
	for _, r := range *v.Referrers() {
		op, ok := r.(*ssa.BinOp)
		if !ok || !l.Has(op.Block()) {
			continue
		}
		switch op.Op {
		case token.LSS, token.LEQ, token.GTR, token.GEQ, token.NEQ, token.EQL:
			return true
		case token.ADD, token.SUB:
			if op.Referrers() != nil {
				for _, r := range *op.Referrers() {
					if cmp, ok := r.(*ssa.BinOp); ok && l.Has(cmp.Block()) && cmp.Op != token.ADD && cmp.Op != token.SUB {
						return true
					}
				}
			}
		}
	}
	return false
}
