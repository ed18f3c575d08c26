package lockset

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/term"
)

// Bounds of the walk of one function.
const (
	maxBlocks = 2_000
	maxStates = 6_000 // blocks entered, with different states
)

// A walker walks one function.
type walker struct {
	world    *World
	fn       *ssa.Function
	table    *term.Table
	relevant *relevance
	loops    *cfg.Loops                    // asked for where something is deferred
	stored   map[types.Object][]*ssa.Store // to fields and package variables
	reaching map[*ssa.BasicBlock][]bool
	st       *state // of the path that is being walked
	summary  *summary
	events   *events
	visited  []map[string]bool // by block
	key      []byte            // of the state entered last
	work     []point
	states   int
	serving  bool     // the function has operations on channels
	added    []string // groups to which the function adds more than one at once
	depth    int      // of objects that are followed through what they were made with
}

// A point is where a path goes on.
type point struct {
	block *ssa.BasicBlock
	at    int
	st    *state
}

// walk walks a function and returns its summary.
func (w *World) walk(fn *ssa.Function) *summary {
	r := &walker{
		world: w, fn: fn, table: w.table(fn), summary: new(summary), events: newEvents(),
		visited: make([]map[string]bool, len(fn.Blocks)), stored: storedBy(fn), reaching: make(map[*ssa.BasicBlock][]bool),
	}
	w.events[fn] = r.events
	if len(fn.Blocks) > maxBlocks {
		return r.giveUp()
	}
	r.relevant = newRelevance(r)
	r.serving = r.serves()
	r.enter(fn.Blocks[0], nil, new(state))
	for len(r.work) > 0 {
		next := r.work[len(r.work)-1]
		r.work = r.work[:len(r.work)-1]
		r.run(next)
		if r.states > maxStates {
			return r.giveUp()
		}
	}
	return r.summary.finish()
}

func (w *walker) giveUp() *summary {
	w.world.GaveUp = true
	w.world.events[w.fn] = newEvents()
	return &summary{unknown: true, key: "unknown"}
}

// enter goes on into a block.
func (w *walker) enter(b, from *ssa.BasicBlock, st *state) {
	w.st = st
	w.phis(b, from, st)
	if from != nil && b.Dominates(from) {
		w.again(b, st)
	}
	w.relevant.prune(st, b)
	w.key = st.appendKey(w.key[:0])
	visited := w.visited[b.Index]
	if visited[string(w.key)] {
		return
	}
	if visited == nil {
		visited = make(map[string]bool)
		w.visited[b.Index] = visited
	}
	visited[string(w.key)] = true
	w.states++
	w.work = append(w.work, point{b, 0, st})
}

// phis gives the phis of a block the values that they have when control comes from
// another block.
func (w *walker) phis(b, from *ssa.BasicBlock, st *state) {
	i := slices.Index(b.Preds, from)
	if i < 0 {
		return
	}
	var bound []binding
	for _, instr := range b.Instrs {
		phi, ok := instr.(*ssa.Phi)
		if !ok {
			break
		}
		is := w.resolve(phi.Edges[i])
		if def, ok := is.(ssa.Instruction); ok && b.Dominates(def.Block()) {
			is = nil // computed from the phi, by the round before
		}
		bound = append(bound, binding{of: phi, is: is})
	}
	for _, x := range bound {
		w.redefine(x.of, st)
	}
	for _, x := range bound {
		if !slices.ContainsFunc(bound, func(y binding) bool { return y.of == x.is }) { // else it has changed by now
			w.bind(st, x.of, x.is)
		}
	}
}

// bind notes what a phi or a variable is; nil stands for what is not known.
func (w *walker) bind(st *state, of, is ssa.Value) {
	st.values = slices.DeleteFunc(st.values, func(b binding) bool { return b.of == of })
	if is == nil {
		return
	}
	b := binding{of, is, w.table.Of(of), w.table.Of(is)}
	i, _ := slices.BinarySearchFunc(st.values, b.ofTerm, func(b binding, id term.Term) int { return int(b.ofTerm - id) })
	st.values = slices.Insert(st.values, i, b)
}

// again forgets, at the head of a loop, what was decided in it.
func (w *walker) again(head *ssa.BasicBlock, st *state) {
	st.decided = slices.DeleteFunc(st.decided, func(d decision) bool { return head.Dominates(d.block) })
	st.values = slices.DeleteFunc(st.values, func(v binding) bool {
		phi, ok := v.of.(*ssa.Phi)
		return ok && phi.Block() != head && head.Dominates(phi.Block())
	})
}

// redefine forgets what was known of a value that is computed again.
func (w *walker) redefine(v ssa.Value, st *state) {
	st.drop(func(h *hold) bool { return slices.Contains(h.place.vars, v) })
	st.counts = slices.DeleteFunc(st.counts, func(c count) bool { return slices.Contains(c.place.vars, v) })
	st.values = slices.DeleteFunc(st.values, func(b binding) bool { return b.of == v || b.is == v })
}

// resolve returns what a value is on this path.
func (w *walker) resolve(v ssa.Value) ssa.Value {
	for range maxPath {
		switch x := v.(type) {
		case *ssa.Phi:
			if is := w.st.value(x); is != nil {
				v = is
				continue
			}
		case *ssa.UnOp:
			switch x.X.(type) {
			case *ssa.Alloc, *ssa.FreeVar:
				if is := w.st.value(x.X); is != nil && x.Op == token.MUL {
					v = is
					continue
				}
			}
		case *ssa.ChangeInterface:
			v = x.X
			continue
		}
		break
	}
	return v
}

// run goes on along one path, to the end of a block.
func (w *walker) run(p point) {
	st := p.st
	for i := p.at; i < len(p.block.Instrs); i++ {
		w.st = st
		instr := p.block.Instrs[i]
		if v, ok := instr.(ssa.Value); ok {
			if _, isPhi := v.(*ssa.Phi); !isPhi && len(st.holds)+len(st.values)+len(st.counts) > 0 {
				w.redefine(v, st)
			}
		}
		var next []*state
		switch instr := instr.(type) {
		case *ssa.Store:
			w.store(st, instr)
			continue
		case *ssa.MapUpdate:
			if isHanded(instr.Map, instr.Value) {
				st.passes()
			}
			continue
		case *ssa.Send, *ssa.Select:
			w.channel(st, instr)
			continue
		case *ssa.UnOp:
			if instr.Op == token.ARROW {
				w.channel(st, instr)
			}
			continue
		case *ssa.Call:
			st.shared()
			next = w.call(st, instr)
		case *ssa.RunDefers:
			st.shared()
			next = w.runDefers(st)
		case *ssa.Defer:
			w.deferred(st, instr)
			continue
		case *ssa.Go:
			w.start(st, instr)
			continue
		case *ssa.MakeClosure:
			w.closure(st, instr)
			continue
		case *ssa.If:
			w.branch(st, instr)
			return
		case *ssa.Jump:
			w.enter(p.block.Succs[0], p.block, st)
			return
		case *ssa.Return:
			w.returns(st, instr)
			return
		case *ssa.Panic:
			return
		default:
			continue
		}
		if len(next) == 0 {
			return
		}
		for _, other := range next[1:] {
			w.states++
			w.work = append(w.work, point{p.block, i + 1, other})
		}
		st = next[0]
	}
}

// store follows what is stored to variables that only this function sets, and to captured ones
// until the next call, which may set them.
func (w *walker) store(st *state, s *ssa.Store) {
	if isHanded(s.Addr, s.Val) {
		st.passes()
	}
	w.storesOnce(st, s)
	if _, ok := s.Val.Type().Underlying().(*types.Struct); ok && len(st.holds) > 0 {
		// t0 = &p.queue [#0]; *t0 = queue{}: its lock is a new one
		over := w.placeOf(s.Addr)
		st.holds = slices.DeleteFunc(st.holds, func(h hold) bool { return h.place.isBelow(over) })
		return
	}
	if !isBool(s.Val.Type()) && !isNilable(s.Val.Type()) {
		return
	}
	switch a := s.Addr.(type) {
	case *ssa.Alloc:
		if w.onlyHere(a) {
			w.bind(st, a, w.resolve(s.Val))
		}
	case *ssa.FreeVar:
		w.bind(st, a, w.resolve(s.Val))
	}
}

// shared forgets what captured variables are: others may set them.
func (s *state) shared() {
	s.values = slices.DeleteFunc(s.values, func(b binding) bool { _, ok := b.of.(*ssa.FreeVar); return ok })
}

// onlyHere reports whether a variable is stored to by its own function only.
func (w *walker) onlyHere(a *ssa.Alloc) bool {
	c := w.world.flow.Cell(a)
	return c != nil && !c.Taken && !slices.ContainsFunc(c.Stores, func(s *ssa.Store) bool { return s.Parent() != w.fn })
}

// returns records how a path returns.
func (w *walker) returns(st *state, ret *ssa.Return) {
	if w.fn.Recover == ret.Block() {
		return
	}
	w.events.ends(ret, st.holds)
	o := outcome{guards: st.guards}
	for _, v := range ret.Results {
		o.results = append(o.results, w.classOf(v))
	}
	for i := range st.holds {
		h := &st.holds[i]
		w.events.returned(h, ret, o.results, h.n > 0 && w.leadsTo(ret.Results, h.place), st)
		if h.n != 0 && w.visible(h.place) {
			o.effects = append(o.effects, effect{h.place, h.read, false, h.n})
		}
	}
	w.counted(st, ret, &o)
	if len(o.effects) == 0 && !slices.ContainsFunc(o.results, func(c class) bool { return c != anything }) {
		o.results = nil
	}
	w.summary.add(o)
}

// leadsTo reports whether some of the values is an object on the way to a lock.
func (w *walker) leadsTo(values []ssa.Value, p *place) bool {
	return slices.ContainsFunc(values, func(v ssa.Value) bool {
		return constantClass(v) == anything && isNilable(v.Type()) && p.isBelow(w.placeOf(v))
	})
}

// visible reports whether callers can name a place.
func (w *walker) visible(p *place) bool {
	for i, v := range p.vars {
		switch v := v.(type) {
		case *ssa.Global, *ssa.Const:
		case *ssa.Parameter:
		case *ssa.FreeVar:
		default:
			if i > 0 || v.Parent() == w.fn || v.Parent() == nil {
				return false
			}
		}
	}
	return true
}

// start looks at what a goroutine is given: it may give back what is held here.
func (w *walker) start(st *state, g *ssa.Go) {
	s, in := w.calleeOf(&g.Call)
	w.world.started[in.fn] = true
	if s != nil {
		w.handOff(st, s, in)
	}
	st.passes()
}

// closure looks at a closure that others may call: it may give back what is held here.
func (w *walker) closure(st *state, c *ssa.MakeClosure) {
	for _, instr := range *c.Referrers() {
		call, ok := instr.(ssa.CallInstruction)
		if ok && call.Common().Value == ssa.Value(c) {
			continue // is seen there
		}
		if _, debug := instr.(*ssa.DebugRef); debug {
			continue
		}
		fn := c.Fn.(*ssa.Function)
		if s := w.world.summaries[fn]; s != nil {
			w.handOff(st, s, callSite{fn: fn, bindings: c.Bindings})
		}
		return
	}
}

// handOff gives away the locks that a function gives back that is run by others.
func (w *walker) handOff(st *state, s *summary, in callSite) {
	if s.unknown {
		st.holds, st.counts = nil, nil
		return
	}
	var groups []string
	for _, o := range s.outcomes {
		for _, e := range o.effects {
			switch p := w.translate(e.place, in); {
			case p == nil || e.n >= 0:
			case e.group && slices.Contains(groups, p.key): // on another way to return
			case e.group:
				groups = append(groups, p.key)
				w.runs(in.fn, p, (slices.Contains(w.added, p.key) || w.giveCount(st, p)) && !st.flag)
			default:
				w.giveAway(st, p)
			}
		}
	}
}

// giveAway notes that others give a lock back, some time: one that is held here or, if none is,
// one that the caller holds.
func (w *walker) giveAway(st *state, p *place) {
	n := len(st.holds)
	st.drop(func(h *hold) bool {
		return h.n > 0 && (h.place.key == p.key || h.place.field() != nil && h.place.field() == p.field())
	})
	if len(st.holds) < n {
		return
	}
	if st.find(p, false) == nil && st.find(p, true) == nil { // or it was given back before
		st.get(p, false).n = -1
	}
}
