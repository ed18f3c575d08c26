package leak

import (
	"fmt"
	"go/token"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/refused"
	"github.com/gopitfalls/gopitfalls/internal/report"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
	"github.com/gopitfalls/gopitfalls/internal/unwound"
)

// Skipped reports who waits for a signal that a panic skips, or that a function gives which was
// refused: at groups, or at channels. What is known is not told again.
func Skipped(pass *analysis.Pass, r *report.Reporter, groups bool, known map[token.Pos]bool) {
	pkg := ssabuild.Of(pass)
	if !pkg.UsesChannels() {
		return
	}
	s := pkg.SSA()
	for _, world := range s.Worlds() {
		tell := func(at ssa.Instruction, group bool, f func() report.Finding) {
			if group == groups && world.Owns(at.Pos()) && !known[at.Pos()] {
				known[at.Pos()] = true
				r.Report(f())
			}
		}
		panics := unwound.New(world, flow.Of(pass, world))
		refusals := refused.New(world, flow.Of(pass, world), refused.Of(pass))
		for _, fn := range world.Funcs {
			for _, w := range panics.Waits(fn) {
				tell(w.At, w.Group, func() report.Finding { return skipped(s, w) })
			}
			for _, w := range refusals.Waits(fn) {
				tell(w.At, w.Group, func() report.Finding { return notTaken(s, w) })
			}
		}
	}
}

// notTaken tells of who waits for a function that was refused.
func notTaken(s *ssabuild.SSA, w refused.Wait) report.Finding {
	f := report.Finding{
		Range: s.OperationRange(w.At.Pos()), Category: "refused",
		Related: []report.Note{{Pos: w.Given.Pos(), Message: "this may refuse the function"}},
	}
	by := fmt.Sprintf("%s at line %d refuses the function", s.CallName(w.Given.Pos()), s.Position(w.Given.Pos()).Line)
	if w.Group {
		f.Message = fmt.Sprintf("goroutine blocks forever in %s if %s that calls Done; call it then", s.CallName(w.At.Pos()), by)
		return f
	}
	f.Message = fmt.Sprintf("goroutine blocks forever receiving from %s if %s that sends; look at what it returns", s.ChannelName(w.At.Pos()), by)
	return f
}

func skipped(s *ssabuild.SSA, w unwound.Wait) report.Finding {
	line := func(instr ssa.Instruction) int { return s.Position(instr.Pos()).Line }
	f := report.Finding{
		Range: s.OperationRange(w.At.Pos()), Category: "panic",
		Related: []report.Note{
			{Pos: w.Call.Pos(), Message: "this may panic"},
			{Pos: w.Signal.Pos(), Message: "this is skipped then"},
		},
	}
	where := "a caller recovers"
	if w.Recover != nil {
		where = fmt.Sprintf("line %d recovers", line(w.Recover))
		f.Related = append(f.Related, report.Note{Pos: w.Recover.Pos(), Message: "this recovers, without it"})
	}
	if w.Group {
		f.Message = fmt.Sprintf("goroutine blocks forever in %s if %s panics at line %d and %s; defer the Done",
			s.CallName(w.At.Pos()), s.CallName(w.Call.Pos()), line(w.Call), where)
		return f
	}
	f.Message = fmt.Sprintf("goroutine blocks forever receiving from %s if %s panics at line %d and %s; defer the signal of line %d",
		s.ChannelName(w.At.Pos()), s.CallName(w.Call.Pos()), line(w.Call), where, line(w.Signal))
	return f
}
