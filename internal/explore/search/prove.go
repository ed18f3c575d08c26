package search

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/effects"
	"github.com/gopitfalls/gopitfalls/internal/explore/code"
	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
)

// Proves reports whether a root is explored to its end, with all that tells states apart,
// and no goroutine is found that is stuck at anything: a channel, a nil one too, a lock,
// a wait group, a context; be it on a path on which nobody would be reported, because a
// number was cut off there or a test blocks itself. A lock in memory of the environment is
// free, or a goroutine of the root holds it. A close of what is closed, and a send to it,
// refute it too, and so does a wait that is not modelled. It returns the functions that ran,
// and whether some loop might have gone round more often than was tried.
func Proves(p *code.Program, v *effects.View) (proved bool, entered map[*ssa.Function]bool, cut bool) {
	m := New(p, v, Fine)
	if !p.IsTest(v.Root) {
		m.stateLimit = proofStates
	}
	m.proving = true
	m.Proving = true
	for _, s := range slices.Backward(m.Initial()) {
		m.Push(s)
	}
	for len(m.frontier) > 0 && !m.refuted && len(m.GaveUp) == 0 {
		m.next()
	}
	return !m.refuted && len(m.GaveUp) == 0 && !m.Unrelated, m.Entered, m.Cut
}

// Doubt notes that a proof is none.
func (m *Search) Doubt() { m.refuted = true }

// unwanted reports whether a goroutine that waits for ever is one that should not: the
// root itself may park, and a function that is registered with a context need not run.
func unwanted(g *domain.Goroutine) bool {
	w := g.Wait
	if w.Lock == domain.ForEnd {
		return false
	}
	if g.Instr != nil {
		return true
	}
	sel, ok := w.Instr.(*ssa.Select)
	return !parks(w.Instr) && !(ok && sel.Blocking && len(sel.States) == 0)
}
