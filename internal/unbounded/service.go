package unbounded

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// query returns a call of a database or another service that is given a context which is
// never done.
//
//	t1 = context.Background(); t2 = (*sql.DB).QueryContext(t0, t1, ...)
func (w *World) query(call *ssa.Call) (Op, bool) {
	f := callee.Of(&call.Call)
	if f == nil || f.Signature().Recv() == nil || f.Signature().Params().Len() == 0 || !ssabuild.IsContext(f.Signature().Params().At(0).Type()) {
		return Op{}, false
	}
	if !model.IsService(f.Signature().Recv().Type()) && !takesCallOptions(f) {
		return Op{}, false
	}
	if !w.isEndless(operand(&call.Call, model.Operand{Kind: model.Arg})) {
		return Op{}, false
	}
	return Op{Kind: Query, At: call}, true
}

// takesCallOptions reports whether a method is generated for a call of a gRPC service: its
// last parameters are options of calls.
func takesCallOptions(f *types.Func) bool {
	if !f.Signature().Variadic() {
		return false
	}
	params := f.Signature().Params()
	options, ok := params.At(params.Len() - 1).Type().(*types.Slice)
	return ok && model.IsCallOption(options.Elem())
}
