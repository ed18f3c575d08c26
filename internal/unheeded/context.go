package unheeded

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// isTheirs reports whether a context is one that clients have given, or that a client ends by what
// it calls; not one that ends with the goroutines of the package, such as that of an errgroup.
func (x *Finder) isTheirs(ctx ssa.Value, depth int) bool {
	if depth == 0 {
		return false
	}
	if loadsExported(x.flow.Peel(ctx)) {
		return true
	}
	return slices.ContainsFunc(x.flow.Origins(ctx), func(v ssa.Value) bool {
		if p, ok := v.(*ssa.Parameter); ok {
			return isExported(p.Parent())
		}
		call, _ := flow.ResultOf(v)
		if call == nil {
			return false
		}
		fn := callee.Of(&call.Call)
		switch {
		case model.Has(fn, model.CtxCancel):
			return x.cancelled(call) || x.isTheirs(call.Call.Args[0], depth-1)
		case model.Has(fn, model.CtxTimer), model.Has(fn, model.CtxValue):
			return x.isTheirs(call.Call.Args[0], depth-1)
		}
		return false
	})
}

// cancelled reports whether a client calls what cancels a context.
//
//	t0 = context.WithCancel(ctx); t1 = extract t0 #1; *&t2.cancel = t1
//	...
//	t3 = *&t0.cancel; t4 = t3()    in an exported method
func (x *Finder) cancelled(call *ssa.Call) bool {
	cancel := callee.Result(call, 1)
	return cancel != nil && slices.ContainsFunc(x.flow.Uses(cancel), func(u flow.Use) bool {
		site, ok := u.Instr.(ssa.CallInstruction)
		return ok && site.Common().Value == u.Value && x.byClient(site.Parent())
	})
}
