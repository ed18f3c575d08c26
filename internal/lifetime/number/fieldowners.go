package number

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// adoptedFields returns the calls that make a file, which lives on, of the number that a
// field keeps all the same:
//
//	t0 = &e.fd [#0]
//	t1 = *t0
//	t3 = os.NewFile(convert uintptr <- int (t1), "")
//	return t3
//
// or the other way round: the number of which the file was made is stored in the field.
func (w *World) adoptedFields() map[*types.Var][]taker {
	found := make(map[*types.Var][]taker)
	for _, fn := range w.Funcs {
		for _, t := range w.takers(fn) {
			if t.closes || t.owner == nil || t.fd == nil || w.FateOf(t.owner).Dropped() {
				continue
			}
			for _, field := range w.keepsNumber(t) {
				found[field] = append(found[field], t)
			}
		}
	}
	for _, list := range found {
		slices.SortStableFunc(list, func(a, b taker) int { return flow.Compare(a.call, b.call) })
	}
	return found
}

// keepsNumber returns the fields in which the number of a new file is, and stays: the
// function puts no other one there.
func (w *World) keepsNumber(t taker) []*types.Var {
	var fields []*types.Var
	if field := fieldOf(t.fd); field != nil && w.isForeign(w.Root(t.fd)) {
		fields = append(fields, field)
	}
	for _, u := range w.LocalUses(t.fd) {
		if store, ok := u.Instr.(*ssa.Store); ok && store.Val == u.Value {
			if addr, ok := store.Addr.(*ssa.FieldAddr); ok && ssabuild.Field(addr) != nil {
				fields = append(fields, ssabuild.Field(addr))
			}
		}
	}
	return slices.DeleteFunc(fields, func(field *types.Var) bool {
		c := w.CellOf(field)
		return c.Taken || slices.ContainsFunc(c.Stores, func(s *ssa.Store) bool {
			return s.Parent() == t.call.Parent() && w.Peel(s.Val) != t.fd
		})
	})
}

// fieldOf returns the field from which a value is loaded, or nil.
func fieldOf(v ssa.Value) *types.Var {
	load, ok := v.(*ssa.UnOp)
	if !ok {
		return nil
	}
	addr, ok := load.X.(*ssa.FieldAddr)
	if !ok {
		return nil
	}
	return ssabuild.Field(addr)
}

// closedFields returns the calls in fn that close, on each path, the number in a field of
// which another function makes a file, or the same one a file in another field.
func (w *World) closedFields(fn *ssa.Function, takers []taker) []TwoOwners {
	var list []TwoOwners
	for _, second := range takers {
		if !second.closes || second.fd == nil || !w.isForeign(w.Root(second.fd)) {
			continue
		}
		field := fieldOf(second.fd)
		if field == nil || !w.always(fn, takers, func(t taker) bool { return t.closes && t.fd != nil && w.SamePlace(t.fd, second.fd) }) {
			continue
		}
		for _, first := range w.adopted()[field] {
			if first.call.Parent() != fn {
				list = append(list, TwoOwners{First: first.call, Second: second.call, Owner: first.owner, Closes: true})
				break
			}
		}
	}
	return list
}
