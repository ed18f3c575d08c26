package domain

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/model"
)

// A CallSite is a call that is about to happen.
type CallSite struct {
	Instr   ssa.CallInstruction
	Fn      *ssa.Function // with a body, or nil
	Obj     *types.Func   // a function without one that has a name, or nil
	Binds   []Value
	Args    []Value // the receiver first
	Recv    bool    // args[0] is a receiver
	Native  *Native
	Builtin string // the name of a builtin
	IsNil   bool
}

// Arg returns the i-th argument; the receiver is not counted.
func (c *CallSite) Arg(i int) Value {
	if c.Recv {
		i++
	}
	if i < len(c.Args) {
		return c.Args[i]
	}
	return NilV{}
}

func (c *CallSite) Receiver() Value {
	if c.Recv && len(c.Args) > 0 {
		return c.Args[0]
	}
	return NilV{}
}

func (c *CallSite) SetFunc(fn *ssa.Function) {
	if len(fn.Blocks) > 0 {
		c.Fn = fn
		return
	}
	if o := fn.Origin(); o != nil {
		fn = o
	}
	c.Obj, _ = fn.Object().(*types.Func)
	if c.Obj != nil {
		c.Recv = c.Obj.Signature().Recv() != nil
	}
}

// Operand returns the argument that an entry of the model speaks of.
func (c *CallSite) Operand(o model.Operand) Value {
	if o.Kind == model.Recv {
		return c.Receiver()
	}
	return c.Arg(o.Index)
}

func (c *CallSite) ResultType() types.Type {
	if call, ok := c.Instr.(*ssa.Call); ok {
		return call.Type()
	}
	return types.Typ[types.Int]
}

func (c *CallSite) OperandAfter() Value {
	if c.Recv {
		return c.Arg(0)
	}
	return c.Arg(1)
}
