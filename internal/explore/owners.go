package explore

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/model"
)

// roots returns the functions to explore: those that make something to wait for,
// themselves or in their literals, and those that call a function which hands
// out what it made. So each thing is explored from the innermost function that
// sees all of its life.
func (p *program) roots() []*ssa.Function {
	calls := make(map[*ssa.Function][]*ssa.Call) // in which a function is called
	owner := make(map[*ssa.Function]bool)
	for _, fn := range p.world.Funcs {
		p.findCounts(fn)
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if p.instrMakes(instr) {
					owner[outermost(fn)] = true
				}
				if call, ok := instr.(*ssa.Call); ok {
					if callee := call.Call.StaticCallee(); callee != nil && len(callee.Blocks) > 0 {
						calls[callee] = append(calls[callee], call)
					}
				}
			}
		}
	}
	// What each function hands out of what it or others made, and where.
	out := make(map[*ssa.Function]sinks)
	var work []*ssa.Function
	var deriving []derivation
	add := func(fn *ssa.Function, more sinks) {
		fn = outermost(fn)
		if all := out[fn] | more; all != out[fn] {
			out[fn] = all
			work = append(work, fn)
		}
	}
	for _, fn := range p.world.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if v, ok := instr.(ssa.Value); ok && p.instrMakes(instr) {
					add(fn, p.sinks(v, make(map[ssa.Value]bool)))
				}
				if q := p.derives(instr); q != nil && len(deriving) < maxDeriving {
					deriving = append(deriving, derivation{q, p.sinks(instr.(ssa.Value), make(map[ssa.Value]bool))})
				}
			}
		}
	}
	// Who calls such a function with a context that never ends makes one.
	seen := make(map[*ssa.Parameter]bool)
	for len(deriving) > 0 {
		d := deriving[0]
		deriving = deriving[1:]
		fn := d.param.Parent()
		if seen[d.param] || fn.Parent() != nil {
			continue
		}
		seen[d.param] = true
		for _, call := range calls[fn] {
			o := p.contextOf(call.Call.Args[slices.Index(fn.Params, d.param)], 0)
			if o.endless {
				owner[outermost(call.Parent())] = true
				add(fn, d.to)
			}
			if o.param != nil {
				deriving = append(deriving, derivation{o.param, 0})
			}
		}
	}
	for len(work) > 0 {
		fn := work[0]
		work = work[1:]
		for _, call := range calls[fn] {
			caller := call.Parent()
			owner[outermost(caller)] = true
			seen := make(map[ssa.Value]bool)
			var to sinks
			if out[fn]&result != 0 {
				to |= p.sinks(call, seen)
			}
			for i, a := range call.Call.Args {
				if out[fn]&param(i) != 0 {
					to |= p.memorySinks(base(a), seen)
				}
			}
			add(caller, to)
		}
	}
	var roots []*ssa.Function
	for _, fn := range p.world.Funcs {
		if owner[fn] && fn.Parent() == nil && p.world.Owns(fn.Pos()) && (fn.Synthetic == "" || fn.Origin() != nil) {
			roots = append(roots, fn)
		}
	}
	return roots
}

// A derivation says that a function derives a context from a parameter, and where
// it hands it out.
type derivation struct {
	param *ssa.Parameter
	to    sinks
}

const maxDeriving = 1000

func outermost(fn *ssa.Function) *ssa.Function {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	return fn
}

// instrMakes reports whether an instruction makes something that goroutines wait
// for.
func (p *program) instrMakes(instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.MakeChan:
		return true
	case *ssa.Select:
		// select{} waits for nothing that anybody could make; in a goroutine
		// it is a leak of its own.
		return isForever(instr) && instr.Parent().Parent() != nil
	case *ssa.Go:
		callee := instr.Call.StaticCallee()
		return callee != nil && p.may(callee, p.forever, isForever)
	case ssa.CallInstruction:
		obj := foreignCallee(instr.Common())
		for _, e := range model.EffectsOf(obj) {
			switch e.Effect {
			case model.NewTicker, model.NewTimer:
				return true
			case model.TimeAfter:
				// It fires once: one receive finds it, a second one waits.
				v := instr.Value()
				return v != nil && len(*v.Referrers()) > 1
			case model.CtxCancel, model.GroupCtx:
				return p.contextOf(instr.Common().Args[0], 0).endless
			}
		}
	}
	return false
}

func isForever(instr ssa.Instruction) bool {
	sel, ok := instr.(*ssa.Select)
	return ok && sel.Blocking && len(sel.States) == 0
}

// foreignCallee returns the function of another package that is called, or nil.
func foreignCallee(c *ssa.CallCommon) *types.Func {
	callee := c.StaticCallee()
	if callee == nil || len(callee.Blocks) > 0 {
		return nil
	}
	if o := callee.Origin(); o != nil {
		callee = o
	}
	obj, _ := callee.Object().(*types.Func)
	return obj
}

// An origin tells where a context comes from.
type origin struct {
	endless bool           // from context.Background, here
	param   *ssa.Parameter // or from the caller
}

// contextOf finds out whether a context is made from context.Background here: one
// that comes from elsewhere may end by itself.
func (p *program) contextOf(v ssa.Value, depth int) (o origin) {
	if depth > 8 {
		return o
	}
	either := func(v ssa.Value) {
		more := p.contextOf(v, depth+1)
		o.endless = o.endless || more.endless
		if o.param == nil {
			o.param = more.param
		}
	}
	switch v := v.(type) {
	case *ssa.Parameter:
		o.param = v
	case *ssa.FreeVar:
		if b := p.bound(v); b != nil {
			either(b)
		}
	case *ssa.Extract:
		either(v.Tuple)
	case *ssa.Phi:
		for _, e := range v.Edges {
			either(e)
		}
	case *ssa.Call:
		for _, e := range model.EffectsOf(foreignCallee(&v.Call)) {
			switch e.Effect {
			case model.CtxRoot, model.CtxDetach:
				o.endless = true
			case model.CtxCancel, model.CtxValue, model.GroupCtx:
				either(v.Call.Args[0])
			}
		}
	case *ssa.Alloc:
		for _, r := range *v.Referrers() {
			if st, ok := r.(*ssa.Store); ok && st.Addr == v {
				either(st.Val)
			}
		}
	case *ssa.UnOp:
		if a, ok := v.X.(*ssa.Alloc); ok {
			either(a)
		} else if fv, ok := v.X.(*ssa.FreeVar); ok {
			either(fv)
		}
	}
	return o
}

// derives returns the parameter from which an instruction derives a context that
// somebody must cancel, or nil.
func (p *program) derives(instr ssa.Instruction) *ssa.Parameter {
	call, ok := instr.(*ssa.Call)
	if !ok {
		return nil
	}
	for _, e := range model.EffectsOf(foreignCallee(&call.Call)) {
		if e.Effect == model.CtxCancel || e.Effect == model.GroupCtx {
			return p.contextOf(call.Call.Args[0], 0).param
		}
	}
	return nil
}

// sinks are the ways in which a value leaves its function towards the caller:
// by a result, or in memory that a parameter leads to.
type sinks uint32

const result sinks = 1

func param(i int) sinks { return 2 << min(i, 29) }

// sinks returns the ways in which a value may leave its function.
func (p *program) sinks(v ssa.Value, seen map[ssa.Value]bool) sinks {
	if seen[v] || v.Referrers() == nil {
		return 0
	}
	seen[v] = true
	var to sinks
	for _, r := range *v.Referrers() {
		switch r := r.(type) {
		case *ssa.Return:
			if r.Parent().Parent() == nil {
				to |= result
			}
		case *ssa.Store:
			if r.Val == v {
				to |= p.memorySinks(base(r.Addr), seen)
			}
		case *ssa.MapUpdate:
			to |= p.memorySinks(r.Map, seen)
		case *ssa.Send:
			if r.X == v {
				to |= p.memorySinks(r.Chan, seen)
			}
		case *ssa.MakeClosure:
			// In the closure it is a free variable; with it, it may go on.
			for i, b := range r.Bindings {
				if b == v {
					to |= p.sinks(r.Fn.(*ssa.Function).FreeVars[i], seen)
				}
			}
			to |= p.sinks(r, seen)
		case ssa.CallInstruction:
			to |= p.argSinks(r.Common(), v, seen)
			if w := r.Value(); w != nil && r.Common().Value != v && p.reaches(w.Type()) {
				to |= p.sinks(w, seen)
			}
		case *ssa.Phi, *ssa.ChangeType, *ssa.ChangeInterface, *ssa.MakeInterface, *ssa.Extract, *ssa.Convert,
			*ssa.TypeAssert, *ssa.Slice, *ssa.Field, *ssa.UnOp, *ssa.FieldAddr, *ssa.IndexAddr, *ssa.Lookup:
			if w := r.(ssa.Value); p.reaches(w.Type()) {
				to |= p.sinks(w, seen)
			}
		}
	}
	return to
}

// argSinks returns where a callee of the package puts an argument, seen from the
// caller: into memory that other arguments lead to, or its result, which is the
// call's.
func (p *program) argSinks(c *ssa.CallCommon, v ssa.Value, seen map[ssa.Value]bool) sinks {
	callee := c.StaticCallee()
	if callee == nil || len(callee.Blocks) == 0 {
		return 0 // code that is not seen: what it gets counts as served
	}
	var to sinks
	for i, a := range c.Args {
		if a != v || i >= len(callee.Params) {
			continue
		}
		for j, in := 0, p.sinks(callee.Params[i], seen); j < len(c.Args); j++ {
			if j != i && in&param(j) != 0 {
				to |= p.memorySinks(base(c.Args[j]), seen)
			}
		}
	}
	return to
}

// memorySinks returns the ways in which what is put into memory may be found by
// the caller.
func (p *program) memorySinks(to ssa.Value, seen map[ssa.Value]bool) sinks {
	switch to := to.(type) {
	case *ssa.Parameter:
		if to.Parent().Parent() != nil {
			return 0
		}
		for i, q := range to.Parent().Params {
			if q == to {
				return param(i)
			}
		}
	case *ssa.Alloc, *ssa.MakeMap, *ssa.MakeSlice, *ssa.MakeChan, *ssa.Call, *ssa.Phi:
		return p.sinks(to, seen)
	case *ssa.FreeVar:
		if b := p.bound(to); b != nil {
			return p.memorySinks(base(b), seen)
		}
	case *ssa.UnOp:
		a, ok := to.X.(*ssa.Alloc)
		if !ok {
			return p.memorySinks(base(to.X), seen)
		}
		if seen[a] {
			return 0
		}
		all := p.sinks(a, seen)
		for _, r := range *a.Referrers() {
			// A variable that is captured is loaded from memory.
			if st, ok := r.(*ssa.Store); ok && st.Addr == a {
				all |= p.memorySinks(base(st.Val), seen)
			}
		}
		return all
	}
	return 0
}
