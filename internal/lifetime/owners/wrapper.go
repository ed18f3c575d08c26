package owners

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/model"
)

// A wrapper is a struct, known by a pointer to it, that has an owner in a field: it keeps
// the owner alive, and dies with it if it alone has it.

// IsWrapper reports whether a type is a pointer to a struct, other than those of the standard
// library, that has a file, connection or listener in a field.
func IsWrapper(t types.Type) bool {
	p, ok := types.Unalias(t).(*types.Pointer)
	if !ok {
		return false
	}
	named, ok := types.Unalias(p.Elem()).(*types.Named)
	if !ok || named.Obj().Pkg() == nil || model.IsStd(named.Obj().Pkg().Path()) {
		return false
	}
	s, ok := p.Elem().Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for field := range s.Fields() {
		if IsOwner(field.Type()) {
			return true
		}
	}
	return false
}

// fieldUses appends what is done with a field of a wrapper. What is done with an owner that
// is loaded from it is done with the wrapper; who gets that owner keeps it alive.
func (w *World) fieldUses(uses []Use, addr *ssa.FieldAddr) []Use {
	for _, instr := range *addr.Referrers() {
		u := Use{Instr: instr}
		switch instr := instr.(type) {
		case *ssa.DebugRef:
			continue
		case *ssa.Store:
			if instr.Val != addr {
				continue
			}
			u.Kind = Escapes
		case *ssa.UnOp:
			if IsOwner(instr.Type()) {
				for _, u := range w.classify(nil, w.LocalUses(instr), ByCopy) {
					if u.Kind&Returns != 0 {
						u.Kind |= Escapes
					}
					uses = append(uses, u)
				}
			}
			continue
		default:
			u.Kind = Escapes
		}
		uses = append(uses, u)
	}
	return uses
}

// Wrapped returns the wrapper of which an owner is loaded from a field, or nil:
//
//	t0 = &c.f [#0]
//	t1 = *t0
func (w *World) Wrapped(owner ssa.Value) ssa.Value {
	load, ok := owner.(*ssa.UnOp)
	if !ok {
		return nil
	}
	if addr, ok := load.X.(*ssa.FieldAddr); ok && IsWrapper(addr.X.Type()) {
		return addr.X
	}
	return nil
}

// IsNewStruct reports whether a value is a struct that its function makes.
func IsNewStruct(v ssa.Value) bool {
	alloc, ok := v.(*ssa.Alloc)
	return ok && IsWrapper(alloc.Type())
}

// IsFreshWrapper reports whether a value is a new struct of its function that alone has
// the owners in its fields, of which there are some.
func (w *World) IsFreshWrapper(v ssa.Value) bool {
	alloc, ok := v.(*ssa.Alloc)
	if !ok || !IsWrapper(alloc.Type()) {
		return false
	}
	contents := w.Contents(alloc)
	for _, owner := range contents {
		if !w.IsFresh(owner) || owner.Parent() != alloc.Parent() || !w.IsOnlyIn(owner, alloc) {
			return false
		}
	}
	return len(contents) > 0
}

// Contents returns the sources of the owners that are put into the fields of a struct by
// the function that makes it, or is given it.
func (w *World) Contents(wrapper ssa.Value) []ssa.Value {
	var list []ssa.Value
	for _, instr := range *wrapper.Referrers() {
		addr, ok := instr.(*ssa.FieldAddr)
		if !ok {
			continue
		}
		for _, instr := range *addr.Referrers() {
			if store, ok := instr.(*ssa.Store); ok && store.Addr == addr && IsOwner(store.Val.Type()) {
				list = append(list, w.LocalSources(store.Val)...)
			}
		}
	}
	return list
}

// IsOnlyIn reports whether nobody gets an owner but by way of a struct.
func (w *World) IsOnlyIn(owner, wrapper ssa.Value) bool {
	for _, u := range w.UsesOf(owner.Parent(), owner, ByCopy) {
		store, ok := u.Instr.(*ssa.Store)
		if ok {
			if addr, ok := store.Addr.(*ssa.FieldAddr); ok && addr.X == wrapper {
				continue
			}
		}
		if u.Kind.Leaves() {
			return false
		}
	}
	return true
}
