package effects

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// Which objects may be ended before they have started anything. Most types take it for granted that
// Stop comes behind Start, and nothing is said of them.

// EndsFirst returns a call that starts the goroutines of an object, if it tells that the end may come
// before: it looks at what the end closes or sets, in order to start nothing then, or the goroutines
// are started once, by the first call that needs them. It returns nil if none tells.
//
//	select {                       t.once.Do(t.start)
//	case <-t.closed:               t.queue <- job
//		return errClosed
//	default:
//	}
//	go t.run()
func (c *Client) EndsFirst() *ssa.Function {
	if c.Type == nil || c.Starts(c.New) {
		return nil
	}
	var by *ssa.Function
	for _, call := range c.Calls {
		if !c.Starts(call) {
			continue
		}
		isLazy := startsLazily(c.started[call], call)
		if !isLazy && !slices.ContainsFunc(c.Ends, func(end *ssa.Function) bool { return c.deedsOf(call).expects(c.deedsOf(end), call) != nil }) {
			return nil
		}
		if by == nil {
			by = call
		}
	}
	return by
}

// StartCalls returns the calls that start goroutines.
func (c *Client) StartCalls() []*ssa.Function { return filter(c.Calls, c.Starts) }

// FailingStarts returns the calls that start the goroutines of an object, or say by an error that they
// have not.
func (c *Client) FailingStarts() []*ssa.Function {
	if c.Type == nil || c.Starts(c.New) {
		return nil
	}
	return filter(c.StartCalls(), func(m *ssa.Function) bool {
		return slices.ContainsFunc(slices.Collect(m.Signature.Results().Variables()), func(v *types.Var) bool { return ssabuild.IsError(v.Type()) })
	})
}

// startsLazily reports whether a call that is given some work starts goroutines by functions which
// it has a sync.Once run, and by no others.
func startsLazily(starters []*ssa.Function, call *ssa.Function) bool {
	isWork := func(v *types.Var) bool {
		_, isFunc := v.Type().Underlying().(*types.Signature)
		return !isFunc && !ssabuild.IsContext(v.Type())
	}
	if !slices.ContainsFunc(slices.Collect(call.Signature.Params().Variables()), isWork) {
		return false
	}
	once := runOnce(call)
	return !slices.ContainsFunc(starters, func(fn *ssa.Function) bool {
		return !slices.ContainsFunc(once, func(run *ssa.Function) bool {
			return run == fn || fn.Object() != nil && run.Object() == fn.Object() // the latter is a method value
		})
	})
}

// runOnce returns the functions that a function gives to Do of a sync.Once:
//
//	t1 = make closure T.start$bound [t0]
//	t2 = (*sync.Once).Do(&t0.once, t1)
func runOnce(fn *ssa.Function) (list []*ssa.Function) {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			do, ok := instr.(*ssa.Call)
			if !ok || !model.Has(callee.Of(&do.Call), model.OnceDo) {
				continue
			}
			if made, ok := do.Call.Args[1].(*ssa.MakeClosure); ok {
				list = append(list, made.Fn.(*ssa.Function))
			}
		}
	}
	return list
}
