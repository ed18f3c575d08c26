package interp

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/effects"
	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
)

// What is not run may have stored something.

// skipCall gives a call that is not run an unknown result, and forgets what it
// may have stored. It reports false if it must be run after all: it stores to
// memory that was made here.
func (m *Interpreter) skipCall(s *domain.State, c *domain.CallSite) bool {
	does := m.Of(c.Fn)
	writes := m.WritesOf(does)
	if writes.Any && madeHere(s, c) {
		return false
	}
	if does.May(effects.ChangesMap) {
		for i, v := range c.Args {
			if _, isMap := c.Fn.Params[i].Type().Underlying().(*types.Map); !isMap {
				continue
			}
			if x, ok := s.Resolve(v).(domain.Symbol); ok {
				s.ChangeMap(x)
			}
		}
	}
	if !writes.Any {
		return true
	}
	for _, v := range c.Args {
		x, ok := s.Resolve(v).(domain.Symbol)
		if !ok {
			continue
		}
		id, ok := s.Environment.Find(x)
		if !ok {
			continue
		}
		o := s.Object(id)
		if o.Type == nil {
			continue
		}
		if st, ok := o.Type.Underlying().(*types.Struct); ok {
			for i, at := range m.FieldPlaces(st) {
				if writes.Has(at) {
					s.ForgetPath(domain.Ptr{Obj: id}, []int{i})
				}
			}
		}
	}
	return true
}

// madeHere reports whether a call is given, be it in a struct or an interface, a
// pointer to memory that was made here.
func madeHere(s *domain.State, c *domain.CallSite) bool {
	var points func(v domain.Value) bool
	points = func(v domain.Value) bool {
		switch v := s.Resolve(v).(type) {
		case domain.Ptr:
			return !s.Object(v.Obj).External
		case *domain.AggV:
			return slices.ContainsFunc(v.Elems, points)
		case *domain.IfaceV:
			return points(v.Value)
		}
		return false
	}
	return slices.ContainsFunc(c.Args, points) || slices.ContainsFunc(c.Binds, points)
}

// Slicing: what cannot change how goroutines wait for each other is not run. A
// branch whose two ways meet again without having touched anything that matters
// is skipped as a whole, loops included. So is a call that is given nothing to
// wait on and makes nothing to wait on.

// skip goes on where the two ways of a branch meet, with what lies between
// unknown.
func (m *Interpreter) skip(s *domain.State, gi int, r *effects.Region) bool {
	f := s.OwnTop(s.OwnGoroutine(gi))
	for _, v := range r.Changes {
		s.ForgetStored(f, v)
	}
	vals := make([]domain.Value, len(r.Phis))
	for i, v := range r.Phis {
		if v != nil {
			vals[i] = s.Get(f, v)
		} else {
			vals[i] = s.Unknown(r.Meet.Instrs[i].(*ssa.Phi).Type())
		}
	}
	for _, v := range r.Loses {
		f.Set(v, s.Unknown(v.Type()))
	}
	return m.arrive(s, gi, r.Meet, vals)
}

// concerns reports whether a call can touch what the root made: it is given a channel or
// lock, or memory that may hold one, or it returns one that it made. All else is
// explored from other roots.
func (m *Interpreter) concerns(s *domain.State, c *domain.CallSite) bool {
	e := m.Of(c.Fn)
	r := domain.NewReachable(s)
	for _, v := range c.Args {
		r.Value(s.Resolve(v))
	}
	for _, v := range c.Binds {
		r.Value(v)
	}
	if r.Matters() || r.Endless && (e.May(effects.Derives) || e.May(effects.Operates)) || e.May(effects.Ends) {
		return true
	}
	if c.Fn.Parent() != nil && e.May(effects.Makes) {
		return true // a literal has no other root
	}
	return m.Reaches(c.Fn.Signature.Results()) && e.May(effects.Builds)
}
