package lockset

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// An owning is how an object that a callback has leads to the one that calls it back, as a client
// leads to its streams: by a field, or as an element of a list or map.
type owning struct {
	root ssa.Value // what the callback has
	path []selector
	way  []selector // from the owner to the object
}

// ownedBy adds the ways from what a value is to the objects that are one with object: it was put
// there where the callback was made.
//
//	t1 = newStream(f); t2 = &c.stream [#1]; *t2 = t1
//	t3 = &c.streams [#2]; t4 = *t3; t5 = append(t4, [t1]...); *t3 = t5
//	t6 = &c.byName [#3]; t7 = *t6; t7[name] = t1
func (c *callback) ownedBy(root ssa.Value, path []selector, is, object ssa.Value) {
	add := func(addr ssa.Value, rest ...selector) {
		if f, ok := addr.(*ssa.FieldAddr); ok && ssabuild.Field(f) != nil && isSame(f.X, is) {
			way := append([]selector{{kind: field, field: ssabuild.Field(f), at: f.Field}, {kind: load}}, rest...)
			c.by = append(c.by, owning{root, path, way})
		}
	}
	for _, v := range aliases(object) {
		for _, ref := range *v.Referrers() {
			switch ref := ref.(type) {
			case *ssa.Store:
				if ref.Val == v {
					add(ref.Addr)
					for _, to := range appendedTo(ref.Addr) {
						add(to, selector{kind: element}, selector{kind: load})
					}
				}
			case *ssa.MapUpdate:
				if of, ok := ref.Map.(*ssa.UnOp); ok && ref.Value == v {
					add(of.X, selector{kind: element})
				}
			}
		}
	}
}

// aliases returns the values that are an object: what a call returns, and the loads of the variable
// that it was stored to.
func aliases(object ssa.Value) (list []ssa.Value) {
	if call, ok := object.(*ssa.Call); ok && call.Call.Signature().Results().Len() > 1 {
		if object = callee.Result(call, 0); object == nil {
			return nil
		}
	}
	if object.Referrers() == nil {
		return nil
	}
	list = append(list, object)
	var cell *ssa.Alloc
	if l, ok := object.(*ssa.UnOp); ok && l.Op == token.MUL {
		cell, _ = l.X.(*ssa.Alloc)
	}
	for _, ref := range *object.Referrers() {
		if s, ok := ref.(*ssa.Store); ok && s.Val == object && cell == nil {
			cell, _ = s.Addr.(*ssa.Alloc)
		}
	}
	if cell == nil {
		return list
	}
	for _, ref := range *cell.Referrers() {
		if l, ok := ref.(*ssa.UnOp); ok && l.Op == token.MUL && ssa.Value(l) != object {
			list = append(list, l)
		}
	}
	return list
}

// appendedTo returns where the slices are stored to which an element is appended, of whose
// arguments addr is one:
//
//	t1 = new [1]*T (varargs); t2 = &t1[0]; *t2 = x; t3 = slice t1[:]; t4 = append(t0, t3...)
func appendedTo(addr ssa.Value) (list []ssa.Value) {
	elem, ok := addr.(*ssa.IndexAddr)
	if !ok {
		return nil
	}
	args, ok := elem.X.(*ssa.Alloc)
	if !ok {
		return nil
	}
	for _, call := range callee.Appends(args) {
		for _, to := range *call.Referrers() {
			if s, ok := to.(*ssa.Store); ok && s.Val == ssa.Value(call) {
				list = append(list, s.Addr)
			}
		}
	}
	return list
}

// isSame reports whether two values are one, or one the load of a variable in which only the other is.
func isSame(a, b ssa.Value) bool {
	if same(a, b) {
		return true
	}
	l, ok := a.(*ssa.UnOp)
	if !ok || l.Op != token.MUL {
		return false
	}
	cell, ok := l.X.(*ssa.Alloc)
	return ok && slices.ContainsFunc(*cell.Referrers(), func(ref ssa.Instruction) bool {
		s, ok := ref.(*ssa.Store)
		return ok && s.Addr == ssa.Value(cell) && s.Val == b
	})
}

// firedBack returns the locks of an owner that a function holds while it calls what a field of an
// object of that owner holds, which takes them.
func (w *World) firedBack(ev *events) (list []Twice) {
	for i := range ev.fires {
		f := &ev.fires[i]
		hook := f.hook()
		if hook == nil || !w.firstTime(f) || w.isCleared(hook.field) {
			continue
		}
		for _, c := range w.callbacksOf(*hook) {
			s := w.summaries[c.fn]
			if s == nil {
				continue
			}
			for j := range s.acquires {
				a := &s.acquires[j]
				for _, h := range f.held {
					if !c.depends(a, f) && c.isOwners(f, a.place, h.place) && !slices.ContainsFunc(list, func(t Twice) bool { return t.At == h.at }) {
						list = append(list, Twice{Place: h.place.String(), Held: h.read, Read: a.read, At: h.at, Via: slices.Concat(f.via, a.via), place: h.place})
					}
				}
			}
		}
	}
	return list
}

// isOwners reports whether a lock that a callback takes is that of the owner of the object whose
// callback it is, which is held.
func (c *callback) isOwners(f *firing, taken, held *place) bool {
	object := f.object()
	return held.root == f.at.root && slices.ContainsFunc(c.by, func(o owning) bool {
		n := len(object) - len(o.way)
		return o.root == taken.root && n >= 0 && len(o.path) <= len(taken.path) &&
			slices.EqualFunc(o.path, taken.path[:len(o.path)], selector.same) &&
			slices.EqualFunc(object[n:], o.way, selector.same) &&
			slices.EqualFunc(held.path, slices.Concat(object[:n], taken.path[len(o.path):]), selector.same)
	})
}

// firstTime reports whether all flags that are asked before a firing say that something is done which
// is not done again, by those who lead to the firing: they come to it the first time.
//
//	if s.closed { return }; s.closed = true; s.onClose()
func (w *World) firstTime(f *firing) bool {
	return !slices.ContainsFunc(f.asked, func(flag *types.Var) bool {
		return !w.isOneWay(flag) || !slices.ContainsFunc(w.flow.CellOf(flag).Stores, func(s *ssa.Store) bool {
			return slices.ContainsFunc(f.via, func(instr ssa.Instruction) bool { return instr.Parent() == s.Parent() })
		})
	})
}

// isCleared reports whether a function is taken out of a field again, so that it is not called.
func (w *World) isCleared(f *types.Var) bool {
	return slices.ContainsFunc(w.flow.CellOf(f).Stores, func(s *ssa.Store) bool { return constantClass(s.Val) == isNil })
}
