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

// SamePlace reports whether two values name the same object by the same access
// path: the same value, or the same field of the same place, converted or not. A
// store between two loads of a field is not seen.
func (f *Flow) SamePlace(a, b ssa.Value) bool {
	for range maxPath {
		a, b = f.Peel(a), f.Peel(b)
		if a == b {
			return true
		}
		x, selA := base(a)
		y, selB := base(b)
		if x == nil || y == nil || !selA.equal(selB) {
			return false
		}
		a, b = x, y
	}
	return false
}

// A selector is one link of an access path: what is selected of its base.
type selector struct {
	op    selection
	field int       // of Field and FieldAddr
	index ssa.Value // of Index, IndexAddr and Lookup
}

type selection uint8

const (
	other selection = iota // never the same
	load
	field
	fieldAddr
	index
	indexAddr
	lookup
)

// equal reports whether two selectors select the same, with indices that are the
// same value or equal constants.
func (s selector) equal(t selector) bool {
	if s.op == other || s.op != t.op || s.field != t.field {
		return false
	}
	x, okX := s.index.(*ssa.Const)
	y, okY := t.index.(*ssa.Const)
	return s.index == t.index || okX && okY && x.Value != nil && y.Value != nil && constant.Compare(x.Value, token.EQL, y.Value)
}

// base returns the value of which v is a part, or from where it is loaded, and
// which part; or nil.
func base(v ssa.Value) (x ssa.Value, sel selector) {
	instr, ok := v.(ssa.Instruction)
	if !ok {
		return nil, selector{}
	}
	eachStep(instr, func(s Step) {
		if s.Kind == Selects || s.Kind == Loads {
			x = s.Operand
		}
	})
	switch v := v.(type) {
	case *ssa.UnOp:
		sel.op = load
	case *ssa.Field:
		sel = selector{op: field, field: v.Field}
	case *ssa.FieldAddr:
		sel = selector{op: fieldAddr, field: v.Field}
	case *ssa.Index:
		sel = selector{op: index, index: v.Index}
	case *ssa.IndexAddr:
		sel = selector{op: indexAddr, index: v.Index}
	case *ssa.Lookup:
		sel = selector{op: lookup, index: v.Index}
	}
	return x, sel
}

// Root returns the value at the root of the access path by which v names an
// object. Values that name the same object by the same path have the same root.
func (f *Flow) Root(v ssa.Value) ssa.Value {
	path := f.Path(v)
	return path[len(path)-1]
}

// Path returns the values on the access path by which v names an object: v itself first,
// then what it is a part of or is loaded from, and so on to the root.
func (f *Flow) Path(v ssa.Value) []ssa.Value {
	path := []ssa.Value{f.Peel(v)}
	for range maxPath {
		x, _ := base(path[len(path)-1])
		if x == nil {
			break
		}
		path = append(path, f.Peel(x))
	}
	return path
}

// Peel strips what does not change which object a value names: conversions,
// captures, variables that are assigned once, and the selection of a field
// that another package embeds (the conn in a net.TCPConn).
func (f *Flow) Peel(v ssa.Value) ssa.Value {
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
	return converted(v)
}
