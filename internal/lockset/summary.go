package lockset

import (
	"fmt"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// A summary is what a function does to the locks that its callers can name.
type summary struct {
	outcomes []outcome     // the ways in which it may return
	acquires []acquisition // what it locks that must not be held when it is called
	invokes  []invocation  // the parameters that it calls
	fires    []firing      // its calls of what fields hold
	edges    []edge        // the locks that it takes while it holds others
	waits    []waiting     // for groups and at channels
	dones    []*place      // the groups that it is done with
	joins    []joining     // the groups in which it starts functions
	serves   []service     // its operations on channels
	unknown  bool          // it was not walked to its end
	key      string        // equal for equal summaries
}

// nothing is the summary of a function that does nothing to locks.
var nothing = &summary{outcomes: []outcome{{}}, key: "nothing"}

// An outcome is a way in which a function may return.
type outcome struct {
	effects []effect
	results []class   // of each result
	guards  []premise // of its parameters and of variables that it captures
	key     string
}

// An effect is what a function leaves of a lock: it holds it n times more than before.
type effect struct {
	place *place
	read  bool
	group bool // it is a group, to which n is added
	n     int
}

// A class is what is known of a result or parameter.
type class uint8

const (
	anything class = iota
	isTrue
	isFalse
	isNil
	notNil
)

// A premise is what a parameter, or a variable that is captured, was found to be.
type premise struct {
	value ssa.Value // a Parameter, or the FreeVar that is loaded
	is    class
}

// An acquisition is a lock that a function takes, itself or by the calls that led there.
type acquisition struct {
	place  *place
	read   bool
	via    []ssa.Instruction // calls, then the operation
	gone   []*place          // locks of the caller that are given back by then, on some path
	guards []premise
	flag   bool // depends on a flag in memory, which the caller may have set
	late   bool // on each path, the function is done with a group before
}

// Bounds of summaries.
const (
	maxOutcomes = 16
	maxAcquires = 64
	maxVia      = 8
)

// outcomeKey returns what tells an outcome from others.
func outcomeKey(o *outcome) string {
	var b strings.Builder
	for _, e := range o.effects {
		fmt.Fprintf(&b, "%s %t %t %d;", e.place.key, e.read, e.group, e.n)
	}
	fmt.Fprintf(&b, "|%v|", o.results)
	for _, g := range o.guards {
		fmt.Fprintf(&b, "%s %d;", g.value.Name(), g.is)
	}
	return b.String()
}

// add adds an outcome that is not there yet.
func (s *summary) add(o outcome) {
	o.key = outcomeKey(&o)
	if slices.ContainsFunc(s.outcomes, func(p outcome) bool { return p.key == o.key }) {
		return
	}
	if len(s.outcomes) == maxOutcomes {
		s.unknown = true
		return
	}
	s.outcomes = append(s.outcomes, o)
}

// acquire adds an acquisition, the first of its lock.
func (s *summary) acquire(a acquisition) {
	for i := range s.acquires {
		b := &s.acquires[i]
		if b.place.key == a.place.key && b.read == a.read {
			gone := slices.Clip(b.gone)
			for _, p := range a.gone {
				if !slices.ContainsFunc(gone, func(q *place) bool { return q.key == p.key }) {
					gone = append(gone, p)
				}
			}
			if weak(b) && !weak(&a) {
				*b = a
			}
			b.gone, b.late = gone, b.late && a.late
			return
		}
	}
	if len(s.acquires) < maxAcquires && len(a.via) <= maxVia && len(a.place.path) <= maxDeep {
		s.acquires = append(s.acquires, a)
	}
}

// sometimes are the fields of the locks that the function gives back, for who holds them, on
// some ways and leaves alone on others, though it returns the same: a flag tells it which.
func (s *summary) sometimes() map[types.Object]bool {
	found := make(map[types.Object]bool)
	for i, o := range s.outcomes {
		for _, e := range o.effects {
			if e.n < 0 && e.place.field() != nil && slices.ContainsFunc(s.outcomes, func(p outcome) bool {
				return p.key != s.outcomes[i].key && !p.has(e) && compatible(o.results, p.results)
			}) {
				found[e.place.field()] = true
			}
		}
	}
	return found
}

// weak reports whether an acquisition depends on more than that the function is called.
func weak(a *acquisition) bool { return a.flag || len(a.guards) > 0 }

// finish computes the key of a summary.
func (s *summary) finish() *summary {
	if s.isEmpty() {
		return nothing
	}
	slices.SortFunc(s.outcomes, func(a, b outcome) int { return strings.Compare(a.key, b.key) })
	var b strings.Builder
	for _, o := range s.outcomes {
		b.WriteString(o.key)
		b.WriteByte('\n')
	}
	for _, a := range s.acquires {
		fmt.Fprintf(&b, "%s %t %t %d %t\n", a.place.key, a.read, weak(&a), len(a.gone), a.late)
	}
	for _, x := range s.waits {
		fmt.Fprintf(&b, "%d %s %d\n", x.kind, x.group.key, len(x.gone))
	}
	for _, x := range s.serves {
		fmt.Fprintf(&b, "%s\n", x.key())
	}
	for _, j := range s.joins {
		fmt.Fprintf(&b, "joins %s\n", j.group.key)
	}
	for _, p := range s.dones {
		fmt.Fprintf(&b, "done %s\n", p.key)
	}
	for _, e := range s.edges {
		fmt.Fprintf(&b, "%s\n", e.key())
	}
	for _, f := range s.fires {
		fmt.Fprintf(&b, "fires %s\n", f.key())
	}
	for _, i := range s.invokes {
		fmt.Fprintf(&b, "%s\n", i.key())
	}
	fmt.Fprintf(&b, "%t", s.unknown)
	s.key = b.String()
	return s
}

// isEmpty reports whether a function returns, and does nothing to locks that its callers can name:
// what it returns is no more to them than what one returns that never looks at a lock.
func (s *summary) isEmpty() bool {
	n := len(s.acquires) + len(s.waits) + len(s.serves) + len(s.joins) + len(s.dones) + len(s.edges) + len(s.fires) + len(s.invokes)
	return n == 0 && !s.unknown && len(s.outcomes) > 0 && !slices.ContainsFunc(s.outcomes, func(o outcome) bool { return len(o.effects) > 0 })
}
