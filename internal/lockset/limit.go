package lockset

import (
	"cmp"
	"go/constant"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A joining is a call of the Go of an errgroup.Group, which waits for room in one with a limit.
type joining struct {
	group *place
	via   []ssa.Instruction // calls, then the Go
}

// joins notes that a function starts others in a group.
func (w *walker) joins(j joining) {
	if len(w.summary.joins) < maxWaits && len(j.via) <= maxVia && w.visible(j.group) &&
		!slices.ContainsFunc(w.summary.joins, func(o joining) bool { return o.group.key == j.group.key }) {
		w.summary.joins = append(w.summary.joins, j)
	}
}

// isUnlimited reports whether a limit is none.
func isUnlimited(n ssa.Value) bool {
	c, ok := n.(*ssa.Const)
	return ok && c.Value != nil && constant.Sign(c.Value) < 0
}

// A Full is a Go in a function that the same group runs, which has a limit: once all that run
// wait for room, none makes any.
type Full struct {
	Place string
	By    *ssa.Function     // in the group
	Via   []ssa.Instruction // calls, then the Go
	Limit ssa.Instruction   // sets it
}

// Full returns the Gos that wait for room which only their own callers make, in groups of fields.
func (w *World) Full() (list []Full) {
	for _, m := range w.members {
		s := w.summaries[m.fn]
		if s == nil {
			continue
		}
		for _, j := range s.joins {
			limit := w.limits[j.group.field()]
			if limit == nil || !slices.ContainsFunc(m.groups, func(g *place) bool { return g.key == j.group.key }) ||
				slices.ContainsFunc(list, func(f Full) bool { return f.last() == j.via[len(j.via)-1] }) {
				continue
			}
			list = append(list, Full{j.group.String(), m.fn, j.via, limit})
		}
	}
	slices.SortFunc(list, func(a, b Full) int { return cmp.Compare(a.last().Pos(), b.last().Pos()) })
	return list
}

func (f Full) last() ssa.Instruction { return f.Via[len(f.Via)-1] }
