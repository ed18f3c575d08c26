package leak

import (
	"cmp"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
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

// An end is one end of the channels made by one instruction.
type end struct {
	made  ssa.Instruction
	sends bool
}

// A sight is a go statement whose goroutine has come to a place when a partner had left.
// Sends that have fixes of their own, at different channels, are apart.
type sight struct {
	started token.Pos
	leave   explore.Leave
	fix     token.Pos // of a buffer
}

// addRoot joins what is one defect of what was found from one root: goroutines that wait
// for the same at the same end of a channel, or one for the other, and the places to which
// one goroutine has come when the same partner had left.
func (g groups) addRoot(found []*explore.Stuck) {
	ends, sights := make(map[end]token.Pos), make(map[sight]token.Pos)
	stuck := make(map[token.Pos]bool)
	for _, x := range found {
		stuck[x.Pos] = true
		for _, c := range x.Chans {
			if c.Made != nil {
				joinFirst(g, ends, end{c.Made, x.SendsOnly()}, x.Pos)
			}
		}
		if x.Go.IsValid() && x.Leave.Pos.IsValid() {
			joinFirst(g, sights, sight{x.Go, x.Leave, fixedAt(x)}, x.Pos)
		}
	}
	for _, x := range found {
		if x.Leave.Kind == explore.Blocked && stuck[x.Leave.Pos] {
			g.join(x.Pos, x.Leave.Pos)
		}
	}
}

// joinFirst joins a position with the first one that has the same key.
func joinFirst[K comparable](g groups, first map[K]token.Pos, key K, pos token.Pos) {
	if at, ok := first[key]; ok {
		g.join(at, pos)
	} else {
		first[key] = pos
	}
}

// fixedAt returns where the buffer is put that helps a goroutine, if one does.
func fixedAt(st *explore.Stuck) token.Pos {
	if st.Cure == nil || st.Cure.Kind != explore.Buffer || st.Cure.Fix == nil {
		return token.NoPos
	}
	return st.Cure.Fix.TextEdits[0].Pos
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

// compare orders the leaks of a group: a warning is before a note, a goroutine that keeps
// a lock from others, or waits for one that nobody else has, before those others, a goroutine before the root that started it, whose
// caller is a victim. Functions have the order of their names, since that of declarations must
// not matter; the operations of one, that of the source.
func (l *Leak) compare(m *Leak) int {
	isNote := func(l *Leak) int { note, _ := l.note(); return min(len(note), 1) }
	isRoot := func(l *Leak) int {
		if l.Go.IsValid() {
			return 0
		}
		return 1
	}
	keeps := func(l *Leak) int {
		lost := l.Op.IsLock() && (l.Leave.Kind == explore.Itself || l.Leave.Kind == explore.Returned)
		if lost || l.kept() >= 0 {
			return 0
		}
		return 1
	}
	return cmp.Or(
		cmp.Compare(isNote(l), isNote(m)),
		cmp.Compare(keeps(l), keeps(m)),
		cmp.Compare(isRoot(l), isRoot(m)),
		cmp.Compare(l.declared(), m.declared()),
		cmp.Compare(l.Pos, m.Pos),
	)
}

// declared returns the name of the declared function that a leak stands in.
func (l *Leak) declared() string {
	fn := callee.Declared(l.Instr.Parent())
	if origin := fn.Origin(); origin != nil {
		fn = origin
	}
	return fn.String()
}
