// Package explore runs functions in a small abstract machine over go/ssa: it
// tries the schedules of their goroutines and both ways of the branches it
// cannot decide, within bounds, and finds the operations on channels at which a
// goroutine is stuck because no other one is left that could serve it.
//
// A goroutine leak is a state of the program, not a shape of its text: every goroutine
// that could have received is gone. For this the runtime's goroutine leak
// profile looks in a running program (golang/go#74609), and the explorer in all the
// runs that it can think of. Whatever it does not understand it takes for help: see
// domain/escape.go. docs/explorer.md explains the algorithm.
package explore

import (
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/effects"
	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
	"github.com/gopitfalls/gopitfalls/internal/explore/feeds"
	"github.com/gopitfalls/gopitfalls/internal/explore/interp"
	"github.com/gopitfalls/gopitfalls/internal/explore/witness"
	"github.com/gopitfalls/gopitfalls/internal/guard"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// Analyzer explores the roots of a package, once for all checks.
var Analyzer = &analysis.Analyzer{
	Name:       "gopitfallsexplore",
	Doc:        "explore the schedules of functions that make channels",
	Requires:   []*analysis.Analyzer{ssabuild.Analyzer, feeds.Analyzer},
	ResultType: guard.ResultType[*Result](),
	Run:        guard.Engine(run),
}

// A Result is what was found in a package.
type Result struct {
	Roots   []*Root // in source order
	Clients []*Root // of objects, in source order of the functions that make them
}

// Of returns the result for the pass of an analyzer that requires [Analyzer].
func Of(pass *analysis.Pass) *Result { return guard.Of[*Result](pass, Analyzer) }

// A Root is an entry point: a function from whose call all was explored.
type Root struct {
	Func   *ssa.Function
	Stuck  []*witness.Stuck // in the order of their positions
	States int              // states visited
	GaveUp []interp.GiveUp  // why it was not explored to its end, or something in it not understood
	Client *effects.Client  // what is called then, if the root makes an object for a client

	got   bool                    // the client has got an object, on some path
	tried map[*ssa.Function]Tried // what the client has called, ends apart

	makes   []*ssa.MakeChan // that were run, in source order
	escapes map[*ssa.MakeChan]domain.Escape
	entered map[*ssa.Function]bool              // functions that ran
	sent    map[*ssa.MakeChan][]ssa.Instruction // sends that took place, by position
}

// Tried says what came of a client's call.
type Tried uint8

const (
	NotTried Tried = iota // the budget was used up, or there was no object
	Stays                 // it was called, and did not return
	Returns
)
