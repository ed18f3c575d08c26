package stucklock

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/explore"
	"github.com/gopitfalls/gopitfalls/internal/leak"
	"github.com/gopitfalls/gopitfalls/internal/report"
)

// stuck returns what to say of a goroutine that was seen to wait for ever for a lock, or to
// hold one that others wait for. The mistake that led there is told with it.
func (c *checker) stuck(l *leak.Leak) report.Finding {
	for _, m := range c.mistakes {
		if slices.ContainsFunc(l.Also, m.leadsTo) {
			m.told = true
		}
	}
	var also []report.Also
	var more string
	var same *mistake
	var fixes []analysis.SuggestedFix
	for _, m := range c.mistakes {
		switch {
		case !m.leadsTo(l):
			continue
		case m.turned != nil, m.waits:
		case m.by == nil && m.call.Pos() == l.Pos:
			same = m
		case m.by == nil:
			more = "call " + c.called(m.call) + " without the lock"
			also = append(also, report.Also{Check: "stucklock", Note: report.Note{Pos: m.Range.Pos(), Message: "it is called with the lock here"}})
		case more == "":
			more = "unlock it first"
			l.Returns(m.by, m.Range.Pos())
			fixes = m.Fixes
		}
		m.told = true
	}
	if same != nil {
		same.Also = slices.Concat(also, l.Finding(same.Category, "").Also)
		return same.Finding
	}
	category, remedies := judge(l)
	if more != "" {
		remedies = slices.Insert(remedies, 0, more)
	}
	f := l.Finding(category, remedies...)
	f.Also = slices.Concat(also, f.Also)
	if f.Fixes == nil {
		f.Fixes = fixes
	}
	return f
}

// leadsTo reports whether a mistake is why a goroutine does not get a lock.
func (m *mistake) leadsTo(l *leak.Leak) bool {
	if m.waits {
		return l.Holds() && l.Pos == m.blocked
	}
	if !l.Op.IsLock() || l.Taken == nil {
		return false
	}
	at := [2]token.Pos{l.Taken.Pos(), l.Pos}
	if m.by != nil {
		at[1] = m.blocked
	}
	return at == [2]token.Pos{m.taken, m.blocked} || m.turned != nil && at == *m.turned
}

// judge returns the category of a goroutine that is stuck, and its remedies.
func judge(l *leak.Leak) (category string, remedies []string) {
	if l.Holds() {
		return held, []string{"unlock " + l.Keeps() + " before"}
	}
	switch {
	case l.Leave.Kind == explore.Itself:
		return twice, []string{"unlock it before"}
	case l.Leave.Kind == explore.Returned:
		return unreleased, []string{"unlock it on every path"}
	case l.Own:
		return recursive, []string{"read-lock it once, RLock does not nest", "read-lock it once"}
	case l.Keeps() != "":
		return order, []string{"take locks in one order everywhere", "take locks in one order"}
	}
	return held, []string{"wait for nobody who wants it while holding it"}
}
