package number

import (
	"go/constant"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// A Request is a call of fcntl(2) or ioctl(2).
type Request struct {
	FD, Op, Arg ssa.Value
	Ioctl       bool
}

// RequestOf returns the request that a call makes, by a function for it or by the number
// of the system call:
//
//	t3 = syscall.Syscall(SYS_FCNTL, t0, F_SETFL, t2)
func RequestOf(call *ssa.CallCommon) (Request, bool) {
	fn := callee.Of(call)
	if entry, ok := model.Of(fn, model.Fcntl); ok {
		i := entry.Operands[0].Index
		return Request{FD: call.Args[i], Op: call.Args[i+1], Arg: call.Args[i+2]}, true
	}
	if entry, ok := model.Of(fn, model.Ioctl); ok {
		i := entry.Operands[0].Index
		return Request{FD: call.Args[i], Op: call.Args[i+1], Arg: call.Args[i+2], Ioctl: true}, true
	}
	if !model.Has(fn, model.Syscall) && !model.Has(fn, model.RawSyscall) || len(call.Args) < 4 {
		return Request{}, false
	}
	r := Request{FD: call.Args[1], Op: call.Args[2], Arg: call.Args[3]}
	switch {
	case IsNamed(fn, call.Args[0], "SYS_FCNTL"), IsNamed(fn, call.Args[0], "SYS_FCNTL64"):
		return r, true
	case IsNamed(fn, call.Args[0], "SYS_IOCTL"):
		r.Ioctl = true
		return r, true
	}
	return Request{}, false
}

// Constant returns the value of a constant, or nil.
func (w *World) Constant(v ssa.Value) constant.Value {
	if c, ok := w.Peel(v).(*ssa.Const); ok {
		return c.Value
	}
	return nil
}

// Integer returns the value of a constant integer, or nil.
func (w *World) Integer(v ssa.Value) *int64 {
	c := w.Constant(v)
	if c == nil || c.Kind() != constant.Int {
		return nil
	}
	if i, exact := constant.Int64Val(c); exact {
		return &i
	}
	u, _ := constant.Uint64Val(c) // a mask such as ^uintptr(O_NONBLOCK)
	i := int64(u)
	return &i
}

// Named returns the value of an integer constant of the package of a function, or nil.
func Named(fn *types.Func, name string) *int64 {
	if fn == nil || fn.Pkg() == nil {
		return nil
	}
	c, ok := fn.Pkg().Scope().Lookup(name).(*types.Const)
	if !ok {
		return nil
	}
	i, exact := constant.Int64Val(c.Val())
	if !exact {
		return nil
	}
	return &i
}

// IsNamed reports whether a value is a constant of the package of a function.
func IsNamed(fn *types.Func, v ssa.Value, name string) bool {
	want := Named(fn, name)
	c, ok := flow.Unconverted(v).(*ssa.Const)
	return ok && want != nil && c.Value != nil && c.Value.Kind() == constant.Int && c.Int64() == *want
}
