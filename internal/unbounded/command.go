package unbounded

import (
	"go/constant"
	"go/types"
	"path"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// output returns a call that captures the output of a shell with a context, which kills
// the shell and not what it has started: who has that output open keeps the call waiting.
//
//	t0 = exec.CommandContext(ctx, "sh", t1...); t2 = (*Cmd).Output(t0)
func (w *World) output(call *ssa.Call) (Op, bool) {
	f := callee.Of(&call.Call)
	e, ok := model.Of(f, model.Captures)
	runs := false
	if !ok {
		if e, runs = model.Of(f, model.RunsCmd); !runs {
			return Op{}, false
		}
	}
	cmd, ok := w.flow.Peel(operand(&call.Call, e.Operands[0])).(*ssa.Call)
	if !ok {
		return Op{}, false
	}
	e, ok = model.Of(callee.Of(&cmd.Call), model.CommandCtx)
	if !ok || w.isEndless(operand(&cmd.Call, e.Operands[0])) {
		return Op{}, false
	}
	if handedOn(cmd) || runs && !copiesOutput(cmd) {
		return Op{}, false // who may set WaitDelay, or wait for nothing but the program
	}
	op := Op{Kind: Output, At: call, From: cmd}
	if !isShell(operand(&cmd.Call, e.Operands[1]), operand(&cmd.Call, e.Operands[2])) {
		op.Kind = Program
	}
	return op, true
}

// copiesOutput reports whether a goroutine copies what a command writes, since that does not
// go to a file.
//
//	t1 = &t0.Stdout; t2 = make io.Writer <- t3 (*bytes.Buffer); *t1 = t2
func copiesOutput(cmd *ssa.Call) bool {
	return slices.ContainsFunc(*cmd.Referrers(), func(ref ssa.Instruction) bool {
		addr, ok := ref.(*ssa.FieldAddr)
		if !ok || !model.IsField(ssabuild.Field(addr), model.CmdOutput) {
			return false
		}
		return slices.ContainsFunc(*addr.Referrers(), func(ref ssa.Instruction) bool {
			store, ok := ref.(*ssa.Store)
			if !ok {
				return false
			}
			wrapped, ok := store.Val.(*ssa.MakeInterface)
			return ok && !isFile(wrapped.X.Type())
		})
	})
}

// shells are programs that start others.
var shells = []string{"sh", "bash", "ash", "dash", "ksh", "zsh"}

// isShell reports whether a program is a shell that is given a text to run.
func isShell(name, args ssa.Value) bool {
	first, ok := constString(element(args, 0))
	text, known := constString(name)
	if !known {
		return ok && first == "-c" && element(args, 1) != nil && element(args, 2) == nil // of the user
	}
	if !slices.Contains(shells, path.Base(text)) {
		return false
	}
	return ok && len(first) > 1 && first[0] == '-' && first[len(first)-1] == 'c'
}

func constString(v ssa.Value) (string, bool) {
	c, ok := v.(*ssa.Const)
	if !ok || c.Value == nil || c.Value.Kind() != constant.String {
		return "", false
	}
	return constant.StringVal(c.Value), true
}

// element returns an argument of a variadic function, nil if it is not known.
//
//	t0 = new [2]string (varargs); t1 = &t0[0]; *t1 = "-c"; t2 = slice t0[:]
func element(args ssa.Value, i int64) ssa.Value {
	s, ok := args.(*ssa.Slice)
	if !ok {
		return nil
	}
	refs := s.X.Referrers()
	if refs == nil {
		return nil
	}
	for _, ref := range *refs {
		addr, ok := ref.(*ssa.IndexAddr)
		if !ok {
			continue
		}
		if k, ok := addr.Index.(*ssa.Const); !ok || k.Int64() != i {
			continue
		}
		for _, ref := range *addr.Referrers() {
			if store, ok := ref.(*ssa.Store); ok {
				return store.Val
			}
		}
	}
	return nil
}

// handedOn reports whether a command gets a WaitDelay, or something else is done with it
// that may give it one, or kill all that it has started: its Cancel is set, or attributes of
// its process, or it is stored or given to others.
func handedOn(cmd *ssa.Call) bool {
	return slices.ContainsFunc(*cmd.Referrers(), func(ref ssa.Instruction) bool {
		switch ref := ref.(type) {
		case *ssa.FieldAddr:
			f := ssabuild.Field(ref)
			return !model.IsField(f, model.Plain) && !model.IsField(f, model.CmdOutput)
		case *ssa.Call:
			f := callee.Of(&ref.Call)
			return !model.Has(f, model.Captures) && !model.Has(f, model.RunsCmd) && !model.Has(f, model.StartsCmd)
		case *ssa.DebugRef:
			return false
		}
		return true
	})
}

// isFile reports whether a type is that of a file, which a command writes to by itself.
func isFile(t types.Type) bool { return t.String() == "*os.File" }

// pipe returns the Wait for a command whose output is read only when it has ended: if it
// writes more than a pipe holds it waits for who reads, and that one for it. If it does not,
// Wait closes the pipe before it is read.
//
//	t0 = (*Cmd).StdoutPipe(t1); ... (*Cmd).Wait(t1); ... io.ReadAll(t2)
func (w *World) pipe(call *ssa.Call) (Op, bool) {
	e, ok := model.Of(callee.Of(&call.Call), model.CmdWait)
	if !ok {
		return Op{}, false
	}
	cmd := w.flow.Peel(operand(&call.Call, e.Operands[0]))
	refs := cmd.Referrers()
	if refs == nil {
		return Op{}, false
	}
	for _, ref := range *refs {
		made, ok := ref.(*ssa.Call)
		if !ok || made.Parent() != call.Parent() {
			continue
		}
		if e, ok := model.Of(callee.Of(&made.Call), model.OutPipe); !ok || operand(&made.Call, e.Operands[0]) != cmd {
			continue
		}
		if read := readAfter(made, call); read != nil {
			return Op{Kind: Pipe, At: call, From: made, Read: read}, true
		}
	}
	return Op{}, false
}

// readAfter returns the first use of a pipe if all are behind a call, nil otherwise.
func readAfter(made, call *ssa.Call) (first ssa.Instruction) {
	for _, ref := range *made.Referrers() {
		reader, ok := ref.(*ssa.Extract)
		if !ok || reader.Index != 0 {
			continue
		}
		for _, use := range *reader.Referrers() {
			if use.Parent() != call.Parent() || !behind(use, call) {
				return nil
			}
			if first == nil || use.Pos() < first.Pos() {
				first = use
			}
		}
	}
	return first
}

// behind reports whether an instruction comes after a call, on all ways.
func behind(instr ssa.Instruction, call *ssa.Call) bool {
	b := instr.Block()
	if b != call.Block() {
		return call.Block().Dominates(b)
	}
	return slices.Index(b.Instrs, instr) > slices.Index(b.Instrs, ssa.Instruction(call))
}

// unwaited returns the Start of a command for which nobody can wait: its entry stays in the
// table of processes when it has ended, and a goroutine that copies its output may, too.
//
//	t0 = exec.Command(...); t1 = (*Cmd).Start(t0)
func (w *World) unwaited(call *ssa.Call) (Op, bool) {
	e, ok := model.Of(callee.Of(&call.Call), model.StartsCmd)
	if !ok {
		return Op{}, false
	}
	cmd, ok := w.flow.Peel(operand(&call.Call, e.Operands[0])).(*ssa.Call)
	if !ok || !model.Has(callee.Of(&cmd.Call), model.NewCmd) {
		return Op{}, false
	}
	for _, ref := range *cmd.Referrers() {
		switch ref := ref.(type) {
		case *ssa.FieldAddr:
			if f := ssabuild.Field(ref); f == nil || f.Name() == "Process" && !onlyNumber(ref) {
				return Op{}, false // it may be waited for, or let go, by that
			}
		case *ssa.Call:
			f := callee.Of(&ref.Call)
			if f == nil || len(ref.Call.Args) == 0 || ref.Call.Args[0] != ssa.Value(cmd) || f.Signature().Recv() == nil || model.Has(f, model.CmdWait) {
				return Op{}, false
			}
		default:
			return Op{}, false // others have it
		}
	}
	return Op{Kind: Zombie, At: call, From: cmd}, true
}

// onlyNumber reports whether a process is asked for its number and nothing else.
//
//	t1 = &t0.Process; t2 = *t1; t3 = &t2.Pid
func onlyNumber(addr *ssa.FieldAddr) bool {
	return !slices.ContainsFunc(*addr.Referrers(), func(ref ssa.Instruction) bool {
		load, ok := ref.(*ssa.UnOp)
		return !ok || slices.ContainsFunc(*load.Referrers(), func(ref ssa.Instruction) bool {
			pid, ok := ref.(*ssa.FieldAddr)
			return !ok || ssabuild.Field(pid).Name() != "Pid"
		})
	})
}
