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

// output returns a call that captures the output of a shell, or another program that starts
// others, with a context, which kills the one and not the others: who has that output open keeps
// the call waiting.
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
	if first, ok := constString(element(operand(&cmd.Call, e.Operands[2]), 0)); ok && (first == "--version" || first == "--help") {
		return Op{}, false
	}
	if handedOn(cmd) || runs && !copiesOutput(cmd) {
		return Op{}, false // who may set WaitDelay, or wait for nothing but the program
	}
	op := Op{Kind: Output, At: call, From: cmd, Program: starter(operand(&cmd.Call, e.Operands[1]), operand(&cmd.Call, e.Operands[2]))}
	if op.Program == "" {
		op.Kind = Program
		op.Any = isAny(operand(&cmd.Call, e.Operands[1]), operand(&cmd.Call, e.Operands[2]))
	}
	return op, true
}

// isAny reports whether a program and its arguments are parameters of a function that other packages can
// call: it runs whatever they name.
//
//	func Run(ctx context.Context, name string, args ...string) { exec.CommandContext(ctx, name, args...) ... }
func isAny(name, args ssa.Value) bool {
	p, isParam := name.(*ssa.Parameter)
	rest, ok := args.(*ssa.Parameter)
	return isParam && ok && p.Parent() == rest.Parent() && p.Parent().Signature.Variadic() && token.IsExported(p.Parent().Name())
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

// shells run what a text or a file says.
var shells = []string{"sh", "bash", "ash", "dash", "ksh", "zsh"}

// launchers start other programs and wait for them: to kill them does not end those.
var launchers = []string{
	"sudo", "su", "doas", "runuser", "timeout", "xargs",
	"make", "gmake", "npm", "npx", "yarn", "pnpm", "mvn", "gradle", "gradlew", "cargo",
}

// starter returns how a program is called that starts others, "" if it may not: a shell, one of
// those that are known to, or whatever somebody names together with its arguments.
func starter(name, args ssa.Value) string {
	text, known := constString(name)
	if !known {
		if isCommandLine(name, args) {
			return "program"
		}
		if first, ok := constString(element(args, 0)); ok && first == "-c" && element(args, 1) != nil && element(args, 2) == nil {
			return "shell" // of the user
		}
		return ""
	}
	switch base := path.Base(text); {
	case slices.Contains(shells, base):
		return "shell"
	case slices.Contains(launchers, base):
		return base
	}
	return ""
}

// isCommandLine reports whether a program is the first of a list of words, and its arguments are
// the others: whatever somebody wants to run.
//
//	t1 = &t0[0]; t2 = *t1; t3 = slice t0[1:]; exec.CommandContext(ctx, t2, t3...)
func isCommandLine(name, args ssa.Value) bool {
	load, ok := name.(*ssa.UnOp)
	rest, isSlice := args.(*ssa.Slice)
	if !ok || !isSlice {
		return false
	}
	index, ok := load.X.(*ssa.IndexAddr)
	return ok && ssabuild.IsInt(index.Index, 0) && ssabuild.IsInt(rest.Low, 1) && index.X == rest.X
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
