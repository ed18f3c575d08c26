package witness

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"
)

// An Op is the kind of operation at which a goroutine is stuck.
type Op uint8

const (
	Send Op = iota
	Receive
	Range
	Select
	Forever // select{}
	Lock    // of a mutex, or as a writer
	RLock   // as a reader
	Join    // the Wait of a wait group or errgroup
	Room    // the Go of an errgroup with a limit
	Signal  // the Wait of a condition
	Once    // the Do of a sync.Once that runs
	Twice   // close of a channel that is closed: it panics
)

// IsSync reports whether it is a call of package sync or the like, and no operation on a
// channel.
func (op Op) IsSync() bool { return op >= Lock && op <= Once }

// IsLock reports whether it waits for a lock.
func (op Op) IsLock() bool { return op == Lock || op == RLock }

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

	Leave Leave  // how the last goroutine that could have helped went away
	Trace []Step // the counter-example, in the order of execution
	Count int    // goroutines stuck at this operation in this state, 1 or more
	Sends bool   // a select that has cases that send, and none that receives

	Held []Hold // the locks that the goroutine keeps from others meanwhile

	Taken ssa.Instruction // the call that took the lock that it waits for, if there is one
	Own   bool            // it did that itself

	// Panics says that it does not block: it sends on a channel that was closed, or closes it.
	Panics bool

	// Nil says that what it waits for is a channel in a field that the constructor leaves nil.
	Nil bool

	// Exits says that the program comes to its end as soon as the root has returned, on
	// all paths that were found.
	Exits bool

	// Client, if not nil, has the steps of a client of an object that has started the
	// goroutine, or that the client's own goroutine is stuck in ending.
	Client *Client

	// Cure, if not nil, is a change with which exploring finds nobody stuck at anything,
	// from any root that it concerns.
	Cure *Cure
}

// A Client is code that is not seen and uses an object.
type Client struct {
	New   *ssa.Function   // makes the object
	Calls []*ssa.Function // that have returned when the object is ended
	End   *ssa.Function   // ends it

	Caller      *ssa.Function // the function whose caller is stuck, if no goroutine of the object is
	Unanswered  bool          // since all who could answer its call, or hear it, have ended
	Unstarted   *ssa.Function // since this call has not been made; or nil
	Failed      bool          // since the last of Calls has failed
	Meanwhile   *ssa.Function // a call that has not; or nil
	IsMeanwhile bool          // it is this one that is stuck

	// Why it may be under way still: a method, By, waits for what the end closes, or looks
	// at what it sets. Nil: only the end lets it return.
	By    *ssa.Function
	Field *types.Var
	Waits bool
}

// A Hold is a lock that a goroutine holds.
type Hold struct {
	By     ssa.Instruction // the call that took it
	Wanted bool            // another stuck goroutine waits for it
}

// SendsOnly reports whether the goroutine waits for a receiver, and for nobody else.
func (st *Stuck) SendsOnly() bool { return st.Op == Send || st.Sends }

// A Chan is a channel that a stuck goroutine waits on.
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

	Root bool
}

// A LeaveKind is one of the ways in which help goes away.
type LeaveKind uint8

const (
	Nobody   LeaveKind = iota // no goroutine ever served the channel
	Returned                  // the last one who could returned at Pos
	Blocked                   // the last one who could is itself stuck at Pos
	MovedOn                   // the last one who could is elsewhere for ever
	Itself                    // it waits for what it keeps from others itself, since Pos
)

// A Step is one step of a counter-example.
type Step struct {
	Goroutine string // "main", "goroutine 2 (started at line 12)"
	Pos       token.Pos
	Message   string

	Kind  string    // one of those below, or "" for any other
	To    string    // the goroutine that it starts, or that receives what it sends
	ToPos token.Pos // where that one receives
}

// The kinds of steps that are drawn in a way of their own.
const (
	StepBranch  = "branch"  // a condition that decides
	StepStart   = "start"   // of the goroutine To
	StepMessage = "message" // to the goroutine To
	StepEnd     = "end"     // of the goroutine
	StepStuck   = "stuck"   // it blocks for ever
)

// A Cure is a change of the source that is proved to help.
type Cure struct {
	Kind     CureKind
	Remedies []string               // what to do, in ever fewer words
	Fix      *analysis.SuggestedFix // that, exactly; nil if only a reader knows how
}

// A CureKind is a way to help.
type CureKind uint8

const (
	Buffer CureKind = iota // the channel is made with a buffer
	Case                   // a select waits for a context too
	Close                  // the channel is closed
	Cancel                 // the context is cancelled
	Unlock                 // a lock is given back before
	Defer                  // the Done of a group is deferred
)
