package lockset

import (
	"cmp"
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/callgraph"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// Events are what came up on the paths of one function.
type events struct {
	kept     []kept
	released map[ssa.Instruction][][]class    // by what took the lock: the results of returns behind its release
	gave     map[ssa.Instruction]bool         // by what took the lock: it is given back on some path
	once     map[*ssa.Return]map[holdKey]bool // what each path that ends there holds exactly once
	consumed []consumed
	gives    []types.Object // fields of locks that it gives back for others, and no caller can name
	edges    []edge
	waits    []waiting
	receives []receiving
	twice    []Twice
	unhelds  []Unheld
	crossed  []Unheld // given back as a reader or a writer that they were not taken by
	left     []left
	endings  []ending
	rounds   []left // units of a semaphore that a round of a loop has kept for the next
	unearned []Unearned
	fires    []firing
	selves   []SelfWait
	balanced map[ssa.Instruction]bool // by what added to a group: it is taken back on some path
	fits     map[ssa.Instruction]bool // what gives back a lock that was taken as it should be
}

// A kept is a lock that a path still holds where it ends.
type kept struct {
	place   *place
	at      ssa.Instruction // that took it
	end     ssa.Instruction // the return, or the same instruction in the next round of a loop
	results []class
	owner   bool // the object that has the lock is returned
	read    bool
	trail   *trail
}

// A consumed is a lock that a callee has left to its caller, and that this gave back.
type consumed struct {
	callee  *ssa.Function
	field   types.Object
	results []class // of the callee
}

func newEvents() *events {
	return &events{
		released: make(map[ssa.Instruction][][]class), gave: make(map[ssa.Instruction]bool),
		once: make(map[*ssa.Return]map[holdKey]bool), fits: make(map[ssa.Instruction]bool), balanced: make(map[ssa.Instruction]bool),
	}
}

// A holdKey is a lock, and how it is held.
type holdKey struct {
	place string
	read  bool
}

// ends notes what one more path holds at a return.
func (ev *events) ends(ret *ssa.Return, holds []hold) {
	now := make(map[holdKey]bool)
	for i := range holds {
		if h := &holds[i]; h.n == 1 {
			now[holdKey{h.place.key, h.read}] = true
		}
	}
	before, ok := ev.once[ret]
	if !ok {
		ev.once[ret] = now
		return
	}
	maps.DeleteFunc(before, func(k holdKey, _ bool) bool { return !now[k] })
}

// returned notes what becomes of a lock at a return.
func (ev *events) returned(h *hold, ret *ssa.Return, results []class, owner bool, st *state) {
	switch {
	case h.at == nil:
	case h.n > 0:
		ev.kept = append(ev.kept, kept{h.place, h.at, ret, results, owner, h.read, st.trail})
	case h.n == 0 && !slices.ContainsFunc(ev.released[h.at], func(r []class) bool { return slices.Equal(r, results) }):
		ev.released[h.at] = append(ev.released[h.at], results)
	}
}

// gaveBack notes that a lock is given back.
func (ev *events) gaveBack(w *walker, h *hold) {
	ev.gave[h.at] = true
	ev.consume(w, h.at, h.place, h.results)
}

// consume notes that a callee has left something to its caller, which is given back here.
func (ev *events) consume(w *walker, at ssa.Instruction, p *place, results []class) {
	if call, ok := at.(ssa.CallInstruction); ok {
		if s, in := w.calleeOf(call.Common()); s != nil && s != nothing {
			c := consumed{in.fn, p.field(), results}
			if !slices.ContainsFunc(ev.consumed, c.equal) {
				ev.consumed = append(ev.consumed, c)
			}
		}
	}
}

func (c consumed) equal(d consumed) bool {
	return c.callee == d.callee && c.field == d.field && slices.Equal(c.results, d.results)
}

// A Twice is a lock that is taken by who holds it.
type Twice struct {
	Place   string
	Held    bool // for reading
	Read    bool
	At      ssa.Instruction   // that took it first; nil if it stands in another package, in what the first of Via calls
	Via     []ssa.Instruction // calls, then the operation that takes it again
	Flag    bool              // a flag, in memory or given, may keep it from being taken
	Writers bool              // some function locks it for writing
	Once    bool              // it is a sync.Once, which Do holds
	Later   *ssa.Defer        // in a loop, that gives it back when the function returns; else nil
	place   *place
	sure    bool // At is a call that takes it on all of its paths
}

// again notes that a lock is taken by who holds it.
func (ev *events) again(h *hold, p *place, read bool, via []ssa.Instruction, st *state, from *acquisition) {
	if via[0] == h.at && !p.isOnce() && h.later == nil { // the next round of a loop
		ev.kept = append(ev.kept, kept{h.place, h.at, h.at, nil, false, h.read, st.trail})
		return
	}
	if !slices.Equal(h.place.vars, p.vars) {
		return // computed twice, so perhaps not the same
	}
	flag := from != nil && from.flag
	if i := slices.IndexFunc(ev.twice, func(t Twice) bool { return t.At == h.at && t.Via[0] == via[0] }); i >= 0 {
		if ev.twice[i].Flag && !flag {
			ev.twice = slices.Delete(ev.twice, i, i+1)
		} else {
			return
		}
	}
	ev.twice = append(ev.twice, Twice{Place: h.place.String(), Held: h.read, Read: read, At: h.at, Via: via, Flag: flag, Once: p.isOnce(), Later: h.later, place: p, sure: h.sure})
}

// An Unheld is an unlock of what is not held.
type Unheld struct {
	Place string
	At    ssa.Instruction // that unlocks
	Gave  ssa.Instruction // that did so before; nil if it was not
	Taken ssa.Instruction // that took it, for reading if At gives back the write lock, or the other way round
	Trail []ssa.Instruction
	place *place
}

// unheld notes that a lock is given back by who has given it back.
func (ev *events) unheld(h *hold, instr ssa.Instruction, st *state) {
	if !slices.ContainsFunc(ev.unhelds, func(u Unheld) bool { return u.At == instr && u.Gave == h.gave }) {
		ev.unhelds = append(ev.unhelds, Unheld{Place: h.place.String(), At: instr, Gave: h.gave, Trail: st.trail.instructions(), place: h.place})
	}
}

// cross notes that a lock is given back in the way in which it is not held.
func (ev *events) cross(h *hold, instr ssa.Instruction, st *state) {
	if !slices.ContainsFunc(ev.crossed, func(u Unheld) bool { return u.At == instr && u.Taken == h.at }) {
		ev.crossed = append(ev.crossed, Unheld{Place: h.place.String(), At: instr, Taken: h.at, Trail: st.trail.instructions(), place: h.place})
	}
}

// handed says which locks are handed over between functions of the package.
type handed struct {
	open     map[types.Object]bool // given back by a function that others may call, who holds them
	taken    map[types.Object]bool // left to the callers of a function that never gives them back
	passed   map[types.Object]bool // the same of a literal, which may be a goroutine
	flagged  map[types.Object]bool // given back by a function on some ways only, which no result tells
	consumed []consumed
}

// handOffs collects what is handed over.
func (w *World) handOffs() *handed {
	h := &handed{open: make(map[types.Object]bool), taken: make(map[types.Object]bool), passed: make(map[types.Object]bool), flagged: make(map[types.Object]bool)}
	for _, n := range w.graph.Nodes() {
		fn := n.Func
		if ev := w.events[fn]; ev != nil {
			h.consumed = append(h.consumed, ev.consumed...)
			for _, f := range ev.gives {
				h.open[f] = true
			}
			for i := range ev.kept {
				if k := &ev.kept[i]; !ev.gave[k.at] && k.place.field() != nil {
					h.taken[k.place.field()] = true
					h.passed[k.place.field()] = h.passed[k.place.field()] || fn.Parent() != nil
				}
			}
		}
		s := w.summaries[fn]
		if s == nil || s == nothing {
			continue
		}
		for f := range s.sometimes() {
			h.flagged[f] = true
		}
		if !w.isOpen(fn) {
			continue
		}
		for _, o := range s.outcomes {
			for _, e := range o.effects {
				if f := e.place.field(); e.n < 0 && f != nil {
					h.open[f] = true
				}
			}
		}
	}
	return h
}

// isOpen reports whether a function may be called from where it is not seen.
func (w *World) isOpen(fn *ssa.Function) bool {
	if obj := callee.Object(fn); obj != nil && obj.Exported() {
		return true
	}
	for _, e := range w.graph.Node(fn).In {
		if e.Kinds&(callgraph.Value|callgraph.Invoke) != 0 || e.Kinds&callgraph.Call == 0 {
			return true
		}
	}
	return false
}

// A Kept is a lock that a function takes, and does not give back on some path.
type Kept struct {
	Place string
	At    ssa.Instruction // that takes it
	End   ssa.Instruction // the return, or what takes it again in the next round of a loop
	Read  bool
	Sure  bool // each path that ends there holds it, once
	Trail []ssa.Instruction
}

// Kept returns the locks that a function is wrong to keep, in the order of the returns.
func (w *World) Kept(fn *ssa.Function) []Kept {
	ev := w.events[fn]
	if ev == nil {
		return nil
	}
	var list []Kept
	for i := range ev.kept {
		k := &ev.kept[i]
		if slices.ContainsFunc(list, func(o Kept) bool { return o.At == k.at && o.End == k.end }) || !w.wrong(fn, ev, k) {
			continue
		}
		ret, _ := k.end.(*ssa.Return)
		list = append(list, Kept{
			Place: k.place.String(), At: k.at, End: k.end, Read: k.read,
			Sure: ev.once[ret][holdKey{k.place.key, k.read}], Trail: k.trail.instructions(),
		})
	}
	slices.SortStableFunc(list, func(a, b Kept) int { return cmp.Compare(uint(a.End.Pos())-1, uint(b.End.Pos())-1) }) // without a return last
	return list
}

// wrong reports whether a lock that is kept is one that nobody gives back.
func (w *World) wrong(fn *ssa.Function, ev *events, k *kept) bool {
	if k.at == k.end {
		return ev.gave[k.at]
	}
	if !cfg.Dominates(k.at, k.end) {
		return false // it is taken on some way here only
	}
	if w.isConsumed(fn, k) || k.owner || w.handed.flagged[k.place.field()] || w.found && k.place.isFound() {
		return false
	}
	if k.failed(k.end.(*ssa.Return)) && (ev.gave[k.at] || ev.succeeds(k)) {
		return true // a lock that is handed over on success
	}
	if w.owner.closed(k.place) && w.stops(fn, k) {
		return true
	}
	told := len(ev.released[k.at]) > 0 && // by the results, from the returns without the lock
		!slices.ContainsFunc(ev.released[k.at], func(r []class) bool { return compatible(r, k.results) })
	if f := k.place.field(); !ev.gave[k.at] || f != nil && w.handed.open[f] && (told || !w.handed.taken[f]) {
		return false
	}
	return !told || !w.isOpen(fn)
}

// succeeds reports whether the lock is also kept by a return without an error, and what
// returns with one returns nothing else.
func (ev *events) succeeds(k *kept) bool {
	return k.isEmpty() && slices.ContainsFunc(ev.kept, func(o kept) bool {
		ret, ok := o.end.(*ssa.Return)
		return ok && o.at == k.at && hasNoError(ret)
	})
}

// isEmpty reports whether the return is one of an error, if it is one, and nothing else.
func (k *kept) isEmpty() bool {
	for i, v := range k.end.(*ssa.Return).Results {
		if !ssabuild.IsError(v.Type()) && i < len(k.results) && k.results[i] != isNil && k.results[i] != isFalse && !ssabuild.IsInt(v, 0) {
			return false
		}
	}
	return true
}

// hasNoError reports whether a return says that there was no error.
func hasNoError(ret *ssa.Return) bool {
	return slices.ContainsFunc(ret.Results, func(v ssa.Value) bool { return ssabuild.IsError(v.Type()) && constantClass(v) == isNil })
}

// isConsumed reports whether a caller gives the lock back.
func (w *World) isConsumed(fn *ssa.Function, k *kept) bool {
	return slices.ContainsFunc(w.handed.consumed, func(c consumed) bool {
		return c.callee == fn && c.field == k.place.field() && compatible(c.results, k.results)
	})
}

// failed reports whether the return is one with an error.
func (k *kept) failed(ret *ssa.Return) bool {
	for i, v := range ret.Results {
		if ssabuild.IsError(v.Type()) && i < len(k.results) && k.results[i] == notNil {
			return true
		}
	}
	return false
}

// compatible reports whether results do not tell two returns apart.
func compatible(a, b []class) bool {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] && a[i] != anything && b[i] != anything {
			return false
		}
	}
	return true
}

// instructions returns the steps of a path in their order.
func (t *trail) instructions() []ssa.Instruction {
	var list []ssa.Instruction
	for ; t != nil; t = t.before {
		list = append(list, t.instr)
	}
	slices.Reverse(list)
	return list
}

// Twice returns the locks that a function takes though it holds them; but for those that a
// round of a loop has kept, which are found where that is.
func (w *World) Twice(fn *ssa.Function) []Twice {
	ev := w.events[fn]
	if ev == nil {
		return nil
	}
	list := slices.Concat(ev.twice, w.firedTwice(ev), w.firedBack(ev))
	for i := range list {
		list[i].Writers = w.writers[list[i].place.lock(fn)] && !isPrivate(list[i].place.root)
	}
	return slices.DeleteFunc(list, func(t Twice) bool {
		return t.Flag || w.given[t.place.lock(fn)] || t.At != nil && !t.sure && !direct(t.At) || slices.ContainsFunc(ev.kept, func(k kept) bool { return t.At != nil && k.at == t.At && k.end == t.At })
	})
}

// isPrivate reports whether a variable is one of which nobody else knows: what is done with its
// address is to lock and to unlock.
func isPrivate(v ssa.Value) bool {
	switch v.(type) {
	case *ssa.Alloc, *ssa.FieldAddr:
	default:
		return false
	}
	return !slices.ContainsFunc(*v.Referrers(), func(instr ssa.Instruction) bool {
		switch instr := instr.(type) {
		case *ssa.FieldAddr:
			return !isPrivate(instr)
		case *ssa.UnOp, *ssa.DebugRef:
			return false
		case *ssa.Store:
			return instr.Val == v
		case ssa.CallInstruction:
			_, isGo := instr.(*ssa.Go)
			return isGo || operationOf(callee.Of(instr.Common())).kind == noOperation
		}
		return true
	})
}

// Unheld returns the unlocks of a function of what it does not hold. Where it also keeps
// the lock, as a writer say, there is one mistake. Of a lock that a
// goroutine leaves to others it is not known who holds it, and in the next round of a loop
// what looks like the same lock may be another one's.
func (w *World) Unheld(fn *ssa.Function) []Unheld {
	ev := w.events[fn]
	if ev == nil {
		return nil
	}
	crossed := slices.DeleteFunc(slices.Clone(ev.crossed), func(u Unheld) bool {
		return !direct(u.At) || !direct(u.Taken) || ev.fits[u.At] || ev.gave[u.Taken] // a condition that is asked twice decides
	})
	return slices.DeleteFunc(slices.Concat(crossed, ev.unhelds), func(u Unheld) bool {
		if u.Taken != nil {
			return false
		}
		f := u.place.field()
		return u.At == u.Gave || !direct(u.At) || !direct(u.Gave) || f != nil && w.handed.passed[f] || slices.ContainsFunc(ev.kept, func(k kept) bool { return k.place.key == u.place.key })
	})
}

// direct reports whether an instruction locks or unlocks by itself, and not through a
// callee or by a sync.Locker, of which it is not known whose lock it has.
func direct(instr ssa.Instruction) bool {
	call, ok := instr.(ssa.CallInstruction)
	if v, isValue := instr.(ssa.Value); isValue && onceArgument(v) != nil {
		return true
	}
	return ok && IsDirect(call) || IsDo(instr)
}
