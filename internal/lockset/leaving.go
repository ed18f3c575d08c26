package lockset

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callgraph"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
)

// Who receives from a channel without a buffer, and nobody else does, leaves those who send waiting when he takes a lock
// that they hold: to come back to the channel, or to end.
//
//	case m := <-c.out: if err := c.stream.Send(m); err != nil { c.shutdown(err); return }     locks c.mu
//	c.mu.Lock(); c.out <- m                                                                     others, meanwhile

// serve notes that a path has come to an operation of the function itself on a channel.
func (s *state) serve(at ssa.Instruction) {
	if len(s.served) < maxTaken && !slices.Contains(s.served, at) {
		s.served = append(slices.Clip(s.served), at)
	}
}

// afterwards notes a lock that a path takes behind the operations that it has come to.
func (w *walker) afterwards(st *state, t taking) {
	for i := range w.summary.serves {
		if s := &w.summary.serves[i]; len(s.via) == 1 && len(s.after) < maxTaken && slices.Contains(st.served, s.via[0]) {
			s.after = union(s.after, []taking{t})
		}
	}
}

// deserts returns how a function takes the lock that somebody holds while he waits for it to receive, when it has done so
// before: nobody else does, and it is one goroutine.
func (w *World) deserts(fn *ssa.Function, wait waiting, h held, other *ssa.Function, x *service) *taking {
	if wait.kind != forReceive || !x.again || !w.isAlone(other) {
		return nil
	}
	for i := range x.after {
		if t := &x.after[i]; !excluded(h, t.held) && w.samePair(fn, wait.group, h.place, other, x.ch, t.place) {
			return t
		}
	}
	return nil
}

// isAlone reports whether a function is run by one goroutine of each object: one go statement starts it, once.
func (w *World) isAlone(fn *ssa.Function) bool {
	calls := w.flow.Calls(fn)
	if len(calls) != 1 {
		return false
	}
	start, ok := calls[0].(*ssa.Go)
	return ok && cfg.LoopsOf(start.Parent()).At(start.Block()) == nil
}

// minds reports whether a goroutine sets one of some flags, itself or by what it calls: it says to those who ask for that
// whether it is at the channel.
func (w *World) minds(n *callgraph.Node, flags []*types.Var) bool {
	if len(flags) == 0 || !w.started[n.Func] {
		return false
	}
	seen := map[*callgraph.Node]bool{n: true}
	work := []*callgraph.Node{n}
	for len(work) > 0 {
		n := work[len(work)-1]
		work = work[:len(work)-1]
		stored := storedBy(n.Func)
		if slices.ContainsFunc(flags, func(f *types.Var) bool { return len(stored[f]) > 0 }) {
			return true
		}
		for _, e := range n.Out {
			if !seen[e.Node] {
				seen[e.Node] = true
				work = append(work, e.Node)
			}
		}
	}
	return false
}
