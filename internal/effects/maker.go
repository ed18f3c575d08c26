package effects

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// How clients get objects: by functions that make them, or by literals.

// makesObject reports whether a function is one by which a client makes an object: it is
// exported, a method of another type perhaps, and returns the object, and an error or nothing
// else that would end it.
func (f *clientFinder) makesObject(fn *ssa.Function) bool {
	if fn.Parent() != nil || fn.Object() == nil || !f.p.World.Owns(fn.Pos()) ||
		fn.Synthetic != "" && fn.Origin() == nil || len(fn.Blocks) == 0 {
		return false
	}
	for i, v := range slices.Collect(fn.Signature.Results().Variables()) {
		if _, isFunc := v.Type().Underlying().(*types.Signature); isFunc {
			return fn.Object().Exported() && returnedLiteral(fn, i) != nil
		}
	}
	_, t := f.object(fn)
	recv := fn.Signature.Recv()
	return t != nil && (fn.Object().Exported() || isInner(t)) && (recv == nil || !types.Identical(ssabuild.Deref(recv.Type()), ssabuild.Deref(t)))
}

// isInner reports whether only its package can make use of an object by name.
func isInner(t types.Type) bool {
	name := typeName(t)
	return name != nil && !name.Exported()
}

// object returns which result of a function is an object of the package, and its type: a
// pointer to a struct. In an interface it is that which all returns put there:
//
//	t1 = make Pool <- *pool (t0)
//	return t1
func (f *clientFinder) object(fn *ssa.Function) (int, types.Type) {
	for i := range fn.Signature.Results().Len() {
		t := fn.Signature.Results().At(i).Type()
		if types.IsInterface(t) && !ssabuild.IsError(t) {
			t = dynamicType(fn, i)
		}
		ptr, ok := t.(*types.Pointer)
		if !ok {
			continue
		}
		n, ok := types.Unalias(ptr.Elem()).(*types.Named)
		if !ok || n.Obj().Pkg() != f.p.World.Pkg {
			continue
		}
		if _, isStruct := n.Underlying().(*types.Struct); isStruct {
			return i, t
		}
	}
	return 0, nil
}

// returnedLiteral returns the function that a function returns, if it is the same wherever it
// is not nil, takes nothing and tells nothing but an error, or nil:
//
//	t3 = make closure Ticks$2 [t1]
//	return t0, t3
func returnedLiteral(fn *ssa.Function, i int) (lit *ssa.Function) {
	for _, b := range fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok {
			continue
		}
		v := ret.Results[i]
		if conv, ok := v.(*ssa.ChangeType); ok {
			v = conv.X
		}
		switch v := v.(type) {
		case *ssa.Const:
		case *ssa.MakeClosure:
			if made := v.Fn.(*ssa.Function); lit == nil || lit == made {
				lit = made
				continue
			}
			return nil
		default:
			return nil
		}
	}
	if lit == nil || !endsAlone(lit) {
		return nil
	}
	if res := lit.Signature.Results(); res.Len() > 1 || res.Len() == 1 && !ssabuild.IsError(res.At(0).Type()) {
		return nil
	}
	return lit
}

// dynamicType returns the type of what a function returns in an interface, if it is the
// same wherever it is not nil. Of several, it is the one that is a pointer: what else there is has
// nothing to end.
func dynamicType(fn *ssa.Function, i int) (t types.Type) {
	for _, b := range fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok {
			continue
		}
		switch v := ret.Results[i].(type) {
		case *ssa.Const:
		case *ssa.MakeInterface:
			_, isPointer := v.X.Type().(*types.Pointer)
			_, hadPointer := t.(*types.Pointer)
			switch {
			case t == nil || isPointer && !hadPointer:
				t = v.X.Type()
			case isPointer && !types.Identical(t, v.X.Type()):
				return types.Typ[types.Invalid]
			}
		default:
			return types.Typ[types.Invalid]
		}
	}
	if t == nil {
		return types.Typ[types.Invalid]
	}
	return t
}

// typeName returns the name of a type or of what a pointer of that type points to, or nil.
func typeName(t types.Type) *types.TypeName {
	n, ok := types.Unalias(ssabuild.Deref(t)).(*types.Named)
	if !ok {
		return nil
	}
	return n.Obj()
}

// isUsable reports whether a client can make values of a type by a literal, and use them:
// it is exported, a struct that is not generic, and has channels to wait for.
func (f *clientFinder) isUsable(obj *types.TypeName) bool {
	n, ok := obj.Type().(*types.Named)
	if !ok || obj.IsAlias() || !obj.Exported() || n.TypeParams().Len() > 0 || !f.p.World.Owns(obj.Pos()) {
		return false
	}
	st, ok := n.Underlying().(*types.Struct)
	return ok && f.p.Reaches(st)
}

// SetByMakers reports whether an unexported field is set, and only where the struct is made:
//
//	t0 = new Log (complit)
//	t1 = &t0.flush [#1]
//	*t1 = t2
//
// and never taken the address of, nor is the whole struct stored to.
func (p *Package) SetByMakers(f *types.Var) bool {
	if f == nil || f.Exported() {
		return false
	}
	set := false
	for _, fn := range p.users[f] {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				addr, ok := instr.(*ssa.FieldAddr)
				if !ok || ssabuild.Field(addr) != f {
					continue
				}
				for _, r := range *addr.Referrers() {
					switch r := r.(type) {
					case *ssa.UnOp:
					case *ssa.Store:
						if _, isNew := addr.X.(*ssa.Alloc); !isNew || r.Addr != addr {
							return false
						}
						set = true
					default:
						return false
					}
				}
			}
		}
	}
	return set
}
