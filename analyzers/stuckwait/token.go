package stuckwait

import (
	"fmt"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/lockset"
	"github.com/gopitfalls/gopitfalls/internal/report"
)

// tokens reports what a function takes of a semaphore and does not give back on some path: the
// returns that keep one unit are one finding.
func (u *undoer) tokens(fn *ssa.Function) {
	var findings []*report.Finding
	var first []lockset.Token
	for _, t := range u.Tokens(fn) {
		var at analysis.Range
		if t.End != nil {
			at = u.ssa.EndRange(fn, t.End.Pos())
		} else {
			at = u.ssa.OperationRange(t.At.Pos())
		}
		if !at.Pos().IsValid() || u.told[at.Pos()] || !u.Owns(at.Pos()) {
			continue
		}
		u.told[at.Pos()] = true
		if i := slices.IndexFunc(first, func(o lockset.Token) bool { return o.At == t.At }); i >= 0 {
			findings[i].Also = append(findings[i].Also, report.Also{Check: "stuckwait", Note: report.Note{Pos: at.Pos(), Message: t.Place + " keeps it here too"}})
			continue
		}
		first, findings = append(first, t), append(findings, u.token(t, at))
	}
	for _, f := range findings {
		u.Report(*f)
	}
}

// unearned reports the Releases of a function of what it has not got.
func (u *undoer) unearned(fn *ssa.Function) {
	for _, g := range u.Unearned(fn) {
		pos := g.At.Pos()
		if !pos.IsValid() || u.told[pos] || !u.Owns(pos) {
			continue
		}
		u.told[pos] = true
		why := "has failed there"
		if g.Ignored {
			why = "is not looked at"
		}
		f := report.Finding{
			Range:    u.ssa.OperationRange(pos),
			Category: "semaphore",
			Message:  fmt.Sprintf("%s is released here though the Acquire at %s %s: panics once nothing is out; return there", g.Place, u.ssa.Place(pos, g.Acquire.Pos()), why),
			Related:  []report.Note{{Pos: g.Acquire.Pos(), Message: "it may fail"}},
			Trace:    append(trail(g.Trail), report.Step{Pos: pos, Message: g.Place + " is released"}),
		}
		if !u.ssa.Worlds()[0].Owns(pos) {
			f.Category = "test"
		}
		u.Report(f)
	}
}

func (u *undoer) token(t lockset.Token, at analysis.Range) *report.Finding {
	f := &report.Finding{Range: at, Category: "semaphore"}
	switch {
	case t.At == nil:
		f.Message = fmt.Sprintf("%s is not released when this goroutine ends here, as it is on other paths: once all are gone, who wants one blocks; defer it", t.Place)
	case t.End == nil:
		f.Message = fmt.Sprintf("%s, taken here, is not given back on a way to the next round: once all are gone, this blocks; give it back", t.Place)
	default:
		f.Message = fmt.Sprintf("%s, taken at %s, is not given back here: once all are gone, who wants one blocks for ever; give it back", t.Place, u.ssa.Place(at.Pos(), t.At.Pos()))
		f.Related = []report.Note{{Pos: t.At.Pos(), Message: "it is taken here"}}
	}
	if !u.ssa.Worlds()[0].Owns(at.Pos()) {
		f.Category = "test"
	}
	f.Trace = trail(t.Trail)
	f.Trace = append(f.Trace, report.Step{Pos: at.Pos(), Message: t.Place + " is not given back"})
	return f
}

// full reports a Go in a function that the same group runs.
func (u *undoer) full(g lockset.Full, known map[token.Pos]bool) {
	pos := g.Via[len(g.Via)-1].Pos()
	if known[pos] || !u.Owns(pos) {
		return
	}
	f := report.Finding{
		Range:    u.ssa.OperationRange(pos),
		Category: "limit",
		Message:  fmt.Sprintf("Go waits for room in %s, which runs its caller: once all wait that the limit of %s allows, none ends; use TryGo", g.Place, u.ssa.Place(pos, g.Limit.Pos())),
		Related:  []report.Note{{Pos: g.Limit.Pos(), Message: "the limit is set here"}},
		Trace:    trail(g.Via),
	}
	if !u.ssa.Worlds()[0].Owns(pos) {
		f.Category = "test"
	}
	u.Report(f)
}

// trail returns the steps of a path.
func trail(instrs []ssa.Instruction) (steps []report.Step) {
	for _, instr := range instrs {
		if pos := instr.Pos(); pos.IsValid() {
			steps = append(steps, report.Step{Pos: pos, Message: "comes here"})
		}
	}
	return steps
}
