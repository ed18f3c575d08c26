package effects

import (
	"golang.org/x/tools/container/intsets"
	"golang.org/x/tools/go/ssa"
)

// Slicing: what cannot change how goroutines wait for each other need not be run.
// A branch whose two ways meet again without having touched anything that matters
// can be skipped as a whole, loops included.

// A Region is what lies between a branch and its post-dominator, where its ways meet:
//
//	b:    if t0 goto then else meet
//	then: t1 = log(...)            the region
//	      jump meet
//	meet: t2 = phi [b: x, then: x]
type Region struct {
	Meet    *ssa.BasicBlock // nil: they do not meet, or something in between matters to every root
	Changes []ssa.Value     // the addresses, maps and iterators that it may change
	Panics  bool            // on some way a panic ends it
	Asserts bool            // it does nothing else than to ask, and to panic: behind it the answer is known
	Phis    []ssa.Value     // of the block where they meet: the value, nil if it depends on the way
	Loses   []ssa.Value     // computed in the region and used behind it: not known when it is skipped

	stores intsets.Sparse // it matters to roots that read one of these places
}

// RegionOf returns the region of the branch at the end of a block; meet is the
// block's post-dominator.
func (p *Package) RegionOf(b, meet *ssa.BasicBlock) *Region {
	none := new(Region)
	if meet == nil {
		return none
	}
	r := &Region{Meet: meet}
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
			if !p.skippable(instr, r) {
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
		if v == nil && Decisive(phi.Type()) {
			return none // which one it is may matter
		}
		r.Phis = append(r.Phis, v)
	}
	r.Loses = leaving(b, meet, seen)
	r.Asserts = r.Panics && asserts(b, meet, seen)
	return r
}

// maxAsserted bounds the conditions of an assertion.
const maxAsserted = 4

// asserts reports whether the blocks of a region ask for conditions or panic, and do nothing else:
//
//	b:     if t0 goto and else meet
//	and:   t1 = window != 0
//	       if t1 goto wrong else meet
//	wrong: panic t2
func asserts(b, meet *ssa.BasicBlock, region map[*ssa.BasicBlock]bool) bool {
	asked, panics := 0, 0
	for _, c := range b.Parent().Blocks {
		if !region[c] || c == meet {
			continue
		}
		switch c.Instrs[len(c.Instrs)-1].(type) {
		case *ssa.Panic:
			panics++
		case *ssa.If:
			asked++
		default:
			return false
		}
	}
	return panics > 0 && asked < maxAsserted && !region[b]
}

// leaving returns the values that are computed in the region of the branch at the end
// of b and used behind it. If it is a loop whose header is b, they are phis of b, which
// would keep the values of the round that is skipped:
//
//	b:    t1 = phi [entry: 0, body: t3]    the count of some
//	      if t2 goto body else meet
//	meet: t4 = t1 == 0
func leaving(b, meet *ssa.BasicBlock, region map[*ssa.BasicBlock]bool) (list []ssa.Value) {
	for _, c := range b.Parent().Blocks {
		if !region[c] || c == meet {
			continue
		}
		for _, instr := range c.Instrs {
			v, ok := instr.(ssa.Value)
			if !ok || v.Referrers() == nil {
				continue
			}
			for _, r := range *v.Referrers() {
				if _, isPhi := r.(*ssa.Phi); !region[r.Block()] || r.Block() == meet && !isPhi {
					list = append(list, v)
					break
				}
			}
		}
	}
	return list
}

// Skippable reports whether nothing in a region matters to the root.
func (v *View) Skippable(r *Region) bool { return r.Meet != nil && !r.stores.Intersects(&v.reads) }

// meeting returns the value that a phi has whichever way is taken from b to its
// block through the region's blocks, or nil: x for
//
//	t2 = phi [b: x, then: x, elsewhere: y]
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
		if instr, ok := v.(ssa.Instruction); ok && instr.Block() != phi.Block() && region[instr.Block()] {
			return nil // computed on the way: in b too, if the way leads through b again
		}
	}
	return same
}

// skippable reports whether an instruction may be skipped, and notes what it may
// change.
func (p *Package) skippable(instr ssa.Instruction, r *Region) bool {
	switch instr := instr.(type) {
	case *ssa.Return, *ssa.RunDefers, *ssa.Defer, *ssa.Go:
		return false
	case *ssa.Panic:
		r.Panics = true
		return instr.Parent().Recover == nil
	case *ssa.Store:
		if Decisive(instr.Val.Type()) {
			k := p.name(instr.Addr)
			if k == nil {
				return false
			}
			if at := p.placeOf(k); at >= 0 {
				r.stores.Insert(int(at))
			}
		}
		r.Changes = append(r.Changes, instr.Addr)
	case *ssa.MapUpdate:
		r.Changes = append(r.Changes, instr.Map)
	case ssa.CallInstruction:
		for _, f := range p.calledBy(instr) {
			if f.May(StoresElsewhere) {
				return false
			}
			r.stores.UnionWith(&f.Stores)
			r.Panics = r.Panics || f.May(Panics)
		}
		if p.Instr(instr)&ChangesMap != 0 {
			for _, a := range instr.Common().Args {
				if isMap(a.Type()) {
					r.Changes = append(r.Changes, a)
				}
			}
		}
	case *ssa.Next:
		// Where the iterator stands is not known afterwards.
		r.Changes = append(r.Changes, instr.Iter)
	}
	return p.Instr(instr)&Touches == 0
}

// A Write is what a call that is not run may have stored to places that the root
// reads.
type Write struct {
	Any    bool // something at all
	view   *View
	stores *intsets.Sparse
}

// WritesOf returns what a function may store.
func (v *View) WritesOf(f *Func) Write {
	return Write{Any: f.May(StoresElsewhere) || f.Stores.Intersects(&v.reads), view: v, stores: &f.Stores}
}

// Has reports whether a place is one that the call may store to and the root reads.
func (w Write) Has(at Place) bool {
	return at >= 0 && w.stores.Has(int(at)) && w.view.reads.Has(int(at))
}
