package explore

import (
	"slices"
	"testing"
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
	m := newSearch(p, p.effects.View(roots[0]), fine)
	s := m.initial()
	if m.seen(s) || !m.seen(s.clone()) {
		t.Error("a state is not known again")
	}
	c := s.clone()
	c.gs[0].status = waiting
	c.gs[0].wait = &wait{cases: []waitCase{{val: strange{}}}}
	if !m.seen(c) || !m.gaveUp[NoCanonicalForm] {
		t.Error("a state with a strange value is as good as another")
	}
	if r := p.exploreRoot(roots[0]); slices.ContainsFunc(r.GaveUp, GiveUp.Cut) {
		t.Errorf("another search gave up too: %v", r.GaveUp)
	}
}
