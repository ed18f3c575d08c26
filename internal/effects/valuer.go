package effects

import (
	"go/constant"
	"go/token"
	"go/types"
	"math"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A valuer finds out what is known of values in a function that is called in a certain
// way.
type valuer struct {
	p      *Package
	params Passed // nil: of them nothing is known
	looked int    // values looked at
}

// at returns what is known of a value in a block: by what it is computed from, and by
// the conditions under which the block is reached.
func (v *valuer) at(x ssa.Value, b *ssa.BasicBlock) Arg {
	v.looked = 0
	return v.under(x, b, 0)
}

func (v *valuer) under(x ssa.Value, b *ssa.BasicBlock, depth int) Arg {
	a := v.of(x, depth)
	for d := b; d.Idom() != nil; d = d.Idom() {
		test, ok := d.Idom().Instrs[len(d.Idom().Instrs)-1].(*ssa.If)
		if ok && len(d.Preds) == 1 {
			a = a.meet(implied(test.Cond, test.Block().Succs[0] == d, x))
		}
	}
	return a
}

// of returns what is known of a value by what it is computed from.
func (v *valuer) of(x ssa.Value, depth int) Arg {
	if v.looked++; depth > maxComputations || v.looked > maxLooked {
		return Anything
	}
	a := v.source(x, depth)
	if b, ok := x.Type().Underlying().(*types.Basic); ok && b.Info()&types.IsUnsigned != 0 {
		a.Lo = max(a.Lo, 0)
	}
	return a
}

func (v *valuer) source(x ssa.Value, depth int) Arg {
	switch x := x.(type) {
	case *ssa.Const:
		return ofConst(x)
	case *ssa.Parameter:
		if i := slices.Index(x.Parent().Params, x); v.params != nil && i >= 0 {
			return v.params[i]
		}
	case *ssa.Function:
		a := nonNil()
		if len(x.FreeVars) == 0 && len(x.Blocks) > 0 {
			a.Func = x
		}
		return a
	case *ssa.MakeClosure, *ssa.MakeChan, *ssa.MakeMap, *ssa.MakeInterface, *ssa.Alloc, *ssa.FieldAddr, *ssa.IndexAddr, *ssa.Global:
		return nonNil()
	case *ssa.MakeSlice:
		a := nonNil()
		a.Len = max(v.under(x.Len, x.Block(), depth+1).Lo, 0)
		return a
	case *ssa.Slice:
		return ofSlice(x)
	case *ssa.ChangeType:
		return v.of(x.X, depth+1)
	case *ssa.ChangeInterface:
		return v.of(x.X, depth+1)
	case *ssa.Convert:
		if isInteger(x.Type()) && isInteger(x.X.Type()) {
			return v.of(x.X, depth+1)
		}
	case *ssa.Phi:
		return v.joined(x, depth)
	case *ssa.BinOp:
		return v.computed(x, depth)
	case *ssa.UnOp:
		if x.Op == token.MUL {
			return v.loaded(x)
		}
	case *ssa.Call:
		return v.result(x, depth)
	}
	return Anything
}

func nonNil() Arg {
	a := Anything
	a.Nil = NonNil
	return a
}

func ofConst(c *ssa.Const) Arg {
	a := Anything
	switch {
	case c.Value == nil:
		if canBeNil(c.Type()) {
			a.Nil = IsNil
		}
	case c.Value.Kind() == constant.Bool:
		a.Lo, a.Hi = 0, 0
		if constant.BoolVal(c.Value) {
			a.Lo, a.Hi = 1, 1
		}
	case c.Value.Kind() == constant.String:
		a.Text, a.IsText = constant.StringVal(c.Value), true
		a.Len = int64(len(a.Text))
	case c.Value.Kind() == constant.Int && isInteger(c.Type()):
		if n, exact := constant.Int64Val(c.Value); exact {
			a.Lo, a.Hi = n, n
		}
	}
	return a
}

// canBeNil reports whether the zero value of a type is nil.
func canBeNil(t types.Type) bool {
	if _, isParam := types.Unalias(t).(*types.TypeParam); isParam {
		return false
	}
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Slice, *types.Map, *types.Chan, *types.Signature, *types.Interface:
		return true
	}
	return false
}

// ofSlice returns what is known of a composite literal, or of the arguments of a
// variadic call:
//
//	t0 = new [2]T (slicelit)
//	...
//	t3 = slice t0[:]
func ofSlice(x *ssa.Slice) Arg {
	array, ok := ssabuild.Deref(x.X.Type()).Underlying().(*types.Array)
	if !ok || x.Low != nil {
		return Anything
	}
	a := nonNil()
	switch high := x.High.(type) {
	case nil:
		a.Len = array.Len()
	case *ssa.Const: // make([]T, 2) is a part of an array, too
		a.Len = max(ofConst(high).Lo, 0)
	}
	return a
}

// joined returns what is known of a value that comes in several ways.
func (v *valuer) joined(x *ssa.Phi, depth int) Arg {
	var all *Arg
	for i, e := range x.Edges {
		if e == x {
			continue
		}
		a := v.of(e, depth+1)
		from := x.Block().Preds[i]
		if test, ok := from.Instrs[len(from.Instrs)-1].(*ssa.If); ok && from.Succs[0] != from.Succs[1] {
			a = a.meet(implied(test.Cond, from.Succs[0] == x.Block(), e))
		}
		if all == nil {
			all = &a
		} else {
			*all = all.join(a)
		}
	}
	if all == nil {
		return Anything
	}
	return *all
}

// computed returns the bounds of a sum, product, quotient or shift of numbers that are
// not negative. That they may overflow is left out of account.
func (v *valuer) computed(x *ssa.BinOp, depth int) Arg {
	all := Anything
	if !isInteger(x.Type()) {
		return all
	}
	a, b := v.of(x.X, depth+1), v.of(x.Y, depth+1)
	if a.Lo < 0 || b.Lo < 0 {
		return all
	}
	const most = math.MaxInt32 // what is larger than this is as good as unknown
	small := a.Hi <= most && b.Hi <= most
	switch x.Op {
	case token.ADD:
		all.Lo = min(a.Lo, most) + min(b.Lo, most)
		if small {
			all.Hi = a.Hi + b.Hi
		}
	case token.MUL:
		all.Lo = min(a.Lo, most) * min(b.Lo, most)
		if small {
			all.Hi = a.Hi * b.Hi
		}
	case token.QUO:
		all.Lo = 0
		if b.Lo > 0 {
			all.Lo, all.Hi = a.Lo/b.Hi, a.Hi/b.Lo
		}
	case token.SHL:
		all.Lo = a.Lo
	case token.SHR, token.REM, token.AND:
		all.Lo = 0
	}
	return all
}

// loaded returns what is known of what lies in a field, or in a variable of the package.
func (v *valuer) loaded(x *ssa.UnOp) Arg {
	if n, ok := v.p.TableLen(x.X); ok {
		a := nonNil()
		a.Len = n
		return a
	}
	if _, ok := v.p.ConstantError(x.X); ok {
		return nonNil()
	}
	a, _ := v.p.ValueAt(x.X)
	return a
}

// result returns what is known of the result of a call: of a builtin, or of a function
// of another package that the model knows.
func (v *valuer) result(x *ssa.Call, depth int) Arg {
	all := Anything
	if b, ok := x.Call.Value.(*ssa.Builtin); ok {
		if (b.Name() == "min" || b.Name() == "max") && !isInteger(x.Type()) {
			return all
		}
		var args []Arg
		for _, a := range x.Call.Args {
			args = append(args, v.of(a, depth+1))
		}
		switch b.Name() {
		case "len":
			all.Lo = args[0].Len
		case "cap":
			all.Lo = max(args[0].Len, 0)
		case "max", "min":
			all = args[0]
			for _, a := range args[1:] {
				if b.Name() == "max" {
					all.Lo, all.Hi = max(all.Lo, a.Lo), max(all.Hi, a.Hi)
				} else {
					all.Lo, all.Hi = min(all.Lo, a.Lo), min(all.Hi, a.Hi)
				}
			}
		case "append":
			if len(args) == 2 {
				all.Len = args[0].Len + args[1].Len
				if all.Len > 0 {
					all.Nil = NonNil
				}
			}
		}
		return all
	}
	fn := foreignCallee(&x.Call)
	switch {
	case model.Has(fn, model.Positive):
		all.Lo = 1
	case model.Has(fn, model.NonNil):
		all.Nil = NonNil
	}
	return all
}

// implied returns what a condition that holds, or does not, says of a value: that it is
// nil or not, the bounds of a number, the least length of a list, a truth value.
//
//	t0 = len(x)
//	t1 = t0 > 0
func implied(cond ssa.Value, holds bool, x ssa.Value) Arg {
	a := Anything
	switch c := cond.(type) {
	case *ssa.UnOp:
		if c.Op == token.NOT {
			return implied(c.X, !holds, x)
		}
	case *ssa.BinOp:
		y, k, op, ok := comparison(c)
		if !ok {
			break
		}
		if !holds {
			op = negated[op]
		}
		if y == x {
			return comparedWith(k, op)
		}
		if call, ok := y.(*ssa.Call); ok {
			if callee.IsBuiltin(&call.Call, "len") && call.Call.Args[0] == x {
				n := comparedWith(k, op)
				a.Len = max(n.Lo, 0)
				if op == token.NEQ && k.Value != nil && constant.Sign(k.Value) == 0 {
					a.Len = 1
				}
				return a
			}
		}
		return a
	}
	if cond == x {
		a.Lo, a.Hi = 0, 0
		if holds {
			a.Lo, a.Hi = 1, 1
		}
	}
	return a
}

var (
	negated = map[token.Token]token.Token{
		token.EQL: token.NEQ, token.NEQ: token.EQL, token.LSS: token.GEQ, token.GEQ: token.LSS, token.GTR: token.LEQ, token.LEQ: token.GTR,
	}
	mirrored = map[token.Token]token.Token{
		token.EQL: token.EQL, token.NEQ: token.NEQ, token.LSS: token.GTR, token.GTR: token.LSS, token.LEQ: token.GEQ, token.GEQ: token.LEQ,
	}
)

// comparison returns the parts of a comparison of a value with a constant.
func comparison(c *ssa.BinOp) (y ssa.Value, k *ssa.Const, op token.Token, ok bool) {
	if k, ok := c.Y.(*ssa.Const); ok && negated[c.Op] != 0 {
		return c.X, k, c.Op, true
	}
	if k, ok := c.X.(*ssa.Const); ok && negated[c.Op] != 0 {
		return c.Y, k, mirrored[c.Op], true
	}
	return nil, nil, 0, false
}

// comparedWith returns what is known of a value for which a comparison with a constant
// holds.
func comparedWith(c *ssa.Const, op token.Token) Arg {
	a, k := Anything, ofConst(c)
	switch op {
	case token.EQL:
		return k
	case token.NEQ:
		if k.Nil == IsNil {
			a.Nil = NonNil
		}
	case token.LSS:
		if k.Lo == k.Hi && k.Lo > math.MinInt64 {
			a.Hi = k.Lo - 1
		}
	case token.LEQ:
		a.Hi = k.Hi
	case token.GTR:
		if k.Lo == k.Hi && k.Hi < math.MaxInt64 {
			a.Lo = k.Hi + 1
		}
	case token.GEQ:
		a.Lo = k.Lo
	}
	return a
}
