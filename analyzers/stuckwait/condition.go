package stuckwait

import (
	"cmp"
	"fmt"
	"go/token"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/report"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
	"github.com/gopitfalls/gopitfalls/internal/unwoken"
)

// conditions reports the conditions whose waiters are not woken when it is time, but for those of
// which a run shows it.
func conditions(pass *analysis.Pass, r *report.Reporter, known map[token.Pos]bool) {
	if !unwoken.Mentions(pass.TypesInfo) {
		return
	}
	ssa := ssabuild.Of(pass).SSA()
	for i, world := range ssa.Worlds() {
		for _, l := range unwoken.Find(world, flow.Of(pass, world)) {
			if !world.Owns(l.At.Pos()) || known[l.Wait.Pos()] {
				continue
			}
			known[l.Wait.Pos()] = true
			f := lapse(ssa, l)
			if i > 0 {
				f.Category = "test"
			}
			r.Report(f)
		}
	}
}

// lapse returns the finding about a wait that goes on though it should end.
func lapse(ssa *ssabuild.SSA, l unwoken.Lapse) report.Finding {
	what, wait := cmp.Or(l.What, "a context"), ssa.Place(l.At.Pos(), l.Wait.Pos())
	f := report.Finding{
		Range:    ssa.OperationRange(l.At.Pos()),
		Category: "condition",
		Related:  []report.Note{{Pos: l.Wait.Pos(), Message: "it waits here"}},
		Trace:    []report.Step{{Pos: l.Wait.Pos(), Message: "waits for " + l.Cond}, {Pos: l.At.Pos(), Message: "is not woken by this"}},
	}
	switch {
	case l.Kind == unwoken.Silent:
		f.Message = fmt.Sprintf("%s ends the Wait at %s, but nobody wakes who waits there: it blocks for ever; call %s.Broadcast", what, wait, l.Cond)
	case l.Kind == unwoken.Missed:
		f.Message = fmt.Sprintf("who has asked for %s and comes to the Wait at %s only then is not woken: it blocks for ever; hold the lock", what, wait)
	case l.Works:
		f.Message = fmt.Sprintf("Signal wakes one of the goroutines that wait at %s, though %s ends all: the others block for ever; use Broadcast", wait, what)
	default:
		f.Message = fmt.Sprintf("Signal may wake one who waits at %s for something else, and nobody wakes the right one: it blocks; use Broadcast", wait)
	}
	return f
}
