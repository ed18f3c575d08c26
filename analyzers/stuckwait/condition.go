package stuckwait

import (
	"cmp"
	"fmt"
	"go/token"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/lockset"
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
	built := ssabuild.Of(pass).SSA()
	locks := lockset.Of(pass).Worlds()
	for i, world := range built.Worlds() {
		guarded := func(fn *ssa.Function) bool { return len(locks) > 0 && locks[i].IsGuarded(fn) }
		for _, l := range unwoken.Find(world, flow.Of(pass, world), guarded) {
			if !world.Owns(l.At.Pos()) || known[l.Wait.Pos()] {
				continue
			}
			known[l.Wait.Pos()] = true
			f := lapse(built, l)
			if i > 0 {
				f.Category = "test"
			}
			r.Report(f)
		}
	}
}

// lapse returns the finding about a wait that goes on though it should end.
func lapse(built *ssabuild.SSA, l unwoken.Lapse) report.Finding {
	what, wait := cmp.Or(l.What, "a context"), built.Place(l.At.Pos(), l.Wait.Pos())
	f := report.Finding{
		Range:    built.OperationRange(l.At.Pos()),
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
