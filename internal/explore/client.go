package explore

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/effects"
	"github.com/gopitfalls/gopitfalls/internal/explore/code"
	"github.com/gopitfalls/gopitfalls/internal/explore/interp"
	"github.com/gopitfalls/gopitfalls/internal/explore/search"
)

// maxClient is how many states are visited for the clients of one type.
const maxClient = 3000

// exploreClients explores what clients may do with objects.
func exploreClients(p *code.Program) (roots []*Root) {
	spent := make(map[string]int) // states, by type: functions that make the same share the budget
	for _, c := range p.Effects.Clients() {
		t := ""
		if c.Type != nil {
			t = types.TypeString(c.Type, nil)
		}
		r := exploreClient(p, c, maxClient-spent[t])
		spent[t] += r.States
		roots = append(roots, r)
	}
	return roots
}

// exploreClient explores what a client may do with an object: make it, start it if that is
// to be done, call another method, or none, and end it, when the call has returned or, if
// that may be, before. How it is made is explored once; each use goes on from there by itself,
// until the budget is used up.
func exploreClient(p *code.Program, c *effects.Client, budget int) *Root {
	e := &clientExploration{exploration: newExploration(root(c)), client: c, budget: budget}
	e.root.Client, e.root.tried = c, make(map[*ssa.Function]Tried)
	e.run(func(by search.Precision) *search.Search {
		e.maker = search.NewMaker(p, c, by)
		return e.maker
	})
	if e.root.got = e.maker.Makes(); !e.root.got {
		return e.end()
	}
	if len(c.Ends) == 0 {
		for _, call := range c.Calls {
			e.one(search.Use{Calls: []*ssa.Function{call}})
		}
		return e.end()
	}
	if by := c.EndsFirst(); by != nil {
		e.one(search.Use{Unstarted: by})
	}
	e.failures()
	for _, serve := range c.Loops {
		e.use([]*ssa.Function{serve}, true)
		for _, call := range c.Calls {
			if call != serve {
				e.use([]*ssa.Function{serve, call}, true)
			}
		}
	}
	for _, start := range starts(c) {
		e.use(start, false)
		for _, call := range c.Calls {
			if len(start) == 0 || !c.StartsAgain(call, start[0]) {
				e.use(append(slices.Clip(start), call), false)
				if c.HandsOver(call) {
					e.one(search.Use{Calls: append(slices.Clip(start), call, call)})
				}
			}
		}
	}
	return e.end()
}

// root returns the function by which a client is known: the one that makes its object, or else
// the first by which it starts goroutines, or the first that it calls.
func root(c *effects.Client) *ssa.Function {
	if c.New != nil {
		return c.New
	}
	if len(c.Loops) > 0 {
		return c.Loops[0]
	}
	return c.Calls[max(slices.IndexFunc(c.Calls, c.Starts), 0)]
}

type clientExploration struct {
	*exploration
	maker  *search.Search // of the states in which there is an object
	client *effects.Client
	budget int
}

// starts returns the ways to start what an object has goroutines for: none, if making it does.
func starts(c *effects.Client) (list [][]*ssa.Function) {
	if c.Starts(c.New) {
		return [][]*ssa.Function{nil}
	}
	for _, call := range c.Calls {
		if c.Starts(call) {
			list = append(list, []*ssa.Function{call})
		}
	}
	return list
}

// use explores some calls of a client, of which the first may serve the others. The last one may be under way still when the object is
// ended, if the object expects that, or if nothing but its end lets the call return.
func (e *clientExploration) use(calls []*ssa.Function, serves bool) {
	use := search.Use{Calls: calls, Serves: serves}
	returns := e.one(use)
	if len(calls) == 0 || serves && len(calls) == 1 || e.client.IsEarly(calls[len(calls)-1]) {
		return
	}
	use.Meanwhile = true
	if returns {
		use.Expects = e.client.Expects(calls[len(calls)-1])
	}
	if !returns || use.Expects != nil {
		e.one(use)
	}
}

// failures explores how an object is ended that has failed to start, if one that nobody has started
// can be ended: then a client may leave that to a defer.
//
//	if err := t.Start(); err != nil {
//		t.Stop()
func (e *clientExploration) failures() {
	starts := e.client.FailingStarts()
	if len(starts) == 0 {
		return
	}
	if ends, _ := e.try(search.Use{}); !ends {
		return
	}
	for _, start := range starts {
		use := search.Use{Calls: []*ssa.Function{start}, Failed: true}
		_, searches := e.try(use)
		returns := func(m *search.Search) bool { return m.Client.Over || !m.Client.IsStuck || len(m.GaveUp) > 0 }
		if use.Always = len(searches) > 0 && !slices.ContainsFunc(searches, returns); use.Always {
			e.try(use)
		}
	}
}

// one explores one use, and reports whether its calls may have returned.
func (e *clientExploration) one(use search.Use) (returns bool) {
	_, searches := e.try(use)
	if searches == nil {
		return true
	}
	returned := false
	for _, m := range searches {
		returned = returned || m.Client.Returned
		returns = returns || m.Client.Returned || len(m.GaveUp) > 0
	}
	for _, call := range use.Calls {
		if returned {
			e.root.tried[call] = Returns
		} else {
			e.root.tried[call] = max(e.root.tried[call], Stays)
		}
	}
	return returns
}

// try explores one use, if the budget allows it, and reports whether the end returns whatever happens.
func (e *clientExploration) try(use search.Use) (ends bool, searches []*search.Search) {
	if e.root.States >= e.budget {
		e.gaveUp[interp.TooManyStates] = true
		return false, nil
	}
	e.run(func(by search.Precision) *search.Search {
		searches = append(searches, e.maker.NewClient(use, by))
		return searches[len(searches)-1]
	})
	for _, m := range searches {
		if m.Client.IsStuck || len(m.GaveUp) > 0 {
			return false, searches
		}
		ends = ends || m.Client.Over
	}
	return ends, searches
}
