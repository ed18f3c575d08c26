package interp

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callgraph"
	"github.com/gopitfalls/gopitfalls/internal/explore/code"
	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
)

// A Watch notes whether an operation is reached with a nil channel. With one, paths are
// run for its sake: also those on which nobody can be stuck.
type Watch struct {
	at      ssa.Instruction
	channel ssa.Value
	all     bool                   // every function that is seen is run
	leads   map[*ssa.Function]bool // functions that lead to the operation

	Reached bool // on some path
	Nil     bool // with a channel that is nil
}

// NewWatch returns a watch of an operation on a channel. all says that the calls of all
// functions that are seen are run, not only those that lead there or concern the root.
func NewWatch(p *code.Program, at ssa.Instruction, channel ssa.Value, all bool) *Watch {
	w := &Watch{at: at, channel: channel, all: all, leads: make(map[*ssa.Function]bool)}
	work := []*callgraph.Node{p.Effects.Graph.Node(at.Parent())}
	for len(work) > 0 {
		n := work[len(work)-1]
		work = work[:len(work)-1]
		if n == nil || w.leads[n.Func] {
			continue
		}
		w.leads[n.Func] = true
		for _, e := range n.In {
			work = append(work, e.Node)
		}
	}
	return w
}

// runs reports whether a function is run because of the watch.
func (w *Watch) runs(fn *ssa.Function) bool { return w != nil && (w.all || w.leads[fn]) }

// look notes what the channel is if the operation is the one that is watched.
func (w *Watch) look(s *domain.State, f *domain.Frame, instr ssa.Instruction) {
	if w == nil || instr != w.at {
		return
	}
	w.Reached = true
	if s.Binop(token.EQL, s.Get(f, w.channel), domain.NilV{}) == (domain.BoolV(true)) {
		w.Nil = true
	}
}
