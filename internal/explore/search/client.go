package search

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/effects"
	"github.com/gopitfalls/gopitfalls/internal/explore/code"
	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
	"github.com/gopitfalls/gopitfalls/internal/explore/interp"
	"github.com/gopitfalls/gopitfalls/internal/explore/witness"
)

// Budgets of the search of a client, in states.
const (
	fineClient   = 200
	coarseClient = 600
)

// NewClient returns a search, which has not begun, of what a client may do that makes an
// object, calls one of its methods or, if that is nil, none, and ends it then.
func NewClient(p *code.Program, c *effects.Client, call *ssa.Function, by Precision) *Search {
	then := c.Ends
	if call != nil {
		then = append([]*ssa.Function{call}, c.Ends...)
	}
	m := New(p, p.Effects.View(c.New, then...), by)
	m.Client = &interp.Client{Client: c, Then: then, Ends: len(c.Ends)}
	m.stateLimit = fineClient
	if by == Coarse {
		m.stateLimit = coarseClient
	}
	m.workLimit = maxWork / 8
	return m
}

// isLeftover reports whether a goroutine that is stuck is one that the object has left
// behind: all calls of the client have returned, or the goroutine is the client's own and
// in the call that ends the object, which has started goroutines before. That a client
// is stuck in another call, or in one behind the end of the object, it has itself to blame
// for.
func (m *Search) isLeftover(s *domain.State, gi int, dead []int) bool {
	first, last := m.Client.Ending(s)
	if slices.Contains(dead, 0) {
		return first && len(s.Goroutines) > 1
	}
	return last && gi != 0
}

// clientOf returns the steps of the client that lead to a stuck goroutine, or nil.
func (m *Search) clientOf() *witness.Client {
	if m.Client == nil {
		return nil
	}
	c := &witness.Client{New: m.Root, End: m.Client.Then[len(m.Client.Then)-m.Client.Ends]}
	if len(m.Client.Then) > m.Client.Ends {
		c.Call = m.Client.Then[0]
	}
	return c
}
