package effects

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
)

// ClosesBehind reports whether a function closes a channel that it gives to a call as soon
// as the call has returned, on all ways, or when it returns itself. What is called must
// have ended sending to the channel by then, or the program panics:
//
//	t1 = invoke t0.Start(ctx, ch)
//	...
//	close(ch)
func (p *Package) ClosesBehind(call *ssa.Call, ch ssa.Value) bool {
	fn, b := call.Parent(), call.Block()
	at := slices.Index(b.Instrs, ssa.Instruction(call))
	var ipdom []*ssa.BasicBlock
	for _, c := range fn.Blocks {
		for i, instr := range c.Instrs {
			end, ok := instr.(ssa.CallInstruction)
			if !ok || !callee.IsBuiltin(end.Common(), "close") || !sameChannel(end.Common().Args[0], ch) {
				continue
			}
			switch instr.(type) {
			case *ssa.Defer:
				if c == b && i < at || c != b && c.Dominates(b) {
					return true
				}
			case *ssa.Call:
				if c == b {
					if i > at {
						return true
					}
					continue
				}
				if ipdom == nil {
					ipdom = cfg.PostDominators(fn)
				}
				for d := ipdom[b.Index]; d != nil; d = ipdom[d.Index] {
					if d == c {
						return true
					}
				}
			}
		}
	}
	return false
}

// sameChannel reports whether two values are one channel: one value, or what lies in one
// variable that is set once.
func sameChannel(x, y ssa.Value) bool {
	x, y = undirected(x), undirected(y)
	if x == y {
		return true
	}
	a, ok := x.(*ssa.UnOp)
	b, ok2 := y.(*ssa.UnOp)
	if !ok || !ok2 || a.Op != b.Op || a.X != b.X {
		return false
	}
	switch v := a.X.(type) {
	case *ssa.FreeVar:
		return true
	case *ssa.Alloc:
		return len(storedTo(v)) == 1
	}
	return false
}

// undirected returns the channel of which a value is an end.
func undirected(v ssa.Value) ssa.Value {
	for {
		c, ok := v.(*ssa.ChangeType)
		if !ok {
			return v
		}
		v = c.X
	}
}
