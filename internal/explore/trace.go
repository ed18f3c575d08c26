package explore

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// An event is one step of a path: a list, the last one first.
type event struct {
	up       *event
	g        int
	kind     eventKind
	instr    ssa.Instruction
	pos      token.Pos
	n        int
	other    int
	otherPos token.Pos
	ch       value
	send     bool
}

// An eventKind is a kind of step of a path that is told.
type eventKind uint8

const (
	eventBranch  eventKind = iota // n: the way taken
	eventGo                       // other: the goroutine
	eventMeet                     // other: the receiver
	eventSend                     // into a buffer
	eventRecv                     // from a buffer
	eventClosed                   // from a closed channel
	eventOutside                  // somebody who is not seen
	eventFires                    // a timer, the end of a context
	eventClose
	eventCancel
	eventDefault
	eventLock
	eventWaited
	eventTimer
	eventRecover
	eventEnd
)

func (s *state) note(t event) {
	t.up = s.events
	s.events = &t
}

// A tracer tells paths of a root in source lines.
type tracer struct {
	ssa  *ssabuild.SSA
	root *ssa.Function
}

// trace returns the path that leads to a stuck goroutine.
func (tr tracer) trace(s *state, stuckOne int) []Step {
	var list []*event
	for t := s.events; t != nil; t = t.up {
		list = append(list, t)
	}
	name := func(i int) string {
		g := s.gs[i]
		if g.instr == nil {
			return tr.root.Name()
		}
		return fmt.Sprintf("goroutine %d (started at line %d)", i+1, tr.line(g.instr.Pos()))
	}
	var steps []Step
	for _, t := range slices.Backward(list) {

		pos := t.pos
		if !pos.IsValid() && t.instr != nil {
			pos = t.instr.Pos()
		}
		text := tr.text(t, name)
		if text == "" || !pos.IsValid() {
			continue
		}
		steps = append(steps, Step{Goroutine: name(t.g), Pos: pos, Message: text})
	}
	w := s.gs[stuckOne].wait
	return append(steps, Step{Goroutine: name(stuckOne), Pos: w.instr.Pos(), Message: "blocks here for ever: nobody is left who could " + want(w)})
}

func (tr tracer) line(pos token.Pos) int { return tr.ssa.Fset.Position(pos).Line }

// want says what a stuck goroutine waits for.
func want(w *wait) string {
	if len(w.cases) == 1 {
		if w.cases[0].dir == types.SendOnly {
			return "receive"
		}
		return "send or close"
	}
	return "make one of its cases ready"
}

func (tr tracer) text(t *event, name func(int) string) string {
	switch t.kind {
	case eventBranch:
		cond := tr.ssa.CondAt(t.instr.(*ssa.If))
		if cond == nil {
			return ""
		}
		t.pos = cond.Pos()
		return fmt.Sprintf("%s is %t", types.ExprString(cond), t.n == 0)
	case eventGo:
		return "starts " + name(t.other)
	case eventMeet:
		return fmt.Sprintf("sends, received by %s at line %d", name(t.other), tr.line(t.otherPos))
	case eventSend:
		return "sends into the buffer"
	case eventRecv:
		return "receives from the buffer"
	case eventClosed:
		return "finds closed"
	case eventOutside:
		if t.send {
			return "sends, taken by code that is not seen"
		}
		return "receives from code that is not seen"
	case eventFires:
		return "goes on because a timer fired or a context ended"
	case eventClose:
		return "closes the channel"
	case eventCancel:
		return "cancels a context"
	case eventDefault:
		return "takes the default case"
	case eventWaited:
		return "has waited for all"
	case eventRecover:
		return "recovers from a panic"
	case eventEnd:
		if t.g == 0 {
			return "returns"
		}
		return "ends"
	}
	return ""
}
