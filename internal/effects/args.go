package effects

import (
	"cmp"
	"go/token"
	"math"
	"slices"
	"strconv"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callgraph"
)

// Arguments: an unexported function that only the package calls, and calls by its name, is
// given what its callers pass. It is explored once for each way in which it is called,
// so that arguments which go together stay together:
//
//	purge(files, true, false)
//	purge(files, false, true)
//
// What is known of a call depends on its caller and on theirs, callers first, each
// once. Functions that call each other in a circle are given anything there.

// An Arg is what is known of a value that is passed: an element of a product of small
// lattices. [Anything] is the greatest.
type Arg struct {
	Nil    Nilness
	Lo, Hi int64         // of an integer; of a bool, which is 0 or 1
	Len    int64         // the least length of a list
	Text   string        // a string, if IsText
	Func   *ssa.Function // without free variables
	IsText bool
}

// A Nilness says whether a value is nil.
type Nilness uint8

const (
	MayBeNil Nilness = iota
	IsNil
	NonNil
)

// Anything is an argument of which nothing is known.
var Anything = Arg{Lo: math.MinInt64, Hi: math.MaxInt64}

// String returns the one value that it is of which something can be said in a word, or
// nothing.
func (a Arg) String() string {
	switch {
	case a.IsText:
		return strconv.Quote(a.Text)
	case a.Nil == IsNil:
		return "nil"
	case a.Func != nil:
		return a.Func.Name()
	case a.Lo == a.Hi:
		return strconv.FormatInt(a.Lo, 10)
	}
	return ""
}

// join returns what is known of both.
func (a Arg) join(b Arg) Arg {
	if a == b {
		return a
	}
	j := Arg{Lo: min(a.Lo, b.Lo), Hi: max(a.Hi, b.Hi), Len: min(a.Len, b.Len)}
	if a.Nil == b.Nil {
		j.Nil = a.Nil
	}
	if a.IsText && b.IsText && a.Text == b.Text {
		j.Text, j.IsText = a.Text, true
	}
	if a.Func == b.Func {
		j.Func = a.Func
	}
	return j
}

// coarse returns what is told apart of an argument: of numbers and lengths only what is
// small, since a loop is followed no longer than that.
func (a Arg) coarse() Arg {
	a.Lo, a.Len = min(a.Lo, mostTold), min(a.Len, mostTold)
	if a.Hi > mostTold {
		a.Hi = math.MaxInt64
	}
	return a
}

// mostTold is the largest number that is told from larger ones.
const mostTold = 3

// meet adds to what is known of a value what is known of it otherwise.
func (a Arg) meet(b Arg) Arg {
	a.Lo, a.Hi, a.Len = max(a.Lo, b.Lo), min(a.Hi, b.Hi), max(a.Len, b.Len)
	if b.Nil != MayBeNil {
		a.Nil = b.Nil
	}
	if b.IsText {
		a.Text, a.IsText = b.Text, true
	}
	if b.Func != nil {
		a.Func = b.Func
	}
	return a
}

// compare orders arguments in a way that says nothing of the order of calls.
func (a Arg) compare(b Arg) int {
	name := func(fn *ssa.Function) string {
		if fn == nil {
			return ""
		}
		return fn.String()
	}
	return cmp.Or(cmp.Compare(a.Nil, b.Nil), cmp.Compare(a.Lo, b.Lo), cmp.Compare(a.Hi, b.Hi), cmp.Compare(a.Len, b.Len),
		cmp.Compare(a.Text, b.Text), cmp.Compare(name(a.Func), name(b.Func)))
}

// A Passed is what is known of the arguments of one way to call a function, the
// receiver first.
type Passed []Arg

// maxWays bounds the ways to call a function that are told apart. If there are more,
// all are one of which less is known.
const maxWays = 4

// covers reports whether one way to call a function is a case of another.
func (w Passed) covers(other Passed) bool {
	for i, a := range other {
		if a.join(w[i]) != w[i] {
			return false
		}
	}
	return true
}

// merge adds a way to call a function to others, of which none covers another.
func merge(ways []Passed, more Passed) []Passed {
	if slices.ContainsFunc(ways, func(w Passed) bool { return w.covers(more) }) {
		return ways
	}
	return append(slices.DeleteFunc(ways, more.covers), more)
}

// hull returns one way that stands for all.
func hull(ways []Passed) Passed {
	all := slices.Clone(ways[0])
	for _, w := range ways[1:] {
		for i, a := range w {
			all[i] = all[i].join(a)
		}
	}
	return all
}

// passer finds out what is passed to functions. What it has found it keeps: no answer
// depends on another that is not complete.
type passer struct {
	p     *Package
	calls func() map[*ssa.Function][]ssa.CallInstruction // see callsByName
	ways  map[*ssa.Function][]Passed
}

// findPassed finds what is passed to the roots.
func (p *Package) findPassed(calls func() map[*ssa.Function][]ssa.CallInstruction) map[*ssa.Function][]Passed {
	w := &passer{p: p, calls: calls, ways: make(map[*ssa.Function][]Passed)}
	passed := make(map[*ssa.Function][]Passed)
	for _, fn := range p.roots {
		if len(fn.Params) > 0 && p.onlyCalled(fn) {
			if ways := w.of(fn); ways != nil {
				passed[fn] = ways
			}
		}
	}
	return passed
}

// WaysToCall returns the ways in which a root is called, or nil if it may be called in any
// way.
func (p *Package) WaysToCall(fn *ssa.Function) []Passed { return p.passed[fn] }

// onlyCalled reports whether all that ever runs a function is calls in the package that
// name it.
func (p *Package) onlyCalled(fn *ssa.Function) bool {
	if fn.Parent() != nil || fn.Synthetic != "" || fn.Object() == nil || fn.Object().Exported() || fn.TypeParams().Len() > 0 ||
		fn.Origin() != nil || fn.Name() == "main" || fn.Name() == "init" || fn.Name() == "_" || p.ssa.Linked(fn.Name()) {
		return false
	}
	n := p.Graph.Node(fn)
	if n == nil || len(n.In) == 0 {
		return false
	}
	return !slices.ContainsFunc(n.In, func(e callgraph.Edge) bool {
		return e.Kinds != callgraph.Call || e.Node.Func.Synthetic != "" && e.Node.Func.Name() != "init"
	})
}

// of returns the ways in which a function is called, sorted, or nil if nothing is known.
func (w *passer) of(fn *ssa.Function) []Passed {
	if ways, ok := w.ways[fn]; ok {
		return ways
	}
	var ways []Passed
	used := usedParams(fn)
	if slices.Contains(used, true) && w.p.onlyCalled(fn) {
		ways = w.collect(fn, used)
	}
	w.ways[fn] = ways
	return ways
}

// collect joins what the calls of a function pass.
func (w *passer) collect(fn *ssa.Function, used []bool) (ways []Passed) {
	component := w.p.Graph.ComponentOf(w.p.Graph.Node(fn))
	for _, call := range w.calls()[fn] {
		caller := call.Parent()
		from := []Passed{nil}
		if !slices.Contains(component, w.p.Graph.Node(caller)) {
			if known := w.of(caller); known != nil {
				from = known
			}
		}
		for _, params := range from {
			v := valuer{p: w.p, params: params}
			way := make(Passed, len(fn.Params))
			for i, a := range call.Common().Args {
				way[i] = Anything
				if used[i] {
					way[i] = v.at(a, call.Block()).coarse()
				}
				if way[i].IsText && !isAsked(fn.Params[i], 0) {
					way[i].Text, way[i].IsText, way[i].Len = "", false, 0
				}
			}
			ways = merge(ways, way)
		}
	}
	if len(ways) == 0 {
		return nil
	}
	if len(ways) > maxWays {
		ways = []Passed{hull(ways)}
	}
	if len(ways) == 1 && !slices.ContainsFunc(ways[0], func(a Arg) bool { return a != Anything }) {
		return nil
	}
	slices.SortFunc(ways, func(a, b Passed) int { return slices.CompareFunc(a, b, Arg.compare) })
	return ways
}

// callsByName returns, by function, the calls that name it.
func (p *Package) callsByName() map[*ssa.Function][]ssa.CallInstruction {
	calls := make(map[*ssa.Function][]ssa.CallInstruction)
	for _, n := range p.Graph.Nodes() {
		for _, b := range n.Func.Blocks {
			for _, instr := range b.Instrs {
				call, ok := instr.(ssa.CallInstruction)
				if !ok || !p.World.Exists(n.Func, instr) {
					continue
				}
				if to, ok := call.Common().Value.(*ssa.Function); ok {
					calls[to] = append(calls[to], call)
				}
			}
		}
	}
	return calls
}

// isAsked reports whether a text is compared with another, by the function that has it or
// by one that it is given to.
func isAsked(v ssa.Value, depth int) bool {
	if depth > maxAsked {
		return false
	}
	return slices.ContainsFunc(*v.Referrers(), func(r ssa.Instruction) bool {
		switch r := r.(type) {
		case *ssa.BinOp:
			return r.Op == token.EQL || r.Op == token.NEQ
		case *ssa.Phi:
			return isAsked(r, depth+1)
		case ssa.CallInstruction:
			callee, ok := r.Common().Value.(*ssa.Function)
			if !ok || len(callee.Blocks) == 0 {
				return false
			}
			for i, a := range r.Common().Args {
				if a == v && isAsked(callee.Params[i], depth+1) {
					return true
				}
			}
		}
		return false
	})
}

const maxAsked = 3 // calls and joins between a parameter and where it is compared

// usedParams tells which parameters of a function may decide something in it.
func usedParams(fn *ssa.Function) []bool {
	used := make([]bool, len(fn.Params))
	for i, p := range fn.Params {
		used[i] = decidesBy(p, 0)
	}
	return used
}
