package stuckwait

import (
	"fmt"

	"github.com/gopitfalls/gopitfalls/internal/report"
)

// late reports the groups to which the goroutines add themselves.
func (u *undoer) late() {
	for _, l := range u.Late() {
		at := l.Adds[0]
		if !u.Owns(at.Pos()) || u.told[at.Pos()] {
			continue
		}
		u.told[at.Pos()] = true
		f := report.Finding{
			Range:    u.ssa.OperationRange(at.Pos()),
			Category: "late",
			Message:  fmt.Sprintf("the Wait at %s may be over before this goroutine adds itself: nobody waits for it then; call Add before the go statement", u.ssa.Place(at.Pos(), l.Wait.Pos())),
			Related:  []report.Note{{Pos: l.Go.Pos(), Message: "the goroutine is started here"}, {Pos: l.Wait.Pos(), Message: "it is waited for here"}},
			Trace:    []report.Step{{Pos: l.Go.Pos(), Message: "starts the goroutine"}, {Pos: l.Wait.Pos(), Message: "finds nobody to wait for"}, {Pos: at.Pos(), Message: "adds itself"}},
		}
		if l.Behind {
			f.Message = fmt.Sprintf("this Add comes behind the go statement at %s: the goroutine may be done before, and ends the program; call Add before", u.ssa.Place(at.Pos(), l.Go.Pos()))
			f.Trace = []report.Step{{Pos: l.Go.Pos(), Message: "starts the goroutine, which is done"}, {Pos: at.Pos(), Message: "adds it too late"}}
		}
		for _, add := range l.Adds[1:] {
			u.told[add.Pos()] = true
			f.Also = append(f.Also, report.Also{Check: "stuckwait", Note: report.Note{Pos: add.Pos(), Message: "this goroutine adds itself, too"}})
		}
		if !u.ssa.Worlds()[0].Owns(at.Pos()) {
			f.Category = "test"
		}
		u.Report(f)
	}
}
