package obligation

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/effects"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// mustStop returns the call that made what a store keeps in a field, if it must be stopped, and no
// argument of the call does that.
func (f *Finder) mustStop(store *ssa.Store) (*ssa.Call, model.Contract) {
	call, result := flow.ResultOf(flow.Unconverted(store.Val))
	if call == nil {
		return nil, model.Contract{}
	}
	for _, c := range f.contracts(callee.Of(&call.Call)) {
		if c.Kind == model.MustStop && c.On.Kind == model.Res && c.On.Index == result && !c.Within && !slices.Contains(c.Ends, model.Call) &&
			endable(call.Type(), c, result) && !f.settledBy(call, c) {
			return call, c
		}
	}
	return nil, model.Contract{}
}

// enders returns the functions that end what is in a field. It reports false if somebody may do that
// who is not seen: it goes elsewhere.
//
//	t1 = &t0.pool [#2]; t2 = *t1; t3 = (*Pool).Release(t2)
func (f *Finder) enders(field *types.Var, ends []string) (list []*ssa.Function, ok bool) {
	cell := f.flow.CellOf(field)
	if cell.Taken {
		return nil, false
	}
	values := slices.Clone(cell.Loads)
	for _, store := range cell.Stores {
		values = append(values, flow.Unconverted(store.Val))
	}
	for _, v := range values {
		if ssabuild.IsNil(v) {
			continue
		}
		for _, u := range f.flow.LocalUses(v) {
			switch instr := u.Instr.(type) {
			case *ssa.DebugRef, *ssa.BinOp, *ssa.MakeClosure, *ssa.Extract:
				if mc, ok := instr.(*ssa.MakeClosure); ok && callee.IsBound(mc.Fn.(*ssa.Function)) {
					return nil, false
				}
			case *ssa.Store:
				addr, ok := instr.Addr.(*ssa.FieldAddr)
				if !ok || ssabuild.Field(addr) == nil || ssabuild.Field(addr).Origin() != field {
					return nil, false
				}
			case ssa.CallInstruction:
				if !callee.IsReceiver(instr.Common(), u.Value) {
					return nil, false
				}
				if slices.Contains(ends, callee.Of(instr.Common()).Name()) {
					list = append(list, instr.Parent())
				} else if !f.asks(instr) {
					return nil, false
				}
			default:
				return nil, false
			}
		}
	}
	return list, true
}

// asks reports whether a method of an object returns nothing that could end it: no function, and no
// object with such a method.
func (f *Finder) asks(site ssa.CallInstruction) bool {
	return !slices.ContainsFunc(slices.Collect(site.Common().Signature().Results().Variables()), func(v *types.Var) bool {
		if _, ok := v.Type().Underlying().(*types.Signature); ok {
			return true
		}
		set := types.NewMethodSet(v.Type())
		for sel := range set.Methods() {
			if fn, ok := sel.Obj().(*types.Func); ok && effects.IsEnd(fn) {
				return true
			}
		}
		return false
	})
}

// wraps returns a fact about a function that returns a new object with a field that keeps what must
// be stopped, which exported methods of the new object do; or nil.
//
//	t0 = new recorder (complit); t2 = watch.New(); *&t0.watch = t2
//	return t0                      whose Shutdown calls that of its watch
func (o *owner) wraps(fn *ssa.Function, f *Finder) *Owes {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			field, made, c := f.holds(instr)
			if field == nil || made.Parent() != fn {
				continue
			}
			enders, ok := f.enders(field, c.Ends)
			if !ok {
				continue
			}
			if fact := o.byEnders(fn, &Owes{Kind: model.MustStop}, field, enders); fact != nil {
				return fact
			}
		}
	}
	return nil
}

// holds returns the field of a new object in which an instruction stores what must be stopped, and
// what made that.
func (f *Finder) holds(instr ssa.Instruction) (*types.Var, *ssa.Call, model.Contract) {
	store, ok := instr.(*ssa.Store)
	if !ok {
		return nil, nil, model.Contract{}
	}
	addr, ok := store.Addr.(*ssa.FieldAddr)
	if !ok || ssabuild.Field(addr) == nil || ssabuild.Field(addr).Pkg() != f.world.Pkg {
		return nil, nil, model.Contract{}
	}
	made, c := f.mustStop(store)
	if made == nil {
		return nil, nil, model.Contract{}
	}
	return ssabuild.Field(addr).Origin(), made, c
}

// forwards returns the fact of the function of the package whose result a function returns, or nil.
//
//	t0 = newQueue(100:int)
//	return t0
func (o *owner) forwards(fn *ssa.Function, depth int) *Owes {
	for i := range fn.Signature.Results().Len() {
		call, result := o.returnsResult(fn, i)
		if call == nil {
			continue
		}
		if fact := o.stops(flow.Callee(&call.Call), depth-1); fact != nil && fact.Result == result && len(fact.By) == 0 && fact.Ends[0] != model.Call {
			forwarded := *fact
			forwarded.Result = i
			return &forwarded
		}
	}
	return nil
}

// returnsResult returns the call of a function of the package whose result is all that a function
// returns, and gives to nobody else; or nil.
func (o *owner) returnsResult(fn *ssa.Function, result int) (call *ssa.Call, of int) {
	for _, ret := range cfg.Returns(fn) {
		for _, v := range o.flow.LocalSources(ret.Results[result]) {
			if ssabuild.IsNil(v) {
				continue
			}
			c, i := flow.ResultOf(v)
			if c == nil || call != nil && c != call || flow.Callee(&c.Call) == nil || len(flow.Callee(&c.Call).Blocks) == 0 || o.kept(v) {
				return nil, 0
			}
			call, of = c, i
		}
	}
	return call, of
}
