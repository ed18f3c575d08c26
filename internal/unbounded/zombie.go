package unbounded

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

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
			f := ssabuild.Field(ref)
			if f == nil || f.Name() == "Process" && !onlyNumber(ref) {
				return Op{}, false // it may be waited for, or let go, by that
			}
			if f.Name() == successor && model.IsField(f, model.HandOff) {
				return Op{}, false // it goes on with the listeners when this process has ended
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

// successor is the field of a command whose files a process hands on to the next one.
const successor = "ExtraFiles"

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
