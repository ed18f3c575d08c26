package effects

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// Who answers the calls of an object: a call keeps a channel where a goroutine of the object finds
// it, and waits.

// IsAnswered reports whether goroutines of the object send to a channel that a call makes and
// keeps in a field, or in a map that lies in one, and whether no call does, nor an end:
//
//	t0 = make chan *reply 1:int
//	t1 = &c.pending [#2]
//	t2 = *t1
//	t2[id] = t0
func (c *Client) IsAnswered(mk *ssa.MakeChan) bool {
	kept := keptIn(mk, nil)
	return len(kept) > 0 && !slices.ContainsFunc(kept, func(f *types.Var) bool { return c.Serves(f) || !slices.Contains(c.startedDeeds().sends, f) })
}

// keptIn returns the fields in which a function keeps a channel, itself or as an element.
func keptIn(ch ssa.Value, list []*types.Var) []*types.Var {
	for _, r := range *ch.Referrers() {
		switch r := r.(type) {
		case *ssa.ChangeType:
			list = keptIn(r, list)
		case *ssa.MapUpdate:
			if load, ok := r.Map.(*ssa.UnOp); ok && r.Value == ch {
				list = note(list, load.X)
			}
		case *ssa.Store:
			if r.Val == ch {
				list = note(list, r.Addr)
			}
		}
	}
	return list
}

// place returns the field from which a channel comes, or from a map in which:
//
//	t1 = &t0.done [#0]       t1 = &c.pending [#2]
//	t2 = *t1                 t2 = *t1
//	                         t3 = t2[id],ok
//	                         t4 = extract t3 #0
func place(ch ssa.Value) *types.Var {
	switch v := ch.(type) {
	case *ssa.ChangeType:
		return place(v.X)
	case *ssa.Extract:
		switch from := v.Tuple.(type) {
		case *ssa.Lookup:
			return place(from)
		case *ssa.Next:
			if over, ok := from.Iter.(*ssa.Range); ok {
				return place(over.X)
			}
		}
	case *ssa.Lookup:
		return place(v.X)
	case *ssa.Field:
		return ssabuild.FieldOf(v)
	case *ssa.UnOp:
		if a, ok := v.X.(*ssa.FieldAddr); ok {
			return ssabuild.Field(a)
		}
	}
	return nil
}
