package explore

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// A table is what the states of one root share: the expressions that symbols stand
// for, interned paths, names of chains of calls, and where channels first escaped.
type table struct {
	code     code
	cutoff   int64 // what a larger constant is scaled to: see state.scaled
	exprs    []expr
	interned map[expr]sym
	depths   map[sym]int // of interned expressions
	paths    map[path]*path
	stacks   map[stackKey]int32
	stamps   uint32
	escapes  map[*ssa.MakeChan]Escape
}

// A code answers what values and memory have to know of the program.
type code interface {
	Reaches(t types.Type) bool            // can a value of t lead to something that waits or runs
	Holds(t types.Type) bool              // is there room for a channel, or what may close one, in t
	IsPrivate(f *types.Var) bool          // does only what the root runs look at a field
	Counts(n int64) bool                  // does a constant bound a counting loop
	MakesError(g *ssa.Global) bool        // does a variable hold an error that no other holds
	mayMake(fn *ssa.Function) bool        // does a function make something to wait for
	boundsLoop(load ssa.Instruction) bool // is a loop counted up to what is loaded
}

// newTable returns a table without expressions.
func newTable(c code, cutoff int64) *table {
	return &table{
		code:     c,
		cutoff:   cutoff,
		interned: make(map[expr]sym),
		depths:   make(map[sym]int),
		paths:    make(map[path]*path),
		stacks:   make(map[stackKey]int32),
		escapes:  make(map[*ssa.MakeChan]Escape),
	}
}

type stackKey struct {
	up   int32
	call ssa.Instruction
}

func (tab *table) stamp() uint32 {
	tab.stamps++
	return tab.stamps
}

// stack names a chain of calls.
func (tab *table) stack(up int32, call ssa.Instruction) int32 {
	k := stackKey{up, call}
	id, ok := tab.stacks[k]
	if !ok {
		id = int32(len(tab.stacks) + 1)
		tab.stacks[k] = id
	}
	return id
}
