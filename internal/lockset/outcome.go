package lockset

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A group are the outcomes of a call that a result tells from others.
type group struct {
	is       class
	outcomes []outcome
}

// groups tells the outcomes of a call apart by a result, if they differ in what they do and
// some result says which it was.
func (w *walker) groups(instr ssa.CallInstruction, outcomes []outcome) []group {
	one := []group{{outcomes: outcomes}}
	if !differ(outcomes) {
		return one
	}
	call, ok := instr.(*ssa.Call)
	if !ok {
		return one
	}
	for i := range call.Call.Signature().Results().Len() {
		if callee.Result(call, i) == nil {
			continue
		}
		var list []group
		told := true
		for _, o := range outcomes {
			if i >= len(o.results) || o.results[i] == anything {
				told = false
				break
			}
			j := slices.IndexFunc(list, func(g group) bool { return g.is == o.results[i] })
			if j < 0 {
				j = len(list)
				list = append(list, group{is: o.results[i]})
			}
			list[j].outcomes = append(list[j].outcomes, o)
		}
		if told && !slices.ContainsFunc(list, func(g group) bool { return differ(g.outcomes) }) {
			return list
		}
	}
	return one
}

// differ reports whether outcomes do different things to locks.
func differ(outcomes []outcome) bool {
	key := func(o outcome) string { o.results, o.guards = nil, nil; return outcomeKey(&o) }
	return slices.ContainsFunc(outcomes[1:], func(o outcome) bool { return key(o) != key(outcomes[0]) })
}

// agreed notes the results of a call in which all of some outcomes agree: where a callee
// that keeps a lock is known by one result, the others say with what else it returned.
func (w *walker) agreed(st *state, instr ssa.CallInstruction, outcomes []outcome) {
	call, ok := instr.(*ssa.Call)
	if !ok {
		return
	}
	for i, is := range outcomes[0].results {
		v := callee.Result(call, i)
		if v == nil || is == anything || slices.ContainsFunc(outcomes[1:], func(o outcome) bool {
			return i >= len(o.results) || o.results[i] != is
		}) {
			continue
		}
		w.know(st, v, is, instr)
	}
}

// know notes what a result of a call is.
func (w *walker) know(st *state, v ssa.Value, is class, at ssa.Instruction) {
	switch is {
	case isTrue, isFalse:
		id, not := w.table.Condition(v)
		w.decide(st, decision{cond: id, is: (is == isTrue) != not, block: at.Block()})
	case isNil, notNil:
		w.decide(st, decision{cond: w.table.IsNil(v), is: is == isNil, block: at.Block()})
	}
}

// effects does what all of some outcomes do. A lock to which they do different things is
// forgotten: nothing tells which it was.
func (w *walker) effects(st *state, instr ssa.CallInstruction, outcomes []outcome, in callSite, all bool) {
	for i, o := range outcomes {
		for _, e := range o.effects {
			p := w.translate(e.place, in)
			if p == nil {
				continue
			}
			if !slices.ContainsFunc(outcomes, func(other outcome) bool { return !other.has(e) }) {
				if i == 0 {
					w.effect(st, instr, p, e, o.results, in)
				}
				if h := st.find(p, e.read); h != nil && e.n > 0 && !e.group {
					h.sure = all && !givesHandle(instr)
				}
				continue
			}
			if e.group {
				w.runs(in.fn, p, false)
			}
			st.counts = slices.DeleteFunc(st.counts, func(c count) bool { return c.place.key == p.key })
			st.drop(func(h *hold) bool {
				return h.place.key == p.key || h.place.field() != nil && h.place.field() == p.field()
			})
		}
	}
}

// givesHandle reports whether a call returns something by which what it has locked may be given back,
// as db.Begin does: a transaction.
func givesHandle(call ssa.CallInstruction) bool {
	for v := range call.Common().Signature().Results().Variables() {
		if _, basic := v.Type().Underlying().(*types.Basic); !basic && !ssabuild.IsError(v.Type()) {
			return true
		}
	}
	return false
}

// has reports whether an outcome has an effect.
func (o *outcome) has(e effect) bool {
	return slices.ContainsFunc(o.effects, func(f effect) bool {
		return f.place.key == e.place.key && f.read == e.read && f.group == e.group && f.n == e.n
	})
}

// effect does what a callee does to one lock.
func (w *walker) effect(st *state, instr ssa.CallInstruction, p *place, e effect, results []class, in callSite) {
	if e.group {
		if e.n < 0 {
			w.runs(in.fn, p, false)
		}
		w.count(st, p, e.n, instr, results)
		return
	}
	for range -e.n {
		w.release(st, p, operation{kind: unlocks, read: e.read}, instr)
	}
	if e.n <= 0 {
		return
	}
	h := st.get(p, e.read)
	h.n += e.n
	h.at, h.results = instr, results
	st.epoch++
	st.trail = &trail{st.trail, instr}
}
