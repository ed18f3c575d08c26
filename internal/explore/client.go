package explore

import (
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/effects"
	"github.com/gopitfalls/gopitfalls/internal/explore/code"
	"github.com/gopitfalls/gopitfalls/internal/explore/search"
)

// exploreClient explores what a client may do with an object: make it, call one of its
// methods, or none, and end it. Each is explored by itself.
func exploreClient(p *code.Program, c *effects.Client) *Root {
	e := newExploration(c.New)
	e.root.Client = c
	calls := c.Calls
	if c.Starts(c.New) {
		calls = append([]*ssa.Function{nil}, calls...)
	}
	for _, call := range calls {
		if call != nil && !c.Starts(c.New) && !c.Starts(call) {
			continue // nobody is there to be left behind
		}
		e.run(func(by search.Precision) *search.Search { return search.NewClient(p, c, call, by) })
	}
	return e.end()
}
