// Package summary knows what functions do to the files, connections, listeners
// and descriptors that they are given or return: the summaries of a package's own
// functions, and the facts about others.
package summary

import (
	"go/types"
	"sync"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A Summary is what a function does to the owners and numbers that it is given,
// or returns.
type Summary struct {
	Files *Files // nil for a function without source

	// Waits are the parameters that may be owners and may be waited for, or let go
	// to where they may be. It is no part of the fact: of other packages' functions
	// it is taken for granted.
	Waits []int
}

// A World is a part of a package that exists for a set of roots, and what is
// known of its functions. Once the summaries are solved it does not change: it
// may be asked by several checks at once. The packages beside this one embed it
// and add questions.
type World struct {
	*ssabuild.World
	*flow.Flow
	SSA *ssabuild.SSA

	summaries map[*ssa.Function]*Summary
	imported  func(*types.Func) *Files

	// read, while summaries are solved, is told whose is read; else it is nil.
	read func(*ssa.Function)

	methods     Cache[*ssa.CallCommon, []*types.Func] // see methodsOf
	implemented Cache[*types.Named, []types.Type]     // see implementations
}

// New returns a world without summaries. imported returns the fact about a
// function of another package, or nil.
func New(w *ssabuild.World, f *flow.Flow, s *ssabuild.SSA, imported func(*types.Func) *Files) *World {
	return &World{World: w, Flow: f, SSA: s, imported: imported, summaries: make(map[*ssa.Function]*Summary)}
}

// Add adds an empty summary of a function, and returns it.
func (w *World) Add(fn *ssa.Function) *Summary {
	s := new(Summary)
	w.summaries[fn] = s
	return s
}

// Trace has read called with each function whose summary is read, until it is
// given nil: while summaries are solved, their dependences are found so.
func (w *World) Trace(read func(*ssa.Function)) { w.read = read }

// Summary returns the summary of a function, or nil.
func (w *World) Summary(fn *ssa.Function) *Summary {
	s := w.summaries[fn]
	if s != nil && w.read != nil {
		w.read(fn)
	}
	return s
}

// Files returns what is known of a function of the world that has source, or nil.
func (w *World) Files(fn *ssa.Function) *Files {
	if s := w.Summary(fn); s != nil {
		return s.Files
	}
	return nil
}

// A Cache remembers what a function without effects returns, for any number of
// goroutines at once.
type Cache[K comparable, V any] struct{ m sync.Map }

// Get returns what is remembered for a key, or what compute returns for it.
func (c *Cache[K, V]) Get(key K, compute func(K) V) V {
	if v, ok := c.m.Load(key); ok {
		return v.(V)
	}
	v := compute(key)
	c.m.Store(key, v)
	return v
}
