package witness

import (
	"fmt"
	"go/token"
	"go/types"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// TestTrace has the text of each kind of event, and of what a goroutine waits for.
func TestTrace(t *testing.T) {
	const src = `package p
func f(c chan int, n int) {
	go func() {
		c <- 1
	}()
	if n > 3 {
		return
	}
	for range n {
		println()
	}
	<-c
}
`
	var built *ssabuild.SSA
	checktest.Pass(t, checktest.Source(t, src), func(pass *analysis.Pass) { built = ssabuild.Of(pass).SSA() }, ssabuild.Analyzer)
	fn := built.Pkg.Func("f")
	var starts *ssa.Go
	var branches []*ssa.If
	var receive ssa.Instruction
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Go:
				starts = instr
			case *ssa.If:
				branches = append(branches, instr)
			case *ssa.UnOp:
				if instr.Op == token.ARROW {
					receive = instr
				}
			}
		}
	}
	if starts == nil || len(branches) < 2 || receive == nil {
		t.Fatal("the function is not what it was")
	}
	s := &domain.State{Goroutines: []*domain.Goroutine{{}, {ID: 1, Instr: starts}}}
	for _, e := range []domain.Event{
		{Kind: domain.EventGo, Instr: starts, Other: 1},
		{Kind: domain.EventBranch, Instr: branches[0], Way: 1},
		{Kind: domain.EventBranch, Instr: branches[0]},
		{Kind: domain.EventBranch, Instr: branches[1]}, // of a loop over a number, which the source does not spell out
		{Kind: domain.EventMeet, Instr: starts, Goroutine: 1, Other: 0, OtherPos: receive.Pos()},
		{Kind: domain.EventSend, Instr: starts, Goroutine: 1},
		{Kind: domain.EventRecv, Instr: receive},
		{Kind: domain.EventClosed, Instr: receive, Pos: starts.Pos()},
		{Kind: domain.EventOutside, Instr: receive},
		{Kind: domain.EventOutside, Instr: receive, Send: true},
		{Kind: domain.EventFires, Instr: receive},
		{Kind: domain.EventClose, Instr: receive},
		{Kind: domain.EventCancel, Instr: receive},
		{Kind: domain.EventDefault, Instr: receive},
		{Kind: domain.EventLock, Instr: receive},
		{Kind: domain.EventPending, Instr: receive},
		{Kind: domain.EventSignal, Instr: receive},
		{Kind: domain.EventWaited, Instr: receive},
		{Kind: domain.EventTimer, Instr: receive},
		{Kind: domain.EventRecover, Instr: receive},
		{Kind: domain.EventEnd, Instr: starts, Goroutine: 1},
		{Kind: domain.EventEnd, Instr: receive},
		{Kind: domain.EventEnd}, // nowhere
	} {
		s.Record(e)
	}
	const want = `
3: f: starts goroutine 2 (started at line 3)
6: f: n > 3 is false
6: f: n > 3 is true
3: goroutine 2 (started at line 3): sends, received by f at line 12
3: goroutine 2 (started at line 3): sends into the buffer
12: f: receives from the buffer
3: f: finds closed
12: f: receives from code that is not seen
12: f: sends, taken by code that is not seen
12: f: goes on because a timer fired or a context ended
12: f: closes the channel
12: f: cancels a context
12: f: takes the default case
12: f: signals the condition
12: f: has waited for all
12: f: recovers from a panic
3: goroutine 2 (started at line 3): ends
12: f: returns
`
	for _, test := range []struct {
		cases []domain.WaitCase
		last  string
	}{
		{[]domain.WaitCase{{Dir: types.SendOnly}}, "receive"},
		{[]domain.WaitCase{{Dir: types.RecvOnly}}, "send or close"},
		{[]domain.WaitCase{{Dir: types.SendOnly}, {Dir: types.RecvOnly}}, "make one of its cases ready"},
		{nil, "make one of its cases ready"},
	} {
		for stuck, name := range []string{"f", "goroutine 2 (started at line 3)"} {
			s.Goroutines[stuck].Wait = &domain.Wait{Instr: receive, Cases: test.cases}
			var b strings.Builder
			for range 2 { // telling it changes nothing
				b.Reset()
				b.WriteByte('\n')
				for _, step := range (Tracer{SSA: built, Root: fn}).Trace(s, stuck) {
					fmt.Fprintf(&b, "%d: %s: %s\n", built.Fset.Position(step.Pos).Line, step.Goroutine, step.Message)
				}
			}
			want := want + fmt.Sprintf("12: %s: blocks here for ever: nobody is left who could %s\n", name, test.last)
			if got := b.String(); got != want {
				t.Errorf("got:%s\nwant:%s", got, want)
			}
		}
	}
}
