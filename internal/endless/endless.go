// Package endless finds loops that control cannot leave: at all, or once something has
// come to its end: a reader at the end of its input, a listener that is closed, a context
// that is done. It asks of each cycle of a function's blocks where control can go if a
// call in it fails each time, and who started the goroutine that is in it.
//
// What it cannot tell it takes for a way out: a condition of which nothing is known, a
// function of another package that is given the error.
package endless

import (
	"cmp"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callgraph"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A Kind says why a loop does not end.
type Kind uint8

const (
	// Input: a read fails for ever at the end of its input.
	Input Kind = iota
	// Accept: a listener, or the like, fails for ever once it is closed.
	Accept
	// Done: a case that is always ready once a context is done leads back to its select.
	Done
	// Closed: a receive of a channel that is closed is always ready.
	Closed
	// Quit: a case that is to end the loop leads back to its select.
	Quit
	// Retry: what is called fails for ever once the context that it is given is done.
	Retry
	// Limitless: what is called is tried again for as long as it fails.
	Limitless
	// Page: the same page of a list is asked for each time.
	Page
	// Busy: the default of a select leads back to it at once, or a question to itself.
	Busy
	// Context: control cannot leave the loop, though the function is given a context.
	Context
	// Worker: control cannot leave the loop, though others count on it.
	Worker
	// Background: control cannot leave the loop, and nobody is known to mind.
	Background
)

// A Loop is a loop that does not end.
type Loop struct {
	Kind    Kind
	At      ssa.Instruction     // what fails, or waits no longer; of a Worker, some instruction in it
	Case    int                 // of a select
	Spins   bool                // no time goes by in it
	Other   bool                // of an Input: fails with another error than io.EOF
	Told    bool                // it ends if somebody tells it to
	Tested  bool                // of a Closed: the loop looks whether the channel is closed
	Poll    *ssa.Call           // of a Busy: what it asks, again and again
	Ctx     ssa.Value           // that is done
	Ignored bool                // of a Context: the loop does not use it
	Close   ssa.Instruction     // what closes the source
	By      *types.Func         // whose package closes the channel by itself
	Stuck   bool                // of a Closed: or it waits for ever
	Go      ssa.CallInstruction // that starts the goroutine: go, or Go of a group
	Stop    *types.Func         // that others take to end the goroutine
	Serve   *ssa.Function       // the handler of requests that starts it
	Again   *ssa.Call           // of a Worker: makes one more, in place of the one that has a goroutine
	Accepts ssa.Instruction     // of a Worker: what accepts the connections each of which starts one
	Gone    ssa.Instruction     // of a Worker: takes what has the goroutine from a map
	In, Out *types.Var          // of a Page: what asks for the next one, and what tells of it
	Cycle   *cfg.Cycle          // the loop
}

// A World is one variant of a package.
type World struct {
	world  *ssabuild.World
	flow   *flow.Flow
	facts  Facts
	graph  *callgraph.Graph
	exits  map[*ssa.Function]bool                  // may end the program, or the goroutine
	panics map[*ssa.Function]bool                  // may panic by itself
	waits  map[*ssa.Function]bool                  // may wait, or let time go by
	closes map[any][]ssa.CallInstruction           // calls of Close and close, by place
	dones  map[any][]ssa.CallInstruction           // calls of a group's Done, by place
	sends  map[any][]ssa.Instruction               // sends to channels of signals, by place
	starts map[*ssa.Function][]ssa.CallInstruction // of what is run as goroutine
}

// New indexes a world. facts tells about other packages.
func New(world *ssabuild.World, f *flow.Flow, facts Facts) *World {
	w := &World{
		world: world, flow: f, facts: facts, graph: callgraph.New(world),
		exits: make(map[*ssa.Function]bool), panics: make(map[*ssa.Function]bool), waits: make(map[*ssa.Function]bool),
		closes: make(map[any][]ssa.CallInstruction), dones: make(map[any][]ssa.CallInstruction), sends: make(map[any][]ssa.Instruction), starts: make(map[*ssa.Function][]ssa.CallInstruction),
	}
	for _, fn := range world.Funcs {
		w.index(fn)
	}
	w.graph.Solve(func(n *callgraph.Node) (changed bool) {
		for _, facts := range []map[*ssa.Function]bool{w.exits, w.panics, w.waits} {
			changed = w.inherit(n, facts) || changed
		}
		return changed
	})
	return w
}

// inherit gives a function what those have that it calls.
func (w *World) inherit(n *callgraph.Node, has map[*ssa.Function]bool) (changed bool) {
	for _, e := range n.Out {
		if !has[n.Func] && has[e.Node.Func] && e.Kinds&callgraph.Call != 0 {
			has[n.Func], changed = true, true
		}
	}
	return changed
}

// Loops returns the loops of a function that do not end, one for each defect, as they
// stand in the source.
func (w *World) Loops(fn *ssa.Function) []Loop {
	var loops []Loop
	for _, c := range cfg.CyclesOf(fn) {
		found := slices.Concat(w.done(c), w.failing(c), w.busy(c), w.pages(c))
		if len(found) == 0 {
			found = w.polling(c)
		}
		if len(found) == 0 {
			found = w.limitless(fn, c)
		}
		if len(found) == 0 {
			found = w.forever(fn, c)
		}
		slices.SortStableFunc(found, func(a, b Loop) int { return cmp.Compare(a.Kind, b.Kind) })
		found = slices.CompactFunc(found, func(a, b Loop) bool {
			return a.Kind == b.Kind || a.Kind == Closed && b.Kind == Done || a.Kind == Closed && b.Kind == Quit
		})
		loops = append(loops, found...)
	}
	slices.SortStableFunc(loops, func(a, b Loop) int { return cmp.Compare(a.At.Pos(), b.At.Pos()) })
	return loops
}
