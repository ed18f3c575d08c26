package obligation

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// An Inside is a call that waits for the function in which it stands.
type Inside struct {
	Contract model.Contract
	Given    ssa.CallInstruction // gives the function to the library
	Waits    *ssa.Call           // in the function
}

// Inside returns the calls in the functions that a function gives to libraries which wait for
// these to return.
//
//	t3 = make closure run$1 [pool]
//	t4 = (*workerpool.WorkerPool).Submit(pool, t3)
//
// and in run$1
//
//	t0 = (*workerpool.WorkerPool).StopWait(pool)
func (f *Finder) Inside(fn *ssa.Function) (list []Inside) {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			site, ok := instr.(ssa.CallInstruction)
			if !ok || !f.world.Exists(fn, site) {
				continue
			}
			for _, c := range f.contracts(callee.Of(site.Common())) {
				if c.Kind == model.WaitsFor {
					list = append(list, f.inside(site, c)...)
				}
			}
		}
	}
	return list
}

func (f *Finder) inside(site ssa.CallInstruction, c model.Contract) (list []Inside) {
	lit := f.literal(site, c.On.Index)
	if lit == nil {
		return nil
	}
	for _, b := range lit.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(*ssa.Call)
			if !ok {
				continue
			}
			fn := callee.Of(&call.Call)
			if fn == nil || fn.Signature().Recv() == nil || !slices.Contains(c.Ends, fn.Name()) {
				continue
			}
			if f.flow.SamePlace(receiver(site.Common()), receiver(&call.Call)) {
				list = append(list, Inside{Contract: c, Given: site, Waits: call})
			}
		}
	}
	return list
}

// literal returns the function literal that a call is given as an argument, or nil.
func (f *Finder) literal(site ssa.CallInstruction, arg int) *ssa.Function {
	common := site.Common()
	args := common.Args
	if !common.IsInvoke() && common.Signature().Recv() != nil {
		args = args[1:]
	}
	if arg >= len(args) {
		return nil
	}
	switch v := flow.Unconverted(args[arg]).(type) {
	case *ssa.MakeClosure:
		if lit := v.Fn.(*ssa.Function); !callee.IsBound(lit) {
			return lit
		}
	case *ssa.Function:
		return v
	}
	return nil
}
