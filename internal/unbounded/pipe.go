package unbounded

import (
	"cmp"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// pipe returns the Wait for a command whose output is read only when it has ended: if it
// writes more than a pipe holds it waits for who reads, and that one for it. If it does not,
// Wait closes the pipe before it is read; or it does so under who reads it in another goroutine.
//
//	t0 = (*Cmd).StdoutPipe(t1); ... (*Cmd).Wait(t1); ... io.ReadAll(t2)
func (w *World) pipe(call *ssa.Call) (Op, bool) {
	e, ok := model.Of(callee.Of(&call.Call), model.CmdWait)
	if !ok {
		return Op{}, false
	}
	cmd := operand(&call.Call, e.Operands[0])
	for _, made := range w.pipesOf(cmd, call.Parent()) {
		uses, all := w.usesOf(made)
		if all && !slices.ContainsFunc(uses, func(use ssa.Instruction) bool { return use.Parent() != call.Parent() || !behind(use, call) }) {
			return Op{Kind: Pipe, At: call, From: made, Read: first(uses, call.Parent())}, len(uses) > 0
		}
		if read := w.readBeside(made, call); read != nil {
			return Op{Kind: Race, At: call, From: made, Read: read}, true
		}
	}
	start := w.onlyStart(call.Parent())
	if start == nil || waitsBefore(call) {
		return Op{}, false
	}
	for _, made := range w.pipesOf(cmd, start.Parent()) {
		read := w.readMeanwhile(made, start)
		if read == nil {
			read = w.readBeside(made, start)
		}
		if read != nil {
			return Op{Kind: Race, At: call, From: made, Read: read}, true
		}
	}
	return Op{}, false
}

// pipesOf returns the calls in a function that make pipes for what a command writes.
func (w *World) pipesOf(cmd ssa.Value, fn *ssa.Function) (pipes []*ssa.Call) {
	w.each(fn, func(instr ssa.Instruction) {
		made, ok := instr.(*ssa.Call)
		if !ok {
			return
		}
		if e, ok := model.Of(callee.Of(&made.Call), model.OutPipe); ok && w.isSame(operand(&made.Call, e.Operands[0]), cmd) {
			pipes = append(pipes, made)
		}
	})
	return pipes
}

// isSame reports whether two values are one, by the same path, or are made at the same places, all of
// which are known.
func (w *World) isSame(a, b ssa.Value) bool {
	if w.flow.SamePlace(a, b) {
		return true
	}
	from, other := w.sources(a), w.sources(b)
	return len(from) > 0 && len(from) == len(other) && !slices.ContainsFunc(from, func(v ssa.Value) bool {
		_, isCall := v.(*ssa.Call)
		return !isCall || !slices.Contains(other, v)
	})
}

// onlyStart returns the statement that starts the goroutine which runs a function, nil if it
// may run otherwise too, or if there are several.
func (w *World) onlyStart(fn *ssa.Function) ssa.CallInstruction {
	starts := w.starts[fn]
	if len(starts) != 1 || slices.ContainsFunc(w.flow.Calls(fn), func(call ssa.CallInstruction) bool { return call != starts[0] }) {
		return nil
	}
	return starts[0]
}

// usesOf returns what is done with a pipe, or a reader that wraps it, by calls, and whether
// that is all.
func (w *World) usesOf(made *ssa.Call) (uses []ssa.Instruction, all bool) {
	all = true
	for _, ref := range *made.Referrers() {
		if reader, ok := ref.(*ssa.Extract); ok && reader.Index == 0 {
			more, ok := w.calls(reader, 0)
			uses, all = append(uses, more...), all && ok
		}
	}
	return uses, all
}

// calls returns the calls that are given a reader, or one that wraps it.
func (w *World) calls(reader ssa.Value, depth int) (uses []ssa.Instruction, all bool) {
	all = depth <= maxWraps
	for _, use := range w.flow.Uses(reader) {
		switch instr := use.Instr.(type) {
		case ssa.CallInstruction:
			wrapper, isValue := instr.(ssa.Value)
			if isValue && all && model.Has(callee.Of(instr.Common()), model.Wraps) {
				more, ok := w.calls(wrapper, depth+1)
				uses, all = append(uses, more...), all && ok
				continue
			}
			uses = append(uses, instr)
		case *ssa.Return, *ssa.Send, *ssa.MapUpdate:
			all = false
		case *ssa.Store:
			_, isLocal := instr.Addr.(*ssa.Alloc)
			all = all && isLocal
		}
	}
	return uses, all
}

// first returns the instruction of a list that comes first, nil of none: those of a function and its
// literals come before those of others, which are in the order of their names, so that nothing depends
// on that of the declarations.
func first(list []ssa.Instruction, fn *ssa.Function) ssa.Instruction {
	if len(list) == 0 {
		return nil
	}
	return slices.MinFunc(list, func(a, b ssa.Instruction) int {
		in, other := callee.Declared(a.Parent()), callee.Declared(b.Parent())
		switch {
		case in == other:
			return cmp.Compare(a.Pos(), b.Pos())
		case in == callee.Declared(fn):
			return -1
		case other == callee.Declared(fn):
			return 1
		}
		return cmp.Compare(in.String(), other.String())
	})
}

// readMeanwhile returns the first use of a pipe that is behind the start of a goroutine, on all
// ways: the function that starts it reads while it runs.
//
//	t0 = (*Cmd).StdoutPipe(t1); t2 = bufio.NewScanner(t0); go t3(); t4 = (*bufio.Scanner).Scan(t2)
func (w *World) readMeanwhile(made *ssa.Call, start ssa.CallInstruction) ssa.Instruction {
	uses, _ := w.usesOf(made)
	return first(slices.DeleteFunc(uses, func(use ssa.Instruction) bool {
		call, ok := use.(*ssa.Call)
		if !ok || use.Parent() != start.Parent() || !behind(use, start) {
			return true
		}
		f := callee.Of(&call.Call)
		return f == nil || f.Name() == "Close"
	}), start.Parent())
}

// readBeside returns the first use of a pipe if all are in goroutines that a function starts, and
// waits for in no way before an instruction: the Wait for the command, or what starts the
// goroutine that calls it. It closes the pipe under them. It returns nil otherwise.
//
//	t0 = (*Cmd).StdoutPipe(t1); go t2() [which reads t0]; (*Cmd).Wait(t1)
func (w *World) readBeside(made *ssa.Call, before ssa.CallInstruction) ssa.Instruction {
	uses, all := w.usesOf(made)
	if !all || waitsBefore(before) {
		return nil
	}
	fn := before.Parent()
	for _, use := range uses {
		_, isGo := use.(*ssa.Go)
		if in := use.Parent(); (in != fn || !isGo) && !w.beside(in, fn, 0) {
			return nil
		}
	}
	return first(uses, fn)
}

// beside reports whether a function runs in goroutines alone that another one starts: as such,
// or called by those that do.
func (w *World) beside(fn, starter *ssa.Function, depth int) bool {
	calls := w.flow.Calls(fn)
	if made := w.flow.Closure(fn); made != nil && depth <= maxWraps {
		starts := w.starts[fn]
		return len(starts) > 0 && len(starts) == len(*made.Referrers()) && !slices.ContainsFunc(starts, func(start ssa.CallInstruction) bool { return start.Parent() != starter })
	}
	return depth <= maxWraps && len(calls) > 0 && !slices.ContainsFunc(calls, func(call ssa.CallInstruction) bool {
		in := call.Parent()
		if w.flow.Started(call) == fn {
			return in != starter
		}
		return in == fn || !w.beside(in, starter, depth+1)
	})
}

// waitsBefore reports whether a function may wait for somebody before an instruction: it
// receives, or calls what may.
func waitsBefore(at ssa.CallInstruction) bool {
	for _, b := range at.Parent().Blocks {
		for _, instr := range b.Instrs {
			if instr == ssa.Instruction(at) || behind(instr, at) {
				continue
			}
			switch instr := instr.(type) {
			case *ssa.Select, *ssa.Send:
				return true
			case *ssa.UnOp:
				if instr.Op == token.ARROW {
					return true
				}
			case *ssa.Call:
				f := callee.Of(&instr.Call)
				if _, isBuiltin := instr.Call.Value.(*ssa.Builtin); !isBuiltin && (f == nil || f.Pkg() == nil || !quiet(f)) {
					return true
				}
			}
		}
	}
	return false
}

// quiet reports whether a function waits for no goroutine of the program, but for who holds a
// lock: it is of the standard library, and not one of those that do, or let time go by.
func quiet(f *types.Func) bool {
	return model.IsStd(f.Pkg().Path()) && !slices.ContainsFunc(model.EffectsOf(f), func(e model.Entry) bool { return slices.Contains(waits, e.Effect) })
}

// waits are the effects of functions of the standard library that wait for goroutines.
var waits = []model.Effect{model.Pauses, model.WgWait, model.CondWait, model.OnceDo, model.PipeRead}

// behind reports whether an instruction comes after another one, on all ways.
func behind(instr, at ssa.Instruction) bool {
	b := instr.Block()
	if b != at.Block() {
		return at.Block().Dominates(b)
	}
	return slices.Index(b.Instrs, instr) > slices.Index(b.Instrs, at)
}
