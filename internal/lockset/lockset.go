// Package lockset finds out which locks are held where.
//
// Each function is walked along its paths, with the set of locks that it holds, what is
// decided of its conditions and what it has deferred. What it does to the locks of its
// caller, to those of its receiver, parameters, captured variables and package variables,
// is its summary, computed callees first. Locks are named by access path: two paths that
// are the same are one lock, any others are two. (Cf. Infer's RacerD and starvation
// checkers; Blackshear et al.: RacerD, OOPSLA 2018.)
package lockset

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/callgraph"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
	"github.com/gopitfalls/gopitfalls/internal/term"
)

// Mentions reports, from types alone, whether a package locks or unlocks anything, does it once, counts a
// group, or may have a semaphore.
func Mentions(pass *analysis.Pass) bool {
	for _, obj := range pass.TypesInfo.Uses {
		if fn, ok := obj.(*types.Func); ok && mentioned(fn) {
			return true
		}
	}
	for _, obj := range pass.TypesInfo.Defs {
		if f, ok := obj.(*types.Var); ok && f.IsField() {
			if ch, ok := f.Type().Underlying().(*types.Chan); ok && ch.Dir() == types.SendRecv && isToken(ch.Elem()) {
				return true
			}
		}
	}
	return false
}

// mentioned reports whether a package is looked at that names a function.
func mentioned(fn *types.Func) bool {
	return operationOf(fn).kind != noOperation || semaphoreOperation(fn) != noOperation || model.Has(fn, model.OnceDo) || model.Has(fn, model.OnceFunc) || model.Has(fn, model.OnceValue) ||
		model.Has(fn, model.WgAdd) || model.Has(fn, model.GroupLimit)
}

// A World knows what the functions of a part of a package do to locks.
type World struct {
	*ssabuild.World
	flow       *flow.Flow
	imported   func(*types.Func) *Locks // what is known of functions of other packages
	graph      *callgraph.Graph
	summaries  map[*ssa.Function]*summary
	solved     map[*ssa.Function]int         // how often
	tables     map[*ssa.Function]*term.Table // by declared function
	events     map[*ssa.Function]*events
	writers    map[lock]bool          // those that are locked for writing
	given      map[lock]bool          // local ones that a function gives back which has not taken them
	found      bool                   // some function has found such a lock, as in a sync.Map
	started    map[*ssa.Function]bool // as goroutines
	members    []member               // of groups
	many       map[types.Object]bool  // groups to which more than one is added at once
	bulk       map[types.Object]bool  // groups that are counted down for nobody knows whom
	counts     *counters
	semaphores map[any]semaphore      // by field, or by what makes one
	batches    map[any]bool           // semaphores of which a loop gives back what was taken elsewhere
	returned   map[any]bool           // semaphores of which some function gives units back
	workers    map[*ssa.Function]bool // that count groups down which others have counted up, each time
	releasers  map[*ssa.Function]bool // the same of semaphores
	guarded    map[*ssa.Function]bool // called with a lock held
	callbacks  map[hook][]callback
	limits     map[types.Object]ssa.Instruction // what sets the limit of a group
	handed     *handed
	owner      *owner
	GaveUp     bool // some function was not walked to its end
}

// New walks the functions of a world. imported returns what is known of functions of other
// packages.
func New(w *ssabuild.World, f *flow.Flow, imported func(*types.Func) *Locks) *World {
	world := &World{
		World: w, flow: f, imported: imported, graph: callgraph.New(w),
		summaries:  make(map[*ssa.Function]*summary),
		solved:     make(map[*ssa.Function]int),
		tables:     make(map[*ssa.Function]*term.Table),
		events:     make(map[*ssa.Function]*events),
		writers:    make(map[lock]bool),
		given:      make(map[lock]bool),
		started:    make(map[*ssa.Function]bool),
		many:       make(map[types.Object]bool),
		bulk:       make(map[types.Object]bool),
		workers:    make(map[*ssa.Function]bool),
		releasers:  make(map[*ssa.Function]bool),
		semaphores: make(map[any]semaphore),
		batches:    make(map[any]bool),
		guarded:    make(map[*ssa.Function]bool),
		callbacks:  make(map[hook][]callback),
		limits:     make(map[types.Object]ssa.Instruction),
		returned:   make(map[any]bool),
	}
	world.graph.Solve(world.transfer)
	world.handed = world.handOffs()
	world.owner = world.owners()
	return world
}

// maxRounds bounds how often a function is walked that leads back to itself: then it is
// taken for one of which nothing is known.
const maxRounds = 6

// transfer walks a function and reports whether its summary has changed.
func (w *World) transfer(n *callgraph.Node) bool {
	fn, before := n.Func, w.summaries[n.Func]
	if w.solved[fn]++; w.solved[fn] > maxRounds {
		if before.unknown {
			return false
		}
		w.GaveUp = true
		w.summaries[fn] = &summary{unknown: true, key: "unknown"}
		w.events[fn] = new(events)
		return true
	}
	if !w.concerns(n) {
		w.summaries[fn] = nothing
		return before != nothing
	}
	s := w.walk(fn)
	w.summaries[fn] = s
	return before == nil || before.key != s.key
}

// concerns reports whether a function does anything to locks, or leads to one that does.
func (w *World) concerns(n *callgraph.Node) bool {
	if len(n.Func.Blocks) == 0 {
		return false
	}
	for _, e := range n.Out {
		if s := w.summaries[e.Node.Func]; s == nil || s != nothing {
			return true
		}
	}
	for _, b := range n.Func.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Send, *ssa.Select:
				return true
			case *ssa.UnOp:
				if instr.Op == token.ARROW {
					return true
				}
			}
			call, ok := instr.(ssa.CallInstruction)
			if ok && (callee.IsBuiltin(call.Common(), "close") || isParameter(call.Common().Value) || w.isOnceValue(call.Common().Value) || w.isCallback(call.Common()) || counts(callee.Of(call.Common())) || w.factAbout(callee.Of(call.Common())) != nil) {
				return true
			}
		}
	}
	return false
}

// counts reports whether a function is one that locks or unlocks, or of a group, a semaphore or a sync.Once.
func counts(fn *types.Func) bool {
	return slices.ContainsFunc(model.EffectsOf(fn), func(e model.Entry) bool {
		switch e.Effect {
		case model.OnceDo, model.WgAdd, model.WgWait, model.WgDone, model.WgGo, model.GroupWait, model.GroupGo, model.GroupLimit, model.SemAcquire, model.SemTryAcquire, model.SemRelease:
			return true
		}
		return operations[e.Effect].kind != noOperation
	})
}

// isCallback reports whether what is called is a function that a field holds, or a method of what
// one holds, and that is known.
func (w *World) isCallback(call *ssa.CallCommon) bool {
	f := callbackField(call.Value)
	return f != nil && len(w.callbacksOf(hook{f, call.Method})) > 0
}

// isParameter reports whether what is called, or whose method, is a parameter.
func isParameter(v ssa.Value) bool {
	_, ok := v.(*ssa.Parameter)
	return ok
}

// table returns the terms of a function and its literals.
func (w *World) table(fn *ssa.Function) *term.Table {
	fn = callee.Declared(fn)
	if w.tables[fn] == nil {
		w.tables[fn] = term.NewTable()
	}
	return w.tables[fn]
}
