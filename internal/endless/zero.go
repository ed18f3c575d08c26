package endless

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// got returns what a receive, of a select that of a case, gets: the zero value, once the channel
// is closed. It returns nothing if nobody looks at it.
//
//	t1 = <-t0        t1 = <-t0,ok; t2 = extract t1 #0        t1 = select ...; t2 = extract t1 #2
func got(instr ssa.Instruction, i int) []ssa.Value {
	index := 0
	switch instr := instr.(type) {
	case *ssa.UnOp:
		if !instr.CommaOk {
			return []ssa.Value{instr}
		}
	case *ssa.Select:
		index = 2
		for _, state := range instr.States[:i] {
			if state.Dir == types.RecvOnly {
				index++
			}
		}
	}
	return flow.Components(instr.(ssa.Value), index)
}

// noResults returns the results of a call that are zero whenever another call, in the function of the
// package that it calls, fails: it returns them beside the error. A read of the standard library finds
// nothing once it has failed.
//
//	t1 = readLine(t0); t2 = extract t1 #0        with return nil, err
func (w *World) noResults(call, fails *ssa.Call) (list []ssa.Value) {
	if call == fails && isStdRead(call) {
		for i := range call.Call.Signature().Results().Len() - 1 {
			list = append(list, flow.Components(call, i)...)
		}
		return list
	}
	fn, err := w.callee(&call.Call), errorOf(fails)
	if call == fails || fn != fails.Parent() || err == nil {
		return nil
	}
	for i := range fn.Signature.Results().Len() - 1 {
		if !slices.ContainsFunc(cfg.Returns(fn), func(ret *ssa.Return) bool {
			k, isConst := ret.Results[i].(*ssa.Const)
			return !succeeds(ret.Block(), fails.Block(), err) && (!isConst || k.Value != nil && !isZeroValue(k.Value))
		}) {
			list = append(list, flow.Components(call, i)...)
		}
	}
	return list
}

// isStdRead reports whether a call reads, by a function of the standard library.
func isStdRead(call *ssa.Call) bool {
	f := callee.Of(&call.Call)
	return model.Has(f, model.Exhausts) && f.Pkg() != nil && model.IsStd(f.Pkg().Path())
}

// known returns what v is if some values are zero, or nil if that is not known. A constant
// without a value is the zero value of its type.
func (a *assumption) known(v ssa.Value, depth int) *ssa.Const {
	if depth > maxPlace || len(a.zero) == 0 {
		return nil
	}
	if slices.Contains(a.zero, v) {
		return zeroOf(v.Type())
	}
	switch v := v.(type) {
	case *ssa.Const:
		return v
	case *ssa.Field:
		if a.isZero(v.X, depth+1) {
			return zeroOf(v.Type())
		}
	case *ssa.ChangeType:
		return a.known(v.X, depth+1)
	case *ssa.ChangeInterface:
		return a.known(v.X, depth+1)
	case *ssa.Convert:
		if a.isZero(v.X, depth+1) {
			return zeroOf(v.Type())
		}
	case *ssa.UnOp:
		return a.unary(v, depth+1)
	case *ssa.BinOp:
		return a.binary(v, depth+1)
	case *ssa.Call:
		return a.call(v, depth+1)
	case *ssa.Extract:
		// Of nothing there is nothing: t1 = range t0; t2 = next t1; t3 = extract t2 #0
		if a.isZero(source(v.Tuple), depth+1) {
			return zeroOf(v.Type())
		}
		if call, ok := v.Tuple.(*ssa.Call); ok && a.empties(call, v.Index, depth+1) {
			return zeroOf(v.Type())
		}
	}
	return nil
}

// source returns the value of which a tuple tells whether there is something in it, or nil.
func source(tuple ssa.Value) ssa.Value {
	switch tuple := tuple.(type) {
	case *ssa.TypeAssert:
		return tuple.X
	case *ssa.Lookup:
		return tuple.X
	case *ssa.Next:
		if iter, ok := tuple.Iter.(*ssa.Range); ok {
			return iter.X
		}
	}
	return nil
}

func (a *assumption) isZero(v ssa.Value, depth int) bool {
	if v == nil {
		return false
	}
	k := a.known(v, depth)
	return k != nil && (k.Value == nil || isZeroValue(k.Value))
}

func (a *assumption) unary(v *ssa.UnOp, depth int) *ssa.Const {
	switch v.Op {
	case token.NOT:
		if k := a.known(v.X, depth); k != nil && k.Value != nil {
			return boolean(!constant.BoolVal(k.Value))
		}
	case token.MUL:
		if a.keeps(v.X, depth) {
			return zeroOf(v.Type())
		}
	}
	return nil
}

// keeps reports whether an address is that of a variable, or of a field of one, which is only
// ever set to a zero value.
//
//	t1 = local T (e); *t1 = t0; t2 = &t1.Canceled
func (a *assumption) keeps(addr ssa.Value, depth int) bool {
	for {
		field, ok := addr.(*ssa.FieldAddr)
		if !ok {
			break
		}
		addr = field.X
	}
	variable, ok := addr.(*ssa.Alloc)
	if !ok {
		return false
	}
	set := false
	for _, ref := range *variable.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Store:
			if ref.Addr != ssa.Value(variable) || !a.isZero(ref.Val, depth) {
				return false
			}
			set = true
		case *ssa.FieldAddr:
			if isStored(ref) {
				return false
			}
		case *ssa.UnOp, *ssa.DebugRef, *ssa.Call: // a method that asks it
		default:
			return false
		}
	}
	return set
}

// isStored reports whether somebody stores to a field by its address.
func isStored(addr *ssa.FieldAddr) bool {
	for _, ref := range *addr.Referrers() {
		if store, ok := ref.(*ssa.Store); ok && store.Addr == ssa.Value(addr) {
			return true
		}
	}
	return false
}

func (a *assumption) binary(v *ssa.BinOp, depth int) *ssa.Const {
	y := a.known(v.Y, depth)
	if y == nil {
		return nil
	}
	// for range of nothing: t1 = phi [-1, t2] #rangeindex; t2 = t1 + 1; t3 = t2 < 0
	if next, ok := v.X.(*ssa.BinOp); ok && v.Op == token.LSS && next.Op == token.ADD && y.Value != nil && isZeroValue(y.Value) {
		if phi, ok := next.X.(*ssa.Phi); ok && phi.Comment == "rangeindex" {
			return boolean(false)
		}
	}
	x := a.known(v.X, depth)
	if x == nil {
		return nil
	}
	switch v.Op {
	case token.EQL, token.NEQ:
		if x.Value == nil && y.Value == nil {
			return boolean(v.Op == token.EQL)
		}
		fallthrough
	case token.LSS, token.LEQ, token.GTR, token.GEQ:
		if x.Value != nil && y.Value != nil && x.Value.Kind() == y.Value.Kind() {
			return boolean(constant.Compare(x.Value, v.Op, y.Value))
		}
	}
	return nil
}

func (a *assumption) call(v *ssa.Call, depth int) *ssa.Const {
	args := v.Call.Args
	switch {
	case callee.IsBuiltin(&v.Call, "len") && a.isZero(args[0], depth):
		return zeroOf(v.Type())
	case a.empties(v, 0, depth):
		return zeroOf(v.Type())
	case model.Has(callee.Of(&v.Call), model.ErrorIs) && len(args) == 2 && a.isZero(args[0], depth):
		return boolean(false)
	}
	return nil
}

// empties reports whether a result of a call is empty, since what it is made of is.
func (a *assumption) empties(call *ssa.Call, result, depth int) bool {
	e, ok := model.Of(callee.Of(&call.Call), model.Empties)
	return ok && e.Operands[1].Index == result && a.isZero(operand(&call.Call, e), depth)
}

func boolean(b bool) *ssa.Const { return ssa.NewConst(constant.MakeBool(b), types.Typ[types.Bool]) }

// zeroOf returns the zero value of a type.
func zeroOf(t types.Type) *ssa.Const {
	basic, ok := t.Underlying().(*types.Basic)
	if !ok {
		return ssa.NewConst(nil, t)
	}
	switch info := basic.Info(); {
	case info&types.IsBoolean != 0:
		return ssa.NewConst(constant.MakeBool(false), t)
	case info&types.IsString != 0:
		return ssa.NewConst(constant.MakeString(""), t)
	case info&types.IsNumeric != 0:
		return ssa.NewConst(constant.MakeInt64(0), t)
	}
	return nil
}

func isZeroValue(v constant.Value) bool {
	switch v.Kind() {
	case constant.Bool:
		return !constant.BoolVal(v)
	case constant.String:
		return constant.StringVal(v) == ""
	case constant.Unknown:
		return false
	}
	return constant.Sign(v) == 0
}
