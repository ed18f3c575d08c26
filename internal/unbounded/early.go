package unbounded

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// early returns a call that stands in a case of a select which has a limit, and waits for another
// process: the select begins when it has come back, so the limit is none.
//
//	select { case <-ctx.Done(): ...; case errs <- conn.Handshake(): ... }
//
//	t1 = (*tls.Conn).Handshake(t0); t2 = select blocking [<-t3, t4<-t1]
func (w *World) early(call *ssa.Call) (Op, bool) {
	if !w.waitsLong(call, 0) {
		return Op{}, false
	}
	for _, instr := range call.Block().Instrs {
		sel, ok := instr.(*ssa.Select)
		if !ok || !sel.Blocking || sel.Pos() > call.Pos() || !slices.ContainsFunc(sel.States, w.isLimit) {
			continue
		}
		for _, state := range sel.States {
			if state.Dir == types.SendOnly && isResult(state.Send, call) {
				return Op{Kind: Early, At: call, From: sel}, true
			}
		}
	}
	return Op{}, false
}

// isLimit reports whether a case of a select is taken when a time or a context is over.
func (w *World) isLimit(state *ssa.SelectState) bool {
	if state.Dir != types.RecvOnly {
		return false
	}
	ch := w.flow.Peel(state.Chan)
	if call, ok := ch.(*ssa.Call); ok {
		f := callee.Of(&call.Call)
		return model.Has(f, model.CtxDone) || model.Has(f, model.TimeAfter)
	}
	load, ok := ch.(*ssa.UnOp)
	if !ok {
		return false
	}
	addr, ok := load.X.(*ssa.FieldAddr)
	return ok && ssabuild.Deref(addr.X.Type()).String() == "time.Timer"
}

// isResult reports whether a value is a result of a call, converted perhaps.
func isResult(v ssa.Value, call *ssa.Call) bool {
	from, _ := flow.ResultOf(flow.Unconverted(v))
	return from == call
}

// long are the effects of functions that may wait for another process as long as that likes.
var long = []model.Effect{
	model.Requests, model.RequestsBy, model.Sends, model.Captures, model.CmdWait, model.RunsCmd, model.Accepted, model.Handshakes, model.Exhausts,
}

// waitsLong reports whether a call may wait for another process, and is given no context that
// ends it: of a function of the package, whether what it calls does.
func (w *World) waitsLong(call *ssa.Call, depth int) bool {
	if slices.ContainsFunc(call.Call.Args, func(arg ssa.Value) bool { return ssabuild.IsContext(arg.Type()) }) {
		return false
	}
	f := callee.Of(&call.Call)
	if slices.ContainsFunc(model.EffectsOf(f), func(e model.Entry) bool { return slices.Contains(long, e.Effect) }) {
		return true
	}
	fn := call.Call.StaticCallee()
	return fn != nil && depth < maxWraps && slices.ContainsFunc(fn.Blocks, func(b *ssa.BasicBlock) bool {
		return slices.ContainsFunc(b.Instrs, func(instr ssa.Instruction) bool {
			inner, ok := instr.(*ssa.Call)
			return ok && w.waitsLong(inner, depth+1)
		})
	})
}
