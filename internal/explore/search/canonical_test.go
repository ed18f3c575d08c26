package search

import (
	"go/token"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/explore/code"
	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
	"github.com/gopitfalls/gopitfalls/internal/explore/interp"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// TestNoCanonicalForm checks that a kind of value that has no canonical form ends the
// exploration of the root, by name, and nothing else.
func TestNoCanonicalForm(t *testing.T) {
	p := program(t, "func f() { c := make(chan int); go func() { c <- 1 }() }")
	roots := p.Effects.Roots()
	if len(roots) != 1 {
		t.Fatalf("%d roots", len(roots))
	}
	type strange struct{}
	m := New(p, p.Effects.View(roots[0]), Fine)
	s := m.Initial()[0]
	if m.seen(s) || !m.seen(s.Clone()) {
		t.Error("a state is not known again")
	}
	c := s.Clone()
	c.Goroutines[0].Status = domain.Waiting
	c.Goroutines[0].Wait = &domain.Wait{Cases: []domain.WaitCase{{Val: strange{}}}}
	if !m.seen(c) || !m.GaveUp[interp.NoCanonicalForm] {
		t.Error("a state with a strange value is as good as another")
	}
	other := New(p, p.Effects.View(roots[0]), Fine)
	if other.Explore(); len(other.GaveUp) > 0 || len(other.Found) != 1 {
		t.Errorf("another search gave up %v and found %d", other.GaveUp, len(other.Found))
	}
}

// TestSumsAreRenamed checks that a state with a sum has one form whichever of its parts was
// made first.
func TestSumsAreRenamed(t *testing.T) {
	p := program(t, "func f() { c := make(chan int); go func() { c <- 1 }() }")
	m := New(p, p.Effects.View(p.Effects.Roots()[0]), Fine)
	initial := m.Initial()[0]
	state := func(swap bool) *domain.State {
		s := initial.Clone()
		x, y := m.Fresh(), m.Fresh()
		if swap {
			x, y = y, x
		}
		sum := s.Binop(token.ADD, s.Binop(token.MUL, x, domain.IntV(3)), y)
		if !s.Assume(s.Binop(token.LSS, sum, domain.IntV(7)), true) {
			t.Fatal("3x + y < 7 cannot be")
		}
		s.OwnGoroutine(0).Wait = &domain.Wait{Cases: []domain.WaitCase{{Ch: x, Val: sum}, {Val: y}}}
		return s
	}
	if m.seen(state(false)) || !m.seen(state(true)) {
		t.Error("3x + y and y + 3x are two")
	}
	s := state(false)
	if !s.Assume(s.Binop(token.LSS, s.Goroutines[0].Wait.Cases[0].Val, domain.IntV(5)), true) || m.seen(s) {
		t.Error("3x + y < 5 is as good as 3x + y < 7")
	}
}

// program returns what is known of a package with some source.
func program(t *testing.T, src string) (p *code.Program) {
	t.Helper()
	checktest.Pass(t, checktest.Source(t, "package p\n"+src), func(pass *analysis.Pass) {
		s := ssabuild.Of(pass).SSA()
		p = code.NewProgram(s, s.Worlds()[0], nil)
	}, ssabuild.Analyzer)
	return p
}
