// Package obligation finds what a library is still owed when nobody is left who could give
// it: an object that must be stopped, a channel that must be drained.
//
// A call of a function that has a contract (internal/model/libraries.txt) makes an
// obligation. It is met by what the contract names, and it is somebody else's as soon as the
// value goes where it is not followed: returned, stored in a field or a package variable,
// sent, passed to code that is not seen, held by a goroutine. What is left is a path from the
// call to a return on which neither happened. This is the analysis of must-call obligations
// (Kellogg, Shadab, Sridharan, Ernst: Lightweight and Modular Resource Leak Verification,
// ESEC/FSE 2021) without annotations, and in favour of silence where theirs is in favour of
// soundness.
package obligation

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A Debt is an obligation that some path does not meet.
type Debt struct {
	Contract model.Contract
	Made     *ssa.Call       // makes the obligation
	Left     ssa.Instruction // the return with which the path ends; Made if it comes by there again; nil if nobody ever has the value
}

// A Finder looks at one world.
type Finder struct {
	world     *ssabuild.World
	flow      *flow.Flow
	contracts func(*types.Func) []model.Contract
	params    map[param]bool // whether a parameter is settled, as far as that is known

	GaveUp bool // some search ended at its bounds
}

// A param is a parameter that is asked whether its function settles it.
type param struct {
	*ssa.Parameter
	kind model.ContractKind
	end  string
}

// New returns a Finder. contracts tells what is owed to a function.
func New(world *ssabuild.World, f *flow.Flow, contracts func(*types.Func) []model.Contract) *Finder {
	return &Finder{world: world, flow: f, contracts: contracts, params: make(map[param]bool)}
}

// Debts returns the obligations that a function makes and does not meet.
func (f *Finder) Debts(fn *ssa.Function) (debts []Debt) {
	if f.once(fn) {
		return nil
	}
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(*ssa.Call)
			if !ok || !f.world.Exists(fn, call) {
				continue
			}
			for _, c := range f.contracts(callee.Of(&call.Call)) {
				if !c.Kind.OnPaths() || c.Given || f.settledBy(call, c) {
					continue
				}
				if d, ok := f.debt(call, c); ok {
					debts = append(debts, d)
				}
			}
		}
	}
	return debts
}

// once reports whether a function runs once, and what it makes may be there until the program
// ends: main, an initialiser, or what only they call, and not in a loop.
func (f *Finder) once(fn *ssa.Function) bool {
	for range maxCalls {
		if declared := callee.Declared(fn); declared.Signature.Recv() == nil && declared.Parent() == nil {
			if name := declared.Name(); name == "init" || strings.HasPrefix(name, "init#") || name == "main" && f.world.Pkg.Name() == "main" {
				return true
			}
		}
		if f.world.Pkg.Name() != "main" || !f.flow.Closed(fn) {
			return false
		}
		calls := f.flow.Calls(fn)
		if len(calls) != 1 || cfg.Reaches(calls[0], calls[0]) {
			return false
		}
		fn = calls[0].Parent()
	}
	return false
}

// maxCalls bounds how far callers and callees are followed.
const maxCalls = 6

// settledBy reports whether an argument of the call, or the end of its receiver, meets the
// obligation: a context that may end, or a receiver that is the package's own to end.
func (f *Finder) settledBy(call *ssa.Call, c model.Contract) bool {
	args := call.Call.Args
	if !call.Call.IsInvoke() && call.Call.Signature().Recv() != nil {
		args = args[1:]
	}
	for _, i := range c.By {
		if i < len(args) && !f.endless(args[i], maxCalls) {
			return true
		}
	}
	return c.Within && slices.ContainsFunc(f.flow.Path(receiver(&call.Call)), func(part ssa.Value) bool {
		return slices.ContainsFunc(f.flow.Origins(part), func(v ssa.Value) bool {
			made, _ := flow.ResultOf(v)
			return made != nil
		})
	})
}

func receiver(call *ssa.CallCommon) ssa.Value {
	if call.IsInvoke() {
		return call.Value
	}
	return call.Args[0]
}

// endless reports whether a context surely never ends: it is the root of all, or has only a
// value more.
func (f *Finder) endless(ctx ssa.Value, depth int) bool {
	if depth == 0 {
		return false
	}
	origins := f.flow.Origins(ctx)
	return len(origins) > 0 && !slices.ContainsFunc(origins, func(v ssa.Value) bool {
		if c, ok := v.(*ssa.Const); ok {
			return !c.IsNil()
		}
		call, _ := flow.ResultOf(v)
		switch {
		case call == nil:
			return true
		case model.Has(callee.Of(&call.Call), model.CtxRoot):
			return false
		case model.Has(callee.Of(&call.Call), model.CtxValue):
			return !f.endless(call.Call.Args[0], depth-1)
		}
		return true
	})
}

// debt follows what a call returns.
//
//	t0 = fsnotify.NewWatcher()
//	t1 = extract t0 #0             the watcher
//	t2 = extract t0 #1             the error, with which there is none
func (f *Finder) debt(call *ssa.Call, c model.Contract) (Debt, bool) {
	v, err := f.object(call, c.On)
	switch {
	case v != nil:
	case c.On.Kind == model.Recv:
		return Debt{}, false
	case c.Versions != "" && slices.Contains(c.Ends, model.Call):
		return Debt{}, false // who drops what stops a thing of the process wants it to last
	default:
		// Who has only the error may know that there is nothing beside it.
		w := newWalk(f, call, nil, err, &settling{})
		return Debt{Contract: c, Made: call}, w.leaves() != nil
	}
	if !endable(v.Type(), c, c.On.Index) {
		return Debt{}, false // another version of the library
	}
	s := newSettling(f, call.Parent(), c)
	s.follow(v, false)
	s.beside(call, v, err)
	if s.lost || s.before(call) {
		return Debt{}, false
	}
	w := newWalk(f, call, v, err, s)
	if left := w.leaves(); left != nil {
		return Debt{Contract: c, Made: call, Left: left}, true
	}
	f.GaveUp = f.GaveUp || w.steps == 0
	return Debt{}, false
}

// object returns the value that an obligation is about, nil if nobody has it, and the error
// beside it, if there is one. A receiver has to be what a call in the same function returned.
func (f *Finder) object(call *ssa.Call, on model.Operand) (v, err ssa.Value) {
	if on.Kind == model.Res {
		return results(call, on.Index)
	}
	sources := f.flow.LocalSources(receiver(&call.Call))
	if len(sources) != 1 {
		return nil, nil
	}
	if made, _ := flow.ResultOf(sources[0]); made == nil || made.Parent() != call.Parent() {
		return nil, nil
	}
	return sources[0], nil
}

// results returns the value that an obligation is about, nil if nobody has it, and the error
// beside it, if there is one.
func results(call *ssa.Call, index int) (v, err ssa.Value) {
	tuple, ok := call.Type().(*types.Tuple)
	if !ok {
		if len(*call.Referrers()) == 0 {
			return nil, nil
		}
		return call, nil
	}
	for _, instr := range *call.Referrers() {
		e, ok := instr.(*ssa.Extract)
		switch {
		case !ok:
		case e.Index == index && len(*e.Referrers()) > 0:
			v = e
		case e.Index == tuple.Len()-1 && ssabuild.IsError(e.Type()):
			err = e
		}
	}
	return v, err
}

// endable reports whether a value, or a result, can do what its contract asks for.
func endable(t types.Type, c model.Contract, result int) bool {
	if tuple, ok := t.(*types.Tuple); ok {
		t = tuple.At(result).Type()
	}
	switch t.Underlying().(type) {
	case *types.Chan, *types.Signature:
		return true
	}
	return len(c.Ends) == 0 || len(c.Out) > 0 || slices.ContainsFunc(c.Ends, func(name string) bool {
		obj, _, _ := types.LookupFieldOrMethod(t, true, nil, name)
		_, ok := obj.(*types.Func)
		return ok
	})
}
