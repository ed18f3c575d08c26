package effects

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A closing tells which channels the code of a package closes: what holds one channel,
// or may, is one class (Steensgaard: Points-to Analysis in Almost Linear Time, 1996), and
// a class is closed if the argument of some close is in it. A field is one in all
// instances of its struct, and what holds elements is one with them.
type closing struct {
	p      *Package
	parent map[any]any // by ssa.Value, or *types.Var for a field
}

// Closes reports whether the package closes channels that lie in a field. Of a field
// that another package declares, nothing else is known than what this one does.
func (p *Package) Closes(f *types.Var) bool { return p.closed()[f.Origin()] }

// ClosesMade reports whether the package closes the channels that an instruction makes.
func (p *Package) ClosesMade(made ssa.Instruction) bool {
	v, ok := made.(*ssa.MakeChan)
	return ok && p.closed()[v]
}

// findClosed returns the values and fields whose channels are closed.
func (p *Package) findClosed() map[any]bool {
	c := &closing{p: p, parent: make(map[any]any)}
	var closes []ssa.Value
	for _, fn := range p.World.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if !p.World.Exists(fn, instr) {
					continue
				}
				c.instruction(instr)
				if call, ok := instr.(ssa.CallInstruction); ok && callee.IsBuiltin(call.Common(), "close") {
					closes = append(closes, call.Common().Args[0])
				}
			}
		}
	}
	roots := make(map[any]bool)
	closed := make(map[any]bool)
	for _, v := range closes {
		roots[c.find(v)] = true
		closed[v] = true
	}
	for x, up := range c.parent {
		if root := c.find(up); roots[root] {
			closed[x], closed[root] = true, true
		}
	}
	return closed
}

func (c *closing) find(x any) any {
	root := x
	for c.parent[root] != nil {
		root = c.parent[root]
	}
	for x != root {
		x, c.parent[x] = c.parent[x], root
	}
	return root
}

// same makes the classes of two values one, if the values can lead to a channel.
func (c *closing) same(x, y ssa.Value) {
	if y == nil {
		return // a bound that a slice does without
	}
	if _, isConst := y.(*ssa.Const); !isConst && c.p.Holds(y.Type()) {
		c.join(x, y)
	}
}

func (c *closing) join(x, y any) {
	if x, y = c.find(x), c.find(y); x != y {
		c.parent[x] = y
	}
}

// instruction joins what an instruction copies, the parts of what it holds included.
func (c *closing) instruction(instr ssa.Instruction) {
	switch instr := instr.(type) {
	case *ssa.FieldAddr:
		if f := ssabuild.Field(instr); f != nil && c.p.Holds(f.Type()) {
			c.join(instr, f)
		}
	case *ssa.Field:
		if f := ssabuild.FieldOf(instr); f != nil && c.p.Holds(f.Type()) {
			c.join(instr, f)
		}
	case *ssa.Phi, *ssa.ChangeType, *ssa.Convert, *ssa.Slice, *ssa.IndexAddr, *ssa.Index, *ssa.Lookup, *ssa.Range, *ssa.Next, *ssa.Extract:
		var buf [8]*ssa.Value
		for _, op := range instr.Operands(buf[:0]) {
			c.same(instr.(ssa.Value), *op)
		}
	case *ssa.UnOp:
		if instr.Op == token.MUL {
			c.same(instr, instr.X)
		}
	case *ssa.Store:
		c.same(instr.Addr, instr.Val)
	case *ssa.MapUpdate:
		c.same(instr.Map, instr.Value)
	case *ssa.MakeClosure:
		for i, v := range instr.Fn.(*ssa.Function).FreeVars {
			c.same(v, instr.Bindings[i])
		}
	case *ssa.Return:
		c.results(instr)
	case ssa.CallInstruction:
		c.call(instr)
	}
}

// results joins what a function returns with the results of its calls, for which the
// function stands; results of one function are one class.
func (c *closing) results(ret *ssa.Return) {
	for _, v := range ret.Results {
		c.same(ret.Parent(), v)
	}
}

func (c *closing) call(instr ssa.CallInstruction) {
	common := instr.Common()
	if callee.IsBuiltin(common, "append") && instr.Value() != nil {
		for _, a := range common.Args {
			c.same(instr.Value(), a)
		}
	}
	callee := common.StaticCallee()
	if callee == nil || len(callee.Blocks) == 0 {
		return
	}
	for i, a := range common.Args {
		if i < len(callee.Params) {
			c.same(callee.Params[i], a)
		}
	}
	if v := instr.Value(); v != nil {
		c.join(v, callee)
	}
}
