package explore

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Slicing: what cannot change how goroutines wait for each other is not run. A
// branch whose two ways meet again without having touched anything that matters
// is skipped as a whole, loops included, and a call that is given nothing to
// wait on and makes nothing of the kind is skipped too.

// A region is what lies between a branch and the block where its ways meet.
type region struct {
	meet   *ssa.BasicBlock // nil: they do not meet, or something in between matters
	stores []ssa.Value     // the addresses, maps and arguments that it may change
	panics bool            // on some way a panic ends it
	phis   []ssa.Value     // of the block where they meet: the value, nil if it depends on the way
}

// regionOf returns the region of a branch.
func (m *machine) regionOf(f *function, b *ssa.BasicBlock) *region {
	r, ok := f.regions[b]
	if !ok {
		r = m.newRegion(f, b)
		f.regions[b] = r
	}
	return r
}

func (m *machine) newRegion(f *function, b *ssa.BasicBlock) *region {
	none := new(region)
	meet := f.postDominator(b)
	if meet == nil {
		return none
	}
	r := &region{meet: meet}
	seen := map[*ssa.BasicBlock]bool{meet: true}
	work := append([]*ssa.BasicBlock(nil), b.Succs...)
	for len(work) > 0 {
		c := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[c] {
			continue
		}
		seen[c] = true
		for _, instr := range c.Instrs {
			if c == b && instr == b.Instrs[len(b.Instrs)-1] {
				continue
			}
			if !m.skippable(instr, r) {
				return none
			}
		}
		work = append(work, c.Succs...)
	}
	for _, instr := range meet.Instrs {
		phi, ok := instr.(*ssa.Phi)
		if !ok {
			break
		}
		v := meeting(phi, b, seen)
		if v == nil && decides(phi.Type()) {
			return none // which one it is may matter
		}
		r.phis = append(r.phis, v)
	}
	return r
}

// decides reports whether the path may later depend on a value of a type. Of
// text, floats and lists it is taken that it does not.
func decides(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Info()&(types.IsString|types.IsFloat|types.IsComplex) == 0
	case *types.Slice:
		_, basic := u.Elem().Underlying().(*types.Basic)
		return !basic
	case *types.Struct:
		return slices.ContainsFunc(slices.Collect(u.Fields()), func(f *types.Var) bool { return decides(f.Type()) })
	}
	return true
}

// meeting returns the value that a phi has whichever way is taken from b to its
// block through the region's blocks, or nil.
func meeting(phi *ssa.Phi, b *ssa.BasicBlock, region map[*ssa.BasicBlock]bool) ssa.Value {
	var same ssa.Value
	for i, pred := range phi.Block().Preds {
		if pred != b && (!region[pred] || pred == phi.Block()) {
			continue
		}
		v := phi.Edges[i]
		if same != nil && v != same {
			return nil
		}
		same = v
		if instr, ok := v.(ssa.Instruction); ok && instr.Block() != b && instr.Block() != phi.Block() && region[instr.Block()] {
			return nil // computed on the way
		}
	}
	return same
}

// skippable reports whether an instruction may be skipped, and notes what it may
// change.
func (m *machine) skippable(instr ssa.Instruction, r *region) bool {
	switch instr := instr.(type) {
	case *ssa.Return, *ssa.RunDefers, *ssa.Defer, *ssa.Go:
		return false
	case *ssa.Panic:
		r.panics = true
		return instr.Parent().Recover == nil
	case *ssa.Store:
		if decides(instr.Val.Type()) && m.tested(instr.Addr) {
			return false
		}
		r.stores = append(r.stores, instr.Addr)
	case *ssa.MapUpdate:
		r.stores = append(r.stores, instr.Map)
	case ssa.CallInstruction:
		if callee := instr.Common().StaticCallee(); callee != nil {
			if len(m.storesOf(callee)) > 0 {
				return false
			}
			r.panics = r.panics || m.mayPanic(callee)
		}
	case *ssa.Next:
		// Where the iterator stands is not known afterwards.
		r.stores = append(r.stores, instr.Iter)
	}
	return !m.instrTouches(instr)
}

// base returns the pointer from which the address of a part was computed.
func base(v ssa.Value) ssa.Value {
	for {
		switch x := v.(type) {
		case *ssa.FieldAddr:
			v = x.X
		case *ssa.IndexAddr:
			v = x.X
		default:
			return v
		}
	}
}

// skip goes on where the two ways of a branch meet, with what lies between
// unknown.
func (m *machine) skip(s *state, gi int, r *region) bool {
	f := s.top(s.gmut(gi))
	for _, v := range r.stores {
		s.forgetStored(f, v)
	}
	vals := make([]value, len(r.phis))
	for i, v := range r.phis {
		if v != nil {
			vals[i] = s.get(f, v)
		} else {
			vals[i] = s.unknown(r.meet.Instrs[i].(*ssa.Phi).Type())
		}
	}
	return m.arrive(s, gi, r.meet, vals)
}

// concerns reports whether a call can have to do with what the root made: it is
// given something to wait on, or memory that may hold such, or it returns
// something of the kind that it made. All else is the business of other roots.
func (m *machine) concerns(s *state, c *site) bool {
	r := newReachable(s)
	for _, v := range c.args {
		r.value(s.resolve(v))
	}
	for _, v := range c.binds {
		r.value(v)
	}
	if r.matters() || r.endless && (m.mayDerive(c.fn) || m.mayOperate(c.fn)) || m.mayEnd(c.fn) {
		return true
	}
	if c.fn.Parent() != nil && m.mayMake(c.fn) {
		return true // a literal has no other root
	}
	return m.reaches(c.fn.Signature.Results()) && m.mayBuild(c.fn)
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
			if !o.external && (o.typ == nil || r.s.tab.code.holds(o.typ) || waits(o.val)) {
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
			if f.fn != nil && r.endless && m.mayDerive(f.fn.ssa) {
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
