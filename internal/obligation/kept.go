package obligation

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A Kept is a channel that is to be drained and that a field keeps, or an object that has it: all
// loops that read it are left for another reason than that it is closed.
type Kept struct {
	Contract model.Contract
	Made     *ssa.Call
	Reads    *ssa.Select
	Case     int       // of Reads: it reads the channel
	Pos      token.Pos // where the loop is left
}

// Kept returns those of the whole package.
//
//	&p.jobs = queue.New()
//	...
//	t3 = (*queue.Queue).Out(t2)
//	t4 = select blocking [<-t1, <-t3] ()       in a loop that is left where t1 is ready
func (f *Finder) Kept() (list []Kept) {
	seen := make(map[*types.Var]bool)
	for _, fn := range f.world.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				field, made, c := f.keeps(fn, instr)
				if field == nil || seen[field] {
					continue
				}
				seen[field] = true
				k := &keeping{finder: f, contract: c, field: field}
				if k.look() && k.left != nil {
					k.left.Contract, k.left.Made = c, made
					list = append(list, *k.left)
				}
			}
		}
	}
	return list
}

// keeps returns the field in which a store keeps what must be drained, and who made that.
func (f *Finder) keeps(fn *ssa.Function, instr ssa.Instruction) (*types.Var, *ssa.Call, model.Contract) {
	store, ok := instr.(*ssa.Store)
	if !ok || !f.world.Exists(fn, store) {
		return nil, nil, model.Contract{}
	}
	addr, ok := store.Addr.(*ssa.FieldAddr)
	if !ok {
		return nil, nil, model.Contract{}
	}
	field := ssabuild.Field(addr)
	if field == nil || field.Exported() || field.Pkg() != f.world.Pkg {
		return nil, nil, model.Contract{}
	}
	made, c := f.mustDrain(store.Val)
	return field.Origin(), made, c
}

// mustDrain returns the call that made a value, if it must be drained.
func (f *Finder) mustDrain(v ssa.Value) (*ssa.Call, model.Contract) {
	call, result := flow.ResultOf(flow.Unconverted(v))
	if call == nil {
		return nil, model.Contract{}
	}
	for _, c := range f.contracts(callee.Of(&call.Call)) {
		if c.Kind == model.MustDrain && c.On.Kind == model.Res && c.On.Index == result && !f.settledBy(call, c) {
			return call, c
		}
	}
	return nil, model.Contract{}
}

// A keeping looks at all that a package does with what a field keeps.
type keeping struct {
	finder   *Finder
	contract model.Contract
	field    *types.Var
	left     *Kept
}

// look reports whether nobody drains or ends what the field has, and nobody else has it.
func (k *keeping) look() bool {
	cell := k.finder.flow.CellOf(k.field)
	if cell.Taken {
		return false
	}
	for _, store := range cell.Stores {
		if ssabuild.IsNil(store.Val) {
			continue
		}
		if made, _ := k.finder.mustDrain(store.Val); made == nil || !k.value(flow.Unconverted(store.Val)) {
			return false
		}
	}
	for _, load := range cell.Loads {
		if !k.value(load) {
			return false
		}
	}
	return true
}

// value reports whether nothing that is done with an object, or the channel itself, ends it.
func (k *keeping) value(v ssa.Value) bool {
	if _, ok := v.Type().Underlying().(*types.Chan); ok {
		return k.channel(v)
	}
	for _, u := range k.finder.flow.LocalUses(v) {
		switch instr := u.Instr.(type) {
		case *ssa.DebugRef, *ssa.BinOp, *ssa.MakeClosure:
		case *ssa.Store:
			if addr, ok := instr.Addr.(*ssa.FieldAddr); !ok || ssabuild.Field(addr).Origin() != k.field {
				return false
			}
		case *ssa.FieldAddr:
			if f := ssabuild.Field(instr); f == nil || !slices.Contains(k.contract.Out, f.Name()) {
				continue
			}
			for _, ref := range *instr.Referrers() {
				if load, ok := ref.(*ssa.UnOp); ok && !k.channel(load) {
					return false
				}
			}
		case *ssa.Call, *ssa.Defer, *ssa.Go:
			common := instr.(ssa.CallInstruction).Common()
			if !callee.IsReceiver(common, u.Value) || slices.Contains(k.contract.Ends, callee.Of(common).Name()) {
				return false
			}
			if call, ok := instr.(*ssa.Call); ok && slices.Contains(k.contract.Out, callee.Of(common).Name()) && !k.channel(call) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// channel reports whether all that is done with a channel is to read it in loops that are left
// for another reason than that it is closed.
func (k *keeping) channel(ch ssa.Value) bool {
	for _, u := range k.finder.flow.LocalUses(ch) {
		switch instr := u.Instr.(type) {
		case *ssa.DebugRef, *ssa.BinOp, *ssa.MakeClosure:
		case *ssa.Store:
			if addr, ok := instr.Addr.(*ssa.FieldAddr); !ok || ssabuild.Field(addr).Origin() != k.field {
				return false
			}
		case *ssa.Select:
			left, ok := k.leaves(instr, u.Value)
			if !ok {
				return false
			}
			if k.left == nil {
				k.left = left
			}
		default:
			return false
		}
	}
	return true
}

// leaves returns how the loop around a select that reads a channel is left where a context has ended, or a channel is
// ready that the package closes.
func (k *keeping) leaves(sel *ssa.Select, ch ssa.Value) (*Kept, bool) {
	if !sel.Blocking || !cfg.Reaches(sel, sel) {
		return nil, false
	}
	for _, b := range sel.Parent().Blocks {
		branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		from, i := cfg.CaseOf(branch.Cond)
		if from != sel || !k.quits(sel.States[i]) || cfg.Reachable(b.Succs[0])[sel.Block().Index] {
			continue
		}
		left := &Kept{Reads: sel, Case: slices.IndexFunc(sel.States, func(s *ssa.SelectState) bool { return s.Chan == ch })}
		for _, instr := range b.Succs[0].Instrs {
			if left.Pos = instr.Pos(); left.Pos.IsValid() {
				break
			}
		}
		return left, true
	}
	return nil, false
}

// quits reports whether a case of a select waits for the end of a context, or for a channel in a
// field that the package closes.
func (k *keeping) quits(state *ssa.SelectState) bool {
	if state.Dir != types.RecvOnly {
		return false
	}
	v := k.finder.flow.Peel(state.Chan)
	if call, ok := v.(*ssa.Call); ok {
		return model.Has(callee.Of(&call.Call), model.CtxDone)
	}
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return false
	}
	addr, ok := load.X.(*ssa.FieldAddr)
	if !ok || ssabuild.Field(addr) == nil {
		return false
	}
	return slices.ContainsFunc(k.finder.flow.CellOf(ssabuild.Field(addr)).Loads, func(v ssa.Value) bool {
		return slices.ContainsFunc(k.finder.flow.LocalUses(v), func(u flow.Use) bool {
			site, ok := u.Instr.(ssa.CallInstruction)
			return ok && callee.IsBuiltin(site.Common(), "close")
		})
	})
}
