package explore

import (
	"slices"
	"testing"

	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
	"github.com/gopitfalls/gopitfalls/internal/explore/interp"
	"github.com/gopitfalls/gopitfalls/internal/explore/search"
)

// TestNoCanonicalForm checks that a kind of value that has no canonical form ends the
// exploration of the root, by name, and nothing else.
func TestNoCanonicalForm(t *testing.T) {
	p, roots := programOf(t, mustTypeCheck(t, `package p
func f() { c := make(chan int); go func() { c <- 1 }() }`))
	if len(roots) != 1 {
		t.Fatalf("%d roots", len(roots))
	}
	type strange struct{}
	m := search.New(p, p.Effects.View(roots[0]), search.Fine)
	s := m.Initial()
	if m.Seen(s) || !m.Seen(s.Clone()) {
		t.Error("a state is not known again")
	}
	c := s.Clone()
	c.Goroutines[0].Status = domain.Waiting
	c.Goroutines[0].Wait = &domain.Wait{Cases: []domain.WaitCase{{Val: strange{}}}}
	if !m.Seen(c) || !m.GaveUp[interp.NoCanonicalForm] {
		t.Error("a state with a strange value is as good as another")
	}
	if r := exploreRoot(p, roots[0]); slices.ContainsFunc(r.GaveUp, interp.GiveUp.Cut) {
		t.Errorf("another search gave up too: %v", r.GaveUp)
	}
}
