package search

import (
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
	pkg := checktest.Source(t, `package p
func f() { c := make(chan int); go func() { c <- 1 }() }`)
	var p *code.Program
	checktest.Pass(t, pkg, func(pass *analysis.Pass) {
		s := ssabuild.Of(pass).SSA()
		p = code.NewProgram(s, s.Worlds()[0])
	}, ssabuild.Analyzer)
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
