package unbounded

import (
	"go/constant"
	"go/token"
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
		if read := w.readBeside(made, call); read != nil {
			return Op{Kind: Race, At: call, From: made, Read: read}, true
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

// readBeside returns the first use of a pipe if all are in goroutines that the function starts
// and waits for in no way before a call, nil otherwise: that call closes the pipe under them.
//
//	t0 = (*Cmd).StdoutPipe(t1); go t2() [which reads t0]; (*Cmd).Wait(t1)
func (w *World) readBeside(made, call *ssa.Call) (first ssa.Instruction) {
	for _, ref := range *made.Referrers() {
		reader, ok := ref.(*ssa.Extract)
		if !ok || reader.Index != 0 {
			continue
		}
		uses, ok := w.usesBeside(reader, call.Parent())
		if !ok {
			return nil
		}
		for _, use := range uses {
			if first == nil || use.Pos() < first.Pos() {
				first = use
			}
		}
	}
	if first == nil || waitsBefore(call) {
		return nil
	}
	return first
}

// usesBeside returns what is done with a reader, or one that wraps it, in goroutines that a
// function starts, false if more is done with it.
func (w *World) usesBeside(reader ssa.Value, fn *ssa.Function) (uses []ssa.Instruction, ok bool) {
	for _, use := range w.flow.Uses(reader) {
		asked, isCall := use.Instr.(ssa.CallInstruction)
		if !isCall {
			continue
		}
		in := use.Instr.Parent()
		_, isGo := use.Instr.(*ssa.Go)
		switch wrapper, isValue := use.Instr.(ssa.Value); {
		case in == fn && isValue && model.Has(callee.Of(asked.Common()), model.Wraps):
			more, ok := w.usesBeside(wrapper, fn)
			if !ok {
				return nil, false
			}
			uses = append(uses, more...)
		case in == fn && isGo, in.Parent() == fn && w.onlyStarted(in):
			uses = append(uses, use.Instr)
		default:
			return nil, false
		}
	}
	return uses, true
}

// onlyStarted reports whether all that is done with a literal is to start goroutines that run
// it.
func (w *World) onlyStarted(lit *ssa.Function) bool {
	made := w.flow.Closure(lit)
	return made != nil && !slices.ContainsFunc(*made.Referrers(), func(ref ssa.Instruction) bool {
		_, isGo := ref.(*ssa.Go)
		return !isGo
	})
}

// waitsBefore reports whether a function may wait for somebody before a call: it receives,
// or calls what may.
func waitsBefore(call *ssa.Call) bool {
	for _, b := range call.Parent().Blocks {
		for _, instr := range b.Instrs {
			if behind(instr, call) || instr == ssa.Instruction(call) {
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

// quiet reports whether a function waits for no goroutine of the program: it is of the
// standard library, and not of the packages for that.
func quiet(f *types.Func) bool {
	path := f.Pkg().Path()
	return model.IsStd(path) && path != "sync" && path != "time"
}

// behind reports whether an instruction comes after a call, on all ways.
func behind(instr ssa.Instruction, call *ssa.Call) bool {
	b := instr.Block()
	if b != call.Block() {
		return call.Block().Dominates(b)
	}
	return slices.Index(b.Instrs, instr) > slices.Index(b.Instrs, ssa.Instruction(call))
}
