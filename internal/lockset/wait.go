package lockset

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// A waiting is a wait for the goroutines of a group, or for the other end of a channel, with the
// locks that are held meanwhile.
type waiting struct {
	kind  waitKind
	group *place // or the channel
	held  []held
	gone  []*place // locks of the caller that are given back by then
	via   []ssa.Instruction
	asked []*types.Var // flags that were asked before, with a lock held
	weak  bool         // a flag, or a parameter, may keep it from being waited for
}

type waitKind uint8

const (
	forGroup waitKind = iota
	forSend           // for somebody who sends, or closes
	forReceive
)

const maxWaits = 16

// group does what a call does to a group: it waits for it, or is done with it. What is locked
// after that keeps nobody who waits.
func (w *walker) group(st *state, instr ssa.CallInstruction) {
	fn := callee.Of(instr.Common())
	switch {
	case model.Has(fn, model.WgWait), model.Has(fn, model.GroupWait):
		w.wait(st, w.waiting(st, forGroup, arguments(instr.Common())[0], instr))
	case model.Has(fn, model.WgDone):
		p := w.placeOf(arguments(instr.Common())[0])
		st.done = true
		w.isDone(p)
		w.count(st, p, -1, instr, nil)
	case model.Has(fn, model.WgAdd):
		w.add(st, instr)
	case model.Has(fn, model.GroupLimit):
		if f := w.placeOf(arguments(instr.Common())[0]).field(); f != nil && !isUnlimited(instr.Common().Args[1]) {
			w.world.limits[f] = instr
		}
	case model.Has(fn, model.WgGo), model.Has(fn, model.GroupGo):
		args := arguments(instr.Common())
		if len(args) < 2 {
			return
		}
		if model.Has(fn, model.GroupGo) {
			w.joins(joining{w.placeOf(args[0]), []ssa.Instruction{instr}})
		}
		if s, in := w.target(args[1], nil); s != nil {
			w.world.started[in.fn] = true
			w.world.members = append(w.world.members, member{in.fn, w.seenFrom(in, w.placeOf(args[0]))})
		}
	}
}

// waiting returns the wait that is an instruction.
func (w *walker) waiting(st *state, kind waitKind, v ssa.Value, instr ssa.Instruction) waiting {
	wait := waiting{kind: kind, group: w.placeOf(v), via: []ssa.Instruction{instr}, asked: st.asked, weak: st.flag || len(st.guards) > 0}
	for i := range st.holds {
		if h := &st.holds[i]; h.n < 0 && w.visible(h.place) {
			wait.gone = append(wait.gone, h.place)
		}
	}
	return wait
}

// A member is a function that a group runs in a goroutine.
type member struct {
	fn     *ssa.Function
	groups []*place // the group, as the function may name it
}

// seenFrom returns a place as a function names it that captures what it begins at: by the
// variable that it captures, or by the only value that this ever has.
func (w *walker) seenFrom(in callSite, p *place) []*place {
	places := []*place{p}
	for i, b := range in.bindings {
		if i >= len(in.fn.FreeVars) {
			break
		}
		if is := w.st.value(b); is != nil && is == p.root {
			places = append(places, w.place(in.fn.FreeVars[i], append([]selector{{kind: load}}, p.path...)))
		} else if w.resolve(b) == p.root {
			places = append(places, w.place(in.fn.FreeVars[i], p.path))
		}
	}
	return places
}

// isDone notes that a function is done with a group.
func (w *walker) isDone(p *place) {
	if len(w.summary.dones) < maxWaits && !slices.ContainsFunc(w.summary.dones, func(q *place) bool { return q.key == p.key }) {
		w.summary.dones = append(w.summary.dones, p)
	}
}

// wait notes what is held during a wait, and tells the callers of it.
func (w *walker) wait(st *state, wait waiting) {
	var now []held
	for i := range st.holds {
		h := &st.holds[i]
		if h.n > 0 && !slices.ContainsFunc(wait.gone, func(p *place) bool { return p.key == h.place.key }) {
			now = append(now, held{h.place, h.read, h.at})
		}
	}
	if len(now) > 0 && !slices.ContainsFunc(w.events.waits, func(o waiting) bool { return o.via[0] == wait.via[0] && o.group.key == wait.group.key }) {
		mine := wait
		mine.held = now
		w.events.waits = append(w.events.waits, mine)
	}
	w.waitsForItself(st, wait)
	if !w.visible(wait.group) || len(wait.via) > maxVia {
		return
	}
	i := slices.IndexFunc(w.summary.waits, func(o waiting) bool { return o.kind == wait.kind && o.group.key == wait.group.key })
	switch {
	case i >= 0:
		w.summary.waits[i].weak = w.summary.waits[i].weak && wait.weak
	case len(w.summary.waits) < maxWaits:
		w.summary.waits = append(w.summary.waits, wait)
	}
}

// waitsOf takes over the waits of a callee, and the groups that it is done with.
func (w *walker) waitsOf(st *state, instr ssa.Instruction, s *summary, in callSite) {
	for _, wait := range s.waits {
		if wait.group = w.translate(wait.group, in); wait.group != nil {
			wait.gone = w.translateAll(wait.gone, in)
			wait.via = append([]ssa.Instruction{instr}, wait.via...)
			wait.asked = slices.Concat(wait.asked, st.asked)
			wait.weak = wait.weak || st.flag
			w.wait(st, wait)
		}
	}
	for _, j := range s.joins {
		if j.group = w.translate(j.group, in); j.group != nil {
			j.via = append([]ssa.Instruction{instr}, j.via...)
			w.joins(j)
		}
	}
	for _, p := range w.translateAll(s.dones, in) {
		w.isDone(p)
		st.done = true
	}
	w.servesOf(st, instr, s, in)
}

// A Held is a lock that is held while waiting for a goroutine that takes it.
type Held struct {
	Place string
	At    ssa.Instruction   // that took it
	Via   []ssa.Instruction // calls, then the Wait
	By    *ssa.Function     // the goroutine
	Wants []ssa.Instruction // calls, then what takes the lock there
	Chan  bool              // it waits at a channel
}

// Held returns the locks that a function holds while it waits for a group, one for each Wait.
func (w *World) Held(fn *ssa.Function) (list []Held) {
	ev := w.events[fn]
	if ev == nil {
		return nil
	}
	for _, wait := range ev.waits {
		for _, h := range wait.held {
			by, wants := w.wanting(fn, wait, h)
			if by != nil {
				list = append(list, Held{h.place.String(), h.at, wait.via, by, wants, wait.kind != forGroup})
				break
			}
		}
	}
	return list
}

// wanting returns a function that could end a wait, and how it takes a lock before; or nil.
func (w *World) wanting(fn *ssa.Function, wait waiting, h held) (*ssa.Function, []ssa.Instruction) {
	if wait.kind != forGroup {
		return w.behind(fn, wait, h)
	}
	by, wants := w.wants(fn, wait.group, h)
	if by == nil {
		return nil, nil
	}
	return by, wants.via
}

// wants returns a goroutine that is in the group of an object, and takes a lock of that object
// before it is done.
func (w *World) wants(fn *ssa.Function, group *place, h held) (*ssa.Function, *acquisition) {
	want, ok := w.sortOf(fn, &edge{first: held{place: group}, second: held{place: h.place}})
	if !ok {
		return nil, nil
	}
	for _, n := range w.graph.Nodes() {
		s := w.summaries[n.Func]
		if s == nil || !w.started[n.Func] {
			continue
		}
		groups := slices.Clone(s.dones)
		for _, m := range w.members {
			if m.fn == n.Func {
				groups = append(groups, m.groups...)
			}
		}
		for _, g := range groups {
			for i := range s.acquires {
				a := &s.acquires[i]
				if a.late || weak(a) || excluded(h, held{read: a.read}) {
					continue
				}
				if is, ok := w.sortOf(n.Func, &edge{first: held{place: g}, second: held{place: a.place}}); ok && is == want {
					return n.Func, a
				}
			}
		}
	}
	return nil, nil
}
