package endless

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// An assumption is what is taken to be the case each time that control comes round.
type assumption struct {
	err    ssa.Value       // this is not nil
	eof    bool            // but io.EOF
	other  bool            // nor io.EOF
	no     ssa.Value       // this is false
	yes    ssa.Value       // this is true
	zero   []ssa.Value     // these are zero
	untold bool            // nobody tells the loop to end
	ok     ssa.Value       // this is nil
	ready  ssa.Instruction // this does not wait
	choice *ssa.Select     // this takes the case taken, -1 for its default
	taken  int
	full   *ssa.Select // some case of this is always ready, so that it does not take its default
}

// A walk is the part of a cycle in which control stays under an assumption.
type walk struct {
	cycle  *cfg.Cycle
	blocks []*ssa.BasicBlock
	seen   []bool // by block index
	calls  []ssa.CallInstruction
	pauses bool // time goes by
	waits  bool // for somebody else
	sends  bool // what somebody else receives
	told   bool // it ends if somebody tells it to
	maybe  bool // what is called may do one of these, or something else
	yields bool
	back   bool // control comes back to where the walk began
}

// stay follows what control can do in a cycle, from a block, under an assumption. It
// returns nil if it may leave the cycle.
func (w *World) stay(c *cfg.Cycle, from *ssa.BasicBlock, a assumption) *walk {
	walk := &walk{cycle: c, seen: make([]bool, len(from.Parent().Blocks))}
	walk.seen[from.Index] = true
	var exits []*ssa.BasicBlock // from which an edge leaves
	work := []*ssa.BasicBlock{from}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		walk.blocks = append(walk.blocks, b)
		if w.leaves(walk, b, a) || len(b.Succs) == 0 {
			return nil
		}
		for i, s := range b.Succs {
			if way, known := w.decided(b, c, a); known && way != i {
				continue
			}
			if !c.Has(s) {
				if a.untold && w.tells(b, i) {
					walk.told = true
				} else {
					exits = append(exits, b)
				}
				continue
			}
			walk.back = walk.back || s == from
			if !walk.seen[s.Index] {
				walk.seen[s.Index] = true
				work = append(work, s)
			}
		}
	}
	if !walk.back || slices.ContainsFunc(exits, func(b *ssa.BasicBlock) bool { return !b.Dominates(from) || !walk.decidedBefore(b, a) }) {
		return nil // it goes round elsewhere, or leaves
	}
	return walk
}

// leaves notes what a block does, and reports whether it may be the last one.
func (w *World) leaves(walk *walk, b *ssa.BasicBlock, a assumption) bool {
	for _, instr := range b.Instrs {
		if instr == ssa.Instruction(a.choice) || instr == a.ready {
			continue
		}
		switch w.does(instr) {
		case pauses:
			walk.pauses = true
		case waits:
			walk.waits = true
		case sends:
			walk.sends = true
		case yields:
			walk.yields = true
		}
		call, ok := instr.(ssa.CallInstruction)
		if !ok {
			continue
		}
		if _, deferred := instr.(*ssa.Defer); deferred {
			continue
		}
		if w.ends(call, a) {
			return true
		}
		walk.calls = append(walk.calls, call)
		walk.maybe = walk.maybe || w.mayWait(call)
	}
	return false
}

// ends reports whether a call may be the last that a goroutine does: it may end the
// program, or panic because of the error that it is given.
func (w *World) ends(call ssa.CallInstruction, a assumption) bool {
	if _, isGo := call.(*ssa.Go); isGo {
		return false
	}
	common := call.Common()
	if fn := common.StaticCallee(); fn != nil && len(fn.Blocks) > 0 {
		return w.exits[fn] || w.panics[fn] && w.given(common, a.err)
	}
	f := callee.Of(common)
	if f != nil && isKnown(f) {
		return false
	}
	_, isBuiltin := common.Value.(*ssa.Builtin)
	return !isBuiltin && w.given(common, a.err)
}

// given reports whether a call has an error among its arguments, in an interface or
// a list perhaps.
func (w *World) given(call *ssa.CallCommon, err ssa.Value) bool {
	return err != nil && slices.ContainsFunc(call.Args, func(arg ssa.Value) bool {
		if arg == err {
			return true
		}
		if s, ok := arg.(*ssa.Slice); ok {
			return holds(s.X, err)
		}
		mi, ok := arg.(*ssa.ChangeInterface)
		return ok && mi.X == err
	})
}

// holds reports whether the array of variadic arguments has an error in it.
func holds(array, err ssa.Value) bool {
	refs := array.Referrers()
	return refs != nil && slices.ContainsFunc(*refs, func(ref ssa.Instruction) bool {
		addr, ok := ref.(*ssa.IndexAddr)
		return ok && slices.ContainsFunc(*addr.Referrers(), func(ref ssa.Instruction) bool {
			store, ok := ref.(*ssa.Store)
			if !ok {
				return false
			}
			ci, isInterface := store.Val.(*ssa.ChangeInterface)
			return store.Val == err || isInterface && ci.X == err
		})
	})
}

// logPrefixes begin the names of methods of loggers, whoever has made them, and of functions
// that tell what an error is.
var logPrefixes = []string{"Debug", "Error", "Info", "Log", "Notice", "Print", "Trace", "Warn", "Verbose", "With", "Is", "As"}

func isLog(name string) bool {
	return slices.ContainsFunc(logPrefixes, func(p string) bool { return strings.HasPrefix(name, p) })
}

// mayWait reports whether a call may wait, or let time go by: what is not seen may.
func (w *World) mayWait(call ssa.CallInstruction) bool {
	if _, isGo := call.(*ssa.Go); isGo {
		return false
	}
	common := call.Common()
	if _, isBuiltin := common.Value.(*ssa.Builtin); isBuiltin {
		return false
	}
	if fn := common.StaticCallee(); fn != nil && len(fn.Blocks) > 0 {
		return w.waits[fn]
	}
	f := callee.Of(common)
	return f == nil || !isKnown(f) && !givesChannel(f)
}

// isKnown reports whether a function neither waits nor ends anything, unless its line in
// the model says so.
func isKnown(f *types.Func) bool {
	return f.Pkg() == nil || model.IsStd(f.Pkg().Path()) || model.Brief(f) || isLog(f.Name())
}

// What an instruction does with time.
type deed uint8

const (
	nothing deed = iota
	pauses
	waits
	sends
	yields
)

// does returns what an instruction does by itself.
func (w *World) does(instr ssa.Instruction) deed {
	switch instr := instr.(type) {
	case *ssa.UnOp:
		if instr.Op == token.ARROW {
			return waitFor(w.isTimer(instr.X))
		}
	case *ssa.Send:
		return sends
	case *ssa.Select:
		if instr.Blocking {
			return waitFor(w.lastCase(instr) >= 0 && !slices.ContainsFunc(instr.States, func(s *ssa.SelectState) bool { return !w.isTimer(s.Chan) && !w.isNever(s.Chan) }))
		}
	case *ssa.Call:
		for _, e := range model.EffectsOf(callee.Of(&instr.Call)) {
			switch e.Effect {
			case model.Pauses:
				return pauses
			case model.Yields:
				return yields
			case model.WgWait, model.CondWait, model.GroupWait, model.SemAcquire, model.PipeRead:
				return waits
			}
		}
	}
	return nothing
}

func waitFor(timers bool) deed {
	if timers {
		return pauses
	}
	return waits
}

// isTimer reports whether the clock sends to a channel.
func (w *World) isTimer(ch ssa.Value) bool {
	switch ch := w.flow.Peel(ch).(type) {
	case *ssa.Call:
		f := callee.Of(&ch.Call)
		return model.Has(f, model.TimeAfter) || model.Has(f, model.TimeTick)
	case *ssa.UnOp:
		addr, ok := ch.X.(*ssa.FieldAddr)
		if !ok {
			return false
		}
		f := ssabuild.Field(addr)
		return f != nil && f.Name() == "C" && f.Pkg() != nil && f.Pkg().Path() == "time"
	}
	return false
}

// decided returns the way that a block ends in, if there is but one under an assumption.
func (w *World) decided(b *ssa.BasicBlock, c *cfg.Cycle, a assumption) (way int, known bool) {
	branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok {
		return 0, false
	}
	var truth bool
	if k := a.known(branch.Cond, 0); k != nil && k.Value != nil {
		truth, known = constant.BoolVal(k.Value), true
	} else {
		truth, known = w.truth(branch.Cond, c, a)
	}
	if truth {
		return 0, known
	}
	return 1, known
}

// truth returns what a condition at the end of a block is.
func (w *World) truth(cond ssa.Value, c *cfg.Cycle, a assumption) (truth, known bool) {
	if a.no != nil && same(cond, a.no, c, 0) {
		return false, true
	}
	if a.yes != nil && cond == a.yes {
		return true, true
	}
	switch cond := cond.(type) {
	case *ssa.Const:
		return cond.Value != nil && constant.BoolVal(cond.Value), true
	case *ssa.UnOp:
		if cond.Op == token.NOT {
			truth, known = w.truth(cond.X, c, a)
			return !truth, known
		}
		if cond.Op == token.MUL {
			truth, known = w.flag(cond.X)
			return truth, known && !(truth && a.untold) // it is not set yet
		}
	case *ssa.Extract:
		// The clock closes no channel: t1 = <-t0,ok; t2 = extract t1 #1
		if recv, ok := cond.Tuple.(*ssa.UnOp); ok && recv.Op == token.ARROW && cond.Index == 1 && w.isTimer(recv.X) {
			return true, true
		}
	case *ssa.BinOp:
		return w.comparison(cond, c, a)
	case *ssa.Call:
		if model.Has(callee.Of(&cond.Call), model.ErrorIs) && len(cond.Call.Args) == 2 && w.isEnd(cond.Call.Args[0], cond.Call.Args[1], c, a) {
			return a.eof, true
		}
		if e, ok := model.Of(callee.Of(&cond.Call), model.PeerErr); ok && a.other && a.err != nil && same(operand(&cond.Call, e), a.err, c, 0) {
			return false, true
		}
	}
	return false, false
}

// flag returns what a variable or field is each time that control comes round, if all that
// is ever stored there says so: what is only set stays so, what is never set is false.
func (w *World) flag(addr ssa.Value) (truth, known bool) {
	cell := w.flow.Cell(addr)
	if cell == nil || cell.Taken || !w.own(addr) {
		return false, false
	}
	for i, store := range cell.Stores {
		value, ok := store.Val.(*ssa.Const)
		if !ok || value.Value == nil || i > 0 && constant.BoolVal(value.Value) != truth {
			return false, false
		}
		truth = constant.BoolVal(value.Value)
	}
	return truth, true
}

// own reports whether an address is that of a field, or variable, that only the package can
// name.
func (w *World) own(addr ssa.Value) bool {
	switch addr := addr.(type) {
	case *ssa.FieldAddr:
		f := ssabuild.Field(addr)
		return f != nil && !f.Exported() && f.Pkg() == w.world.Pkg
	case *ssa.Global:
		return addr.Pkg.Pkg == w.world.Pkg && !token.IsExported(addr.Name())
	}
	return false
}

// isEnd reports whether x is the error of an assumption, of which is known whether it is
// io.EOF, as y is.
func (w *World) isEnd(x, y ssa.Value, c *cfg.Cycle, a assumption) bool {
	load, ok := y.(*ssa.UnOp)
	if !ok || !a.eof && !a.other || a.err == nil || !same(x, a.err, c, 0) {
		return false
	}
	global, ok := load.X.(*ssa.Global)
	return ok && load.Op == token.MUL && global.Object() != nil && model.VarHas(global.Object(), model.EOF)
}

func (w *World) comparison(cond *ssa.BinOp, c *cfg.Cycle, a assumption) (truth, known bool) {
	if cond.Op != token.EQL && cond.Op != token.NEQ {
		return false, false
	}
	if w.isEnd(cond.X, cond.Y, c, a) || w.isEnd(cond.Y, cond.X, c, a) {
		return (cond.Op == token.EQL) == a.eof, true
	}
	k, ok := cond.Y.(*ssa.Const)
	if !ok {
		return false, false
	}
	if k.Value == nil {
		if a.no != nil && isScanErr(cond.X, a.no) {
			return cond.Op == token.EQL, true // the input has ended, and that is no error
		}
		if a.ok != nil && same(cond.X, a.ok, c, 0) {
			return cond.Op == token.EQL, true
		}
		return cond.Op == token.NEQ, a.err != nil && same(cond.X, a.err, c, 0)
	}
	sel, i := cfg.CaseOf(cond)
	if sel == nil {
		return false, false
	}
	if sel == a.choice {
		return i == a.taken, true
	}
	if w.isNever(sel.States[i].Chan) {
		return false, true
	}
	// A select without default takes the last case if it takes no other.
	return true, (sel.Blocking || sel == a.full) && i == w.lastCase(sel)
}

// lastCase returns the last case of a select that it may take, -1 if there is none.
func (w *World) lastCase(sel *ssa.Select) int {
	for i, s := range slices.Backward(sel.States) {
		if !w.isNever(s.Chan) {
			return i
		}
	}
	return -1
}

// isNever reports whether a channel is that of a context that is never done.
//
//	t1 = context.Background(); go s.clean(t1)        t2 = invoke ctx.Done()
func (w *World) isNever(ch ssa.Value) bool {
	done, ok := ch.(*ssa.Call)
	return ok && model.Has(callee.Of(&done.Call), model.CtxDone) && w.endless(receiver(&done.Call))
}

// isScanErr reports whether v tells why a scan has failed.
//
//	t1 = (*bufio.Scanner).Scan(t0); t2 = (*bufio.Scanner).Err(t0)
func isScanErr(v, scan ssa.Value) bool {
	err, ok := v.(*ssa.Call)
	scanned, ok2 := scan.(*ssa.Call)
	return ok && ok2 && model.Has(callee.Of(&err.Call), model.ScanErr) && receiver(&err.Call) == receiver(&scanned.Call)
}

// same reports whether v is x, each time that control has come round in a cycle.
func same(v, x ssa.Value, c *cfg.Cycle, depth int) bool {
	if v == x {
		return true
	}
	if depth > 4 {
		return false
	}
	switch v := v.(type) {
	case *ssa.Phi:
		some := false
		for i, edge := range v.Edges {
			if !c.Has(v.Block().Preds[i]) || edge == ssa.Value(v) {
				continue
			}
			if !same(edge, x, c, depth+1) {
				return false
			}
			some = true
		}
		return some
	case *ssa.UnOp:
		if v.Op != token.MUL {
			return false
		}
		store := storeBefore(v)
		return store != nil && same(store.Val, x, c, depth+1)
	case *ssa.Call:
		_, nonNil := model.Of(callee.Of(&v.Call), model.NonNil)
		return nonNil && ssabuild.IsError(x.Type())
	}
	return false
}

// storeBefore returns the store to the variable that is loaded, if it is in the same
// block.
func storeBefore(load *ssa.UnOp) *ssa.Store {
	instrs := load.Block().Instrs
	for i := slices.Index(instrs, ssa.Instruction(load)); i >= 0; i-- {
		if store, ok := instrs[i].(*ssa.Store); ok && store.Addr == load.X {
			return store
		}
	}
	return nil
}
