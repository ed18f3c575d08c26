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

// outlet returns a fact about a function that returns a new object with a channel, in an exported
// field or returned by a method, to which a goroutine that the function starts sends again and
// again; or nil. Who has the object must read that to its end, or call what ends the goroutine.
//
//	t0 = new Queue (complit); t2 = make chan T 0:int; *&t0.out = t2
//	go (*Queue).pump(t0)           sends to its out, in a loop
//	return t0                      whose Out returns it
func (o *owner) outlet(fn *ssa.Function) *Owes {
	for i := range fn.Signature.Results().Len() {
		s, ok := ssabuild.Deref(o.resultType(fn, i)).Underlying().(*types.Struct)
		if !ok || !o.returnsNew(fn, i) {
			continue
		}
		for field := range s.Fields() {
			if fact := o.outletOf(fn, i, field.Origin()); fact != nil {
				return fact
			}
		}
	}
	return nil
}

// resultType returns the type of what a function returns, which may be an interface for others.
func (o *owner) resultType(fn *ssa.Function, result int) types.Type {
	for _, ret := range cfg.Returns(fn) {
		for _, v := range o.flow.LocalSources(ret.Results[result]) {
			if made, ok := v.(*ssa.Alloc); ok {
				return made.Type()
			}
		}
	}
	return fn.Signature.Results().At(result).Type()
}

func (o *owner) outletOf(fn *ssa.Function, result int, field *types.Var) *Owes {
	if _, ok := field.Type().Underlying().(*types.Chan); !ok {
		return nil
	}
	cell := o.flow.CellOf(field)
	if cell.Taken || len(cell.Stores) == 0 {
		return nil
	}
	fact := &Owes{Kind: model.MustDrain, Result: result}
	if field.Exported() {
		fact.Out = []string{field.Name()}
	}
	var sends []ssa.Instruction
	for _, store := range cell.Stores {
		ch, ok := o.flow.Peel(store.Val).(*ssa.MakeChan)
		if !ok || !isConst(ch.Size) {
			return nil // there may be room for all
		}
		list, ok := o.reads(fact, ch)
		if !ok {
			return nil
		}
		if ch.Parent() == fn {
			sends = append(sends, list...)
		}
	}
	if len(fact.Out) == 0 {
		return nil
	}
	for _, send := range sends {
		f, start := *fact, o.repeats(fn, send)
		if start != nil && o.onlyRead(fn, &f, start, send, field) {
			f.Given = f.Given || receives(send.Parent())
			slices.Sort(f.Ends)
			f.Ends = slices.Compact(f.Ends)
			return &f
		}
	}
	return nil
}

func isConst(v ssa.Value) bool {
	_, ok := v.(*ssa.Const)
	return ok
}

// reads notes by which methods others get a channel, and which methods read from it, and returns
// who sends to it. It reports false if others may have it in another way.
func (o *owner) reads(fact *Owes, ch *ssa.MakeChan) (sends []ssa.Instruction, ok bool) {
	for _, u := range o.flow.Uses(ch) {
		switch instr := u.Instr.(type) {
		case *ssa.Send:
			if instr.Chan != u.Value {
				return nil, false
			}
			sends = append(sends, instr)
		case *ssa.Select:
			for _, state := range instr.States {
				if state.Chan == u.Value && state.Dir == types.SendOnly {
					sends = append(sends, instr)
				}
			}
			if slices.ContainsFunc(instr.States, func(s *ssa.SelectState) bool {
				return s.Send == u.Value || s.Chan == u.Value && s.Dir == types.RecvOnly && !o.byMethod(instr.Parent(), &fact.Ends)
			}) {
				return nil, false
			}
		case *ssa.UnOp:
			if instr.Op == token.ARROW && !o.byMethod(instr.Parent(), &fact.Ends) {
				return nil, false
			}
		case *ssa.Return:
			var out []string
			if !o.byMethod(instr.Parent(), &out) || len(instr.Results) != 1 {
				return nil, false
			}
			fact.Out = append(fact.Out, out[0])
		case *ssa.Store:
			if o.flow.Cell(instr.Addr) == nil {
				return nil, false
			}
		case *ssa.Go, *ssa.Call, *ssa.Defer:
			common := instr.(ssa.CallInstruction).Common()
			if _, ok := common.Value.(*ssa.Builtin); ok {
				continue
			}
			if callee := flow.Callee(common); callee == nil || len(callee.Blocks) == 0 {
				return nil, false
			}
		case *ssa.MakeClosure, *ssa.DebugRef, *ssa.BinOp, *ssa.Phi:
		default:
			return nil, false
		}
	}
	slices.Sort(fact.Out)
	fact.Out = slices.Compact(fact.Out)
	return sends, true
}

// byMethod appends the name of the exported method that a function is, or is a literal of. It
// reports false if it is none.
func (o *owner) byMethod(fn *ssa.Function, names *[]string) bool {
	obj := callee.Object(callee.Declared(fn))
	if obj == nil || obj.Signature().Recv() == nil || !obj.Exported() {
		return false
	}
	*names = append(*names, obj.Name())
	return true
}

// repeats returns the go statement of the goroutine that sends, if a function starts it, by itself
// or in what it calls, and it sends again and again: in a loop that does not count to a constant.
func (o *owner) repeats(fn *ssa.Function, send ssa.Instruction) *ssa.Go {
	again := false
	for range maxCalls {
		again = again || cfg.Reaches(send, send) && !countsToConst(send.Block())
		calls := o.flow.Calls(send.Parent())
		if len(calls) != 1 {
			return nil
		}
		g, ok := calls[0].(*ssa.Go)
		switch {
		case !ok:
			send = calls[0]
		case again && o.world.Exists(fn, g) && (g.Parent() == fn || slices.ContainsFunc(o.flow.Calls(g.Parent()), func(c ssa.CallInstruction) bool { return c.Parent() == fn })):
			return g
		default:
			return nil
		}
	}
	return nil
}

// countsToConst reports whether the innermost loop around a block goes round as often as a
// constant says.
func countsToConst(b *ssa.BasicBlock) bool {
	loops := cfg.LoopsOf(b.Parent())
	l := loops.At(b)
	if l == nil {
		return false
	}
	for _, instr := range l.Header.Instrs {
		phi, ok := instr.(*ssa.Phi)
		if !ok {
			break
		}
		if k, ok := loops.CounterOf(phi); ok && isConst(k.Bound) {
			return true
		}
	}
	return false
}

// onlyRead reports whether nothing helps a send but a receive from its channel, a context that the
// function is given, and methods of the object, and notes these.
//
//	t3 = select blocking [<-t1, t2<-t0] ()
//
// where t1 is the channel in another field, or nil once that was closed.
func (o *owner) onlyRead(fn *ssa.Function, fact *Owes, start *ssa.Go, send ssa.Instruction, out *types.Var) bool {
	sel, ok := send.(*ssa.Select)
	if !ok {
		return true
	}
	if !sel.Blocking {
		return false
	}
	for i, state := range sel.States {
		if state.Dir == types.SendOnly && o.isField(state.Chan, out) {
			continue
		}
		if q := o.passed(start, o.quitOf(state.Chan)); q.ctx != nil {
			if arg := o.parameter(fn, q.ctx); arg >= 0 {
				fact.by(arg)
				continue
			}
			cancel := o.cancelOf(fn, fact, q.ctx)
			if cancel == nil || !o.endsBy(fact, o.stored(cancel)) {
				return false
			}
			continue
		}
		if state.Dir != types.RecvOnly {
			return false
		}
		if o.becomesNil(state.Chan) && staysIfClosed(sel, i) {
			fact.Given = true
			continue // its end lets the goroutine send what is left
		}
		if !o.endsBy(fact, o.field(state.Chan)) {
			return false
		}
	}
	return true
}

// receives reports whether a function receives from a channel, other than in a select.
func receives(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if recv, ok := instr.(*ssa.UnOp); ok && recv.Op == token.ARROW {
				return true
			}
		}
	}
	return false
}

// isField reports whether a channel is the one in a field, or nil.
func (o *owner) isField(ch ssa.Value, field *types.Var) bool {
	found := false
	for _, v := range o.flow.LocalSources(ch) {
		switch {
		case ssabuild.IsNil(v):
		case o.field(v) == field:
			found = true
		default:
			m, ok := v.(*ssa.MakeChan)
			if !ok || o.stored(m) != field {
				return false
			}
			found = true
		}
	}
	return found
}

// endsBy reports whether what is in a field is ended by exported methods, and nobody else, and
// notes these.
func (o *owner) endsBy(fact *Owes, field *types.Var) bool {
	if field == nil || len(o.sends[field]) > 0 || len(o.ends[field]) == 0 {
		return false
	}
	return !slices.ContainsFunc(o.ends[field], func(by *ssa.Function) bool { return !o.byMethod(by, &fact.Ends) })
}

// becomesNil reports whether a channel is replaced by nil on some path, as where it was closed.
func (o *owner) becomesNil(ch ssa.Value) bool {
	return slices.ContainsFunc(o.flow.LocalSources(ch), ssabuild.IsNil)
}

// staysIfClosed reports whether a case of a select that receives leads back to it if the channel
// is closed.
//
//	t4 = extract t3 #1; if t4 goto keep else stop
func staysIfClosed(sel *ssa.Select, index int) bool {
	for _, ref := range *sel.Referrers() {
		e, ok := ref.(*ssa.Extract)
		if !ok || e.Index != 1 {
			continue
		}
		for _, use := range *e.Referrers() {
			branch, ok := use.(*ssa.If)
			if !ok || !inCase(branch.Block(), sel, index) {
				continue
			}
			return cfg.Reachable(branch.Block().Succs[1])[sel.Block().Index]
		}
	}
	return false
}

// inCase reports whether a block is the first one of a case of a select.
func inCase(b *ssa.BasicBlock, sel *ssa.Select, index int) bool {
	if len(b.Preds) != 1 {
		return false
	}
	branch, ok := b.Preds[0].Instrs[len(b.Preds[0].Instrs)-1].(*ssa.If)
	if !ok || branch.Block().Succs[0] != b {
		return false
	}
	from, i := cfg.CaseOf(branch.Cond)
	return from == sel && i == index
}
