package domain

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

func (f *Frame) Set(v ssa.Value, x Value) { f.Regs[f.Fn.Live.Number[v]] = x }

// Get returns what an operand stands for.
func (s *State) Get(f *Frame, v ssa.Value) Value {
	switch v := v.(type) {
	case *ssa.Const:
		return s.Table.constant(v)
	case *ssa.Global:
		return Ptr{s.global(v), nil}
	case *ssa.Function:
		return &FuncV{Fn: v}
	case *ssa.Builtin:
		return NilV{}
	}
	x := f.Regs[f.Fn.Live.Number[v]]
	if x == nil {
		x = s.Unknown(v.Type())
		f.Set(v, x)
	}
	return x
}

// global returns the memory of a package variable. Everybody can reach it.
func (s *State) global(v *ssa.Global) ObjectID {
	x := s.Table.Intern(Expr{Op: OpGlobal, X: GlobalV{v}})
	return s.EnvironmentObject(x, ssabuild.Deref(v.Type()))
}

// A GlobalV is a package variable in an expression.
type GlobalV struct{ *ssa.Global }

// Internal returns v if it can be part of an expression.
func Internal(v Value) Value {
	if Internable(v) {
		return v
	}
	return NilV{}
}

// Restrict gives a channel the direction of a type.
func Restrict(v Value, t types.Type) Value {
	c, ok := v.(ChanV)
	if !ok {
		return v
	}
	if ct, ok := t.Underlying().(*types.Chan); ok && ct.Dir() != types.SendRecv {
		c.Dir = ct.Dir()
	}
	return c
}
