package nilchan

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/report"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// An object that can be started again often closes the channel that ends its goroutine, and
// sets the field to nil at once. A goroutine that reads the field itself, when it comes to wait
// again, finds nil there and never hears of the end. The same goes for another channel that is put there at once.

// A reset is a function that closes the channel in a field, and then sets the field to nil, or to a
// new channel:
//
//	t1 = &t0.stop [#0]
//	t2 = *t1
//	t3 = close(t2)
//	t4 = &t0.stop [#0]
//	*t4 = nil:chan struct{}
type reset struct {
	fn   *ssa.Function
	at   token.Pos // of the store
	anew bool      // to a new channel
}

// resets reports the goroutines that wait for a channel in a field which is reset. A function
// that waits between the two for anything, or calls what may, knows that the goroutine has ended.
func (c *checker) resets(world *ssabuild.World, report func(report.Finding)) {
	by := make(map[*types.Var]reset)
	for _, fn := range world.Funcs {
		findResets(fn, by)
	}
	if len(by) == 0 {
		return
	}
	seen := make(map[*ssa.Function]bool)
	for _, fn := range world.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				starts, ok := instr.(*ssa.Go)
				if !ok {
					continue
				}
				if g := starts.Call.StaticCallee(); g != nil && !seen[g] {
					seen[g] = true
					c.resetIn(world, g, by, report)
				}
			}
		}
	}
}

// findResets adds the fields that a function resets.
func findResets(fn *ssa.Function, by map[*types.Var]reset) {
	for _, b := range fn.Blocks {
		closed := make(map[*types.Var]bool) // in this block, with nothing behind it that may wait
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Call:
				if callee.IsBuiltin(&instr.Call, "close") {
					if f := loadedField(instr.Call.Args[0]); f != nil {
						closed[f] = true
					}
					continue
				}
				if !mayPass(&instr.Call) {
					clear(closed)
				}
			case *ssa.Select, *ssa.Send:
				clear(closed)
			case *ssa.UnOp:
				if instr.Op == token.ARROW {
					clear(closed)
				}
			case *ssa.Store:
				addr, isField := instr.Addr.(*ssa.FieldAddr)
				_, isNew := flow.Unconverted(instr.Val).(*ssa.MakeChan)
				if isField && (isNew || ssabuild.IsNil(instr.Val)) && closed[ssabuild.Field(addr)] && !tells(b, ssabuild.Field(addr)) {
					if old, known := by[ssabuild.Field(addr)]; !known || old.anew {
						by[ssabuild.Field(addr)] = reset{fn, instr.Pos(), isNew}
					}
				}
			}
		}
	}
}

// tells reports whether what leads to a block sends to the channel in a field: who waits for it has
// got that, and ends.
//
//	send t1 <- true:bool
//	t3 = close(t2)
func tells(b *ssa.BasicBlock, f *types.Var) bool {
	for d := b; d != nil; d = d.Idom() {
		for _, instr := range d.Instrs {
			if send, ok := instr.(*ssa.Send); ok && loadedField(send.Chan) == f {
				return true
			}
		}
	}
	return false
}

// mayPass reports whether a call waits for no goroutine that has heard of a close.
func mayPass(call *ssa.CallCommon) bool {
	fn := callee.Of(call)
	return model.Has(fn, model.Unlock) || model.Has(fn, model.RUnlock)
}

// loadedField returns the unexported field from which a channel is read, or nil.
func loadedField(v ssa.Value) *types.Var {
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return nil
	}
	addr, ok := load.X.(*ssa.FieldAddr)
	if !ok {
		return nil
	}
	f := ssabuild.Field(addr)
	if f == nil || f.Exported() {
		return nil
	}
	return f
}

// resetIn reports where a goroutine receives, in each round of a loop, from a field that is reset.
// One that asks whether it is nil knows.
func (c *checker) resetIn(world *ssabuild.World, fn *ssa.Function, by map[*types.Var]reset, report func(report.Finding)) {
	loops := cfg.LoopsOf(fn)
	for _, b := range fn.Blocks {
		if loops.At(b) == nil {
			continue
		}
		for _, instr := range b.Instrs {
			var chans []ssa.Value
			switch instr := instr.(type) {
			case *ssa.UnOp:
				if instr.Op == token.ARROW {
					chans = []ssa.Value{instr.X}
				}
			case *ssa.Select:
				for _, st := range instr.States {
					if st.Dir == types.RecvOnly {
						chans = append(chans, st.Chan)
					}
				}
			}
			for _, ch := range chans {
				f := loadedField(ch)
				r, isReset := by[f]
				if f == nil || !isReset || isCompared(ch) || loops.At(ch.(ssa.Instruction).Block()) == nil || !world.Owns(instr.Pos()) || !instr.Pos().IsValid() {
					continue
				}
				if r.anew && !leavesOnly(instr, ch) {
					continue
				}
				report(c.resetFinding(instr, f, r))
				break
			}
		}
	}
}

// leavesOnly reports whether a select leaves the loop that it is in where a channel is ready: other
// news come round again, and who waits for these may miss some. Nor has the loop other ways out, on
// which it may notice.
//
//	t3 = select blocking [<-t1, <-t2] (); t4 = extract t3 #0; t5 = t4 == 1:int; if t5 goto leave else next
func leavesOnly(instr ssa.Instruction, ch ssa.Value) bool {
	sel, ok := instr.(*ssa.Select)
	if !ok || !sel.Blocking {
		return false
	}
	cycles := cfg.CyclesOf(sel.Parent())
	at := slices.IndexFunc(cycles, func(c *cfg.Cycle) bool { return c.Has(sel.Block()) })
	if at < 0 {
		return false
	}
	leaves := false
	for b, to := range cycles[at].Exits() {
		branch, _ := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if branch == nil || b.Succs[0] != to {
			return false
		}
		from, i := cfg.CaseOf(branch.Cond)
		if from == nil {
			return false
		}
		leaves = leaves || from == sel && from.States[i].Chan == ch
	}
	return leaves
}

// isCompared reports whether a value is compared with something.
func isCompared(v ssa.Value) bool {
	return slices.ContainsFunc(*v.Referrers(), func(r ssa.Instruction) bool { _, ok := r.(*ssa.BinOp); return ok })
}

func (c *checker) resetFinding(instr ssa.Instruction, f *types.Var, r reset) report.Finding {
	what := "receive from " + f.Name() + " blocks forever"
	if _, ok := instr.(*ssa.Select); ok {
		what = "select never sees that " + f.Name() + " is closed"
	}
	set := "set to nil"
	message := what + " if " + r.fn.Name() + " has set it to nil by then; read the field before the goroutine starts"
	if r.anew {
		set = "made anew"
		message = what + " if " + r.fn.Name() + " has made it anew by then; read the field before the goroutine starts"
	}
	return report.Finding{
		Range:    c.ssa.OperationRange(instr.Pos()),
		Category: "reset",
		Message:  message,
		Related:  []report.Note{{Pos: r.at, Message: "it is closed, and " + set + " here"}},
		Trace:    []report.Step{{Pos: r.at, Message: f.Name() + " is " + set + " once it is closed"}, {Pos: instr.Pos(), Message: what}},
	}
}
