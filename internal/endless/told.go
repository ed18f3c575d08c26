package endless

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// tells reports whether control takes the way i out of a block only if somebody has told the
// loop to end: by a channel of signals, a context, a flag.
func (w *World) tells(b *ssa.BasicBlock, i int) bool {
	branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok {
		return false
	}
	if !isCase(branch.Cond) {
		return w.isSignal(branch.Cond)
	}
	if i == 0 {
		return w.isSignal(branch.Cond)
	}
	// t2 = t1 == 0; if t2 goto ... else next; next: t3 = t1 == 1; if t3 goto ... else panics
	next := b.Succs[1]
	if _, panics := next.Instrs[len(next.Instrs)-1].(*ssa.Panic); panics {
		return true
	}
	last, ok := next.Instrs[len(next.Instrs)-1].(*ssa.If)
	return ok && isCase(last.Cond) && len(next.Instrs) == 2 && w.tells(next, 0) && w.tells(next, 1)
}

// isCase reports whether a condition asks which case a select has taken.
func isCase(cond ssa.Value) bool {
	sel, _ := cfg.CaseOf(cond)
	return sel != nil
}

func (w *World) isSignal(cond ssa.Value) bool {
	switch cond := cond.(type) {
	case *ssa.UnOp:
		if cond.Op == token.NOT {
			return w.isSignal(cond.X)
		}
		return cond.Op == token.MUL && w.flow.Cell(cond.X) != nil
	case *ssa.Call:
		return model.Has(callee.Of(&cond.Call), model.AtomicLoad)
	case *ssa.BinOp:
		switch x := cond.X.(type) {
		case *ssa.Call:
			f := callee.Of(&x.Call)
			return model.Has(f, model.CtxErr) || model.Has(f, model.AtomicLoad)
		case *ssa.Extract:
			sel, i := cfg.CaseOf(cond)
			return sel != nil && sel.States[i].Dir == types.RecvOnly && (isSignalChannel(sel.States[i].Chan.Type()) || !isUsed(sel, i) && !w.isTimer(sel.States[i].Chan))
		}
	}
	return false
}

func isSignalChannel(t types.Type) bool {
	ch, ok := t.Underlying().(*types.Chan)
	if !ok {
		return false
	}
	switch elem := ch.Elem().Underlying().(type) {
	case *types.Struct:
		return elem.NumFields() == 0
	case *types.Basic:
		return elem.Kind() == types.Bool
	}
	return false
}

// alone reports whether a channel may be closed though nobody has told anybody to end: some
// way through the function that closes it, and those it waits for, asks for no signal.
//
//	go func() { defer close(ch); for ... { ch <- v } }()
func (w *World) alone(closes ssa.Instruction) bool { return w.reachedAlone(closes, 0) }

// reachedAlone is the same of an instruction in a function that is run as a goroutine, or called by one.
func (w *World) reachedAlone(at ssa.Instruction, depth int) bool {
	fn := at.Parent()
	if w.cancels(fn, at) || !w.untold(fn, at, 0) {
		return false
	}
	return len(w.starts[fn]) > 0 || depth < maxCalls && slices.ContainsFunc(w.flow.Calls(fn), func(call ssa.CallInstruction) bool {
		_, isGo := call.(*ssa.Go)
		return !isGo && call.Parent() != fn && w.reachedAlone(call, depth+1)
	})
}

// untold reports whether control may come to an instruction, of a deferred call to the end of
// its function, though nobody has told anybody to end.
func (w *World) untold(fn *ssa.Function, at ssa.Instruction, depth int) bool {
	_, atEnd := at.(*ssa.Defer)
	seen := map[*ssa.BasicBlock]bool{fn.Blocks[0]: true}
	work := []*ssa.BasicBlock{fn.Blocks[0]}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if !w.goesOn(b, depth) {
			continue
		}
		if _, returns := b.Instrs[len(b.Instrs)-1].(*ssa.Return); returns && atEnd || !atEnd && b == at.Block() {
			return true
		}
		for i, s := range b.Succs {
			if seen[s] || i == 0 && w.tells(b, 0) {
				continue
			}
			seen[s] = true
			work = append(work, s)
		}
	}
	return false
}

// goesOn reports whether control may come to the end of a block though nobody has told
// anybody to end: it waits for no signal, and for no group that does.
func (w *World) goesOn(b *ssa.BasicBlock, depth int) bool {
	return !slices.ContainsFunc(b.Instrs, func(instr ssa.Instruction) bool {
		switch instr := instr.(type) {
		case *ssa.UnOp:
			return instr.Op == token.ARROW && isSignalChannel(instr.X.Type())
		case *ssa.Call:
			return model.Has(callee.Of(&instr.Call), model.WgWait) && !w.doneAlone(receiver(&instr.Call), depth)
		}
		return false
	})
}

// doneAlone reports whether all who are waited for by a group may come to their end though
// nobody has told them to.
func (w *World) doneAlone(group ssa.Value, depth int) bool {
	found := false
	for _, place := range w.places(group) {
		for _, done := range w.dones[place] {
			if depth > 2 || !w.untold(done.Parent(), done, depth+1) {
				return false
			}
			found = true
		}
	}
	return found
}

// cancels reports whether a function tells others to end: it closes a channel of signals, but for one
// instruction itself, or cancels a context.
func (w *World) cancels(fn *ssa.Function, itself ssa.Instruction) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(ssa.CallInstruction)
			if !ok || instr == itself {
				continue
			}
			common := call.Common()
			if callee.IsBuiltin(common, "close") && isSignalChannel(common.Args[0].Type()) || isNamed(common.Value.Type(), "context", "CancelFunc") {
				return true
			}
		}
	}
	return false
}
