package lockset

import (
	"cmp"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/callgraph"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A semaphore is a field, that other packages cannot name, with a semaphore.Weighted, or with a
// channel whose buffer has room for as many tokens as may be out: a send takes one and a receive
// gives it back or, where who makes the channel fills it, the other way round. What is taken is
// counted as what is added to groups is.
type semaphore uint8

const (
	noSemaphore semaphore = iota
	weighted
	emptied // a channel to which is sent to take a token
	filled  // a channel from which is received to take one
)

// semaphoreAt returns what a semaphore at a place is known by, the field or what makes it, and of
// which sort it is.
func (w *World) semaphoreAt(p *place) (key any, sort semaphore) {
	var stores []*ssa.Store
	var loads []ssa.Value
	switch f, ok := p.field().(*types.Var); {
	case ok && f.IsField():
		if f.Exported() || f.Embedded() || f.Pkg() != w.Pkg {
			return nil, noSemaphore
		}
		key = f.Origin()
	case isSemaphoreMade(p.root) && len(p.path) == 0:
		key = p.root
	default:
		return nil, noSemaphore
	}
	sort, ok := w.semaphores[key]
	if ok {
		return key, sort
	}
	if f, isField := key.(*types.Var); isField {
		c := w.flow.CellOf(f)
		if stores, loads = c.Stores, c.Loads; c.Taken {
			stores = nil
		}
		sort = semaphoreIn(f.Type(), stores, loads)
	} else {
		sort = w.semaphoreMade(p.root)
	}
	w.semaphores[key] = sort
	return key, sort
}

// isSemaphoreMade reports whether a value is what makes a semaphore, or a channel that may be one.
func isSemaphoreMade(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.MakeChan:
		return true
	case *ssa.Call:
		return model.Has(callee.Of(&v.Call), model.NewSem)
	}
	return false
}

// semaphoreMade returns of which sort the semaphore of a local variable is, that literals may capture.
func (w *World) semaphoreMade(v ssa.Value) semaphore {
	for _, ref := range *v.Referrers() {
		s, ok := ref.(*ssa.Store)
		if !ok || s.Val != v {
			continue
		}
		cell, ok := s.Addr.(*ssa.Alloc)
		c := w.flow.Cell(s.Addr)
		if !ok || c == nil || c.Taken || len(c.Stores) != 1 || cell.Parent() != s.Parent() {
			return noSemaphore
		}
		return semaphoreIn(v.Type(), c.Stores, c.Loads)
	}
	return noSemaphore
}

// semaphoreIn returns of which sort the semaphore in a field or variable is, if all that is done
// with it is known.
func semaphoreIn(t types.Type, stores []*ssa.Store, loads []ssa.Value) semaphore {
	if len(stores) == 0 {
		return noSemaphore
	}
	ch, ok := t.Underlying().(*types.Chan)
	if !ok {
		if slices.ContainsFunc(stores, func(s *ssa.Store) bool { return !isNewSemaphore(s.Val) }) ||
			slices.ContainsFunc(loads, func(v ssa.Value) bool { return !onlyCounts(v) }) {
			return noSemaphore
		}
		return weighted
	}
	if !isToken(ch.Elem()) || slices.ContainsFunc(loads, func(v ssa.Value) bool { return !onlyOperations(v, nil) }) {
		return noSemaphore
	}
	kind := emptied
	for _, s := range stores {
		mk, ok := made(s.Val)
		if !ok || ssabuild.IsInt(mk.Size, 0) || !onlyOperations(mk, s) {
			return noSemaphore
		}
		_, local := s.Addr.(*ssa.Alloc)
		sends := func(v ssa.Value) bool {
			return slices.ContainsFunc(*v.Referrers(), func(r ssa.Instruction) bool {
				_, ok := r.(*ssa.Send)
				return ok && r.Parent() == s.Parent()
			})
		}
		if sends(mk) || !local && slices.ContainsFunc(loads, sends) {
			kind = filled
		}
	}
	return kind
}

// isToken reports whether values of a type say nothing.
func isToken(t types.Type) bool {
	switch t := t.Underlying().(type) {
	case *types.Struct:
		return t.NumFields() == 0
	case *types.Basic:
		return t.Info()&(types.IsBoolean|types.IsInteger) != 0
	}
	return false
}

// isNewSemaphore reports whether a value is a semaphore that was made for it.
func isNewSemaphore(v ssa.Value) bool {
	call, ok := v.(*ssa.Call)
	return ok && model.Has(callee.Of(&call.Call), model.NewSem) && !slices.ContainsFunc(*call.Referrers(), func(r ssa.Instruction) bool {
		switch r.(type) {
		case *ssa.Store, *ssa.DebugRef:
			return false
		}
		return true
	})
}

// onlyCounts reports whether a semaphore is used to take and give back one unit at a time.
func onlyCounts(v ssa.Value) bool {
	return !slices.ContainsFunc(*v.Referrers(), func(r ssa.Instruction) bool {
		switch r := r.(type) {
		case *ssa.DebugRef, *ssa.BinOp:
			return false
		case ssa.CallInstruction:
			args := arguments(r.Common())
			return semaphoreOperation(callee.Of(r.Common())) == noOperation || !ssabuild.IsInt(args[len(args)-1], 1)
		}
		return true
	})
}

// semaphoreOperation returns what a function does to a semaphore.
func semaphoreOperation(fn *types.Func) operationKind {
	switch {
	case model.Has(fn, model.SemAcquire):
		return locks
	case model.Has(fn, model.SemTryAcquire):
		return tries
	case model.Has(fn, model.SemRelease):
		return unlocks
	}
	return noOperation
}

// onlyOperations reports whether a channel is sent to and received from, or asked for its length,
// and not closed, nor handed on but by one store.
func onlyOperations(v ssa.Value, store *ssa.Store) bool {
	return !slices.ContainsFunc(*v.Referrers(), func(r ssa.Instruction) bool {
		switch r := r.(type) {
		case *ssa.DebugRef, *ssa.UnOp, *ssa.Select, *ssa.BinOp:
			return false
		case *ssa.Send:
			return r.Chan != v
		case *ssa.Store:
			return r != store
		case *ssa.ChangeType:
			return store == nil || ssa.Value(r) != store.Val
		case *ssa.Call:
			return !callee.IsBuiltin(&r.Call, "len") && !callee.IsBuiltin(&r.Call, "cap")
		}
		return true
	})
}

// token counts a send to a channel, or a receive from it, if that is a semaphore.
func (w *walker) token(st *state, ch ssa.Value, sends bool, instr ssa.Instruction) {
	p := w.placeOf(ch)
	switch key, kind := w.world.semaphoreAt(p); kind {
	case emptied, filled:
		w.unit(st, key, p, sends == (kind == emptied), instr)
	}
}

// chosen does what the case of a select does that a condition has found to be taken.
func (w *walker) chosen(st *state, cond ssa.Value) {
	sel, i := cfg.CaseOf(cond)
	if sel == nil {
		return
	}
	sends := sel.States[i].Dir == types.SendOnly
	if done, ok := sel.States[i].Chan.(*ssa.Call); ok && model.Has(callee.Of(&done.Call), model.CtxDone) {
		if ctx := w.table.Of(arguments(&done.Call)[0]); !slices.Contains(st.ended, ctx) { // a loop comes here again
			st.ended = append(slices.Clip(st.ended), ctx)
		}
	}
	w.token(st, sel.States[i].Chan, sends, sel)
	if _, kind := w.world.semaphoreAt(w.placeOf(sel.States[i].Chan)); sends && kind == noSemaphore {
		st.passes()
	}
}

// weighs does what a call does to a semaphore.Weighted: the states behind it, nil if it is none.
func (w *walker) weighs(st *state, instr ssa.CallInstruction) []*state {
	op := semaphoreOperation(callee.Of(instr.Common()))
	if op == noOperation {
		return nil
	}
	p := w.placeOf(arguments(instr.Common())[0])
	key, kind := w.world.semaphoreAt(p)
	if kind != weighted {
		return []*state{st}
	}
	v, ok := instr.(*ssa.Call)
	if op == unlocks || !ok || op == locks && isEndless(v.Call.Args[1]) {
		w.unit(st, key, p, op != unlocks, instr)
		return []*state{st}
	}
	no := st.clone()
	is, isNot := isNil, notNil
	if op == tries {
		is, isNot = isTrue, isFalse
	}
	w.know(no, v, isNot, v)
	no.denied = append(slices.Clip(no.denied), denial{p.key, v})
	no.trail = &trail{no.trail, v}
	w.know(st, v, is, v)
	w.unit(st, key, p, true, instr)
	return []*state{st, no}
}

// isEndless reports whether a context is one that nobody cancels.
func isEndless(ctx ssa.Value) bool {
	call, ok := ctx.(*ssa.Call)
	return ok && model.Has(callee.Of(&call.Call), model.CtxRoot)
}

// A denial is an Acquire that has failed.
type denial struct {
	place string
	at    ssa.Instruction
}

// An Unearned is a Release on a path on which the Acquire before has failed: the semaphore panics.
type Unearned struct {
	Place       string
	At, Acquire ssa.Instruction
	Ignored     bool // nobody looks at what the Acquire says
	Trail       []ssa.Instruction
}

// unearned reports whether a path gives back what was denied to it, and notes it.
func (w *walker) unearned(st *state, p *place, instr ssa.Instruction) bool {
	i := slices.IndexFunc(st.denied, func(d denial) bool { return d.place == p.key })
	if i < 0 || instr == nil || slices.ContainsFunc(st.counts, func(c count) bool { return c.place.key == p.key && c.n > 0 }) {
		return false
	}
	d := st.denied[i]
	if !slices.ContainsFunc(w.events.unearned, func(u Unearned) bool { return u.Acquire == d.at }) {
		w.events.unearned = append(w.events.unearned, Unearned{semaphoreName(p), instr, d.at, len(*d.at.(ssa.Value).Referrers()) == 0, st.trail.instructions()})
	}
	return true
}

// Unearned returns the Releases of a function of what it has not got.
func (w *World) Unearned(fn *ssa.Function) []Unearned {
	if ev := w.events[fn]; ev != nil && !w.GaveUp {
		return ev.unearned
	}
	return nil
}

// unit counts a unit that is taken, or given back. In a loop many are that were taken elsewhere.
func (w *walker) unit(st *state, key any, p *place, takes bool, instr ssa.Instruction) {
	if takes {
		st.denied = slices.DeleteFunc(slices.Clone(st.denied), func(d denial) bool { return d.place == p.key })
		for i := range st.counts {
			if c := &st.counts[i]; c.place.key == p.key && c.at == instr && c.n > 0 && !c.passed {
				w.events.rounds = append(w.events.rounds, left{count: *c, trail: st.trail})
			}
		}
		w.count(st, p, 1, instr, nil)
		return
	}
	w.world.returned[key] = true
	if w.inLoop(instr.Block()) && !slices.ContainsFunc(st.counts, func(c count) bool { return c.place.key == p.key && c.n > 0 }) {
		w.world.batches[key] = true
	}
	w.count(st, p, -1, instr, nil)
}

// passes notes that something is handed on with which others may give back what was counted.
func (s *state) passes() {
	s.handed = true
	s.mark(func(c *count) { c.passed = true })
}

// calls notes a call of what is not known, which may give it back.
func (s *state) calls() { s.mark(func(c *count) { c.called = true }) }

func (s *state) mark(set func(*count)) {
	if len(s.counts) == 0 {
		return
	}
	s.counts = slices.Clone(s.counts)
	for i := range s.counts {
		if s.counts[i].n > 0 {
			set(&s.counts[i])
		}
	}
}

// isHanded reports whether what is stored may tell others that it is their turn: it is kept where
// they find it, and more than a number or a text.
func isHanded(addr, v ssa.Value) bool {
	switch addr := addr.(type) {
	case *ssa.Alloc, *ssa.FreeVar:
		return false
	case *ssa.FieldAddr:
		return isHanded(addr.X, v)
	case *ssa.IndexAddr:
		return isHanded(addr.X, v)
	}
	b, ok := v.Type().Underlying().(*types.Basic)
	return !ok || b.Info()&types.IsBoolean != 0
}

// A Token is a unit of a semaphore that a function takes and, on some path, keeps.
type Token struct {
	Place string
	At    ssa.Instruction // that takes it; nil if others do
	End   *ssa.Return     // nil if the next round of a loop takes another one
	Trail []ssa.Instruction
}

// Tokens returns the units that a function is wrong to keep, in the order of the returns: it
// gives them back on other paths, or has others do so, or they are for callers whom it tells by
// an error that they have none.
func (w *World) Tokens(fn *ssa.Function) (list []Token) {
	ev := w.events[fn]
	if ev == nil || w.GaveUp {
		return nil
	}
	for i := range ev.rounds {
		l := &ev.rounds[i]
		if _, kind := w.semaphoreAt(l.place); kind != noSemaphore && l.n == 1 && ev.balanced[l.at] && w.keepsUnits(l.place) && !slices.ContainsFunc(list, func(t Token) bool { return t.At == l.at }) {
			list = append(list, Token{semaphoreName(l.place), l.at, nil, l.trail.instructions()})
		}
	}
	for i := range ev.left {
		l := &ev.left[i]
		if _, kind := w.semaphoreAt(l.place); kind == noSemaphore || l.place.field() == nil || l.n != 1 || l.passed || !cfg.Dominates(l.at, l.end) ||
			slices.ContainsFunc(list, func(t Token) bool { return t.At == l.at && t.End == l.end }) || !w.strays(fn, ev, l) {
			continue
		}
		list = append(list, Token{semaphoreName(l.place), l.at, l.end, l.trail.instructions()})
	}
	list = append(list, w.keptFor(fn, ev)...)
	slices.SortStableFunc(list, func(a, b Token) int { return cmp.Compare(a.pos(), b.pos()) })
	return list
}

// keptFor returns the units that a function does not give back on some path which others have taken
// for it, as it does on other paths.
func (w *World) keptFor(fn *ssa.Function, ev *events) (list []Token) {
	if !w.releasers[fn] || w.isNamed(fn) || len(ev.endings) == maxEndings {
		return nil
	}
	for _, e := range ev.endings {
		for _, p := range e.done {
			if _, kind := w.semaphoreAt(p); kind == noSemaphore || !w.keepsUnits(p) {
				continue
			}
			for _, o := range ev.endings {
				if o.guarded || o.passed || slices.ContainsFunc(o.done, func(q *place) bool { return q.key == p.key }) ||
					slices.ContainsFunc(list, func(t Token) bool { return t.End == o.ret }) {
					continue
				}
				list = append(list, Token{semaphoreName(p), nil, o.ret, o.trail.instructions()})
			}
		}
	}
	return list
}

// semaphoreName returns a semaphore as the source would have it: a place, or the variable for which
// it was made.
func semaphoreName(p *place) string {
	if len(p.path) == 0 && isSemaphoreMade(p.root) {
		for _, ref := range *p.root.Referrers() {
			if s, ok := ref.(*ssa.Store); ok && s.Val == p.root {
				return s.Addr.(*ssa.Alloc).Comment
			}
		}
	}
	return p.String()
}

func (t *Token) pos() uint {
	if t.End == nil {
		return uint(t.At.Pos())
	}
	return uint(t.End.Pos()) - 1 // without a return last
}

// keepsUnits reports whether no function gives back the units of a semaphore that others have taken.
func (w *World) keepsUnits(p *place) bool {
	key, _ := w.semaphoreAt(p)
	f, isField := key.(*types.Var)
	return !w.batches[key] && !(isField && (w.bulk[f] || w.counters().open[f]))
}

// strays reports whether nobody gives back a unit that a function keeps at a return.
func (w *World) strays(fn *ssa.Function, ev *events, l *left) bool {
	k := kept{place: l.place, at: l.at, end: l.end, results: l.results}
	if w.isConsumed(fn, &k) || l.called && w.calledBackFor(l.place) {
		return false
	}
	others := func(match func(*left) bool) bool {
		return slices.ContainsFunc(ev.left, func(o left) bool { return o.at == l.at && match(&o) })
	}
	switch {
	case k.failed(l.end):
		return ev.balanced[l.at] || k.isEmpty() && w.isReturned(l.place) && others(func(o *left) bool { return o.n == 1 && o.hasNoError() })
	case ev.balanced[l.at]:
		return w.keepsUnits(l.place)
	}
	return answers(fn) && w.isReturned(l.place) && others(func(o *left) bool { return o.n == 1 && o.passed })
}

// answers reports whether a function answers a request: nobody calls it who could give back what it keeps.
func answers(fn *ssa.Function) bool {
	return fn.Signature.Results().Len() == 0 && slices.ContainsFunc(fn.Params, func(p *ssa.Parameter) bool { return model.Answers(p.Type()) })
}

// isReturned reports whether units of a semaphore are given back by other functions than those
// that take them, one by one: what is received in a loop may be signals.
func (w *World) isReturned(p *place) bool {
	key, _ := w.semaphoreAt(p)
	f, _ := key.(*types.Var)
	return w.returned[key] && !w.batches[key] && !w.bulk[f]
}

// calledBackFor reports whether a function gives back units of a semaphore that may be run by who
// is called through an interface or a value.
func (w *World) calledBackFor(p *place) bool {
	return slices.ContainsFunc(w.graph.Nodes(), func(n *callgraph.Node) bool {
		s := w.summaries[n.Func]
		return s != nil && slices.ContainsFunc(n.In, func(e callgraph.Edge) bool {
			return e.Kinds&(callgraph.Value|callgraph.Invoke) != 0 || e.Kinds&callgraph.Call == 0
		}) && slices.ContainsFunc(s.outcomes, func(o outcome) bool {
			return slices.ContainsFunc(o.effects, func(e effect) bool {
				return e.group && e.n < 0 && (e.place.field() == p.field() && p.field() != nil || e.place.root == p.root)
			})
		})
	})
}
