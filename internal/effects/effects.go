// Package effects has a summary of each function of a package: what it, or
// anything that it calls, may do to the channels, contexts, locks and memory by
// which goroutines wait for each other.
//
// Summaries are solved bottom-up over the strongly connected components of the
// call graph ([callgraph.Graph.Solve]), when a [Package] is made. They do not
// change afterwards, so several checks may read them at once, and they depend on
// nothing but the function and what it leads to. What one root, a function from
// which the explorer starts, can get to see of the package is a [View].
//
// # What can be a fact
//
// Summaries end at the package: what is called of others is known by the model or
// counts as code that is not seen. The parts of a [Func] that can cross, as an
// object fact on the function, are results of the solver, not its inputs:
//
//   - Effect, as it is: what the function leads to is in it.
//   - Out, as it is: a set of bits for each parameter, the receiver first.
//   - Stores and Reads as sorted slices of the names of fields, "T.f". The numbers of
//     places mean nothing elsewhere; variables of functions and of the package are left
//     out, since nobody else can name them. Which fields are in them does not depend on
//     who else reads them, so an importer finds all that it may ask for.
//   - the constants to which what it leads to counts, as a sorted slice: what a [View]
//     collects over the graph it would take from the fact.
//
// What solves for these (own, reads, starts, endless) stays. Facts are those of the
// world without tests. A function without a fact is not seen, which is not the same as
// one that does nothing; so a fact is exported for every function that others can name
// and that does less than code that is not seen. A method that an interface's call may
// run is then found by its receiver's type, once that is known; [callgraph.Graph.Invoked]
// knows the methods of the package only.
package effects

import (
	"go/types"
	"sync"

	"golang.org/x/tools/container/intsets"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callgraph"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/guard"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// An Effect is a set of things that code may do.
type Effect uint16

const (
	// Makes something that goroutines wait for: a channel, a timer, a context that
	// must be cancelled.
	Makes Effect = 1 << iota
	// Builds memory that has room for a channel, or makes something to wait for.
	Builds
	// Derives a context from one that it is given.
	Derives
	// Operates on something that goroutines wait for, or makes it.
	Operates
	// Touches something that matters to how goroutines wait for each other: it
	// operates, calls something unknown, or stores what leads to a channel.
	Touches
	// Ends the program or the goroutine, or recovers from the panic that would.
	Ends
	// Panics explicitly.
	Panics
	// Parks for ever: it has a select without cases.
	Parks
	// StoresElsewhere: it stores something that may decide a branch to memory
	// that has no name.
	StoresElsewhere
	// ChangesMap: it adds to a map, or takes from one.
	ChangesMap
	// Starts a goroutine, or hands a function or channel to code that is not seen and
	// may start one with it.
	Starts
)

const (
	// byCall are the effects that a function has by those that it calls by name,
	// byClosure by the closures that it makes, byInvoke by calls through interfaces: that
	// one of the methods of a name ends or panics is too weak a hint to run all code that
	// calls one of them.
	byCall    = Makes | Builds | Derives | Operates | Touches | Ends | Panics | Parks | StoresElsewhere | ChangesMap | Starts
	byClosure = Makes | Builds | Derives | Operates | Ends | Panics | Parks
	byInvoke  = Operates | Touches | StoresElsewhere | ChangesMap | Starts
)

// A Func is the summary of a function.
type Func struct {
	Effect Effect
	// Reads are the places whose value may decide something in the function, in
	// what it calls and in the closures that it makes.
	Reads intsets.Sparse
	// Stores are the places that it, or what it calls, may store to; of fields of
	// its own variables nobody else knows.
	Stores intsets.Sparse
	// Out has the ways in which what each parameter leads to is handed out; of a
	// literal, which is a part of its function, it is nil.
	Out []Sinks

	own     Effect          // by its own instructions
	reads   []read          // in its own instructions, by block
	starts  []*ssa.Function // that it starts as goroutines
	endless []*ssa.Function // that it gives a context which never ends
	counts  []int64         // constants that bound its counting loops
}

// A read is a place that a block reads, to decide something.
type read struct {
	block int
	place Place
}

// May reports whether the function may have one of the effects.
func (f *Func) May(e Effect) bool { return f.Effect&e != 0 }

// A Package has the summaries of the functions of one variant of a package.
type Package struct {
	*Types
	World *ssabuild.World
	Graph *callgraph.Graph

	ssa      *ssabuild.SSA
	funcs    map[*ssa.Function]*Func
	bound    map[*ssa.FreeVar]ssa.Value
	closures map[*ssa.Function]*ssa.MakeClosure // where literals are made
	handed   func() map[*types.Var]bool         // see HandsOver
	waits    map[types.Type]bool                // see waited
	places   map[any]Place                      // by *types.Var for a field, *ssa.Alloc, *ssa.Global
	roots    []*ssa.Function
	passed   map[*ssa.Function][]Passed // to roots
	held     map[any]Arg                // by *types.Var for a field, *ssa.Global
	vars     globals
	users    fieldUsers
	closed   func() map[any]bool // see findClosed; most packages never ask
	feeds    Feeds

	fieldUses map[*ssa.Function]FieldUses // what was asked: see FieldUses
}

// New computes the summaries of a world.
func New(s *ssabuild.SSA, w *ssabuild.World, feeds Feeds) *Package {
	p := &Package{
		Types:    newTypes(w.Pkg),
		World:    w,
		Graph:    callgraph.New(w),
		ssa:      s,
		bound:    make(map[*ssa.FreeVar]ssa.Value),
		closures: make(map[*ssa.Function]*ssa.MakeClosure),
		waits:    make(map[types.Type]bool),

		fieldUses: make(map[*ssa.Function]FieldUses),
		feeds:     feeds,
	}
	nodes := p.Graph.Nodes()
	p.funcs = make(map[*ssa.Function]*Func, len(nodes))
	for _, n := range nodes {
		p.funcs[n.Func] = new(Func)
		p.scan(n.Func)
	}
	p.vars = p.findGlobals()
	p.users = p.findFieldUsers()
	p.closed = guard.OnceValue(p.findClosed)
	p.handed = guard.OnceValue(p.findHanded)
	p.places = p.findPlaces()
	for _, c := range p.Graph.Components() {
		p.solveOut(c)
	}
	for _, n := range nodes {
		p.own(n.Func, p.funcs[n.Func])
	}
	p.Graph.Solve(func(n *callgraph.Node) bool { return p.transfer(n) })
	p.roots = p.findRoots()
	calls := sync.OnceValue(p.callsByName)
	p.held = p.findHeld(calls)
	p.passed = p.findPassed(calls)
	return p
}

// scan notes what the other passes ask for: types, and what free variables are
// bound to.
func (p *Package) scan(fn *ssa.Function) {
	for _, v := range fn.Params {
		p.Types.add(v.Type())
	}
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if v, ok := instr.(ssa.Value); ok {
				p.Types.add(v.Type())
			}
			if c, ok := instr.(*ssa.MakeClosure); ok {
				p.closures[c.Fn.(*ssa.Function)] = c
				for i, fv := range c.Fn.(*ssa.Function).FreeVars {
					if p.bound[fv] == nil {
						p.bound[fv] = c.Bindings[i]
					}
				}
			}
		}
	}
}

// Bound returns what a free variable is bound to where its closure is made, or nil.
func (p *Package) Bound(v *ssa.FreeVar) ssa.Value { return p.bound[v] }

// own computes what a function does by its own instructions.
func (p *Package) own(fn *ssa.Function, f *Func) {
	if p.Reaches(fn.Signature.Results()) || !cfg.HasReturn(fn) {
		// Which channel it returns matters, and so does that it always panics: a call
		// of it must not be skipped.
		f.own |= Touches
	}
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			f.own |= p.instruction(instr)
			switch instr := instr.(type) {
			case ssa.CallInstruction:
				callee := instr.Common().StaticCallee()
				if callee == nil || len(callee.Blocks) == 0 {
					break
				}
				if _, starts := instr.(*ssa.Go); starts {
					f.starts = append(f.starts, callee)
				}
				if p.givesEndless(instr.Common()) {
					f.endless = append(f.endless, callee)
				}
			case *ssa.Store:
				name, elsewhere := p.storeName(fn, instr)
				if at := p.placeOf(name); name != nil && at >= 0 {
					f.Stores.Insert(int(at))
				} else if elsewhere {
					f.own |= StoresElsewhere
				}
			}
			if place, ok := p.decidingRead(instr); ok {
				f.reads = append(f.reads, read{b.Index, place})
				f.Reads.Insert(int(place))
			}
		}
	}
	f.counts = countBounds(fn)
	f.Effect = f.own
}

// transfer adds to a function's summary what it does by what it leads to. Effects and
// places are only ever added, so it is monotone, as [callgraph.Graph.Solve] demands.
func (p *Package) transfer(n *callgraph.Node) (changed bool) {
	f := p.funcs[n.Func]
	for _, edge := range n.Out {
		changed = f.lead(p.funcs[edge.Node.Func], edge.Kinds) || changed
	}
	return f.makeBy(p.find) || changed
}

// find returns the summary of a function of the graph, or nil.
func (p *Package) find(fn *ssa.Function) *Func { return p.funcs[fn] }

// lead adds what a function does by leading to another. Not everything comes along each
// edge. A literal that is made may not be called here, so its stores are not the
// function's. Which method an interface call runs is a guess by name: what may matter to
// a root comes along, but what would make a root of the function does not.
func (f *Func) lead(to *Func, kinds callgraph.Kind) (changed bool) {
	e := f.Effect
	if kinds&callgraph.Call != 0 {
		e |= to.Effect & byCall
	}
	if kinds&callgraph.Closure != 0 {
		e |= to.Effect & byClosure
	}
	if kinds&callgraph.Invoke != 0 {
		e |= to.Effect & byInvoke
	}
	if kinds&(callgraph.Call|callgraph.Invoke) != 0 {
		changed = f.Stores.UnionWith(&to.Stores)
	}
	if kinds&(callgraph.Call|callgraph.Closure|callgraph.Invoke) != 0 {
		changed = f.Reads.UnionWith(&to.Reads) || changed
	}
	changed = changed || e != f.Effect
	f.Effect = e
	return changed
}

// makeBy adds what a function makes by the way in which it calls another: a goroutine
// that parks is a thing to wait for, and so is a context that is derived from one which
// never ends.
func (f *Func) makeBy(find func(*ssa.Function) *Func) (changed bool) {
	e := f.Effect
	for _, fn := range f.starts {
		if find(fn).May(Parks) {
			e |= Makes | Builds
		}
	}
	for _, fn := range f.endless {
		if find(fn).May(Derives) {
			e |= Makes | Builds
		}
	}
	changed = e != f.Effect
	f.Effect = e
	return changed
}

// Of returns the summary of a function with a body.
func (p *Package) Of(fn *ssa.Function) *Func {
	if f := p.funcs[fn]; f != nil {
		return f
	}
	return p.late(fn)
}

// late computes the summary of a function that is not in the package's graph: a
// wrapper or an instance that was made when a method was looked up. It is not kept,
// since nothing in a package changes.
func (p *Package) late(fn *ssa.Function) *Func {
	funcs := make(map[*ssa.Function]*Func)
	var order []*ssa.Function
	var add func(fn *ssa.Function, _ callgraph.Kind)
	add = func(fn *ssa.Function, _ callgraph.Kind) {
		if p.funcs[fn] != nil || funcs[fn] != nil {
			return
		}
		f := new(Func)
		funcs[fn] = f
		p.own(fn, f)
		p.Graph.Callees(fn, add)
		order = append(order, fn)
	}
	add(fn, 0)
	find := func(fn *ssa.Function) *Func {
		if f := p.funcs[fn]; f != nil {
			return f
		}
		return funcs[fn]
	}
	for changed := true; changed; {
		changed = false
		for _, fn := range order {
			f := funcs[fn]
			p.Graph.Callees(fn, func(to *ssa.Function, kind callgraph.Kind) {
				changed = f.lead(find(to), kind) || changed
			})
			changed = f.makeBy(find) || changed
		}
	}
	return funcs[fn]
}

// calledBy returns the summaries of the functions of the package that a call may run
// of which something is known: the one that it names, or methods.
func (p *Package) calledBy(instr ssa.CallInstruction) []*Func {
	c := instr.Common()
	if c.IsInvoke() {
		var list []*Func
		for _, m := range p.Graph.Invoked(c.Method) {
			list = append(list, p.funcs[m.Func])
		}
		return list
	}
	if callee := c.StaticCallee(); callee != nil && len(callee.Blocks) > 0 {
		return []*Func{p.Of(callee)}
	}
	return nil
}

// Instr returns the effects of an instruction, by itself or by what it calls, or
// makes a closure of.
func (p *Package) Instr(instr ssa.Instruction) Effect {
	e := p.instruction(instr)
	switch instr := instr.(type) {
	case *ssa.MakeClosure:
		e |= p.Of(instr.Fn.(*ssa.Function)).Effect & (Makes | Derives)
	case ssa.CallInstruction:
		by := byCall
		if instr.Common().IsInvoke() {
			by = byInvoke
		}
		_, starts := instr.(*ssa.Go)
		for _, f := range p.calledBy(instr) {
			e |= f.Effect & by
			if starts && by == byCall && f.May(Parks) {
				e |= Makes | Builds
			}
		}
	}
	return e
}

// ReadsFrom returns the places whose value may decide something in a block of a
// function or behind it, there or in what is called.
func (p *Package) ReadsFrom(fn *ssa.Function, b *ssa.BasicBlock) *intsets.Sparse {
	all := new(intsets.Sparse)
	ahead := cfg.Reachable(b)
	for _, r := range p.Of(fn).reads {
		if ahead[r.block] {
			all.Insert(int(r.place))
		}
	}
	for _, b := range fn.Blocks {
		if !ahead[b.Index] {
			continue
		}
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.MakeClosure:
				all.UnionWith(&p.Of(instr.Fn.(*ssa.Function)).Reads)
			case ssa.CallInstruction:
				for _, f := range p.calledBy(instr) {
					all.UnionWith(&f.Reads)
				}
			}
		}
	}
	return all
}
