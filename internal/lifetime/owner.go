package lifetime

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// An owner is a file, connection or listener: when it is closed, or when nobody
// can reach it any more and the garbage collector runs, its descriptor is closed
// (net/fd_posix.go, setAddr, and os/file_unix.go, newFile, set finalizers). In
// SSA it is a value that is no copy: the result of a call, or a parameter.

// IsFresh reports whether a value is an owner that nobody else had when the call
// of which it is the result returned.
func (w *World) IsFresh(v ssa.Value) bool {
	call, result := flow.ResultOf(v)
	if call == nil {
		return false
	}
	fn := flow.CalleeObject(&call.Call)
	for _, e := range []model.Effect{model.NewFile, model.NewConn} {
		if model.HasOn(fn, e, model.Operand{Kind: model.Res, Index: result}) {
			return true
		}
	}
	if result == 0 && w.fileMethod(&call.Call) != nil {
		return true
	}
	f := w.summaryOf(&call.Call)
	return f != nil && slices.Contains(f.Fresh, result)
}

// A Fate is what becomes of an owner in the function that has it.
type Fate struct {
	Kind Kind // of all its uses

	// Calls are the calls for which it is alive, in no order.
	Calls []Use
}

// Dropped reports whether nobody has the owner once the function has returned.
func (f *Fate) Dropped() bool { return !f.Kind.leaves() }

// FateOf follows an owner through its function and the literals there.
func (w *World) FateOf(owner ssa.Value) *Fate {
	f := new(Fate)
	for _, u := range w.usesOf(owner.Parent(), owner, byCopy) {
		f.Kind |= u.Kind
		if _, ok := u.Instr.(ssa.CallInstruction); ok {
			f.Calls = append(f.Calls, u)
		}
	}
	return f
}

// argumentsOf returns the number of a call's arguments, the receiver included.
func argumentsOf(call *ssa.CallCommon) int {
	if call.IsInvoke() {
		return len(call.Args) + 1
	}
	return len(call.Args)
}

// operandOf returns the operand of the model that the i-th argument of a call
// is, the receiver counted.
func operandOf(fn *types.Func, i int) model.Operand {
	if fn != nil && fn.Signature().Recv() != nil {
		if i == 0 {
			return model.Operand{Kind: model.Recv}
		}
		i--
	}
	return model.Operand{Kind: model.Arg, Index: i}
}

// resultsOf returns the values that hold a result of a call.
func resultsOf(site ssa.CallInstruction, index int) []ssa.Value {
	call, ok := site.(*ssa.Call)
	if !ok {
		return nil
	}
	if call.Call.Signature().Results().Len() == 1 {
		return []ssa.Value{call}
	}
	var vs []ssa.Value
	for _, instr := range *call.Referrers() {
		if e, ok := instr.(*ssa.Extract); ok && e.Index == index {
			vs = append(vs, e)
		}
	}
	return vs
}

// A closureFate is what becomes of a function literal.
type closureFate uint8

const (
	runsHere closureFate = iota // called or deferred where it is made, or by a function that forgets it
	passedOn                    // to a function of which that is not known
	kept                        // returned or stored
	started                     // as a goroutine
)

// closureFate follows a closure.
func (w *World) closureFate(mc *ssa.MakeClosure) closureFate {
	fate := runsHere
	for _, u := range w.LocalUses(mc) {
		fate = max(fate, w.closureUse(u))
	}
	return fate
}

func (w *World) closureUse(u flow.Use) closureFate {
	switch instr := u.Instr.(type) {
	case *ssa.DebugRef, *ssa.BinOp:
		return runsHere
	case *ssa.Go:
		return started
	case *ssa.MakeClosure: // a literal inside calls it
		return runsHere
	case ssa.CallInstruction:
		call := instr.Common()
		switch {
		case call.Value == u.Value, w.callsOnly(call, u.Value):
			return runsHere
		case startsGoroutine(flow.CalleeObject(call)):
			return started
		}
		return passedOn
	}
	return kept
}

// startsGoroutine reports whether a function runs one that it is given in a
// goroutine.
func startsGoroutine(fn *types.Func) bool {
	return slices.ContainsFunc([]model.Effect{model.WgGo, model.GroupGo, model.GroupTryGo, model.AfterFunc},
		func(e model.Effect) bool { return model.Has(fn, e) })
}

// callsOnly reports whether a function calls a function that it is given before
// it returns, and forgets it.
func (w *World) callsOnly(call *ssa.CallCommon, v ssa.Value) bool {
	fn := flow.CalleeObject(call)
	for i := range argumentsOf(call) {
		if argument(call, i) == v && !model.HasOn(fn, model.Calls, operandOf(fn, i)) {
			return false
		}
	}
	return true
}
