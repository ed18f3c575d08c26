package domain

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

const LoopBound = 3 // iterations of a loop whose end is not known

// A Table is what the states of one root share: the expressions that symbols stand
// for, interned paths, names of chains of calls, and where channels first escaped.
type Table struct {
	code     Oracle
	cutoff   int64 // what a larger constant is scaled to: see State.CutOff
	Exprs    []Expr
	interned map[Expr]Symbol
	sums     map[string]Symbol // by their terms
	depths   map[Symbol]int    // of interned expressions
	paths    map[Path]*Path
	stacks   map[stackKey]int32
	stamps   uint32
	Escapes  map[*ssa.MakeChan]Escape

	Copied    int  // registers of frames that states no longer share
	Unrelated bool // some state related more numbers than maxRelations

	// Proving says that nobody must be stuck at anything: then a lock in memory of the
	// environment is held by a goroutine of the root, or free, where otherwise it is always
	// free; and who calls a sync.Once waits for its function.
	Proving bool

	reachable Reachable // see NewReachable
}

// An Oracle answers what values and memory have to know of the program.
type Oracle interface {
	Reaches(t types.Type) bool            // can a value of t lead to something that waits or runs
	Holds(t types.Type) bool              // is there room for a channel, or what may close one, in t
	IsPrivate(f *types.Var) bool          // does only what the root runs look at a field
	Closes(f *types.Var) bool             // does the package close what lies in a field
	HandsOver(f *types.Var) bool          // may a lock be given back by who has not taken it
	IsOwn(g *ssa.Global) bool             // is a variable the package's
	Counts(n int64) bool                  // does a constant bound a counting loop
	MakesError(g *ssa.Global) bool        // does a variable hold an error that no other holds
	MayMake(fn *ssa.Function) bool        // does a function make something to wait for
	BoundsLoop(load ssa.Instruction) bool // is a loop counted up to what is loaded
}

// NewTable returns a table without expressions.
func NewTable(c Oracle, cutoff int64) *Table {
	return &Table{
		code:     c,
		cutoff:   cutoff,
		interned: make(map[Expr]Symbol),
		sums:     make(map[string]Symbol),
		depths:   make(map[Symbol]int),
		paths:    make(map[Path]*Path),
		stacks:   make(map[stackKey]int32),
		Escapes:  make(map[*ssa.MakeChan]Escape),
	}
}

type stackKey struct {
	up   int32
	call ssa.Instruction
}

func (tab *Table) Stamp() uint32 {
	tab.stamps++
	return tab.stamps
}

// Stack names a chain of calls.
func (tab *Table) Stack(up int32, call ssa.Instruction) int32 {
	k := stackKey{up, call}
	id, ok := tab.stacks[k]
	if !ok {
		id = int32(len(tab.stacks) + 1)
		tab.stacks[k] = id
	}
	return id
}
