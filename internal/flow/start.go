package flow

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// Started returns the function that a call runs in a goroutine of its own, nil if it does not
// or it is not known which.
//
//	go f()        t0 = make closure f$1 [...]; (*sync.WaitGroup).Go(t1, t0)
func (f *Flow) Started(call ssa.CallInstruction) *ssa.Function {
	common := call.Common()
	if _, isGo := call.(*ssa.Go); isGo {
		return common.StaticCallee()
	}
	if common.IsInvoke() || len(common.Args) < 2 {
		return nil
	}
	fn := callee.Of(common)
	if !model.Has(fn, model.WgGo) && !model.Has(fn, model.GroupGo) && !model.Has(fn, model.GroupTryGo) {
		return nil
	}
	switch run := f.Peel(common.Args[1]).(type) {
	case *ssa.Function:
		return run
	case *ssa.MakeClosure:
		return unbound(run.Fn.(*ssa.Function))
	}
	return nil
}

// unbound returns the method that a method value calls, and each other function as it is.
//
//	t0 = make closure (*T).run$bound [t1]
func unbound(fn *ssa.Function) *ssa.Function {
	if method, ok := fn.Object().(*types.Func); ok && callee.IsBound(fn) {
		return fn.Prog.FuncValue(method)
	}
	return fn
}
