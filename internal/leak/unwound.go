package leak

import (
	"fmt"
	"go/token"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/report"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
	"github.com/gopitfalls/gopitfalls/internal/unwound"
)

// Unwound reports who waits for a signal that a panic skips: at groups, or at channels. What
// is known is not told again.
func Unwound(pass *analysis.Pass, r *report.Reporter, groups bool, known map[token.Pos]bool) {
	pkg := ssabuild.Of(pass)
	if !pkg.UsesChannels() {
		return
	}
	s := pkg.SSA()
	for _, world := range s.Worlds() {
		finder := unwound.New(world, flow.Of(pass, world))
		for _, fn := range world.Funcs {
			for _, w := range finder.Waits(fn) {
				if w.Group == groups && world.Owns(w.At.Pos()) && !known[w.At.Pos()] {
					known[w.At.Pos()] = true
					r.Report(skipped(s, w))
				}
			}
		}
	}
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
