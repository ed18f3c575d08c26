package abandonedsend

import (
	"fmt"
	"go/token"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/leak"
	"github.com/gopitfalls/gopitfalls/internal/report"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
	"github.com/gopitfalls/gopitfalls/internal/unheeded"
)

// unheededs reports the sends of goroutines whose receivers are not seen, and may leave. What is
// known is not told again.
func unheededs(pass *analysis.Pass, r *report.Reporter, leaks []*leak.Leak) {
	pkg := ssabuild.Of(pass)
	if !pkg.UsesChannels() {
		return
	}
	known := make(map[token.Pos]bool)
	for _, l := range leaks {
		known[l.Pos] = true
		for _, m := range l.Also {
			known[m.Pos] = true
		}
	}
	s := pkg.SSA()
	world := s.Worlds()[0] // what tests leave goes with them
	for _, send := range unheeded.New(world, flow.Of(pass, world)).Sends() {
		if pos := send.At.Pos(); world.Owns(pos) && !known[pos] {
			known[pos] = true
			r.Report(abandoned(s, send))
		}
	}
}

// abandoned tells of a send whose receivers may leave.
func abandoned(s *ssabuild.SSA, send unheeded.Send) report.Finding {
	end := send.Heeds.States[send.Case].Pos
	return report.Finding{
		Range: s.OperationRange(send.At.Pos()), Category: "unheeded",
		Message: fmt.Sprintf("%s: goroutine blocks forever sending if who receives leaves with %s, as line %d expects; select on it here too",
			s.ChannelName(send.At.Pos()), s.ChannelName(end), s.Position(end).Line),
		Related: []report.Note{{Pos: end, Message: "here it is looked whether they have left"}},
	}
}
