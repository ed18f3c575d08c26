package obligation

import (
	"go/constant"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
	"github.com/gopitfalls/gopitfalls/internal/term"
)

// A walk is a depth-first search for a path that leaves an obligation unmet. Conditions that
// are known, or were decided before, go one way; one that speaks of a value of which another
// was decided ends the path, since it may decide the same.
type walk struct {
	finder  *Finder
	made    *ssa.Call
	value   ssa.Value // what the call returns; nil if nobody has it
	err     ssa.Value // beside it; or nil
	settled map[ssa.Instruction]bool
	outs    []ssa.Value // the channels of the value, or that; see settling
	others  []ssa.Value
	table   *term.Table
	decided map[term.Term]bool
	entered map[*ssa.BasicBlock]*ssa.BasicBlock // on the path: over which edge
	steps   int
}

// maxSteps bounds a search, in basic blocks entered.
const maxSteps = 5000

func newWalk(f *Finder, made *ssa.Call, v, err ssa.Value, s *settling) *walk {
	w := &walk{
		finder: f, made: made, value: v, err: err, settled: s.at, outs: s.outs, others: s.others,
		table: term.NewTable(), decided: make(map[term.Term]bool), entered: make(map[*ssa.BasicBlock]*ssa.BasicBlock), steps: maxSteps,
	}
	// What was decided on all ways to the call.
	for b := made.Block(); b.Idom() != nil; b = b.Idom() {
		branch, ok := b.Idom().Instrs[len(b.Idom().Instrs)-1].(*ssa.If)
		if !ok || len(b.Preds) != 1 {
			continue
		}
		cond, negated := w.condition(branch.Cond)
		w.decided[cond] = (b == branch.Block().Succs[0]) != negated
	}
	return w
}

// leaves returns the instruction with which such a path ends, or nil.
func (w *walk) leaves() ssa.Instruction {
	b := w.made.Block()
	i := slices.Index(b.Instrs, ssa.Instruction(w.made))
	return w.rest(b, b.Instrs[i+1:])
}

// block goes on into a block.
func (w *walk) block(b, pred *ssa.BasicBlock) ssa.Instruction {
	if _, again := w.entered[b]; again || w.steps == 0 {
		return nil
	}
	w.steps--
	w.entered[b] = pred
	defer delete(w.entered, b)
	return w.rest(b, b.Instrs)
}

func (w *walk) rest(b *ssa.BasicBlock, instrs []ssa.Instruction) ssa.Instruction {
	for _, instr := range instrs {
		if w.settled[instr] {
			return nil
		}
		switch instr := instr.(type) {
		case *ssa.Return:
			if b == b.Parent().Recover {
				return nil
			}
			return instr
		case *ssa.Panic:
			return nil
		case *ssa.If:
			return w.branch(instr)
		case *ssa.Call:
			if instr == w.made {
				return instr // in a loop
			}
		}
	}
	for _, s := range b.Succs {
		if left := w.block(s, b); left != nil {
			return left
		}
	}
	return nil
}

// branch goes on behind a condition, both ways unless it is known.
func (w *walk) branch(branch *ssa.If) ssa.Instruction {
	b := branch.Block()
	if known, value := w.known(branch.Cond); known {
		return w.block(b.Succs[index(value)], b)
	}
	if w.asksAboutError(branch.Cond) {
		return nil // there is no value, perhaps
	}
	if w.isOpen(branch.Cond) {
		return w.block(b.Succs[0], b) // where it was closed there is no sender any more
	}
	if sel, i := cfg.CaseOf(branch.Cond); sel != nil {
		if !w.isOneOf(sel.States[i].Chan, w.others) { // what another channel tells may be that there is no sender
			if left := w.block(b.Succs[0], b); left != nil {
				return left
			}
		}
		return w.block(b.Succs[1], b)
	}
	cond, negated := w.condition(branch.Cond)
	if value, ok := w.decided[cond]; ok {
		return w.block(b.Succs[index(value != negated)], b)
	}
	for other := range w.decided {
		if !asksForError(branch.Cond) && w.table.Share(cond, other) {
			return nil
		}
	}
	for _, value := range []bool{true, false} {
		w.decided[cond] = value != negated
		left := w.block(b.Succs[index(value)], b)
		delete(w.decided, cond)
		if left != nil {
			return left
		}
	}
	return nil
}

// asksAboutError reports whether a condition is the answer of a function that is given the error
// beside the value.
//
//	if !assert.NoError(t, err) { return }
func (w *walk) asksAboutError(cond ssa.Value) bool {
	if not, ok := cond.(*ssa.UnOp); ok && not.Op == token.NOT {
		cond = not.X
	}
	call, ok := cond.(*ssa.Call)
	return ok && w.err != nil && slices.ContainsFunc(call.Call.Args, func(arg ssa.Value) bool { return w.comesFrom(arg, w.err) })
}

// asksForError reports whether a condition asks whether a call failed: that is a thing of its
// own, whatever the arguments.
func asksForError(cond ssa.Value) bool {
	c, ok := cond.(*ssa.BinOp)
	return ok && (ssabuild.IsNil(c.X) || ssabuild.IsNil(c.Y)) && ssabuild.IsError(c.X.Type())
}

func index(cond bool) int {
	if cond {
		return 0
	}
	return 1
}

// known returns the value of a condition that is certain on this path.
func (w *walk) known(cond ssa.Value) (ok, value bool) {
	switch cond := w.resolve(cond).(type) {
	case *ssa.Const:
		if cond.Value != nil && cond.Value.Kind() == constant.Bool {
			return true, constant.BoolVal(cond.Value)
		}
	case *ssa.UnOp:
		if cond.Op == token.NOT {
			ok, value := w.known(cond.X)
			return ok, !value
		}
	case *ssa.BinOp:
		if cond.Op == token.EQL || cond.Op == token.NEQ {
			return w.comparison(cond)
		}
	case *ssa.Extract:
		// _, ok := err.(*T): not of the error, which is nil.
		if assert, is := cond.Tuple.(*ssa.TypeAssert); is && cond.Index == 1 && w.err != nil && w.comesFrom(w.resolve(assert.X), w.err) {
			return true, false
		}
	}
	return false, false
}

// comparison: the value is not nil, and the error beside it is.
func (w *walk) comparison(cond *ssa.BinOp) (ok, value bool) {
	x, y := w.resolve(cond.X), w.resolve(cond.Y)
	if ssabuild.IsNil(x) {
		x, y = y, x
	}
	switch {
	case !ssabuild.IsNil(y):
		return false, false
	case ssabuild.IsNil(x), w.err != nil && w.comesFrom(x, w.err):
		return true, cond.Op == token.EQL
	case w.comesFrom(x, w.value):
		return true, cond.Op == token.NEQ
	}
	return false, false
}

func (w *walk) comesFrom(x, source ssa.Value) bool {
	return source != nil && slices.Contains(w.finder.flow.LocalSources(x), source)
}

func (w *walk) isOneOf(x ssa.Value, list []ssa.Value) bool {
	return slices.ContainsFunc(list, func(v ssa.Value) bool { return w.comesFrom(x, v) })
}

// isOpen reports whether a condition asks whether a receive from the channel got a value.
//
//	t2 = <-t1,ok
//	t3 = extract t2 #1
//	if t3 goto body else done
func (w *walk) isOpen(cond ssa.Value) bool {
	e, ok := cond.(*ssa.Extract)
	if !ok || e.Index != 1 {
		return false
	}
	switch from := e.Tuple.(type) {
	case *ssa.UnOp:
		return from.Op == token.ARROW && w.isOneOf(from.X, w.outs)
	case *ssa.Select:
		return slices.ContainsFunc(from.States, func(s *ssa.SelectState) bool { return s.Send == nil && w.isOneOf(s.Chan, w.outs) })
	}
	return false
}

// resolve returns what a phi is on this path.
func (w *walk) resolve(v ssa.Value) ssa.Value {
	for range maxCalls {
		phi, ok := v.(*ssa.Phi)
		if !ok {
			break
		}
		pred, ok := w.entered[phi.Block()]
		if !ok {
			break
		}
		i := slices.Index(phi.Block().Preds, pred)
		if i < 0 || slices.Contains(phi.Block().Preds[i+1:], pred) {
			break
		}
		v = phi.Edges[i]
	}
	return v
}

// condition returns the term of a condition on this path, or that of its negation.
func (w *walk) condition(cond ssa.Value) (id term.Term, negated bool) {
	cond = w.resolve(cond)
	if not, ok := cond.(*ssa.UnOp); ok && not.Op == token.NOT {
		id, negated = w.condition(not.X)
		return id, !negated
	}
	return w.table.Condition(cond)
}
