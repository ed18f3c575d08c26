package lifetime

import (
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callgraph"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/summary"
)

// The summaries are a least fixpoint, computed in strata, as the rules of a
// stratified Datalog program are. Within a stratum the rules are monotone: more of
// its facts yield more of them. What a rule asks the absence of, such as a close,
// is in a stratum before it and complete when the rule runs. So the result does
// not depend on the order in which functions are declared.
//
//	rule        adds                     asks for                   and for the absence of
//	closes      Closes                   Closes
//	borrows     Borrows                  Borrows, Closes
//	nonblock    Nonblock                 Nonblock
//	fresh       Fresh                    Fresh, Borrows, Closes
//	pollable    Pollable                 Pollable
//	waiting     Waiting                  Waiting
//	deadlines   Deadlines                Deadlines
//	takes       Adopts, Shuts, Inherits  the same
//	asks        Asks                     Asks
//
//	waits       Waits                    Waits                      Closes
//	clears      Clears                   Clears                     Nonblock
//	fds         Fds                      Fds                        Nonblock
//	passed      Blocks, Hands            the same, Fds, Waits       Nonblock, Closes
//	blocked     Blocked                  Blocked, Fds, Pollable     Nonblock
//	held        Held, Controls, Numbers, Locked
//	                                     the same
//	numbers     the same                 the same, Borrows          Closes
//	holding     Holding                  the same, Fresh
//	guards      Guards                   Guards, Holding, Locked, Fresh, Borrows
//	released    Released                 Released, Controls
//	dups        Dups                     Dups, Waits                Closes, Fresh
//
// The last one asks that a connection is not idle: that it is not closed and not
// new here, or is waited for.
var strata = []func(*transfer){
	func(t *transfer) {
		t.fresh()
		t.pollable()
		t.waiting()
		t.closes()
		t.borrows()
		t.nonblock()
		t.deadlines()
		t.takes()
		t.asks()
	},
	func(t *transfer) {
		t.waits()
		t.clears()
		t.fds()
		t.passed()
		t.blocked()
		t.held()
		t.numbers()
		t.holding()
		t.guards()
		t.released()
		t.dups()
	},
}

// A solver computes the summaries of a world.
type solver struct {
	*World
	graph *callgraph.Graph

	// stale are the functions whose summary is to be computed, again if one that it
	// was computed from has changed. A function's summary may depend on those of
	// others than its callees: of methods to which a file goes by way of a field,
	// say. So it is noted who has read what.
	stale   map[*ssa.Function]bool
	readers map[*ssa.Function]map[*ssa.Function]bool

	applied int // how often a stratum was applied to a function, for tests
}

// solve computes the summaries of the functions of a call graph.
func solve(w *World, graph *callgraph.Graph) *solver {
	s := &solver{World: w, graph: graph}
	for _, n := range graph.Nodes() {
		w.Add(n.Func)
	}
	for _, fn := range w.Funcs {
		w.Summary(fn).Files = new(summary.Files)
	}
	for _, rules := range strata {
		s.stratum(rules)
	}
	return s
}

// stratum applies rules until nothing changes.
func (s *solver) stratum(rules func(*transfer)) {
	s.readers = make(map[*ssa.Function]map[*ssa.Function]bool)
	s.stale = make(map[*ssa.Function]bool)
	for _, n := range s.graph.Nodes() {
		s.stale[n.Func] = true
	}
	for len(s.stale) > 0 {
		s.graph.Solve(func(n *callgraph.Node) bool { return s.stale[n.Func] && s.apply(rules, n.Func) })
	}
}

// apply applies rules to a function and reports whether its summary has changed.
func (s *solver) apply(rules func(*transfer), fn *ssa.Function) bool {
	delete(s.stale, fn)
	s.applied++
	t := &transfer{World: s.World, fn: fn, own: s.Summary(fn), changed: make(map[*ssa.Function]bool)}
	s.Trace(func(read *ssa.Function) {
		if s.readers[read] == nil {
			s.readers[read] = make(map[*ssa.Function]bool)
		}
		s.readers[read][fn] = true
	})
	rules(t)
	s.Trace(nil)
	for changed := range t.changed {
		for reader := range s.readers[changed] {
			s.stale[reader] = true
		}
	}
	return t.changed[fn]
}
