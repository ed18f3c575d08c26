package deadline

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/owners"
)

// keptCalls are the calls of methods of files that are elements of a slice or map, in a
// field or package variable, in the order of flow.Compare.
type keptCalls struct{ reads, closes, deadlines []ssa.CallInstruction }

// keptCallsOf returns them by the field or package variable.
func (w *World) keptCallsOf() map[any]keptCalls {
	found := make(map[any]keptCalls)
	for _, fn := range w.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				call, ok := instr.(*ssa.Call)
				if !ok || call.Call.IsInvoke() || len(call.Call.Args) == 0 || !owners.IsFile(call.Call.Args[0].Type()) || !w.isElement(call.Call.Args[0]) {
					continue
				}
				c := w.Container(call.Call.Args[0])
				if _, param := c.(*ssa.Parameter); param || c == nil || callee.Of(&call.Call) == nil {
					continue
				}
				found[c] = found[c].with(call)
			}
		}
	}
	for _, k := range found {
		for _, list := range [][]ssa.CallInstruction{k.reads, k.closes, k.deadlines} {
			slices.SortStableFunc(list, flow.Compare)
		}
	}
	return found
}

// with adds a call to those of its kind.
func (k keptCalls) with(call *ssa.Call) keptCalls {
	switch callee.Of(&call.Call).Name() {
	case "Read":
		k.reads = append(k.reads, call)
	case "Close":
		k.closes = append(k.closes, call)
	case "SetDeadline", "SetReadDeadline", "SetWriteDeadline":
		k.deadlines = append(k.deadlines, call)
	}
	return k
}

// isElement reports whether a file comes out of a slice, array or map.
func (w *World) isElement(file ssa.Value) bool {
	switch v := w.Peel(file).(type) {
	case *ssa.UnOp:
		_, ok := v.X.(*ssa.IndexAddr)
		return ok
	case *ssa.Index, *ssa.Lookup:
		return true
	case *ssa.Extract:
		switch v.Tuple.(type) {
		case *ssa.Next, *ssa.Lookup:
			return true
		}
	}
	return false
}
