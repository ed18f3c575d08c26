package stuckwait

import (
	"fmt"
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/lockset"
	"github.com/gopitfalls/gopitfalls/internal/report"
)

// selfWaits reports the waits of a function for a group in which it is itself until it returns, but
// for those of which a run shows it.
func (u *undoer) selfWaits(fn *ssa.Function, known map[token.Pos]bool) {
	for _, w := range u.SelfWaits(fn) {
		at, wait := w.Via[0], w.Via[len(w.Via)-1]
		if known[wait.Pos()] || u.told[at.Pos()] || !u.Owns(at.Pos()) {
			continue
		}
		u.told[at.Pos()] = true
		u.Report(u.selfWait(w))
	}
}

func (u *undoer) selfWait(w lockset.SelfWait) report.Finding {
	at, wait := w.Via[0], w.Via[len(w.Via)-1]
	what := "this"
	if len(w.Via) > 1 {
		what = "this call"
	}
	f := report.Finding{
		Range:    u.ssa.OperationRange(at.Pos()),
		Category: "group",
		Message:  fmt.Sprintf("%s waits for %s, in which the function that calls it is until it returns: blocks for ever; do not wait here", what, w.Place),
	}
	for _, instr := range w.Via {
		f.Trace = append(f.Trace, report.Step{Pos: instr.Pos(), Message: "leads to the Wait"})
	}
	if len(w.Via) > 1 {
		f.Related = append(f.Related, report.Note{Pos: wait.Pos(), Message: "it waits here"})
	}
	if w.Done != nil {
		f.Related = append(f.Related, report.Note{Pos: w.Done.Pos(), Message: "it is done by this only"})
	}
	if !u.ssa.Worlds()[0].Owns(at.Pos()) {
		f.Category = "test"
	}
	return f
}
