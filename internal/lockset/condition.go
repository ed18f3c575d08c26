package lockset

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
	"github.com/gopitfalls/gopitfalls/internal/term"
)

// branch goes on behind a condition, on the ways that can be taken.
func (w *walker) branch(st *state, branch *ssa.If) {
	b := branch.Block()
	cond, negated, known := w.condition(branch.Cond)
	if known != anything {
		w.enter(b.Succs[index((known == isTrue) != negated)], b, st)
		return
	}
	id, not := w.term(cond)
	negated = negated != not
	if d := w.decided(st, id, b); d != anything {
		w.enter(b.Succs[index((d == isTrue) != negated)], b, st)
		return
	}
	for _, is := range []bool{false, true} { // the first is walked last
		next := st.clone()
		next.trail = &trail{st.trail, branch}
		w.decide(next, decision{cond: id, is: is, at: branch, block: b, epoch: st.epoch, volatile: volatile(cond)})
		if !w.guard(next, cond, is != not) {
			continue
		}
		if isFlag(cond) {
			next.flag = true
			next.asks(w.world, cond, is != not)
		}
		if is {
			w.chosen(next, cond)
		}
		w.enter(b.Succs[index(is != negated)], b, next)
	}
}

func index(cond bool) int {
	if cond {
		return 0
	}
	return 1
}

// decide adds a decision; it takes the place of an earlier one.
func (w *walker) decide(st *state, d decision) {
	st.decided = slices.DeleteFunc(st.decided, func(e decision) bool { return e.cond == d.cond })
	i, _ := slices.BinarySearchFunc(st.decided, d.cond, func(e decision, id term.Term) int { return int(e.cond - id) })
	st.decided = slices.Insert(st.decided, i, d)
}

// decided returns how a condition went before.
//
// What is in memory may be another thing once a lock was taken: a flag is asked again
// under the lock. But a flag that decided whether the lock is taken is asked again to find
// out whether to give it back: then both ways lead to the second question.
func (w *walker) decided(st *state, id term.Term, b *ssa.BasicBlock) class {
	for _, d := range st.decided {
		switch {
		case d.cond == id && d.volatile && d.at != nil && d.epoch != st.epoch && !w.meets(d, b):
			continue
		case d.cond == id && d.is:
			return isTrue
		case d.cond == id || d.is && w.table.Excludes(d.cond, id):
			return isFalse
		}
	}
	return anything
}

// meets reports whether both ways of a decision lead to a block.
func (w *walker) meets(d decision, b *ssa.BasicBlock) bool {
	reaching := w.reachingOf(b)
	return reaching[d.block.Succs[0].Index] && reaching[d.block.Succs[1].Index]
}

// condition returns a condition without its negations, and what is known of it.
func (w *walker) condition(v ssa.Value) (cond ssa.Value, negated bool, known class) {
	v = w.resolve(v)
	for range maxPath {
		not, ok := v.(*ssa.UnOp)
		if !ok || not.Op != token.NOT {
			break
		}
		v, negated = w.resolve(not.X), !negated
	}
	if c := constantClass(v); c != anything {
		return v, negated, c
	}
	if x := comparedWithNil(v); x != nil {
		if is := w.classOf(x); is != anything {
			return v, negated, boolClass((is == isNil) == (v.(*ssa.BinOp).Op == token.EQL))
		}
	}
	return v, negated, anything
}

// comparedWithNil returns what a condition compares with nil, or nil.
func comparedWithNil(v ssa.Value) ssa.Value {
	b, ok := v.(*ssa.BinOp)
	if !ok || b.Op != token.EQL && b.Op != token.NEQ {
		return nil
	}
	if constantClass(b.Y) == isNil {
		return b.X
	}
	if constantClass(b.X) == isNil {
		return b.Y
	}
	return nil
}

// term returns the term of a condition on this path, or that of its negation.
func (w *walker) term(cond ssa.Value) (id term.Term, negated bool) {
	if x := comparedWithNil(cond); x != nil {
		return w.table.IsNil(w.resolve(x)), cond.(*ssa.BinOp).Op == token.NEQ
	}
	return w.table.Condition(cond)
}

// classOf returns what is known of a value from what it is, or from what was decided.
func (w *walker) classOf(v ssa.Value) class {
	v = w.resolve(v)
	if c := constantClass(v); c != anything {
		return c
	}
	switch x := v.(type) {
	case *ssa.MakeInterface, *ssa.Alloc, *ssa.MakeClosure, *ssa.Function, *ssa.FieldAddr, *ssa.MakeMap, *ssa.MakeSlice, *ssa.MakeChan, *ssa.IndexAddr:
		return notNil
	case *ssa.Call:
		if model.Has(callee.Of(&x.Call), model.NonNil) {
			return notNil
		}
	case *ssa.UnOp: // return ErrClosed
		if _, ok := x.X.(*ssa.Global); ok && x.Op == token.MUL && ssabuild.IsError(x.Type()) {
			return notNil
		}
	}
	for _, d := range w.st.decided {
		switch {
		case isBool(v.Type()):
			if id, not := w.table.Condition(v); d.cond == id {
				return boolClass(d.is != not)
			}
		case isNilable(v.Type()):
			if d.cond == w.table.IsNil(v) {
				return nilClass(d.is)
			}
		}
	}
	return anything
}

func boolClass(is bool) class {
	if is {
		return isTrue
	}
	return isFalse
}

func nilClass(is bool) class {
	if is {
		return isNil
	}
	return notNil
}

// guard notes what a condition says of a parameter, or of a variable that the function
// captures; it returns false if that was found to be otherwise before.
func (w *walker) guard(st *state, cond ssa.Value, is bool) bool {
	g := premise{value: cond, is: boolClass(is)}
	if x := comparedWithNil(cond); x != nil {
		g = premise{value: w.resolve(x), is: nilClass(is == (cond.(*ssa.BinOp).Op == token.EQL))}
	}
	if load, ok := g.value.(*ssa.UnOp); ok && load.Op == token.MUL {
		if _, ok := load.X.(*ssa.FreeVar); !ok {
			return true
		}
		g.value = load.X
	} else if _, ok := g.value.(*ssa.Parameter); !ok {
		return true
	}
	return st.guarded(g)
}
