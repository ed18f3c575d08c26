package unbounded

import (
	"go/constant"
	"path"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// output returns a call that captures the output of a shell with a context, which kills
// the shell and not what it has started: who has that output open keeps the call waiting.
//
//	t0 = exec.CommandContext(ctx, "sh", t1...); t2 = (*Cmd).Output(t0)
func (w *World) output(call *ssa.Call) (Op, bool) {
	e, ok := model.Of(callee.Of(&call.Call), model.Captures)
	if !ok {
		return Op{}, false
	}
	cmd, ok := w.flow.Peel(operand(&call.Call, e.Operands[0])).(*ssa.Call)
	if !ok {
		return Op{}, false
	}
	e, ok = model.Of(callee.Of(&cmd.Call), model.CommandCtx)
	if !ok || w.isEndless(operand(&cmd.Call, e.Operands[0])) || !isShell(operand(&cmd.Call, e.Operands[1]), operand(&cmd.Call, e.Operands[2])) {
		return Op{}, false
	}
	if handedOn(cmd, call) {
		return Op{}, false // who may set WaitDelay
	}
	return Op{Kind: Output, At: call, From: cmd}, true
}

// shells are programs that start others.
var shells = []string{"sh", "bash", "ash", "dash", "ksh", "zsh"}

// isShell reports whether a program is a shell that is given a text to run.
func isShell(name, args ssa.Value) bool {
	text, ok := constString(name)
	if !ok || !slices.Contains(shells, path.Base(text)) {
		return false
	}
	first, ok := constString(element(args, 0))
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
func handedOn(cmd *ssa.Call, run *ssa.Call) bool {
	return slices.ContainsFunc(*cmd.Referrers(), func(ref ssa.Instruction) bool {
		switch ref := ref.(type) {
		case *ssa.FieldAddr:
			return !model.IsField(ssabuild.Field(ref), model.Plain)
		case *ssa.DebugRef:
			return false
		}
		return ref != ssa.Instruction(run)
	})
}

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
			if f := ssabuild.Field(ref); f == nil || f.Name() == "Process" {
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

// shutdown returns a Shutdown of a server that is given a context which is never done.
func (w *World) shutdown(call *ssa.Call) (Op, bool) {
	e, ok := model.Of(callee.Of(&call.Call), model.ShutsDown)
	if !ok || !w.isEndless(operand(&call.Call, e.Operands[0])) {
		return Op{}, false
	}
	return Op{Kind: Shutdown, At: call}, true
}

// conn returns a read of a connection that was accepted or dialled, in a package that sets
// no deadlines.
func (w *World) conn(call *ssa.Call) (Op, bool) {
	if w.deadline {
		return Op{}, false
	}
	f := callee.Of(&call.Call)
	e, ok := model.Of(f, model.Exhausts)
	if !ok {
		if e, ok = model.Of(f, model.Scans); !ok {
			return Op{}, false
		}
	}
	accept := w.acceptedAt(operand(&call.Call, e.Operands[0]), 0)
	if accept == nil {
		return Op{}, false
	}
	return Op{Kind: Conn, At: call, From: accept}, true
}

// acceptedAt returns the call that has opened the connection which a value is, or reads
// from, nil if it may be another one, or if others have it who may set a deadline.
func (w *World) acceptedAt(v ssa.Value, depth int) (accept *ssa.Call) {
	if v == nil || depth > 3 {
		return nil
	}
	for _, source := range w.sources(v) {
		call, result := flow.ResultOf(source)
		if call == nil {
			return nil
		}
		f := callee.Of(&call.Call)
		if e, ok := model.Of(f, model.Wraps); ok && result == 0 {
			call = w.acceptedAt(operand(&call.Call, e.Operands[0]), depth+1)
		} else if !model.Has(f, model.Accepted) && !model.Has(f, model.DialledConn) || result != 0 || w.escapes(source) {
			call = nil
		}
		if call == nil || accept != nil && accept != call {
			return nil
		}
		accept = call
	}
	return accept
}

// escapes reports whether a connection is given to functions of other packages, which may
// set a deadline, but those of the standard library.
func (w *World) escapes(conn ssa.Value) bool {
	return slices.ContainsFunc(w.flow.Uses(conn), func(u flow.Use) bool {
		call, ok := u.Instr.(ssa.CallInstruction)
		if !ok {
			return false
		}
		f := callee.Of(call.Common())
		return f == nil || f.Pkg() != nil && !model.IsStd(f.Pkg().Path()) && f.Pkg() != w.world.Pkg
	})
}
