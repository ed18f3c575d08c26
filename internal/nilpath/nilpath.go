// Package nilpath decides whether a channel is nil at an operation on a path
// that the program can take.
//
// It goes backwards from the operation, through variables, parameters and
// results, to the places where the value could have come from, and then asks of
// each that is nil whether some path from the function's entry leads from there
// to the operation: branches with a known or an already decided condition go
// one way only. What it does not understand is not nil.
package nilpath

import (
	"go/token"
	"go/types"
	"slices"
	"time"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
	"github.com/gopitfalls/gopitfalls/internal/term"
)

// A Kind says why a channel is nil.
type Kind uint8

const (
	NotNil Kind = iota
	Unmade      // it is made on no path
	Path        // it is made on other paths only
	Unset       // a field or package variable that is never assigned
	Result      // the result of a call whose error is not looked at
	Timer       // the C of a timer that calls a function
)

// A Nil is the evidence that a channel is nil.
type Nil struct {
	Kind  Kind
	Skip  *ssa.If       // the branch that does not make it; for Path, may be nil
	Var   *types.Var    // the field or package variable; for Unset
	Call  *ssa.Call     // for Result and Timer
	Sites []token.Pos   // where it was passed on, outermost last
	Value ssa.Value     // the nil itself
	In    *ssa.Function // where it is nil; for Path
}

// A Finder looks at one world.
type Finder struct {
	flow  *flow.Flow
	world *ssabuild.World
	open  bool                       // code that is not Go, or unsafe, may set what nobody here sets
	reach map[*ssa.BasicBlock][]bool // by the block that is reached

	fn        *ssa.Function // of the operation
	table     *term.Table   // of the functions on the way to it
	steps     int           // left for the operation
	funcSteps int           // left for fn

	GaveUp bool // some search ended at its bounds
}

// NewFinder returns a Finder. open tells that the package holds code that is not
// seen, so fields and variables without assignments may have values.
func NewFinder(world *ssabuild.World, f *flow.Flow, open bool) *Finder {
	return &Finder{flow: f, world: world, open: open, reach: make(map[*ssa.BasicBlock][]bool)}
}

// maxDepth bounds how many calls and variables a value is followed through.
const maxDepth = 12

// At returns the evidence that v is nil when control reaches an instruction, or
// nil.
func (f *Finder) At(v ssa.Value, at ssa.Instruction) *Nil {
	if fn := at.Parent(); fn != f.fn {
		f.fn, f.funcSteps = fn, maxFuncSteps
		f.table = term.NewTable()
		clear(f.reach)
	}
	f.steps = maxSteps
	return f.find(v, query{route: newRoute(v, at), depth: maxDepth})
}

// A query is the question whether a value is nil at the end of a route.
type query struct {
	route route
	depth int
}

func (f *Finder) find(v ssa.Value, q query) *Nil {
	if q.depth--; q.depth < 0 || !f.step() {
		return nil
	}
	switch v := v.(type) {
	case *ssa.ChangeType:
		return f.find(v.X, q)
	case *ssa.Const:
		if v.IsNil() && f.feasible(q.route) {
			return &Nil{Kind: Unmade, Value: v}
		}
	case *ssa.Phi:
		return f.phi(v, q)
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return f.load(v, q)
		}
	case *ssa.Field:
		if field := ssabuild.FieldOf(v); field != nil && isNamed(v.X.Type()) {
			return f.unset(field, f.flow.CellOf(field), v, q)
		}
	case *ssa.Parameter:
		return f.parameter(v, q)
	case *ssa.Call:
		return f.result(v, 0, q)
	case *ssa.Extract:
		if call, ok := v.Tuple.(*ssa.Call); ok {
			return f.result(call, v.Index, q)
		}
	}
	return nil
}

// phi follows the edges of a phi. At the head of a loop a nil edge is the way
// in: the loop's body is what makes the channel, so all edges must be nil.
func (f *Finder) phi(phi *ssa.Phi, q query) *Nil {
	b := phi.Block()
	var found *Nil
	nils := 0
	for i, edge := range phi.Edges {
		if edge == phi {
			nils++
			continue
		}
		sub := q
		sub.route = q.route.via(b.Preds[i], b)
		n := f.find(edge, sub)
		if n == nil {
			continue
		}
		nils++
		branch, way := decider(b.Preds[i], b)
		if found == nil && !(branch != nil && !way && isSwitchEnd(branch)) {
			found = n
			if n.Kind == Unmade {
				found = &Nil{Kind: Path, Value: n.Value, Skip: branch, Sites: n.Sites, In: phi.Parent()}
			}
		}
	}
	if found != nil && nils == len(phi.Edges) && found.Kind == Path {
		found.Kind = Unmade
	}
	if isLoopHead(b) && nils < len(phi.Edges) {
		return nil
	}
	return found
}

// decider returns the branch that leads over the edge from pred to b, and by
// which of its ways; or nil.
func decider(pred, b *ssa.BasicBlock) (branch *ssa.If, way bool) {
	for range 4 { // over blocks that hold nothing but a jump
		if branch, ok := pred.Instrs[len(pred.Instrs)-1].(*ssa.If); ok {
			return branch, pred.Succs[0] == b
		}
		if len(pred.Preds) != 1 {
			break
		}
		pred, b = pred.Preds[0], pred
	}
	return nil, false
}

// isSwitchEnd reports whether a branch, if not taken, is the way past all cases
// of a switch without a default: the last of several comparisons of one value.
// Such a switch as a rule lists all values that there are.
func isSwitchEnd(branch *ssa.If) bool {
	last, ok := branch.Cond.(*ssa.BinOp)
	if !ok || last.Op != token.EQL || len(branch.Block().Preds) != 1 {
		return false
	}
	pred := branch.Block().Preds[0]
	before, ok := pred.Instrs[len(pred.Instrs)-1].(*ssa.If)
	if !ok || pred.Succs[1] != branch.Block() {
		return false
	}
	cond, ok := before.Cond.(*ssa.BinOp)
	return ok && cond.Op == token.EQL && cond.X == last.X
}

// isLoopHead reports whether control comes back to b.
func isLoopHead(b *ssa.BasicBlock) bool {
	return slices.ContainsFunc(b.Preds, b.Dominates)
}

// load follows a load from a variable or field.
func (f *Finder) load(load *ssa.UnOp, q query) *Nil {
	c := f.flow.Cell(load.X)
	if c == nil || c.Taken {
		return nil
	}
	switch x := load.X.(type) {
	case *ssa.Global:
		if v, ok := x.Object().(*types.Var); ok && !v.Exported() {
			return f.unset(v, c, load, q)
		}
		return nil
	case *ssa.FieldAddr:
		if n := f.timer(x, q); n != nil && len(c.Stores) == 0 {
			return n
		}
		if field := ssabuild.Field(x); field != nil && isNamed(x.X.Type()) {
			return f.unset(field, c, load, q)
		}
		return nil
	}
	return f.variable(c, load, q)
}

// unset returns the evidence that a field or package variable that only this
// package can set is never set.
func (f *Finder) unset(v *types.Var, c *flow.Cell, load ssa.Value, q query) *Nil {
	if !f.neverSet(v, c) || !f.feasible(q.route) {
		return nil
	}
	return &Nil{Kind: Unset, Var: v, Value: load}
}

// neverSet reports whether a field or package variable is one that only this package can set, and
// does not.
func (f *Finder) neverSet(v *types.Var, c *flow.Cell) bool {
	return !f.open && !v.Exported() && v.Pkg() == f.world.Pkg && !c.Taken && len(c.Stores) == 0
}

// isNamed reports whether a struct, or what a pointer to one points to, has a name: the fields of one
// that is spelled out are others at each place where it is.
func isNamed(t types.Type) bool {
	_, isStruct := types.Unalias(ssabuild.Deref(t)).(*types.Struct)
	return !isStruct
}

// timer returns the evidence that the field C of a timer is nil.
func (f *Finder) timer(addr *ssa.FieldAddr, q query) *Nil {
	field := ssabuild.Field(addr)
	if field == nil || field.Name() != "C" {
		return nil
	}
	var made *ssa.Call
	for _, src := range f.flow.Sources(addr.X) {
		call, ok := src.(*ssa.Call)
		if !ok || !model.Has(callee.Of(&call.Call), model.NilTimer) {
			return nil
		}
		made = call
	}
	if made == nil || isIdle(made, q.route.at) || !f.feasible(q.route) {
		return nil
	}
	return &Nil{Kind: Timer, Call: made, Value: addr}
}

// longest is how long nobody waits between two instructions.
const longest = int64(time.Hour)

// isIdle reports whether control comes to an instruction only if a timer cannot be stopped any more
// that has just been made and takes long:
//
//	t0 = time.AfterFunc(math.MaxInt64, f); t1 = t0.Stop()
//	if t1 goto done else wait
func isIdle(made *ssa.Call, at ssa.Instruction) bool {
	after, ok := made.Call.Args[0].(*ssa.Const)
	if !ok || made.Parent() != at.Parent() || after.Int64() < longest {
		return false
	}
	for b := at.Block(); b.Idom() != nil; b = b.Idom() {
		branch, ok := b.Idom().Instrs[len(b.Idom().Instrs)-1].(*ssa.If)
		if !ok || len(b.Preds) != 1 {
			continue
		}
		stop, ok := branch.Cond.(*ssa.Call)
		if ok && branch.Block().Succs[1] == b && model.Has(callee.Of(&stop.Call), model.TimerStop) && cfg.Dominates(made, stop) {
			return true
		}
	}
	return false
}

// variable follows a variable that is captured or otherwise kept in memory: it
// is nil where no store of another value comes first.
func (f *Finder) variable(c *flow.Cell, load *ssa.UnOp, q query) *Nil {
	alloc, ok := f.flow.Peel(load.X).(*ssa.Alloc)
	if !ok {
		return nil
	}
	for _, store := range c.Stores {
		if k, ok := store.Val.(*ssa.Const); ok && k.IsNil() {
			continue
		}
		q.route.avoid = append(q.route.avoid, store)
	}
	if len(q.route.avoid) > 0 && load.Parent() == alloc.Parent() {
		if f.storedElsewhere(c, alloc) || !f.feasible(q.route) {
			return nil
		}
		return &Nil{Kind: Path, Value: alloc, In: load.Parent()}
	}
	if len(q.route.avoid) == 0 {
		if !f.feasible(q.route) {
			return nil
		}
		return &Nil{Kind: Unmade, Value: alloc}
	}
	return f.captured(c, alloc, load, q)
}

// storedElsewhere reports whether a function other than the one that declares a
// variable assigns it: when, is not known.
func (f *Finder) storedElsewhere(c *flow.Cell, alloc *ssa.Alloc) bool {
	for _, store := range c.Stores {
		if store.Parent() != alloc.Parent() {
			return true
		}
	}
	return false
}

// captured follows a variable that a literal captures: it is nil if it was not
// assigned when the literal was started or called, and is not afterwards.
func (f *Finder) captured(c *flow.Cell, alloc *ssa.Alloc, load *ssa.UnOp, q query) *Nil {
	if f.storedElsewhere(c, alloc) || !f.feasible(route{value: load, at: q.route.at}) {
		return nil
	}
	for _, site := range f.flow.Calls(load.Parent()) {
		if site.Parent() != alloc.Parent() || f.storedAfter(c, site) {
			continue
		}
		outer := route{value: load, at: site, avoid: q.route.avoid}
		if f.feasible(outer) {
			return &Nil{Kind: Path, Value: alloc, Sites: []token.Pos{site.Pos()}, In: site.Parent()}
		}
	}
	return nil
}

func (f *Finder) storedAfter(c *flow.Cell, site ssa.Instruction) bool {
	for _, store := range c.Stores {
		if f.flow.Reaches(site, store) {
			return true
		}
	}
	return false
}

// parameter follows a parameter to what the calls pass for it, if all calls are
// seen.
func (f *Finder) parameter(p *ssa.Parameter, q query) *Nil {
	fn := p.Parent()
	if !f.flow.Closed(fn) {
		return nil
	}
	index := flow.ParamIndex(p)
	for _, site := range f.flow.Calls(fn) {
		inner := q.route
		inner.call = site.Common()
		if !f.feasible(inner) {
			continue // never gets there when called like this
		}
		arg := site.Common().Args[index]
		sub := query{route: newRoute(arg, site), depth: q.depth}
		if n := f.find(arg, sub); n != nil {
			n.Sites = append(n.Sites, site.Pos())
			return n
		}
	}
	return nil
}

// result follows a result into a callee whose body is seen. A callee that
// returns nil on some paths does so for a reason: its caller is wrong only if
// the nil comes with an error at which it does not look.
func (f *Finder) result(call *ssa.Call, index int, q query) *Nil {
	fn := flow.Callee(&call.Call)
	if fn == nil {
		return nil
	}
	errIndex := errorResult(fn)
	nils, withError := 0, false
	returns := cfg.Returns(fn)
	for _, ret := range returns {
		if k, ok := ret.Results[index].(*ssa.Const); !ok || !k.IsNil() {
			continue
		}
		nils++
		if errIndex >= 0 {
			k, ok := ret.Results[errIndex].(*ssa.Const)
			withError = withError || !ok || !k.IsNil()
		}
	}
	switch {
	case nils == 0, nils < len(returns) && !withError, f.looksAt(call, errIndex), !f.feasible(q.route):
		return nil
	case nils == len(returns) && errIndex < 0:
		return &Nil{Kind: Unmade, Call: call, Value: call}
	}
	return &Nil{Kind: Result, Call: call, Value: call}
}

// errorResult returns the index of a function's last result if it is an error,
// else -1.
func errorResult(fn *ssa.Function) int {
	results := fn.Signature.Results()
	last := results.Len() - 1
	if last >= 0 && ssabuild.IsError(results.At(last).Type()) {
		return last
	}
	return -1
}

// looksAt reports whether the error that a call returns is used at all.
func (f *Finder) looksAt(call *ssa.Call, errIndex int) bool {
	if errIndex < 0 {
		return false
	}
	for _, instr := range *call.Referrers() {
		if e, ok := instr.(*ssa.Extract); ok && e.Index == errIndex && len(*e.Referrers()) > 0 {
			return true
		}
	}
	return false
}

// IsChan reports whether the underlying type of t is that of channels.
func IsChan(t types.Type) bool {
	_, ok := t.Underlying().(*types.Chan)
	return ok
}
