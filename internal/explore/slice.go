package explore

import (
	"slices"

	"github.com/gopitfalls/gopitfalls/internal/effects"
	"golang.org/x/tools/go/ssa"
)

// Slicing: what cannot change how goroutines wait for each other is not run. A
// branch whose two ways meet again without having touched anything that matters
// is skipped as a whole, loops included, and a call that is given nothing to
// wait on and makes nothing of the kind is skipped too.

// skip goes on where the two ways of a branch meet, with what lies between
// unknown.
func (m *machine) skip(s *state, gi int, r *effects.Region) bool {
	f := s.top(s.gmut(gi))
	for _, v := range r.Changes {
		s.forgetStored(f, v)
	}
	vals := make([]value, len(r.Phis))
	for i, v := range r.Phis {
		if v != nil {
			vals[i] = s.get(f, v)
		} else {
			vals[i] = s.unknown(r.Meet.Instrs[i].(*ssa.Phi).Type())
		}
	}
	return m.arrive(s, gi, r.Meet, vals)
}

// concerns reports whether a call can have to do with what the root made: it is
// given something to wait on, or memory that may hold such, or it returns
// something of the kind that it made. All else is the business of other roots.
func (m *machine) concerns(s *state, c *site) bool {
	e := m.Of(c.fn)
	r := newReachable(s)
	for _, v := range c.args {
		r.value(s.resolve(v))
	}
	for _, v := range c.binds {
		r.value(v)
	}
	if r.matters() || r.endless && (e.May(effects.Derives) || e.May(effects.Operates)) || e.May(effects.Ends) {
		return true
	}
	if c.fn.Parent() != nil && e.May(effects.Makes) {
		return true // a literal has no other root
	}
	return m.Reaches(c.fn.Signature.Results()) && e.May(effects.Builds)
}

// matters reports whether something was reached that was made here and can be
// waited for, or lead there.
func (r *reachable) matters() bool {
	if r.makes {
		return true
	}
	for id, seen := range r.seen {
		if !seen {
			continue
		}
		switch o := r.s.objs[id]; o.kind {
		case channel:
			if !o.external {
				return true
			}
		case memory:
			if !o.external && (o.typ == nil || r.s.tab.code.Holds(o.typ) || waits(o.val)) {
				return true
			}
		default:
			if !o.external {
				return true
			}
		}
	}
	return false
}

// waits reports whether there is a lock or a wait group in a value.
func waits(v value) bool {
	switch v := v.(type) {
	case lockV, groupV, onceV:
		return true
	case *aggV:
		if slices.ContainsFunc(v.elems, waits) {
			return true
		}
	}
	return false
}

// pointless reports whether nothing can be found any more on a path: there is
// nothing left to be stuck at, and nothing more will be made.
func (m *search) pointless(s *state) bool {
	r := newReachable(s)
	for _, g := range s.gs {
		if g.status == done || g.status == stuck {
			continue
		}
		r.goroutine(g)
		for _, f := range g.frames {
			if f.fn != nil && m.makesFrom(f.fn, f.block) {
				return false
			}
		}
	}
	if r.makes {
		return false
	}
	for _, g := range s.gs {
		for _, f := range g.frames {
			if f.fn != nil && r.endless && f.fn.effects.May(effects.Derives) {
				return false
			}
		}
	}
	for id, seen := range r.seen {
		if seen && s.canStick(objID(id)) {
			return false
		}
	}
	return true
}

// canStick reports whether a goroutine can be stuck at an object: a channel that
// nobody outside serves.
func (s *state) canStick(id objID) bool {
	o := s.obj(id)
	return o.kind == channel && !o.external && (o.owner == 0 || !s.obj(o.owner).selfEnds) && (o.timer != pending || o.made != nil)
}
