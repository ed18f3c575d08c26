package lockset

import (
	"cmp"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/callgraph"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A count is what a path has added to a group, and not taken back: by Done, or by a function
// that others run and that calls it.
type count struct {
	place   *place
	n       int
	at      ssa.Instruction // that added, nil if the path has not
	results []class         // of the call that added
	passed  bool            // something was handed on since then
	called  bool            // something was called since then that is not known
}

// many stands for whatever is more.
const many = 2

// add counts a group up.
func (w *walker) add(st *state, instr ssa.CallInstruction) {
	args := arguments(instr.Common())
	p := w.placeOf(args[0])
	delta, ok := args[1].(*ssa.Const)
	if f := p.field(); !ok || delta.Value == nil || !constant.Compare(delta.Value, token.EQL, constant.MakeInt64(1)) {
		w.world.many[f] = true
		w.added = append(w.added, p.key)
		return
	}
	w.count(st, p, 1, instr, nil)
}

// count changes what a path has added to a group.
func (w *walker) count(st *state, p *place, n int, instr ssa.Instruction, results []class) {
	if n < 0 && w.unearned(st, p, instr) {
		return
	}
	i, ok := slices.BinarySearchFunc(st.counts, p.key, func(c count, key string) int { return strings.Compare(c.place.key, key) })
	if !ok {
		st.counts = slices.Insert(slices.Clone(st.counts), i, count{place: p})
	}
	c := &st.counts[i]
	if n > 0 {
		c.n, c.at, c.results, c.passed, c.called = min(c.n+n, many), instr, results, false, false
		st.trail = &trail{st.trail, instr}
		return
	}
	if c.n > 0 {
		w.events.balance(w, c)
	}
	if c.n = max(c.n-1, -1); c.n < 0 && !w.visible(p) {
		w.world.bulk[p.field()] = true // no caller can tell for whom
	}
}

// giveCount leaves it to others to count a group down: for this function or, if it has not
// counted it up, for its callers. It reports whether it has.
func (w *walker) giveCount(st *state, p *place) bool {
	for i := range st.counts {
		if c := &st.counts[i]; c.n > 0 && (c.place.key == p.key || c.place.field() != nil && c.place.field() == p.field()) {
			w.events.balance(w, c)
			c.n--
			return true
		}
	}
	w.count(st, p, -1, nil, nil)
	return false
}

// runs notes that a function is run by others which counts a group down, and whether it was
// counted up for it.
func (w *walker) runs(fn *ssa.Function, p *place, counted bool) {
	workers := w.world.workers
	if _, kind := w.world.semaphoreAt(p); kind != noSemaphore {
		workers = w.world.releasers
	}
	if was, ok := workers[fn]; ok {
		counted = counted && was
	}
	workers[fn] = counted
}

// balance notes that what a path has added to a group is taken back.
func (ev *events) balance(w *walker, c *count) {
	ev.balanced[c.at] = true
	ev.consume(w, c.at, c.place, c.results)
}

// counted notes what a path that returns has added to groups.
func (w *walker) counted(st *state, ret *ssa.Return, o *outcome) {
	e := ending{ret, nil, len(st.guards) > 0, st.handed, st.trail}
	for i := range st.counts {
		c := &st.counts[i]
		if c.at != nil {
			l := left{*c, ret, o.results, st.trail}
			if !slices.ContainsFunc(w.events.left, l.equal) {
				w.events.left = append(w.events.left, l)
			}
		}
		if c.n < 0 {
			e.done = append(e.done, c.place)
		}
		if c.n != 0 && w.visible(c.place) {
			o.effects = append(o.effects, effect{c.place, false, true, c.n})
		}
	}
	if len(w.events.endings) < maxEndings {
		w.events.endings = append(w.events.endings, e)
	}
}

// An ending is one path to a return.
type ending struct {
	ret     *ssa.Return
	done    []*place // the groups that it counts down for its callers
	guarded bool     // an argument has decided something
	passed  bool     // something was handed on
	trail   *trail
}

// maxEndings bounds how many of a function are looked at.
const maxEndings = 200

// A left is what a function has added to a group where it returns.
type left struct {
	count
	end     *ssa.Return // nil where the next round of a loop begins
	results []class
	trail   *trail
}

func (l left) equal(m left) bool {
	return l.place.key == m.place.key && l.n == m.n && l.at == m.at && l.passed == m.passed && l.called == m.called && l.end == m.end && slices.Equal(l.results, m.results)
}

// hasNoError reports whether the path ends by saying that there was no error.
func (l *left) hasNoError() bool {
	for i, v := range l.end.Results {
		if ssabuild.IsError(v.Type()) && i < len(l.results) && l.results[i] == isNil {
			return true
		}
	}
	return false
}

// An Undone is a group that a function counts up and, on some path, not down.
type Undone struct {
	Place string
	At    ssa.Instruction // that counts up; nil if others do
	End   *ssa.Return
	Waits []ssa.Instruction // for the group
	Trail []ssa.Instruction
}

// Undone returns the groups that a function is wrong to leave counted, in the order of the
// returns: it counts them down on other paths, or has a goroutine do it, and neither its results
// nor anything else tells others that it is their turn.
func (w *World) Undone(fn *ssa.Function) (list []Undone) {
	ev := w.events[fn]
	if ev == nil || w.GaveUp {
		return nil
	}
	for i := range ev.left {
		l := &ev.left[i]
		f, ok := l.place.field().(*types.Var)
		if l.n != 1 || !ok || !w.counters().knows(f) || w.many[f] || !ev.balanced[l.at] || !cfg.Dominates(l.at, l.end) || cfg.LoopsOf(l.at.Parent()).At(l.at.Block()) != nil ||
			slices.ContainsFunc(list, func(u Undone) bool { return u.At == l.at && u.End == l.end }) {
			continue
		}
		k := kept{place: l.place, at: l.at, end: l.end, results: l.results}
		if w.isConsumed(fn, &k) || !k.failed(l.end) && !slices.ContainsFunc(ev.left, func(o left) bool {
			return o.at == l.at && o.n == 0 && compatible(o.results, l.results)
		}) {
			continue
		}
		list = append(list, Undone{l.place.String(), l.at, l.end, w.counters().waits[f], l.trail.instructions()})
	}
	slices.SortStableFunc(list, func(a, b Undone) int { return cmp.Compare(uint(a.End.Pos())-1, uint(b.End.Pos())-1) })
	return list
}

// Skipped returns the groups that a goroutine does not count down on a path, though others have
// counted them up for it, and it does on other paths.
func (w *World) Skipped(fn *ssa.Function) (list []Undone) {
	ev := w.events[fn]
	if ev == nil || w.GaveUp || !w.workers[fn] || w.isNamed(fn) || len(ev.endings) == maxEndings {
		return nil
	}
	for _, e := range ev.endings {
		for _, p := range e.done {
			f, ok := p.field().(*types.Var)
			if !ok || !w.counters().knows(f) || w.many[f] && !w.isOnlyWorker(fn, f) {
				continue
			}
			for _, o := range ev.endings {
				if o.guarded || slices.ContainsFunc(o.done, func(q *place) bool { return q.key == p.key }) ||
					slices.ContainsFunc(list, func(u Undone) bool { return u.End == o.ret }) {
					continue
				}
				list = append(list, Undone{p.String(), nil, o.ret, w.counters().waits[f], o.trail.instructions()})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b Undone) int { return cmp.Compare(uint(a.End.Pos())-1, uint(b.End.Pos())-1) })
	return list
}

// isOnlyWorker reports whether no other function counts a group down.
func (w *World) isOnlyWorker(fn *ssa.Function, group types.Object) bool {
	return !slices.ContainsFunc(w.graph.Nodes(), func(n *callgraph.Node) bool {
		s := w.summaries[n.Func]
		return n.Func != fn && s != nil && slices.ContainsFunc(s.outcomes, func(o outcome) bool {
			return slices.ContainsFunc(o.effects, func(e effect) bool { return e.group && e.n < 0 && e.place.field() == group })
		})
	})
}

// isNamed reports whether a function may be run by others than those that are seen to.
func (w *World) isNamed(fn *ssa.Function) bool {
	return fn.Parent() == nil && w.isOpen(fn) && !w.onlyStarted(fn)
}

// onlyStarted reports whether no other package can name a function, and each use starts it.
func (w *World) onlyStarted(fn *ssa.Function) bool {
	obj := callee.Object(fn)
	return (obj == nil || !obj.Exported()) && w.started[fn] &&
		!slices.ContainsFunc(w.graph.Node(fn).In, func(e callgraph.Edge) bool { return e.Kinds&^callgraph.Call != 0 })
}

// Counters say of the groups that the package declares how they are used.
type counters struct {
	pkg   *types.Package
	waits map[types.Object][]ssa.Instruction
	open  map[types.Object]bool // counted down by a function that others may call, or kept by who has its address
	bulk  map[types.Object]bool // see [World]
}

func (w *World) counters() *counters {
	if w.counts != nil {
		return w.counts
	}
	c := &counters{w.Pkg, make(map[types.Object][]ssa.Instruction), make(map[types.Object]bool), w.bulk}
	w.counts = c
	for _, n := range w.graph.Nodes() {
		for _, b := range n.Func.Blocks {
			for _, instr := range b.Instrs {
				c.see(instr)
			}
		}
		s := w.summaries[n.Func]
		if s == nil || n.Func.Parent() != nil || len(n.In) > 0 && !w.isOpen(n.Func) {
			continue // its callers have what it does
		}
		for _, o := range s.outcomes {
			for _, e := range o.effects {
				if e.group && e.n < 0 {
					c.open[e.place.field()] = true
				}
			}
		}
	}
	return c
}

// see notes who waits for a group, and whose address an instruction hands on:
//
//	t1 = &t0.wg [#0]; (*sync.WaitGroup).Wait(t1); f(t1)
func (c *counters) see(instr ssa.Instruction) {
	for _, op := range instr.Operands(nil) {
		addr, ok := (*op).(*ssa.FieldAddr)
		if !ok || ssabuild.Field(addr) == nil || !ssabuild.IsWaitGroup(ssabuild.Field(addr).Type()) {
			continue
		}
		f := types.Object(ssabuild.Field(addr))
		call, ok := instr.(ssa.CallInstruction)
		_, debug := instr.(*ssa.DebugRef)
		switch {
		case debug:
		case ok && model.Has(callee.Of(call.Common()), model.WgWait):
			c.waits[f] = append(c.waits[f], instr)
		case ok && isGroupOperation(callee.Of(call.Common())):
		default:
			if _, bound := instr.(*ssa.MakeClosure); !bound { // of wg.Done
				c.open[f] = true
			}
		}
	}
}

func isGroupOperation(fn *types.Func) bool {
	return model.Has(fn, model.WgAdd) || model.Has(fn, model.WgDone) || model.Has(fn, model.WgGo)
}

// knows reports whether who counts a group down is known: it is a field that other packages
// cannot name, and counted one by one.
func (c *counters) knows(f *types.Var) bool {
	return f.IsField() && !f.Exported() && !f.Embedded() && f.Pkg() == c.pkg && ssabuild.IsWaitGroup(f.Type()) && len(c.waits[f]) > 0 && !c.open[f] && !c.bulk[f]
}
