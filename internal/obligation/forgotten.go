package obligation

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/effects"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A Forgotten is what must be stopped and a field keeps, where nobody does: the object with the
// field ends without that.
type Forgotten struct {
	Contract model.Contract
	Made     *ssa.Call
	Field    *types.Var
	End      *types.Func // ends the object with the field; nil if a context does
	Run      *ssa.Go     // starts the goroutine that the context ends, then
}

// Forgotten returns those of the whole package.
//
//	t0 = new Cluster (complit); t2 = hostpool.New(); *&t0.pool = t2
//	...
//	func (c *Cluster) Close()              never loads its pool, nor does anybody to close it
func (f *Finder) Forgotten() (list []Forgotten) {
	seen := make(map[*types.Var]bool)
	o := &owner{world: f.world, flow: f.flow}
	for _, fn := range f.world.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				field, made, c := f.holds(instr)
				if field == nil || seen[field] || !f.world.Exists(fn, instr) {
					continue
				}
				seen[field] = true
				holder := holderOf(instr.(*ssa.Store))
				if holder == nil || f.isPublic(field, holder, c) || !f.onlyMade(field) {
					continue
				}
				if enders, ok := f.enders(field, c.Ends); !ok || len(enders) > 0 {
					continue
				}
				found := Forgotten{Contract: c, Made: made, Field: field, End: f.endingMethod(holder)}
				if found.End == nil {
					found.Run = o.endsWithContext(made)
				}
				if found.End != nil || found.Run != nil {
					list = append(list, found)
				}
			}
		}
	}
	return list
}

// holderOf returns the type of the object in which something is stored, or nil.
func holderOf(store *ssa.Store) *types.Named {
	named, _ := types.Unalias(ssabuild.Deref(store.Addr.(*ssa.FieldAddr).X.Type())).(*types.Named)
	return named
}

// isPublic reports whether others can come by what a field keeps, or end it by way of the object
// that has it.
func (f *Finder) isPublic(field *types.Var, holder *types.Named, c model.Contract) bool {
	if !field.Embedded() {
		return field.Exported()
	}
	return field.Exported() && holder.Obj().Exported() ||
		slices.ContainsFunc(c.Ends, func(end string) bool { return ssabuild.HasMethod(types.NewPointer(holder), end) })
}

// onlyMade reports whether all that is ever stored in a field must be stopped, or is nil.
func (f *Finder) onlyMade(field *types.Var) bool {
	return !slices.ContainsFunc(f.flow.CellOf(field).Stores, func(store *ssa.Store) bool {
		made, _ := f.mustStop(store)
		return made == nil && !ssabuild.IsNil(store.Val)
	})
}

// endingMethod returns the method by which objects of a type end, by its name, or nil. One that can be
// started again has a Stop that ends nothing for good.
func (f *Finder) endingMethod(holder *types.Named) *types.Func {
	restarts := false
	var end *types.Func
	for m := range holder.Methods() {
		if !f.world.Sees(m.Pos()) {
			continue
		}
		switch {
		case m.Name() == "Start" || m.Name() == "Resume":
			restarts = true
		case m.Exported() && effects.IsEnd(m) && effects.EndsAlone(m) && (end == nil || m.Name() < end.Name()):
			end = m
		}
	}
	if end != nil && restarts && end.Name() == "Stop" {
		return nil
	}
	return end
}

// endsWithContext returns the go statement of a goroutine that ends when a context does which the
// function is given that makes the object with the field; or nil.
func (o *owner) endsWithContext(made *ssa.Call) (run *ssa.Go) {
	fn := made.Parent()
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			start, ok := instr.(*ssa.Go)
			if !ok {
				continue
			}
			body := flow.Callee(&start.Call)
			if body == nil || len(body.Blocks) == 0 || callee.Object(callee.Declared(body)) == nil {
				continue
			}
			quits := o.quits(body)
			for i := range quits {
				if quits[i] = o.passed(start, quits[i]); quits[i].ctx == nil || o.parameter(fn, quits[i].ctx) < 0 {
					quits = nil
					break
				}
			}
			if len(quits) > 0 {
				return start
			}
		}
	}
	return nil
}
