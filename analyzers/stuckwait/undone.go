package stuckwait

import (
	"fmt"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/lockset"
	"github.com/gopitfalls/gopitfalls/internal/report"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// undone reports the groups in fields that a path does not count down, though others do, and the
// semaphores to which one does not give back what it took. Where a
// run shows who waits, at one of the places that are known, that is told alone.
func undone(pass *analysis.Pass, r *report.Reporter, known map[token.Pos]bool) {
	for _, world := range lockset.Of(pass).Worlds() {
		u := undoer{world, ssabuild.Of(pass).SSA(), r, make(map[token.Pos]bool)}
		for _, f := range world.Full() {
			u.full(f, known)
		}
		u.late()
		for _, fn := range world.Funcs {
			u.function(fn, slices.Concat(world.Undone(fn), world.Skipped(fn)), known)
			u.selfWaits(fn, known)
			u.tokens(fn)
			u.unearned(fn)
		}
	}
}

type undoer struct {
	*lockset.World
	ssa *ssabuild.SSA
	*report.Reporter
	told map[token.Pos]bool // by another instance of a generic function
}

// function reports what one function leaves counted: the returns that leave one group are one
// finding, and one fix.
func (u *undoer) function(fn *ssa.Function, list []lockset.Undone, known map[token.Pos]bool) {
	var findings []*report.Finding
	var first []lockset.Undone
	for _, g := range list {
		at := u.ssa.EndRange(fn, g.End.Pos())
		if !at.Pos().IsValid() || u.told[at.Pos()] || !u.Owns(at.Pos()) || slices.ContainsFunc(g.Waits, func(w ssa.Instruction) bool { return known[w.Pos()] }) {
			continue
		}
		u.told[at.Pos()] = true
		if i := slices.IndexFunc(first, func(o lockset.Undone) bool { return o.Place == g.Place && o.At == g.At }); i >= 0 {
			findings[i].Also = append(findings[i].Also, report.Also{Check: "stuckwait", Note: report.Note{Pos: at.Pos(), Message: g.Place + " is not done here either"}})
			continue
		}
		first, findings = append(first, g), append(findings, u.finding(fn, g, at))
	}
	for _, f := range findings {
		u.Report(*f)
	}
}

func (u *undoer) finding(fn *ssa.Function, g lockset.Undone, at analysis.Range) *report.Finding {
	f := &report.Finding{
		Range:    at,
		Category: "group",
		Message:  fmt.Sprintf("%s is not done when this goroutine ends here, as it is on other paths: the Wait at %s blocks for ever; defer Done", g.Place, u.ssa.Place(at.Pos(), g.Waits[0].Pos())),
		Related:  []report.Note{{Pos: g.Waits[0].Pos(), Message: "it is waited for here"}},
	}
	if g.At != nil {
		f.Message = fmt.Sprintf("%s, added to at %s, is not done here: the Wait at %s blocks for ever; call Done first", g.Place, u.ssa.Place(at.Pos(), g.At.Pos()), u.ssa.Place(at.Pos(), g.Waits[0].Pos()))
		f.Related = append(f.Related, report.Note{Pos: g.At.Pos(), Message: g.Place + " is added to here"})
	}
	f.Fixes = u.fix(fn, g)
	if !u.ssa.Worlds()[0].Owns(at.Pos()) {
		f.Category = "test"
	}
	f.Trace = append(trail(g.Trail), report.Step{Pos: at.Pos(), Message: g.Place + " is not done"})
	return f
}
