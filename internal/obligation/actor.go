package obligation

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/effects"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// actor returns a fact about a function that returns a new object, whose goroutine does what it is
// told by the object's methods, one of which tells it to end; or nil. What that one says the others
// may say, too: it is told by its name.
//
//	go (*Bus).run(t0)
//	return t0
//
// where run is
//
//	t1 = &t0.commands [#0]; t2 = *t1
//	t3 = <-t2,ok                   in a loop, which some command leaves
func (o *owner) actor(fn *ssa.Function) *Owes {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			start, ok := instr.(*ssa.Go)
			if !ok || !o.world.Exists(fn, start) {
				continue
			}
			body := flow.Callee(&start.Call)
			if body == nil || len(body.Blocks) == 0 {
				continue
			}
			for _, field := range o.commands(body) {
				var enders []*ssa.Function
				for _, by := range slices.Concat(o.ends[field], o.sends[field]) {
					obj := callee.Object(callee.Declared(by))
					if obj == nil || obj.Signature().Recv() == nil || !obj.Exported() {
						return nil // it may end in another way
					}
					if effects.IsEnd(obj) {
						enders = append(enders, by)
					}
				}
				if fact := o.byEnders(fn, &Owes{Kind: model.MustStop}, field, enders); fact != nil {
					return fact
				}
			}
		}
	}
	return nil
}

// commands returns the fields with the channels from which a goroutine receives, all in one loop; nil
// if it waits for anything else.
func (o *owner) commands(body *ssa.Function) (fields []*types.Var) {
	if len(cfg.Returns(body)) == 0 {
		return nil
	}
	cycles := cfg.CyclesOf(body)
	loop := -1
	for _, b := range body.Blocks {
		for _, instr := range b.Instrs {
			var from []ssa.Value
			switch instr := instr.(type) {
			case *ssa.UnOp:
				if instr.Op == token.ARROW {
					from = append(from, instr.X)
				}
			case *ssa.Select:
				for _, state := range instr.States {
					from = append(from, state.Chan)
				}
				if !instr.Blocking || slices.ContainsFunc(instr.States, func(s *ssa.SelectState) bool { return s.Dir == types.SendOnly }) {
					return nil
				}
			}
			for _, ch := range from {
				field := o.field(ch)
				at := slices.IndexFunc(cycles, func(c *cfg.Cycle) bool { return c.Has(b) })
				if field == nil || field.Pkg() != o.world.Pkg || field.Exported() || at < 0 || loop >= 0 && loop != at {
					return nil
				}
				loop = at
				fields = append(fields, field)
			}
		}
	}
	return fields
}
