// Package explore runs functions in a small abstract machine over go/ssa: it
// tries the schedules of their goroutines and both ways of the branches it
// cannot decide, within bounds, and finds the operations on channels at which a
// goroutine is still stuck when nobody is left who could serve it.
//
// A goroutine leak is a state of the program, not a shape of its text: everybody
// who could have received is gone. That is what the runtime's goroutine leak
// profile looks for in a running program (golang/go#74609), and what is looked
// for here in all the runs that the explorer can think of. Whatever it does not
// understand it takes for help: see escape.go.
package explore

import (
	"go/token"
	"reflect"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// Analyzer explores the roots of a package, once for all checks.
var Analyzer = &analysis.Analyzer{
	Name:       "gopitfallsexplore",
	Doc:        "explore the schedules of functions that make channels",
	Requires:   []*analysis.Analyzer{ssabuild.Analyzer},
	ResultType: reflect.TypeFor[*Result](),
	Run:        run,
}

// A Result is what was found in a package.
type Result struct {
	Roots []*Root // in source order
}

// Of returns the result for the pass of an analyzer that requires [Analyzer].
func Of(pass *analysis.Pass) *Result { return pass.ResultOf[Analyzer].(*Result) }

// A Root is a function from whose call all was explored.
type Root struct {
	Func   *ssa.Function
	Stuck  []*Stuck // in the order of their positions
	States int      // states visited
	GaveUp []GiveUp // why it was not explored to its end, or something in it not understood

	makes   []*ssa.MakeChan // that were run, in source order
	escapes map[*ssa.MakeChan]Escape
}

// An Op is the kind of operation at which a goroutine is stuck.
type Op uint8

const (
	Send Op = iota
	Receive
	Range
	Select
	Forever // select{}
)

// A Stuck is a goroutine that is stuck for ever, on some path.
type Stuck struct {
	Root  *ssa.Function
	Op    Op
	Instr ssa.Instruction // the blocking operation
	Pos   token.Pos       // where it stands, in the package analysed
	Chans []Chan          // what it waits on: one but for Select; none is nil

	// Go is the go statement that started the goroutine, or NoPos if the
	// root's own goroutine is the stuck one: then the caller blocks.
	Go token.Pos

	Leave Leave  // how the last one who could have helped went away
	Trace []Step // the counter-example, in the order of execution
	Count int    // goroutines stuck at this operation in this state, 1 or more
	Sends bool   // a select that has cases that send, and none that receives

	// Buffer, if not nil, is a capacity with which exploring the root finds no
	// stuck goroutine at this operation and nothing new.
	Buffer *Buffer
}

// A Chan is a channel that somebody waits on.
type Chan struct {
	Make token.Pos // where it was made
	Made ssa.Instruction
	Cap  int64 // -1 if it is not a constant
}

// A Leave tells how the last goroutine that could have served a stuck one went
// away.
type Leave struct {
	Kind LeaveKind
	Pos  token.Pos     // the return statement, or the last operation; NoPos if nobody was ever there
	Func *ssa.Function // the function that returned or ended

	root bool
}

// A LeaveKind is one of the ways in which help goes away.
type LeaveKind uint8

const (
	Nobody   LeaveKind = iota // no goroutine ever served the channel
	Returned                  // the last one who could returned at Pos
	Blocked                   // the last one who could is itself stuck at Pos
	MovedOn                   // the last one who could is elsewhere for ever
)

// A Step is one step of a counter-example.
type Step struct {
	Goroutine string // "main goroutine", "goroutine 2 (line 12)"
	Pos       token.Pos
	Message   string
}

// A Buffer is a proved fix: make the channel with a buffer.
type Buffer struct {
	Make *ssa.MakeChan
	Size string // a constant, or an expression in scope at the make
}
