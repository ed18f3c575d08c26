package flow

import (
	"go/constant"
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// maxPath bounds how far a path is followed: a variable may be assigned from
// itself (n = n.next).
const maxPath = 32

// SamePlace reports whether two values name the same object by the same path:
// the same value, or the same field of the same place, converted or not. A
// store between two loads of a field is not seen.
func (f *Flow) SamePlace(a, b ssa.Value) bool { return f.samePlace(a, b, maxPath) }

func (f *Flow) samePlace(a, b ssa.Value, depth int) bool {
	if depth == 0 {
		return false
	}
	a, b = f.peel(a), f.peel(b)
	if a == b {
		return true
	}
	switch a := a.(type) {
	case *ssa.UnOp:
		b, ok := b.(*ssa.UnOp)
		return ok && a.Op == token.MUL && b.Op == token.MUL && f.samePlace(a.X, b.X, depth-1)
	case *ssa.FieldAddr:
		b, ok := b.(*ssa.FieldAddr)
		return ok && a.Field == b.Field && f.samePlace(a.X, b.X, depth-1)
	case *ssa.Field:
		b, ok := b.(*ssa.Field)
		return ok && a.Field == b.Field && f.samePlace(a.X, b.X, depth-1)
	case *ssa.IndexAddr:
		b, ok := b.(*ssa.IndexAddr)
		return ok && sameIndex(a.Index, b.Index) && f.samePlace(a.X, b.X, depth-1)
	case *ssa.Lookup:
		b, ok := b.(*ssa.Lookup)
		return ok && sameIndex(a.Index, b.Index) && f.samePlace(a.X, b.X, depth-1)
	}
	return false
}

// sameIndex reports whether two indices are the same value or equal constants.
func sameIndex(a, b ssa.Value) bool {
	x, okX := a.(*ssa.Const)
	y, okY := b.(*ssa.Const)
	return a == b || okX && okY && x.Value != nil && y.Value != nil && constant.Compare(x.Value, token.EQL, y.Value)
}

// peel strips what does not change which object a value names: conversions,
// captures, variables that are assigned once, and the selection of a field
// that another package embeds (the conn in a net.TCPConn).
func (f *Flow) peel(v ssa.Value) ssa.Value {
	for range maxPath {
		x := f.peelOnce(v)
		if x == nil {
			break
		}
		v = x
	}
	return v
}

func (f *Flow) peelOnce(v ssa.Value) ssa.Value {
	switch v := v.(type) {
	case *ssa.FieldAddr:
		field := ssabuild.Field(v)
		if field != nil && field.Embedded() && !field.Exported() && field.Pkg() != f.world.Pkg {
			return v.X
		}
	case *ssa.FreeVar:
		return f.binding(v)
	case *ssa.UnOp:
		if _, ok := v.X.(*ssa.FieldAddr); !ok {
			if c := f.loaded(v); c != nil && len(c.Stores) == 1 {
				return c.Stores[0].Val
			}
		}
	}
	return copied(v)
}

// Root returns the value at the root of the path by which v names an object.
// Values that name the same object by the same path have the same root.
func (f *Flow) Root(v ssa.Value) ssa.Value {
	for range maxPath {
		v = f.peel(v)
		switch x := v.(type) {
		case *ssa.UnOp:
			v = x.X
		case *ssa.FieldAddr:
			v = x.X
		case *ssa.Field:
			v = x.X
		case *ssa.IndexAddr:
			v = x.X
		case *ssa.Lookup:
			v = x.X
		default:
			return v
		}
	}
	return v
}

// Peel returns the value that v names an object by, without conversions.
func (f *Flow) Peel(v ssa.Value) ssa.Value { return f.peel(v) }
