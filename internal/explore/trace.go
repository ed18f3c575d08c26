package explore

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A step is one step of a path: a list, the last one first.
type step struct {
	up       *step
	g        int
	kind     stepKind
	instr    ssa.Instruction
	pos      token.Pos
	n        int
	other    int
	otherPos token.Pos
	ch       value
	send     bool
}

type stepKind uint8

const (
	stepBranch  stepKind = iota // n: the way taken
	stepGo                      // other: the goroutine
	stepMeet                    // other: the receiver
	stepSend                    // into a buffer
	stepRecv                    // from a buffer
	stepClosed                  // from a closed channel
	stepOutside                 // somebody who is not seen
	stepFires                   // a timer, the end of a context
	stepClose
	stepCancel
	stepDefault
	stepLock
	stepWaited
	stepTimer
	stepRecover
	stepEnd
)

func (s *state) note(t step) {
	t.up = s.steps
	s.steps = &t
}

// trace returns the path that leads to a stuck goroutine, in source lines.
func (m *machine) trace(s *state, stuckOne int) []Step {
	var list []*step
	for t := s.steps; t != nil; t = t.up {
		list = append(list, t)
	}
	name := func(i int) string {
		g := s.gs[i]
		if g.instr == nil {
			return m.root.Name()
		}
		return fmt.Sprintf("goroutine %d (started at line %d)", i+1, m.line(g.instr.Pos()))
	}
	var steps []Step
	for _, t := range slices.Backward(list) {

		pos := t.pos
		if !pos.IsValid() && t.instr != nil {
			pos = t.instr.Pos()
		}
		text := m.stepText(t, name)
		if text == "" || !pos.IsValid() {
			continue
		}
		steps = append(steps, Step{Goroutine: name(t.g), Pos: pos, Message: text})
	}
	w := s.gs[stuckOne].wait
	return append(steps, Step{Goroutine: name(stuckOne), Pos: w.instr.Pos(), Message: "blocks here for ever: nobody is left who could " + m.want(w)})
}

func (m *machine) line(pos token.Pos) int { return m.ssa.Fset.Position(pos).Line }

// want says what a stuck goroutine waits for.
func (m *machine) want(w *wait) string {
	if len(w.cases) == 1 {
		if w.cases[0].dir == types.SendOnly {
			return "receive"
		}
		return "send or close"
	}
	return "make one of its cases ready"
}

func (m *machine) stepText(t *step, name func(int) string) string {
	switch t.kind {
	case stepBranch:
		cond := m.ssa.CondAt(t.instr.(*ssa.If))
		if cond == nil {
			return ""
		}
		t.pos = cond.Pos()
		return fmt.Sprintf("%s is %t", types.ExprString(cond), t.n == 0)
	case stepGo:
		return "starts " + name(t.other)
	case stepMeet:
		return fmt.Sprintf("sends, received by %s at line %d", name(t.other), m.line(t.otherPos))
	case stepSend:
		return "sends into the buffer"
	case stepRecv:
		return "receives from the buffer"
	case stepClosed:
		return "finds closed"
	case stepOutside:
		if t.send {
			return "sends, taken by code that is not seen"
		}
		return "receives from code that is not seen"
	case stepFires:
		return "goes on because a timer fired or a context ended"
	case stepClose:
		return "closes the channel"
	case stepCancel:
		return "cancels a context"
	case stepDefault:
		return "takes the default case"
	case stepWaited:
		return "has waited for all"
	case stepRecover:
		return "recovers from a panic"
	case stepEnd:
		if t.g == 0 {
			return "returns"
		}
		return "ends"
	}
	return ""
}

func isRangeNode(n ast.Node) bool {
	_, ok := n.(*ast.RangeStmt)
	return ok
}
