package leak

import (
	"cmp"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/explore"
)

// What is said of goroutines that wait for something of package sync, or the like.

// nouns are what it is called whose source is too long for a message.
var nouns = map[explore.Op]string{
	explore.Lock: "the lock", explore.RLock: "the lock", explore.Join: "the group", explore.Room: "the group",
	explore.Signal: "the condition", explore.Once: "the Once",
}

// methods are those in which a goroutine waits.
var methods = map[explore.Op]string{
	explore.Lock: "Lock", explore.RLock: "RLock", explore.Join: "Wait", explore.Room: "Go", explore.Signal: "Wait", explore.Once: "Do",
}

// nobody says that there is no one who lets a goroutine go on.
var nobody = map[explore.Op]string{
	explore.Lock: ", nobody unlocks it", explore.RLock: ", nobody unlocks it", explore.Join: ", not all call Done", explore.Room: ", nobody in it ends",
	explore.Signal: ", nobody signals any more", explore.Once: ", its function does not return",
}

// Holds reports whether the goroutine waits for something else than a lock while it holds one
// that others wait for: for a channel, whose other end is blocked too.
func (l *Leak) Holds() bool {
	return !l.Op.IsLock() && l.kept() >= 0 && (l.Op.IsSync() || l.Leave.Kind == explore.Blocked)
}

// Returns tells, instead of how the partner went that the run shows, that a function returns with
// the lock which the goroutine waits for.
func (l *Leak) Returns(fn *ssa.Function, pos token.Pos) {
	st := *l.Stuck // that other checks have too
	st.Leave = explore.Leave{Kind: explore.Returned, Pos: pos, Func: fn}
	l.Stuck = &st
}

// Keeps returns the lock that the goroutine holds, as the source writes it, if another one
// that is stuck waits for it, or "".
func (l *Leak) Keeps() string {
	if i := l.kept(); i >= 0 {
		return cmp.Or(l.ssa.ReceiverName(l.Held[i].By), "the lock")
	}
	return ""
}

// kept returns which of the locks that the goroutine holds another one that is stuck waits
// for, the first, or -1.
func (l *Leak) kept() int {
	return slices.IndexFunc(l.Held, func(h explore.Hold) bool { return h.Wanted })
}

// keeper says who keeps a goroutine from going on, in ever fewer words.
func (l *Leak) keeper() []string {
	none := nobody[l.Op]
	at := ""
	if l.Leave.Pos.IsValid() {
		at = " at " + l.place(l.Leave.Pos)
	}
	switch l.Leave.Kind {
	case explore.Itself:
		if l.Op.IsLock() {
			return []string{", it has locked it itself" + at, ", it has locked it itself"}
		}
		return []string{none}
	case explore.Returned:
		if l.Op.IsLock() {
			return []string{", " + l.leaver() + " returns with it" + at, ", " + l.leaver() + " returns with it", none}
		}
	case explore.Blocked:
		who := ", " + l.leaver()
		if l.Op.IsLock() {
			who += ", who holds it,"
		}
		return []string{who + " blocks too" + at, who + " blocks too", none}
	case explore.MovedOn:
		return []string{", " + l.leaver() + " goes on without it" + at, none}
	}
	return []string{none}
}
