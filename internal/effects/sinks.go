package effects

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/callgraph"
)

// Sinks are the ways in which a value leaves its function towards the caller: by
// a result, or in memory that a parameter leads to. It is a flow-insensitive
// escape summary, in the sense of Choi et al. (Escape Analysis for Java, 1999)
// without their distinction of fields.
type Sinks uint32

const toResult Sinks = 1

// toParam is the sink of memory that the i-th parameter leads to; those from the
// 29th on are one.
func toParam(i int) Sinks { return 2 << min(i, 29) }

// sinks returns the ways in which a value may leave its outermost function.
func (p *Package) sinks(v ssa.Value) Sinks {
	w := p.newSinkWalk(v.Parent())
	w.value(v)
	return w.to
}

// outOf returns the sinks of a parameter of a declared function. One that was made
// later than the package hands out all.
func (p *Package) outOf(fn *ssa.Function, i int) Sinks {
	f := p.funcs[fn]
	switch {
	case f == nil:
		return ^Sinks(0)
	case i < len(f.Out):
		return f.Out[i]
	}
	return 0
}

// solveOut computes the sinks of the parameters of the functions of one component;
// those of all others that they lead to are known.
func (p *Package) solveOut(component []*callgraph.Node) {
	var funcs []*ssa.Function
	for _, n := range component {
		if n.Func.Parent() == nil && len(n.Func.Params) > 0 {
			funcs = append(funcs, n.Func)
			p.funcs[n.Func].Out = make([]Sinks, len(n.Func.Params))
		}
	}
	again := len(component) > 1 || component[0].LeadsTo(component[0])
	for changed := len(funcs) > 0; changed; {
		changed = false
		for _, fn := range funcs {
			out := p.funcs[fn].Out
			for i, param := range fn.Params {
				if !p.Reaches(param.Type()) {
					continue
				}
				if to := out[i] | p.sinks(param); to != out[i] {
					out[i], changed = to, true
				}
			}
		}
		changed = changed && again
	}
}

// A sinkWalk follows a value through one declared function and its literals.
type sinkWalk struct {
	p    *Package
	fn   *ssa.Function
	seen map[ssa.Value]bool
	kept map[*ssa.Alloc]bool // variables of which it is known what was stored there
	to   Sinks
}

// newSinkWalk returns a walk through the declared function that fn, one of its
// literals or itself, is a part of.
func (p *Package) newSinkWalk(fn *ssa.Function) *sinkWalk {
	return &sinkWalk{p: p, fn: callee.Declared(fn), seen: make(map[ssa.Value]bool), kept: make(map[*ssa.Alloc]bool)}
}

func (w *sinkWalk) value(v ssa.Value) {
	if w.seen[v] || v.Referrers() == nil {
		return
	}
	w.seen[v] = true
	for _, r := range *v.Referrers() {
		switch r := r.(type) {
		case *ssa.Return:
			if r.Parent() == w.fn { // neither a literal nor the wrapper of a bound method
				w.to |= toResult
			}
		case *ssa.Store:
			if r.Val == v {
				w.memory(Base(r.Addr))
			}
		case *ssa.MapUpdate:
			w.memory(r.Map)
		case *ssa.Send:
			if r.X == v {
				w.memory(r.Chan)
			}
		case *ssa.MakeClosure:
			// In the closure it is a free variable; with it, it may go on.
			for i, b := range r.Bindings {
				if b == v {
					w.value(r.Fn.(*ssa.Function).FreeVars[i])
				}
			}
			w.value(r)
		case ssa.CallInstruction:
			w.argument(r.Common(), v)
			if res := r.Value(); res != nil && r.Common().Value != v && w.p.Reaches(res.Type()) {
				w.value(res)
			}
		case *ssa.Phi, *ssa.ChangeType, *ssa.ChangeInterface, *ssa.MakeInterface, *ssa.Extract, *ssa.Convert, *ssa.MultiConvert,
			*ssa.TypeAssert, *ssa.Slice, *ssa.Field, *ssa.UnOp, *ssa.FieldAddr, *ssa.IndexAddr, *ssa.Lookup:
			if part := r.(ssa.Value); w.p.Reaches(part.Type()) {
				w.value(part)
			}
		}
	}
}

// argument adds where a callee of the package puts an argument: into memory that
// other arguments lead to, or its result, which is the call's.
func (w *sinkWalk) argument(c *ssa.CallCommon, v ssa.Value) {
	callee := c.StaticCallee()
	if callee == nil || len(callee.Blocks) == 0 {
		return // code that is not seen: what it gets counts as served
	}
	for i, a := range c.Args {
		if a != v || i >= len(callee.Params) {
			continue
		}
		if callee.Parent() != nil {
			w.value(callee.Params[i]) // a literal is a part of its function
			continue
		}
		out := w.p.outOf(callee, i)
		for j := range c.Args {
			if j != i && out&toParam(j) != 0 {
				w.memory(Base(c.Args[j]))
			}
		}
	}
}

// memory adds where what is put into memory may be found. A variable that is captured
// is itself memory, so that what is put into its value is put into whatever was ever
// stored there:
//
//	t0 = new *T (t)
//	*t0 = param
//	...
//	t3 = *t0
//	t4 = &t3.ch
//	*t4 = v             v is found by the caller, in param
func (w *sinkWalk) memory(to ssa.Value) {
	switch to := to.(type) {
	case *ssa.Parameter:
		if to.Parent() == w.fn {
			w.to |= toParam(slices.Index(w.fn.Params, to))
		}
	case *ssa.Alloc, *ssa.MakeMap, *ssa.MakeSlice, *ssa.MakeChan, *ssa.Call, *ssa.Phi:
		w.value(to)
	case *ssa.FreeVar:
		if b := w.p.bound[to]; b != nil {
			w.memory(Base(b))
		}
	case *ssa.UnOp: // a load
		a, ok := to.X.(*ssa.Alloc)
		if !ok {
			w.memory(Base(to.X))
			return
		}
		if w.kept[a] {
			return
		}
		w.kept[a] = true
		w.value(a)
		for _, r := range *a.Referrers() {
			if st, ok := r.(*ssa.Store); ok && st.Addr == a {
				w.memory(Base(st.Val))
			}
		}
	}
}
