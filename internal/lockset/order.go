package lockset

import (
	"cmp"
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callgraph"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// An edge is a lock that is taken while another one is held.
type edge struct {
	first, second held
	gates         []held            // what else is held
	asked         []*types.Var      // flags, with a lock held
	local         bool              // no caller can name both
	hook          *types.Var        // the field that has the function which takes the second; or nil
	via           []ssa.Instruction // calls, then what takes the second
	through       []ssa.Instruction // calls, then what took the first
}

// Bounds of edges: how many a function has, and of the access paths in summaries of functions
// that lead back to themselves, as those of lists and trees do.
const (
	maxEdges = 64
	maxDeep  = 8
)

// key returns what tells an edge from others of a function.
func (e *edge) key() string {
	var b strings.Builder
	for _, h := range append([]held{e.first, e.second}, e.gates...) {
		fmt.Fprintf(&b, "%s %t;", h.place.key, h.read)
	}
	fmt.Fprintf(&b, "%d", len(e.asked))
	return b.String()
}

// addEdge adds an edge that is not there yet.
func addEdge(list []edge, e edge) []edge {
	if len(list) == maxEdges || len(e.via) > maxVia || len(e.through) > maxVia ||
		slices.ContainsFunc(list, func(o edge) bool { return o.key() == e.key() }) {
		return list
	}
	return append(list, e)
}

// orders notes which locks are held when one is taken, by a call or through one that has given
// back some of them by then.
func (w *walker) orders(st *state, p *place, read bool, via []ssa.Instruction, from *acquisition) {
	if st.loose || from != nil && from.flag || p.isOnce() {
		return // the flag, or that it was done, may say that nobody has taken them the other way round
	}
	var now []held
	for i := range st.holds {
		h := &st.holds[i]
		gone := from != nil && slices.ContainsFunc(from.gone, func(g *place) bool { return g.key == h.place.key })
		if h.n > 0 && h.place.key != p.key && !gone && !h.place.isOnce() {
			now = append(now, held{h.place, h.read, h.at})
		}
	}
	for i, h := range now {
		w.edge(edge{
			first: h, second: held{p, read, via[len(via)-1]}, via: via, through: []ssa.Instruction{h.at},
			gates: slices.Delete(slices.Clone(now), i, i+1), asked: st.asked,
		})
	}
}

// edge adds an edge to what came up, and to what callers have to know.
func (w *walker) edge(e edge) {
	if max(len(e.first.place.path), len(e.second.place.path)) > maxDeep {
		return
	}
	e.first.place, e.second.place = w.anyElement(e.first.place), w.anyElement(e.second.place)
	if e.first.place.key == e.second.place.key {
		return
	}
	e.local = !w.visible(e.first.place) || !w.visible(e.second.place)
	w.events.edges = addEdge(w.events.edges, e)
	if !e.local {
		w.summary.edges = addEdge(w.summary.edges, e)
	}
}

// edgesOf takes over the edges of a callee: what is held here is held there, too.
func (w *walker) edgesOf(st *state, instr ssa.Instruction, s *summary, in callSite) {
	for _, e := range s.edges {
		both := w.translateHeld([]held{e.first, e.second}, in)
		if len(both) < 2 {
			continue
		}
		e.first, e.second, e.gates = both[0], both[1], w.translateHeld(e.gates, in)
		for i := range st.holds {
			if h := &st.holds[i]; h.n > 0 {
				e.gates = append(e.gates, held{h.place, h.read, h.at})
			}
		}
		e.via = append([]ssa.Instruction{instr}, e.via...)
		e.through = append([]ssa.Instruction{instr}, e.through...)
		w.edge(e)
	}
}

// An Order is a pair of locks that are taken in two orders by functions that may run at once.
type Order struct {
	First, Second string
	One, Other    Taking // of the first and then the second, and the other way round
}

// A Taking is how a function takes one lock while it holds another.
type Taking struct {
	Func    *ssa.Function
	Through []ssa.Instruction // calls, then what took the lock that is held
	Via     []ssa.Instruction // calls, then what takes the other one
}

// Apart returns the steps to the second lock from where the two ways part: what comes before leads
// to both.
func (t Taking) Apart() []ssa.Instruction {
	i := 0
	for i < min(len(t.Via), len(t.Through))-1 && t.Via[i] == t.Through[i] {
		i++
	}
	return t.Via[i:]
}

// A sort is what the edges have in common that speak of the same two locks of any object of a
// type, or of package variables.
type sort struct{ owner, first, second string }

func (s sort) turned() sort { return sort{s.owner, s.second, s.first} }

// Orders returns the pairs of locks that are taken in two orders, one for each pair: the order
// that is taken in fewer places first.
func (w *World) Orders() []Order {
	edges, two := make(map[sort][]placed), make(map[sort][]placed)
	for _, n := range w.graph.Nodes() {
		ev := w.events[n.Func]
		if ev == nil {
			continue
		}
		own := w.isEntry(n)
		for _, e := range ev.edges {
			if !own && (!e.local || w.isGuarded(n)) {
				continue // its callers have the edge, or hold more
			}
			if s, ok := w.sortOf(n.Func, &e); ok {
				edges[s] = append(edges[s], placed{n.Func, e})
			}
			if s, ok := betweenTwo(n.Func, &e); ok {
				two[s] = append(two[s], placed{n.Func, e})
			}
		}
	}
	for _, n := range w.graph.Nodes() {
		if ev := w.events[n.Func]; ev != nil && w.isEntry(n) {
			fired, sorts := w.firedEdges(n.Func, ev)
			for i, e := range fired {
				two[sorts[i]] = append(two[sorts[i]], placed{n.Func, e})
			}
		}
	}
	list := w.turned(edges)
	for _, o := range w.turned(two) {
		if !slices.ContainsFunc(list, o.same) {
			list = append(list, o)
		}
	}
	slices.SortFunc(list, func(a, b Order) int { return cmp.Compare(a.One.Via[0].Pos(), b.One.Via[0].Pos()) })
	return list
}

// isEntry reports whether others may call a function, goroutines run it, or nobody seen does.
func (w *World) isEntry(n *callgraph.Node) bool {
	return w.isOpen(n.Func) || w.started[n.Func] || len(n.In) == 0
}

// IsGuarded reports whether a function is called with a lock held.
func (w *World) IsGuarded(fn *ssa.Function) bool { return w.guarded[fn] }

// isGuarded reports whether some caller of a function holds a lock meanwhile, or none is known.
func (w *World) isGuarded(n *callgraph.Node) bool {
	seen := make(map[*callgraph.Node]bool)
	work := []*callgraph.Node{n}
	for len(work) > 0 {
		n := work[len(work)-1]
		work = work[:len(work)-1]
		if w.guarded[n.Func] {
			return true
		}
		if seen[n] || w.isOpen(n.Func) {
			continue
		}
		seen[n] = true
		for _, e := range n.In {
			work = append(work, e.Node)
		}
	}
	return len(n.In) == 0
}

// turned returns the pairs that are taken in two orders, one for each sort.
func (w *World) turned(edges map[sort][]placed) (list []Order) {
	for s, one := range edges {
		other := edges[s.turned()]
		if len(other) == 0 || !before(s, one, other) {
			continue
		}
		if o := w.meet(one, other); o != nil {
			list = append(list, *o)
		}
	}
	return list
}

// same reports whether two orders end at the same places.
func (o Order) same(p Order) bool {
	at := func(t Taking) ssa.Instruction { return t.Via[len(t.Via)-1] }
	return at(o.One) == at(p.One) && at(o.Other) == at(p.Other) || at(o.One) == at(p.Other) && at(o.Other) == at(p.One)
}

// before reports which of two orders is told first: the one that is taken in fewer places, and
// of as many the one that takes the second lock by fewer calls.
func before(s sort, one, other []placed) bool {
	places := func(list []placed) int {
		at := make(map[ssa.Instruction]bool)
		for _, e := range list {
			at[e.via[len(e.via)-1]] = true
		}
		return len(at)
	}
	calls := func(list []placed) int {
		return len(slices.MinFunc(list, func(a, b placed) int { return cmp.Compare(len(a.via), len(b.via)) }).via)
	}
	return cmp.Or(cmp.Compare(places(one), places(other)), cmp.Compare(calls(one), calls(other)), cmp.Compare(s.first, s.second)) < 0
}

// A placed is an edge of a function.
type placed struct {
	fn *ssa.Function
	edge
}

// meet returns the first two edges that can block each other, or nil.
func (w *World) meet(one, other []placed) *Order {
	for _, a := range one {
		for _, b := range other {
			if apart(&a, &b) || excluded(a.first, b.second) || excluded(a.second, b.first) || gated(&a.edge, &b.edge) || !w.together(a.fn, b.fn) {
				continue
			}
			return &Order{
				First: a.first.place.String(), Second: a.second.place.String(),
				One:   Taking{a.fn, a.through, a.via},
				Other: Taking{b.fn, b.through, b.via},
			}
		}
	}
	return nil
}

// apart reports whether flags may keep two functions from running at once: both ask some, or one
// sets what the other one asks, or what it calls back.
func apart(a, b *placed) bool {
	if a.installs(b.hook) || b.installs(a.hook) {
		return true
	}
	sets := func(fn *ssa.Function, flags []*types.Var) bool {
		stored := storedBy(fn)
		return slices.ContainsFunc(flags, func(f *types.Var) bool { return len(stored[f]) > 0 })
	}
	return len(a.asked) > 0 && len(b.asked) > 0 || sets(a.fn, b.asked) || sets(b.fn, a.asked)
}

// installs reports whether a function comes to store what a field is to call, behind what takes the
// locks: until then nobody is called.
func (p *placed) installs(hook *types.Var) bool {
	return hook != nil && slices.ContainsFunc(p.via, func(instr ssa.Instruction) bool {
		behind := cfg.Reachable(instr.Block())
		for f, stores := range storedBy(instr.Parent()) {
			if v, ok := f.(*types.Var); ok && v.Origin() == hook && slices.ContainsFunc(stores, func(s *ssa.Store) bool { return behind[s.Block().Index] }) {
				return true
			}
		}
		return false
	})
}

// excluded reports whether a lock is taken in two ways that do not keep each other out.
func excluded(a, b held) bool { return a.read && b.read }

// gated reports whether a third lock is held in both cases, so that they do not run at once.
func gated(a, b *edge) bool {
	return slices.ContainsFunc(a.gates, func(g held) bool {
		return slices.ContainsFunc(b.gates, func(h held) bool {
			return g.place.field() != nil && g.place.field() == h.place.field() && !(g.read && h.read)
		})
	})
}

// together reports whether two functions may run at once: others call them, or one is run by
// goroutines, or by whom it is given to.
func (w *World) together(a, b *ssa.Function) bool {
	return w.Pkg.Name() != "main" || w.isRun(a) || w.isRun(b)
}

// isRun reports whether a function is started as a goroutine, or given away.
func (w *World) isRun(fn *ssa.Function) bool {
	return w.started[fn] ||
		slices.ContainsFunc(w.graph.Node(fn).In, func(e callgraph.Edge) bool { return e.Kinds&(callgraph.Value|callgraph.Invoke) != 0 })
}

// sortOf returns the sort of an edge; ok is false if it is not known of which objects it speaks.
func (w *World) sortOf(fn *ssa.Function, e *edge) (s sort, ok bool) {
	a, b := e.first.place, e.second.place
	if isOne := a.root == b.root; (!a.named(fn) || !b.named(fn)) && !(isOne && w.isFound(a.root)) {
		return s, false
	}
	owner := ""
	for _, p := range []*place{a, b} {
		if _, global := p.root.(*ssa.Global); global {
			continue
		}
		if len(p.path) == 0 {
			return s, false // a lock by itself
		}
		if owner == "" {
			owner = p.owner()
		}
		if a.root != p.root && b.root != p.root || p.owner() == "" {
			return s, false
		}
	}
	_, aGlobal := a.root.(*ssa.Global)
	_, bGlobal := b.root.(*ssa.Global)
	if aGlobal || bGlobal {
		s = sort{owner, a.sort(0), b.sort(0)}
		return s, s.first != s.second
	}
	if a.root != b.root {
		return s, false // which objects of the type they are is not known
	}
	from, owner := common(a, b)
	if owner == "" {
		return s, false
	}
	s = sort{owner, a.sort(from), b.sort(from)}
	return s, s.first != s.second
}

// common returns how long the way is that two places have in common, and the type of the object
// to which it leads: the same two locks are reached by methods of that, and of what has it in a
// field.
func common(a, b *place) (n int, owner string) {
	t := ssabuild.Deref(a.root.Type())
	owner = typeName(t)
	for i := range min(len(a.path), len(b.path)) - 1 {
		x, y := a.path[i], b.path[i]
		if x.kind != y.kind || x.at != y.at || x.kind == element || x.kind == field && x.field == nil {
			break
		}
		if t = ssabuild.Deref(t); x.kind == field {
			t = x.field.Type()
		}
		if name := typeName(t); name != "" {
			n, owner = i+1, name
		}
	}
	return n, owner
}

// typeName returns the name of a type, of an instance that of its origin, "" if it has none.
func typeName(t types.Type) string {
	if named := typeOf(t); named != nil {
		return named.String()
	}
	return ""
}

// named reports whether a place is reached from a parameter, a captured or package variable, or
// an object that a function around this one has made. Of elements any two may be the same.
func (p *place) named(fn *ssa.Function) bool {
	switch root := p.root.(type) {
	case *ssa.Global, *ssa.Parameter, *ssa.FreeVar:
		return true
	case *ssa.Alloc:
		return root.Parent() != fn
	}
	return false
}

// isFound reports whether a value is what a function of the package returns that others may have, too: it has found it
// in a map or a field, on some path.
//
//	t1 = t0[id],ok; t2 = extract t1 #0; ...; t5 = phi [t2, t4]; return t5
func (w *World) isFound(v ssa.Value) bool {
	call, result := flow.ResultOf(v)
	if call == nil {
		return false
	}
	fn := call.Call.StaticCallee()
	return fn != nil && slices.ContainsFunc(cfg.Returns(fn), func(ret *ssa.Return) bool {
		return slices.ContainsFunc(w.flow.LocalSources(ret.Results[result]), isElement)
	})
}

// isElement reports whether a value is one of a map, a slice or a field.
func isElement(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Lookup:
		return true
	case *ssa.Extract:
		return elementOf(v) != nil
	case *ssa.UnOp:
		switch v.X.(type) {
		case *ssa.FieldAddr, *ssa.IndexAddr, *ssa.Global:
			return v.Op == token.MUL
		}
	}
	return false
}

// owner returns the type of the object that the path of a place begins at, "" if it has no name.
func (p *place) owner() string {
	t := ssabuild.Deref(p.root.Type())
	if p.path[0].kind == load { // of a variable
		t = ssabuild.Deref(t)
	}
	return typeName(t)
}

// sort returns the path of a place from somewhere, the same for all objects of its owner.
func (p *place) sort(from int) string {
	var b strings.Builder
	if g, ok := p.root.(*ssa.Global); ok {
		b.WriteString(g.String())
	}
	for i, s := range p.path[from:] {
		switch s.kind {
		case field:
			fmt.Fprintf(&b, ".%d", s.at)
		case element:
			b.WriteString("[]")
		case load:
			if _, global := p.root.(*ssa.Global); i+from > 0 || global {
				b.WriteByte('*')
			}
		}
	}
	return b.String()
}
