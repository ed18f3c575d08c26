package unbounded

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// Hangs is a fact: a call of the function sends a request that nothing bounds, and waits
// for the answer.
type Hangs struct {
	By string // the function that sends it, as in net/http.Get
}

// AFact marks it as one.
func (*Hangs) AFact() {}

func (h *Hangs) String() string { return "hangs in " + h.By }

// Hangs returns the fact about a function of the package, or nil: what it, or a function
// that it calls, sends.
func (w *World) Hangs(fn *ssa.Function) *Hangs {
	seen := map[*ssa.Function]bool{fn: true}
	work := []*ssa.Function{fn}
	for len(work) > 0 {
		fn := work[0]
		work = work[1:]
		var by string
		w.each(fn, func(instr ssa.Instruction) {
			call, ok := instr.(*ssa.Call)
			if !ok || by != "" {
				return
			}
			if op, ok := w.request(call); ok {
				by = op.By
				if by == "" {
					by = callee.Of(&call.Call).FullName()
				}
			}
			if to := call.Call.StaticCallee(); to != nil && len(to.Blocks) > 0 && !seen[to] {
				seen[to] = true
				work = append(work, to)
			}
		})
		if by != "" {
			return &Hangs{By: by}
		}
	}
	return nil
}

// request returns a call that sends a request which neither a timeout nor a context bounds.
func (w *World) request(call *ssa.Call) (Op, bool) {
	f := w.calleeOf(call)
	if f == nil {
		return Op{}, false
	}
	if f.Pkg() != w.world.Pkg {
		if h := w.imported.Hangs(f); h != nil {
			return Op{Kind: Request, At: call, By: h.By}, true
		}
	}
	for _, e := range model.EffectsOf(f) {
		switch e.Effect {
		case model.Requests:
			return Op{Kind: Request, At: call}, !w.bounded
		case model.RequestsBy:
			from, ok := w.unboundedClient(operand(&call.Call, e.Operands[0]))
			return Op{Kind: Request, At: call, From: from}, ok
		case model.Sends:
			from, ok := w.unboundedClient(operand(&call.Call, e.Operands[0]))
			if !ok {
				return Op{}, false
			}
			made, ok := w.withoutContext(operand(&call.Call, e.Operands[1]))
			return Op{Kind: Request, At: call, From: from, Request: made}, ok
		}
	}
	return Op{}, false
}

// calleeOf returns the function that a call runs: of a method of an interface that of a client, if nothing else is ever
// put into it.
//
//	t0 = make doer <- *http.Client (t1); invoke t0.Do(t2)
func (w *World) calleeOf(call *ssa.Call) *types.Func {
	f := callee.Of(&call.Call)
	if f == nil || !call.Call.IsInvoke() || !model.Names(f.Name(), model.Sends) && !model.Names(f.Name(), model.RequestsBy) {
		return f
	}
	sources := w.sources(call.Call.Value)
	if len(sources) == 0 || slices.ContainsFunc(sources, func(v ssa.Value) bool { return !isClient(ssabuild.Deref(v.Type())) }) {
		return f
	}
	obj, _, _ := types.LookupFieldOrMethod(sources[0].Type(), true, nil, f.Name())
	if method, ok := obj.(*types.Func); ok {
		return method
	}
	return f
}

// withoutContext reports whether a request has no context, or one that is never done. It
// returns the call that makes it without one, nil if there are several.
func (w *World) withoutContext(request ssa.Value) (made *ssa.Call, ok bool) {
	if request == nil {
		return nil, false
	}
	sources := w.sources(request)
	for _, v := range sources {
		call, _ := flow.ResultOf(v)
		if call == nil {
			return nil, false
		}
		if w.isBare(v) {
			made = nil
			continue
		}
		f := callee.Of(&call.Call)
		if model.Has(f, model.NewRequest) {
			made = call
			continue
		}
		if e, ok := model.Of(f, model.NewRequestCtx); !ok || !w.isEndless(operand(&call.Call, e.Operands[0])) {
			return nil, false
		}
	}
	if len(sources) > 1 {
		made = nil
	}
	return made, len(sources) > 0
}

// returned returns what a function of the package returns as a result.
func (w *World) returned(fn *ssa.Function, result int) (list []ssa.Value, ok bool) {
	for _, ret := range cfg.Returns(fn) {
		if result < len(ret.Results) && !ssabuild.IsNil(ret.Results[result]) {
			list = append(list, ret.Results[result])
		}
	}
	return list, len(list) > 0
}
