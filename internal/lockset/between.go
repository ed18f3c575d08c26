package lockset

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// betweenTwo returns the sort of an edge between the lock of an object and that of another one
// to which it leads, as a folder leads to its files: of what leads back, the two are taken to be
// the same. Objects of one type are none, as parents and children are.
func betweenTwo(fn *ssa.Function, e *edge) (s sort, ok bool) {
	a, b := e.first.place, e.second.place
	if !a.named(fn) || !b.named(fn) || a.root != b.root {
		return s, false
	}
	outer, inner := a, b
	if len(a.path) > len(b.path) {
		outer, inner = b, a
	}
	n, above := outer.holder()
	m, below := inner.holder()
	if above == "" || below == "" || above == below || n >= m || !slices.EqualFunc(outer.path[:n], inner.path[:n], selector.same) {
		return s, false
	}
	return sort{first: a.ofHolder(), second: b.ofHolder()}, true
}

func (s selector) same(t selector) bool { return s.kind == t.kind && s.at == t.at }

// holder returns the innermost object with a name on the way to a lock: its type, "" if there is
// none, and how long the way to it is.
func (p *place) holder() (n int, name string) {
	t := ssabuild.Deref(p.root.Type()) // of what the path has come to, in memory
	for i, s := range p.path {
		switch s.kind {
		case load:
			t = ssabuild.Deref(t)
		case element:
			if t = elem(ssabuild.Deref(t)); t == nil {
				return 0, ""
			}
		case field:
			if is := typeName(ssabuild.Deref(t)); is != "" {
				n, name = i, is
			}
			if s.field == nil {
				return 0, ""
			}
			t = s.field.Type()
		}
	}
	return n, name
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
	n, name := p.holder()
	return name + p.sort(n)
}
