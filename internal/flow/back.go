package flow

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/cfg"
)

// A BackPolicy says where a value that is no copy within an expression comes
// from: it returns the values that it may be, or false if it is a source.
type BackPolicy func(v ssa.Value) (from []ssa.Value, ok bool)

// Back follows v back through copies, and through what policy says, to its
// sources, in depth-first order.
func Back(v ssa.Value, policy BackPolicy) []ssa.Value {
	var sources []ssa.Value
	seen := make(map[ssa.Value]bool)
	stack := []ssa.Value{v}
	for len(stack) > 0 {
		v := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if seen[v] {
			continue
		}
		seen[v] = true
		from := copied(v)
		if len(from) == 0 {
			var ok bool
			if from, ok = policy(v); !ok {
				sources = append(sources, v)
			}
		}
		for _, w := range slices.Backward(from) { // the first one is on top
			stack = append(stack, w)
		}
	}
	return sources
}

// Sources returns the values from which v may come, through copies only:
// results of calls, parameters, constants and loads that are not followed.
func (f *Flow) Sources(v ssa.Value) []ssa.Value {
	return Back(v, func(v ssa.Value) ([]ssa.Value, bool) {
		if call, result := ResultOf(v); call != nil {
			return results(&call.Call, result)
		}
		return f.back(v)
	})
}

// Origins is [Flow.Sources] without looking into the callees whose results they
// are: each call that a function makes has another origin.
func (f *Flow) Origins(v ssa.Value) []ssa.Value { return Back(v, f.back) }

// back goes from a free variable to what is captured, from a load to all that is
// ever stored there, from a parameter to the arguments.
func (f *Flow) back(v ssa.Value) (from []ssa.Value, ok bool) {
	switch v := v.(type) {
	case *ssa.FreeVar:
		if b := f.binding(v); b != nil {
			return []ssa.Value{b}, true
		}
	case *ssa.Parameter:
		return f.arguments(v)
	}
	if c := f.loaded(v); c != nil && len(c.Stores) > 0 {
		return c.values(), true
	}
	return nil, false
}

// arguments returns what the calls of a function pass for a parameter, if all
// calls are seen.
func (f *Flow) arguments(p *ssa.Parameter) ([]ssa.Value, bool) {
	fn := p.Parent()
	if !f.Closed(fn) {
		return nil, false
	}
	index := ParamIndex(p)
	var args []ssa.Value
	for _, call := range f.callers[fn] {
		args = append(args, call.Common().Args[index])
	}
	return args, len(args) > 0
}

// results returns what a callee with a visible body returns.
func results(call *ssa.CallCommon, index int) ([]ssa.Value, bool) {
	fn := Callee(call)
	if fn == nil {
		return nil, false
	}
	var results []ssa.Value
	for _, ret := range cfg.Returns(fn) {
		if index < len(ret.Results) {
			results = append(results, ret.Results[index])
		}
	}
	return results, len(results) > 0
}

// LocalSources is [Flow.Sources] within a function and the literals around and
// inside it: parameters, results of calls, and what is loaded from fields and
// package variables are sources. Of the stores to a variable it follows those
// that reach the load.
func (f *Flow) LocalSources(v ssa.Value) []ssa.Value {
	return Back(v, func(v ssa.Value) (from []ssa.Value, ok bool) {
		load, ok := v.(*ssa.UnOp)
		if !ok {
			return nil, false
		}
		for _, store := range f.definitions(load) {
			from = append(from, store.Val)
		}
		return from, len(from) > 0
	})
}
