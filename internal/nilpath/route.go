package nilpath

import (
	"cmp"
	"go/constant"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
	"github.com/gopitfalls/gopitfalls/internal/term"
)

// A route is the set of paths through one function from its entry, over given
// edges, to an instruction, on which a value is nil.
type route struct {
	value ssa.Value       // known to be nil
	at    ssa.Instruction // the end
	edges []edge          // to be taken in this order
	avoid []*ssa.Store    // not to be passed
	call  *ssa.CallCommon // the call that enters the function, if that is known
}

// An edge leads from one basic block to the next.
type edge struct{ from, to *ssa.BasicBlock }

func newRoute(v ssa.Value, at ssa.Instruction) route { return route{value: v, at: at} }

// via returns the paths that take an edge before those that the route takes.
func (r route) via(from, to *ssa.BasicBlock) route {
	r.edges = append([]edge{{from, to}}, r.edges...)
	return r
}

// Bounds of the search, in basic blocks entered. Where they end it, a channel is
// not nil, and the Finder has given up.
const (
	maxSteps     = 20_000  // for one operation
	maxFuncSteps = 400_000 // for all operations of one function
	maxBlocks    = 3_000   // of a function that is searched at all
)

// feasible reports whether some path of the route can be taken.
func (f *Finder) feasible(r route) bool {
	fn := r.at.Parent()
	if len(fn.Blocks) == 0 {
		return false
	}
	w := &walk{
		finder: f, route: r, reach: f.reaching(r.at.Block()),
		decided: make(map[term.Term]bool), entered: make(map[*ssa.BasicBlock]entry), visited: make(map[*ssa.BasicBlock]bool),
		marks: make(map[*ssa.BasicBlock][]mark, 1),
	}
	w.mark(r.at, true)
	for _, store := range r.avoid {
		w.mark(store, false)
	}
	return w.block(fn.Blocks[0], nil)
}

// A walk is a depth-first search for a path.
type walk struct {
	finder  *Finder
	route   route
	next    int                       // edges taken
	reach   []bool                    // blocks, by index, from which the end can be reached
	decided map[term.Term]bool        // the path condition
	entered map[*ssa.BasicBlock]entry // of each block on the path, the last one
	entries int                       // of all blocks
	visited map[*ssa.BasicBlock]bool  // since the last edge of the route
	marks   map[*ssa.BasicBlock][]mark
}

// A mark is an instruction at which a path ends, by its position in its block.
type mark struct {
	at  int
	end bool // of the route; else it is not to be passed
}

func (w *walk) mark(instr ssa.Instruction, end bool) {
	list := w.marks[instr.Block()]
	list = append(list, mark{w.finder.flow.Position(instr), end})
	slices.SortFunc(list, func(x, y mark) int { return cmp.Compare(x.at, y.at) })
	w.marks[instr.Block()] = list
}

// An entry is how a path comes into a block.
type entry struct {
	pred *ssa.BasicBlock // nil where the path begins
	at   int             // when: entries are numbered
}

// block goes on into b from pred and reports whether the end is reached.
func (w *walk) block(b, pred *ssa.BasicBlock) bool {
	if w.visited[b] || w.reach == nil || !w.reach[b.Index] || !w.finder.step() {
		return false
	}
	w.visited[b] = true
	before, again := w.entered[b]
	w.entries++
	w.entered[b] = entry{pred, w.entries}
	defer func() {
		delete(w.visited, b)
		if again {
			w.entered[b] = before
		} else {
			delete(w.entered, b)
		}
	}()

	for _, m := range w.marks[b] {
		if !m.end || w.next == len(w.route.edges) {
			return m.end
		}
	}
	branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok {
		return slices.ContainsFunc(b.Succs, func(s *ssa.BasicBlock) bool { return w.edge(b, s) })
	}
	return w.branch(branch, b)
}

// edge takes an edge, which may be the route's next.
func (w *walk) edge(from, to *ssa.BasicBlock) bool {
	if w.next < len(w.route.edges) && w.route.edges[w.next] == (edge{from, to}) {
		w.next++
		visited := w.visited
		w.visited = make(map[*ssa.BasicBlock]bool)
		ok := w.block(to, from)
		w.visited = visited
		w.next--
		if ok {
			return true
		}
	}
	// A block whose phi gives the value must not be entered by another edge
	// once the value is nil.
	for _, e := range w.route.edges[:w.next] {
		if e.to == to {
			return false
		}
	}
	return w.block(to, from)
}

// branch goes on behind a condition, both ways unless it is known.
func (w *walk) branch(branch *ssa.If, b *ssa.BasicBlock) bool {
	if known, value := w.known(branch.Cond); known {
		return w.edge(b, b.Succs[index(value)])
	}
	cond, negated := w.condition(branch.Cond)
	if value, ok := w.decided[cond]; ok {
		return w.edge(b, b.Succs[index(value != negated)])
	}
	if w.correlated(cond, b) {
		return false // decides about something that was decided before, who knows how
	}
	for _, value := range []bool{true, false} {
		w.decided[cond] = value != negated
		ok := w.edge(b, b.Succs[index(value)])
		delete(w.decided, cond)
		if ok {
			return true
		}
	}
	return false
}

func index(cond bool) int {
	if cond {
		return 0
	}
	return 1
}

// correlated reports whether a condition that decides whether the end is
// reached speaks of a value of which a condition taken before speaks too.
func (w *walk) correlated(cond term.Term, b *ssa.BasicBlock) bool {
	reach := 0
	for _, s := range b.Succs {
		if w.reach[s.Index] {
			reach++
		}
	}
	if reach == len(b.Succs) {
		return false // both ways lead there
	}
	for other := range w.decided {
		if w.finder.table.Share(cond, other) {
			return true
		}
	}
	return false
}

// reaching returns the blocks, by index, from which control can go to b, b included;
// nil if there are too many.
func (f *Finder) reaching(b *ssa.BasicBlock) []bool {
	if set, ok := f.reach[b]; ok {
		return set
	}
	if len(b.Parent().Blocks) > maxBlocks {
		f.GaveUp = true
		return nil
	}
	f.reach[b] = cfg.Reaching(b)
	return f.reach[b]
}

// step spends a step of the budget and reports whether there was one left.
func (f *Finder) step() bool {
	if f.steps == 0 || f.funcSteps == 0 {
		f.GaveUp = true
		return false
	}
	f.steps--
	f.funcSteps--
	return true
}

// known returns the value of a condition that is certain on this path.
func (w *walk) known(cond ssa.Value) (ok, value bool) {
	cond = w.resolve(cond)
	switch cond := cond.(type) {
	case *ssa.Const:
		if cond.Value != nil && cond.Value.Kind() == constant.Bool {
			return true, constant.BoolVal(cond.Value)
		}
	case *ssa.UnOp:
		if cond.Op == token.NOT {
			ok, value := w.known(cond.X)
			return ok, !value
		}
		// A flag that nothing here sets, as for tests.
		if addr, isField := cond.X.(*ssa.FieldAddr); isField && cond.Op == token.MUL && isNamed(addr.X.Type()) {
			if field, c := ssabuild.Field(addr), w.finder.flow.Cell(addr); field != nil && c != nil && w.finder.neverSet(field, c) {
				return true, false
			}
		}
	case *ssa.BinOp:
		if cond.Op == token.EQL || cond.Op == token.NEQ {
			return w.comparison(cond)
		}
	}
	return false, false
}

// comparison evaluates == and != of what is known to be nil or constant.
func (w *walk) comparison(cond *ssa.BinOp) (ok, value bool) {
	x, y := w.resolve(cond.X), w.resolve(cond.Y)
	if ssabuild.IsNil(x) {
		x, y = y, x
	}
	equal := false
	switch {
	case ssabuild.IsNil(y) && (ssabuild.IsNil(x) || w.isRouteValue(x)):
		equal = true
	case ssabuild.IsNil(y) && neverNil(x):
	default:
		a, okA := x.(*ssa.Const)
		b, okB := y.(*ssa.Const)
		if !okA || !okB || a.Value == nil || b.Value == nil {
			return false, false
		}
		equal = constant.Compare(a.Value, token.EQL, b.Value)
	}
	return true, equal == (cond.Op == token.EQL)
}

// isRouteValue reports whether x is the value that is nil on this route.
func (w *walk) isRouteValue(x ssa.Value) bool {
	return w.next == len(w.route.edges) && w.finder.flow.SamePlace(x, w.route.value)
}

func neverNil(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.MakeChan, *ssa.MakeClosure, *ssa.MakeMap, *ssa.MakeSlice, *ssa.MakeInterface, *ssa.Alloc, *ssa.Function, *ssa.FieldAddr:
		return true
	case *ssa.Call:
		return makes(v)
	}
	return false
}

// makes reports whether the result of a call is an error or timer that it makes.
func makes(call *ssa.Call) bool {
	fn := callee.Of(&call.Call)
	return slices.ContainsFunc([]model.Effect{model.NonNil, model.NilTimer, model.NewTimer, model.NewTicker},
		func(e model.Effect) bool { return model.Has(fn, e) })
}

// resolve returns what a value is on this path: the argument of a parameter,
// the edge of a phi over which control has come, as into the block behind a && b:
//
//	t1 = phi [false, b]
func (w *walk) resolve(v ssa.Value) ssa.Value {
	switch v := v.(type) {
	case *ssa.Parameter:
		if w.route.call != nil {
			if i := slices.Index(v.Parent().Params, v); i >= 0 && i < len(w.route.call.Args) {
				if c, ok := w.route.call.Args[i].(*ssa.Const); ok {
					return c
				}
			}
		}
	case *ssa.Phi:
		in, ok := w.entered[v.Block()]
		if !ok {
			break
		}
		preds := v.Block().Preds
		i := slices.Index(preds, in.pred)
		if i < 0 || slices.Contains(preds[i+1:], in.pred) {
			break // the path begins here, or both ways of a branch lead here
		}
		switch edge := v.Edges[i].(type) {
		case *ssa.Phi:
			// What that was when v got its value, it is still if control has not
			// come by again.
			if w.entered[edge.Block()].at < in.at {
				return w.resolve(edge)
			}
		default:
			return edge
		}
	}
	return v
}

// condition returns the term of a condition on this path, or that of its
// negation.
func (w *walk) condition(cond ssa.Value) (id term.Term, negated bool) {
	cond = w.resolve(cond)
	if not, ok := cond.(*ssa.UnOp); ok && not.Op == token.NOT {
		id, negated = w.condition(not.X)
		return id, !negated
	}
	return w.finder.table.Condition(cond)
}
