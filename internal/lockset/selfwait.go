package lockset

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// A SelfWait is a wait for a group by who is counted in it until it returns.
type SelfWait struct {
	Place string
	Via   []ssa.Instruction // calls, then the Wait
	Done  ssa.Instruction   // the deferred Done, or nil if the group runs the function
}

// waitsForItself notes a wait for a group with which the function is to be done when it returns.
func (w *walker) waitsForItself(st *state, wait waiting) {
	if wait.kind != forGroup || wait.weak {
		return
	}
	for _, d := range st.defers {
		if model.Has(callee.Of(&d.Call), model.WgDone) && w.placeOf(arguments(&d.Call)[0]).key == wait.group.key {
			w.events.selves = addSelf(w.events.selves, SelfWait{wait.group.String(), wait.via, d})
		}
	}
}

func addSelf(list []SelfWait, s SelfWait) []SelfWait {
	if slices.ContainsFunc(list, func(o SelfWait) bool { return o.Via[0] == s.Via[0] }) {
		return list
	}
	return append(list, s)
}

// SelfWaits returns the waits of a function for a group in which it is itself.
func (w *World) SelfWaits(fn *ssa.Function) []SelfWait {
	ev := w.events[fn]
	if ev == nil {
		return nil
	}
	list := slices.Clip(ev.selves)
	s := w.summaries[fn]
	for _, m := range w.members {
		if m.fn != fn || s == nil {
			continue
		}
		for _, wait := range s.waits {
			if wait.kind == forGroup && !wait.weak && slices.ContainsFunc(m.groups, func(g *place) bool { return g.key == wait.group.key }) {
				list = addSelf(list, SelfWait{wait.group.String(), wait.via, nil})
			}
		}
	}
	return list
}
