package leak

import (
	"cmp"
	"go/token"
	"slices"

	"github.com/gopitfalls/gopitfalls/internal/explore"
)

// A defect often shows in many places: each of the sends of a goroutine whose receiver
// has gone, each of the goroutines that one collector abandons, both ends of a deadlock.
// They are one group, whatever root they were found from.

// A groups is a partition of positions: a forest of disjoint sets.
type groups map[token.Pos]token.Pos

// find returns what stands for the group of a position.
func (g groups) find(pos token.Pos) token.Pos {
	for {
		up, ok := g[pos]
		if !ok {
			return pos
		}
		pos = up
	}
}

// join makes one group of those of two positions.
func (g groups) join(x, y token.Pos) {
	if x, y = g.find(x), g.find(y); x != y {
		g[max(x, y)] = min(x, y)
	}
}

// addRoot joins what is one defect of what was found from one root.
func (g groups) addRoot(found []*explore.Stuck) {
	for i, x := range found {
		for _, y := range found[:i] {
			if sameDefect(x, y) {
				g.join(x.Pos, y.Pos)
			}
		}
	}
}

// sameDefect reports whether two goroutines are stuck for one reason: they wait for the
// same at the same end of a channel, one waits for the other, or one goroutine has come
// to two places when the same partner had left.
func sameDefect(x, y *explore.Stuck) bool {
	switch {
	case x.SendsOnly() == y.SendsOnly() && shareChannel(x, y):
		return true
	case waitsFor(x, y) || waitsFor(y, x):
		return true
	}
	return x.Go.IsValid() && x.Go == y.Go && x.Leave == y.Leave && x.Leave.Pos.IsValid() && !fixedApart(x, y)
}

// shareChannel reports whether two goroutines wait for channels made by one
// instruction.
func shareChannel(x, y *explore.Stuck) bool {
	return slices.ContainsFunc(x.Chans, func(c explore.Chan) bool {
		return c.Made != nil && slices.ContainsFunc(y.Chans, func(d explore.Chan) bool { return c.Made == d.Made })
	})
}

// waitsFor reports whether the last one who could have helped x is stuck at y.
func waitsFor(x, y *explore.Stuck) bool {
	return x.Leave.Kind == explore.Blocked && x.Leave.Pos == y.Pos
}

// fixedApart reports whether two stuck sends have fixes of their own, at different
// channels.
func fixedApart(x, y *explore.Stuck) bool {
	at := func(st *explore.Stuck) token.Pos {
		if st.Cure == nil || st.Cure.Kind != explore.Buffer || st.Cure.Fix == nil {
			return token.NoPos
		}
		return st.Cure.Fix.TextEdits[0].Pos
	}
	return at(x) != at(y)
}

// group returns the leaks with those of one defect together: the one that is told first,
// with the others in its Also. It gives them in the order of their positions.
func (g groups) group(leaks []*Leak) []*Leak {
	members := make(map[token.Pos][]*Leak)
	for _, l := range leaks {
		at := g.find(l.Pos)
		members[at] = append(members[at], l)
	}
	var all []*Leak
	for _, list := range members {
		slices.SortFunc(list, (*Leak).compare)
		list[0].Also = list[1:]
		all = append(all, list[0])
	}
	slices.SortFunc(all, func(x, y *Leak) int { return cmp.Compare(x.Pos, y.Pos) })
	return all
}

// compare orders the leaks of a group: a warning is before a note, a goroutine before the
// root that started it, whose caller is a victim. Functions have the order of their
// names, since that of declarations must not matter; the operations of one, that of the
// source.
func (l *Leak) compare(m *Leak) int {
	isNote := func(l *Leak) int { note, _ := l.note(); return min(len(note), 1) }
	isRoot := func(l *Leak) int {
		if l.Go.IsValid() {
			return 0
		}
		return 1
	}
	return cmp.Or(
		cmp.Compare(isNote(l), isNote(m)),
		cmp.Compare(isRoot(l), isRoot(m)),
		cmp.Compare(l.declared(), m.declared()),
		cmp.Compare(l.Pos, m.Pos),
	)
}

// declared returns the name of the declared function that a leak stands in.
func (l *Leak) declared() string {
	fn := l.Instr.Parent()
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	if origin := fn.Origin(); origin != nil {
		fn = origin
	}
	return fn.String()
}
