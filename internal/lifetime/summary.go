package lifetime

import (
	"golang.org/x/tools/go/ssa"
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

// A table has the summaries of a world's functions, which do not change once they
// are solved.
type table struct {
	summaries map[*ssa.Function]*Summary

	// read, if not nil, is told whose summary is read.
	read func(*ssa.Function)
}

// of returns the summary of a function, or nil.
func (t *table) of(fn *ssa.Function) *Summary {
	s := t.summaries[fn]
	if s != nil && t.read != nil {
		t.read(fn)
	}
	return s
}

// files returns what is known of a function of the world, or nil.
func (t *table) files(fn *ssa.Function) *Files {
	if s := t.of(fn); s != nil {
		return s.Files
	}
	return nil
}
