package effects

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// findRoots returns the functions to explore: those that make something to wait
// for, themselves or in their literals, and those that call a function which hands
// out what it made. So each thing is explored from the innermost function that
// sees all of its life.
func (p *Package) findRoots() []*ssa.Function {
	f := rootFinder{p: p, calls: make(map[*ssa.Function][]*ssa.Call), owner: make(map[*ssa.Function]bool), out: make(map[*ssa.Function]Sinks)}
	f.findOwners()
	f.followContexts()
	f.followSinks()
	var roots []*ssa.Function
	for _, fn := range p.World.Funcs {
		if f.owner[fn] && fn.Parent() == nil && p.World.Owns(fn.Pos()) && (fn.Synthetic == "" || fn.Origin() != nil) {
			roots = append(roots, fn)
		}
	}
	return roots
}

// Roots returns the functions to explore, in source order.
func (p *Package) Roots() []*ssa.Function { return p.roots }

type rootFinder struct {
	p        *Package
	calls    map[*ssa.Function][]*ssa.Call // in which a function is called
	owner    map[*ssa.Function]bool
	out      map[*ssa.Function]Sinks // where a function hands out what it or others made
	work     []*ssa.Function
	deriving []derivation
}

// A derivation says that a function derives a context from a parameter, and where
// it hands it out.
type derivation struct {
	param *ssa.Parameter
	to    Sinks
}

func (f *rootFinder) add(fn *ssa.Function, more Sinks) {
	fn = callee.Declared(fn)
	if all := f.out[fn] | more; all != f.out[fn] {
		f.out[fn] = all
		f.work = append(f.work, fn)
	}
}

// findOwners finds the functions that make something to wait for, and notes the calls
// of each function.
func (f *rootFinder) findOwners() {
	for _, fn := range f.p.World.Funcs {
		mayMake := f.p.funcs[fn].May(Makes | Derives)
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				call, isCall := instr.(*ssa.Call)
				if isCall {
					if callee := call.Call.StaticCallee(); callee != nil && len(callee.Blocks) > 0 {
						f.calls[callee] = append(f.calls[callee], call)
					}
				}
				if !mayMake {
					continue
				}
				if f.p.MakesAt(instr) {
					f.owner[callee.Declared(fn)] = true
					if v, ok := instr.(ssa.Value); ok {
						f.add(fn, f.p.sinks(v))
					}
				}
				if isCall {
					if q := f.p.derives(call); q != nil {
						f.deriving = append(f.deriving, derivation{q, f.p.sinks(call)})
					}
				}
			}
		}
	}
}

// followContexts finds the functions that make a context by calling one that
// derives it from one which never ends.
func (f *rootFinder) followContexts() {
	out := make(map[*ssa.Parameter]Sinks) // where what is derived from it is handed out
	for len(f.deriving) > 0 {
		d := f.deriving[0]
		f.deriving = f.deriving[1:]
		fn := d.param.Parent()
		to, seen := out[d.param]
		if seen && to|d.to == to || fn.Parent() != nil {
			continue
		}
		out[d.param] = to | d.to
		for _, call := range f.calls[fn] {
			o := f.p.contextOf(call.Call.Args[slices.Index(fn.Params, d.param)])
			if o.endless {
				f.owner[callee.Declared(call.Parent())] = true
				f.add(fn, d.to)
			}
			if o.param != nil {
				f.deriving = append(f.deriving, derivation{o.param, f.handedOn(call, d.to)})
			}
		}
	}
}

// followSinks finds the callers that are handed what a function made.
func (f *rootFinder) followSinks() {
	for len(f.work) > 0 {
		fn := f.work[0]
		f.work = f.work[1:]
		for _, call := range f.calls[fn] {
			caller := call.Parent()
			f.owner[callee.Declared(caller)] = true
			f.add(caller, f.handedOn(call, f.out[fn]))
		}
	}
}

// handedOn returns the ways in which a function hands out what one that it calls
// hands out.
func (f *rootFinder) handedOn(call *ssa.Call, out Sinks) Sinks {
	w := f.p.newSinkWalk(call.Parent())
	if out&toResult != 0 {
		w.value(call)
	}
	for i, a := range call.Call.Args {
		if out&toParam(i) != 0 {
			w.memory(Base(a))
		}
	}
	return w.to
}

// MakesAt reports whether an instruction makes, by itself, something that
// goroutines wait for.
func (p *Package) MakesAt(instr ssa.Instruction) bool {
	if p.instruction(instr)&Makes != 0 {
		return true
	}
	starts, ok := instr.(*ssa.Go)
	if !ok {
		return false
	}
	callee := starts.Call.StaticCallee()
	return callee != nil && len(callee.Blocks) > 0 && p.Of(callee).May(Parks)
}

// derives returns the parameter from which a call derives a context that must be
// cancelled, ctx here, or nil:
//
//	func f(ctx context.Context):
//	    t0 = context.WithCancel(ctx)
func (p *Package) derives(call *ssa.Call) *ssa.Parameter {
	for _, e := range model.EffectsOf(foreignCallee(&call.Call)) {
		if e.Effect == model.CtxCancel || e.Effect == model.GroupCtx {
			return p.contextOf(call.Call.Args[0]).param
		}
	}
	return nil
}

// givesEndless reports whether a call is given a context that never ends.
func (p *Package) givesEndless(c *ssa.CallCommon) bool {
	return slices.ContainsFunc(c.Args, func(a ssa.Value) bool { return ssabuild.IsContext(a.Type()) && p.contextOf(a).endless })
}

// An origin tells where a context comes from.
type origin struct {
	endless bool           // from context.Background, here
	param   *ssa.Parameter // or from the caller
}

// contextOf finds out whether a context is made from context.Background here: one
// that comes from elsewhere may end by itself. It goes back through what keeps a
// context, flow-insensitively where that is a variable:
//
//	t0 = context.Background()
//	t1 = context.WithValue(t0, k, v)
//	t2 = new context.Context (ctx)
//	*t2 = t1
//	...
//	t5 = *t2
//	t6 = context.WithCancel(t5)
func (p *Package) contextOf(v ssa.Value) (o origin) {
	seen := make(map[ssa.Value]bool)
	work := []ssa.Value{v}
	for len(work) > 0 {
		v := work[0]
		work = work[1:]
		if v == nil || seen[v] {
			continue
		}
		seen[v] = true
		switch v := v.(type) {
		case *ssa.Parameter:
			if o.param == nil {
				o.param = v
			}
		case *ssa.FreeVar:
			work = append(work, p.bound[v])
		case *ssa.Extract:
			work = append(work, v.Tuple)
		case *ssa.Phi:
			work = append(work, v.Edges...)
		case *ssa.Call:
			for _, e := range model.EffectsOf(foreignCallee(&v.Call)) {
				switch e.Effect {
				case model.CtxRoot, model.CtxDetach:
					o.endless = true
				case model.CtxCancel, model.CtxValue, model.GroupCtx:
					work = append(work, v.Call.Args[0])
				}
			}
		case *ssa.Alloc:
			for _, r := range *v.Referrers() {
				if st, ok := r.(*ssa.Store); ok && st.Addr == v {
					work = append(work, st.Val)
				}
			}
		case *ssa.UnOp:
			switch v.X.(type) {
			case *ssa.Alloc, *ssa.FreeVar:
				work = append(work, v.X)
			}
		}
	}
	return o
}
