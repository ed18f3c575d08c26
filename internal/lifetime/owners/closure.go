package owners

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/summary"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// A ClosureFate is what becomes of a function literal.
type ClosureFate uint8

const (
	RunsHere ClosureFate = iota // called or deferred where it is made, or by a function that forgets it
	PassedOn                    // to a function of which that is not known
	Kept                        // returned or stored
	Started                     // as a goroutine
)

// closureFate follows a closure.
func (w *World) closureFate(mc *ssa.MakeClosure) ClosureFate {
	fate := RunsHere
	for _, u := range w.LocalUses(mc) {
		fate = max(fate, w.ClosureUse(u))
	}
	return fate
}

// ClosureUse classifies a use of a literal.
func (w *World) ClosureUse(u flow.Use) ClosureFate {
	switch instr := u.Instr.(type) {
	case *ssa.DebugRef, *ssa.BinOp:
		return RunsHere
	case *ssa.Go:
		return Started
	case *ssa.MakeClosure: // a literal inside calls it
		return RunsHere
	case ssa.CallInstruction:
		call := instr.Common()
		switch {
		case call.Value == u.Value, w.callsOnly(call, u.Value):
			return RunsHere
		case StartsGoroutine(callee.Of(call)):
			return Started
		}
		return PassedOn
	}
	return Kept
}

// StartsGoroutine reports whether a function runs one that it is given in a
// goroutine.
func StartsGoroutine(fn *types.Func) bool {
	return slices.ContainsFunc([]model.Effect{model.WgGo, model.GroupGo, model.GroupTryGo, model.AfterFunc, model.CtxAfter},
		func(e model.Effect) bool { return model.Has(fn, e) })
}

// callsOnly reports whether a function calls a function that it is given before
// it returns, and forgets it.
func (w *World) callsOnly(call *ssa.CallCommon, v ssa.Value) bool {
	fn := callee.Of(call)
	for i := range summary.Arguments(call) {
		if summary.Argument(call, i) == v && !model.HasOn(fn, model.Calls, summary.OperandOf(fn, i)) {
			return false
		}
	}
	return true
}
