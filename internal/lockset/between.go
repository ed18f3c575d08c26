package lockset

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// betweenTwo returns the sort of an edge between the lock of an object and that of another one
// to which it leads, as a folder leads to its files: of what leads back, the two are taken to be
// the same. So are two that a function is given, of which the one may lead to the other. Objects of
// one type are none, as parents and children are.
func betweenTwo(fn *ssa.Function, e *edge) (s sort, ok bool) {
	a, b := e.first.place, e.second.place
	if !a.isOld(fn) || !b.isOld(fn) {
		return s, false
	}
	outer, inner := a, b
	if len(a.path) > len(b.path) {
		outer, inner = b, a
	}
	n, above := outer.holder()
	m, below := inner.holder()
	if above == nil || below == nil || above == below {
		return s, false
	}
	if a.root != b.root && !hasField(above, below) && !hasField(below, above) ||
		a.root == b.root && (n >= m || !slices.EqualFunc(outer.path[:n], inner.path[:n], selector.same)) {
		return s, false
	}
	return sort{first: a.ofHolder(), second: b.ofHolder()}, true
}

// isOld reports whether an object may be one that others have: it is named, or an element of what
// is.
func (p *place) isOld(fn *ssa.Function) bool {
	if p.named(fn) {
		return true
	}
	switch root := p.root.(type) {
	case *ssa.Call:
		_, builtin := root.Call.Value.(*ssa.Builtin) // append
		return builtin && len(p.path) > 0 && p.path[0].kind == element
	case *ssa.UnOp:
		return true
	}
	return false
}

// hasField reports whether objects of a type have others of a type in a field, or a list or map
// of them.
func hasField(t, of *types.Named) bool {
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for f := range s.Fields() {
		is := f.Type()
		for range maxDeep {
			if typeOf(is) == of {
				return true
			}
			inner := elem(is)
			if inner == nil {
				break
			}
			is = inner
		}
	}
	return false
}

// typeOf returns the named type that a type is, of an instance its origin, or nil.
func typeOf(t types.Type) *types.Named {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return nil
	}
	return named.Origin()
}

func (s selector) same(t selector) bool { return s.kind == t.kind && s.at == t.at }

// holder returns the innermost object with a name on the way to a lock: its type, nil if there is
// none, and how long the way to it is.
func (p *place) holder() (n int, of *types.Named) {
	t := ssabuild.Deref(p.root.Type()) // of what the path has come to, in memory
	for i, s := range p.path {
		switch s.kind {
		case load:
			t = ssabuild.Deref(t)
		case element:
			if t = elem(ssabuild.Deref(t)); t == nil {
				return 0, nil
			}
		case field:
			if is := typeOf(ssabuild.Deref(t)); is != nil {
				n, of = i, is
			}
			if s.field == nil {
				return 0, nil
			}
			t = s.field.Type()
		}
	}
	return n, of
}

// elem returns the type of the elements of t, or nil.
func elem(t types.Type) types.Type {
	if t, ok := t.Underlying().(interface{ Elem() types.Type }); ok {
		return t.Elem()
	}
	return nil
}

// ofHolder returns the path of a lock from the object that it is part of, with the type of that.
func (p *place) ofHolder() string {
	n, of := p.holder()
	return of.String() + p.sort(n)
}
