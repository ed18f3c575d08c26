package witness

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A Tracer tells paths of a root in source lines.
type Tracer struct {
	SSA    *ssabuild.SSA
	Root   *ssa.Function
	Client bool // a client calls the root, and methods of what it makes
}

// Trace returns the path that leads to a stuck goroutine.
func (tr Tracer) Trace(s *domain.State, stuckOne int) []Step {
	var list []*domain.Event
	for t := s.Events; t != nil; t = t.Up {
		list = append(list, t)
	}
	name := func(i int) string {
		g := s.Goroutines[i]
		switch {
		case g.Called != nil:
			return "client's " + g.Called.Name()
		case g.Instr == nil && tr.Client:
			return "client"
		}
		if g.Instr == nil {
			return tr.Root.Name()
		}
		return fmt.Sprintf("goroutine %d (started at line %d)", i+1, tr.line(g.Instr.Pos()))
	}
	var path []told
	wanted := wantedLocks(s)
	for _, t := range slices.Backward(list) {
		if (t.Kind == domain.EventLock || t.Kind == domain.EventPending) && !wanted[t.At] {
			continue
		}
		text, pos := tr.text(t, name)
		if text == "" || !pos.IsValid() {
			continue
		}
		step := Step{Goroutine: name(t.Goroutine), Pos: pos, Message: text}
		switch t.Kind {
		case domain.EventBranch:
			step.Kind = StepBranch
		case domain.EventGo:
			step.Kind, step.To = StepStart, name(t.Other)
		case domain.EventMeet:
			step.Kind, step.To, step.ToPos = StepMessage, name(t.Other), t.OtherPos
		case domain.EventEnd:
			step.Kind = StepEnd
		}
		one := told{Step: step}
		if t.Instr != nil {
			one.fn = t.Instr.Parent()
		}
		path = append(path, one)
	}
	steps := brief(path)
	if c := s.Goroutines[stuckOne].Crash; c != nil {
		return append(steps, Step{Goroutine: name(stuckOne), Pos: c.Instr.Pos(), Message: "panics here: the channel is closed", Kind: StepStuck})
	}
	for _, i := range stuckToo(s, stuckOne) {
		steps = append(steps, Step{Goroutine: name(i), Pos: s.Goroutines[i].Wait.Instr.Pos(), Message: "blocks here too", Kind: StepStuck})
	}
	w := s.Goroutines[stuckOne].Wait
	return append(steps, Step{Goroutine: name(stuckOne), Pos: w.Instr.Pos(), Message: "blocks here for ever: nobody is left who could " + want(w), Kind: StepStuck})
}

// stuckToo returns the other goroutines that could have served the stuck one, but wait
// themselves: whoever waits and knows the channel of one that nobody helps has no help
// either. Those at a place that another one waits at are not told.
func stuckToo(s *domain.State, stuckOne int) (others []int) {
	told := map[token.Pos]bool{s.Goroutines[stuckOne].Wait.Instr.Pos(): true}
	for i, g := range s.Goroutines {
		if i == stuckOne || g.Wait == nil || g.Status != domain.Stuck && (g.Status != domain.Waiting || s.CanMove(g.Wait)) {
			continue
		}
		pos := g.Wait.Instr.Pos()
		if pos.IsValid() && !told[pos] && knowsOne(g, s.Goroutines[stuckOne].Wait) {
			told[pos] = true
			others = append(others, i)
		}
	}
	return others
}

// knowsOne reports whether a goroutine knows one of the channels that another waits on.
func knowsOne(g *domain.Goroutine, w *domain.Wait) bool {
	return slices.ContainsFunc(w.Cases, func(c domain.WaitCase) bool {
		ch, ok := c.Ch.(domain.ChanV)
		if !ok {
			return false
		}
		_, knows := slices.BinarySearch(g.Known, ch.Obj)
		return knows
	})
}

// wantedLocks returns the locks for which goroutines wait: only of these is told who takes
// them.
func wantedLocks(s *domain.State) map[domain.Ptr]bool {
	wanted := make(map[domain.Ptr]bool)
	for _, g := range s.Goroutines {
		if g.Wait != nil && g.Status != domain.Done && g.Wait.OnLock() {
			wanted[g.Wait.At] = true
		}
	}
	return wanted
}

func (tr Tracer) line(pos token.Pos) int { return tr.SSA.Position(pos).Line }

// wants says what a goroutine waits for that is no channel.
var wants = map[domain.LockWait]string{
	domain.ForLock: "unlock it", domain.ForDrain: "unlock it", domain.ForRLock: "unlock it", domain.ForZero: "be done with it",
	domain.ForRoom: "make room", domain.ForSignal: "signal it", domain.ForOnce: "return from its function",
}

// want says what a stuck goroutine waits for.
func want(w *domain.Wait) string {
	if text := wants[w.Lock]; text != "" {
		return text
	}
	if len(w.Cases) == 1 {
		if w.Cases[0].Dir == types.SendOnly {
			return "receive"
		}
		return "send or close"
	}
	return "make one of its cases ready"
}

// text says what happens in an event, and where; "" if it is not told. Events belong
// to several paths, and are not changed.
func (tr Tracer) text(t *domain.Event, name func(int) string) (string, token.Pos) {
	if t.Kind == domain.EventBranch {
		// The branch itself has no position.
		cond := tr.SSA.CondAt(t.Instr.(*ssa.If))
		if cond == nil {
			return "", token.NoPos
		}
		return fmt.Sprintf("%s is %t", types.ExprString(cond), t.Way == 0), cond.Pos()
	}
	pos := t.Pos
	if !pos.IsValid() && t.Instr != nil {
		pos = t.Instr.Pos()
	}
	return tr.what(t, name), pos
}

// what says what happens in an event other than a branch.
func (tr Tracer) what(t *domain.Event, name func(int) string) string {
	switch t.Kind {
	case domain.EventGo:
		return "starts " + name(t.Other)
	case domain.EventMeet:
		return fmt.Sprintf("sends, received by %s at line %d", name(t.Other), tr.line(t.OtherPos))
	case domain.EventSend:
		return "sends into the buffer"
	case domain.EventRecv:
		return "receives from the buffer"
	case domain.EventClosed:
		return "finds closed"
	case domain.EventOutside:
		if t.Send {
			return "sends, taken by code that is not seen"
		}
		return "receives from code that is not seen"
	case domain.EventFires:
		return "goes on because a timer fired or a context ended"
	case domain.EventClose:
		return "closes the channel"
	case domain.EventCancel:
		return "cancels a context"
	case domain.EventDefault:
		return "takes the default case"
	case domain.EventLock:
		return "locks"
	case domain.EventPending:
		return "waits for the readers to leave, and keeps others out"
	case domain.EventSignal:
		return "signals the condition"
	case domain.EventWaited:
		return "has waited for all"
	case domain.EventPanic:
		return "panics"
	case domain.EventRecover:
		return "recovers from a panic"
	case domain.EventCalled:
		return "is called with " + t.Text
	case domain.EventFills:
		return "goes on in the same way until the buffer is full"
	case domain.EventClient:
		if t.Goroutine != 0 {
			return "is called meanwhile"
		}
		return "calls " + t.Text
	case domain.EventEnd:
		if t.Goroutine == 0 && tr.Client {
			return "has no use for the object any more"
		}
		if t.Goroutine == 0 {
			return "returns"
		}
		return "ends"
	}
	return ""
}
