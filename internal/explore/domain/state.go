package domain

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/explore/code"
)

// A State is a state of the program: its goroutines, its memory and what the
// path has decided. States share what they have in common: a state owns the
// parts that carry its stamp and copies the others before it changes them.
type State struct {
	Table *Table
	Stamp uint32

	Goroutines    []*Goroutine
	Objects       Objects
	PathCondition PathCondition
	changed       []Symbol // maps that were changed, once for each time
	answered      []answer // see Answer
	Fillings      []Filling
	Environment   Environment

	Running      ssa.Instruction // the one that runs
	Events       *Event          // the last of the trace
	Forked       bool            // since all goroutines last waited
	Inconclusive bool            // what the path decided is a guess: see Assume, take, CutOff
	KeyGuessed   bool            // a key was taken to be one of those that a map has
	Guessed      bool            // a group was given a count that is one of several which were tried
	Chosen       bool            // how often a loop goes round that starts something was chosen, not decided
	CutConstant  int64           // the constant above the bound that stands for it on this path, or 0
	Ended        bool            // the program ended
	Exits        bool            // it does, now that the root has returned
	LastEnded    int             // the goroutine that ended last, counted from 1
}

// An answer is a key that a branch has found in what came from outside.
type answer struct {
	branch *ssa.If
	key    Value
}

// Answer notes that a branch has found a key in what came from outside, and reports
// whether it did so before on this path. It is not part of the canonical form: of two
// states that differ in nothing else, the one that was met first is gone on from.
func (s *State) Answer(branch *ssa.If, key Value) (again bool) {
	a := answer{branch, key}
	if slices.Contains(s.answered, a) {
		return true
	}
	s.answered = append(slices.Clip(s.answered), a)
	return false
}

type environmentRef struct {
	sym Symbol
	obj ObjectID
}

// Environment is sorted by symbol and never changes.
type Environment []environmentRef

// Clone returns a copy; neither state owns the parts they share.
func (s *State) Clone() *State {
	c := *s
	c.Goroutines = slices.Clone(s.Goroutines)
	s.Stamp = s.Table.Stamp()
	c.Stamp = s.Table.Stamp()
	return &c
}

// A Goroutine is a goroutine of the program.
type Goroutine struct {
	Stamp  uint32
	ID     int
	Frames []*Frame // the last one runs
	Wait   *Wait    // the visible operation it is at; nil: it runs
	Status Status

	Instr    ssa.Instruction // that started it; nil for the root's own
	Exit     token.Pos       // of the return or call that ended it
	ExitFn   *ssa.Function
	Known    []ObjectID // channels that it made, was started with or operated on, sorted
	AtExit   []ExitAct
	Cleanups []*CallSite   // called when a test ends, the last one first
	Unwind   Unwind        // why its deferred calls run, if not by a return
	Held     []Hold        // locks that it has taken and not given back, in that order
	Uses     Value         // the object that a client has, as long as it calls methods of it; or nil
	Calls    int           // how many functions the client has called
	Guessed  bool          // an end of the object that the client called went a way that nothing decides
	Ended    bool          // it has closed, cancelled or told something
	Called   *ssa.Function // that the client runs in a goroutine of its own; or nil
	Crash    *Crash        // why it panics, if that is known; or nil
}

// A Crash is a send on a channel that is closed, or a second close.
type Crash struct {
	Instr ssa.Instruction
	Chan  ChanV
}

// A Hold is a lock that a goroutine holds.
type Hold struct {
	At   Ptr
	Read bool            // as a reader
	By   ssa.Instruction // the call that took it
}

// A Status says whether a goroutine can go on.
type Status uint8

const (
	Running Status = iota
	Waiting
	Done
	Divergent // in a loop that never ends: what it holds counts as help
	Stuck     // reported
)

// An ExitAct is what the interpreter does when a goroutine has ended.
type ExitAct struct {
	Kind ExitKind
	At   Ptr // the sync.WaitGroup or errgroup.Group
}

// An ExitKind says what started a goroutine and waits for its end.
type ExitKind uint8

const (
	ExitDone  ExitKind = iota // Done of a WaitGroup
	ExitGroup                 // a function of an errgroup returned
)

// An Unwind says why the deferred calls of a goroutine run.
type Unwind uint8

const (
	NotUnwinding Unwind = iota
	Panicking
	Exiting // runtime.Goexit
)

// A Frame is a call that has not returned.
type Frame struct {
	Stamp      uint32
	Fn         *code.Function
	Block      *ssa.BasicBlock
	PC         int
	Regs       []Value
	Defers     *Deferred
	Visits     []uint8 // of loop headers, by block; saturated
	Rounds     int     // of all loops since the last visible operation
	Iterations int     // of all loops
	Stack      int32   // the calls that led here: see Table.Stack

	Call      ssa.Instruction // of the caller, that waits for the result; nil: nobody does
	Deferred  bool            // it runs as a deferred call
	Subtest   bool            // it runs as a subtest, whose failure ends nothing else
	Returning bool            // its deferred calls run because it panicked
	Native    *LoopCall       // not a function of the program: calls one over and over
}

// A Deferred is a deferred call: a list, the last one first.
type Deferred struct {
	Next *Deferred
	Site *CallSite
}

// A LoopCall is a frame of code that is not seen but known to call a function
// zero or more times before it returns.
type LoopCall struct {
	Fn     Value
	Params *types.Tuple
	Round  int
	While  bool    // until the function returns false
	Once   bool    // and no more
	Walks  bool    // once at least, until the function returns an error, which is that of the call
	Lent   []Value // channels: it sends to them, and calls nothing
	Feeds  Value   // a channel: it sends to it, and calls nothing
	Takes  Value   // a channel: it receives from it, and calls nothing
	Most   int     // how often it sends or receives at most
	Closes bool    // it closes what it feeds
	Last   Value
	Result Value
}

// An Object is a piece of memory, a channel, a context, a map.
type Object struct {
	stamp    uint32
	Kind     ObjKind
	External bool // code that is not seen can reach it
	Type     types.Type
	Value    Value // memory
	Slot     int   // one more than the element that a computed index was taken for; see Pick

	// channels
	Made   ssa.Instruction
	Cap    Value // IntV or Symbol
	Buf    []Value
	Closed bool
	Full   bool // whatever lies in Buf: see search/fill.go
	Gauged bool // the code has asked how full it is, or how large
	Taken  bool // code that is not seen may receive from it
	Given  bool // only the client of an object has it, besides the object: see Give
	Timer  TimerState
	Owner  ObjectID // of the channel of a context: the context

	// contexts
	Parent   ObjectID
	Children []ObjectID
	ChanID   ObjectID
	SelfEnds bool // by a deadline, a signal, or a parent nobody sees
	Handle   int  // the goroutine that this is the timer or stop function of

	// maps
	Keys, Vals []Value
	Answered   []bool // an entry was looked up by a key that may be another's: see lookup

	// iterators
	Round int

	loaded []Reader // external memory: the instructions that read it since it last changed
}

// An ObjKind is a kind of object.
type ObjKind uint8

const (
	Memory ObjKind = iota
	Channel
	Context
	Mapping
	Iterator
	Handle // of a goroutine that a timer or a context starts
)

// A TimerState says what the timer behind a channel does.
type TimerState uint8

const (
	NoTimer TimerState = iota
	Pending            // fires sooner or later
	Ticking            // fires again and again
	Stopped            // does not fire any more
)

// OwnGoroutine returns a goroutine that the state may change.
func (s *State) OwnGoroutine(i int) *Goroutine {
	g := s.Goroutines[i]
	if g.Stamp != s.Stamp {
		c := *g
		c.Stamp = s.Stamp
		c.Frames = slices.Clone(g.Frames)
		s.Goroutines[i] = &c
		g = &c
	}
	return g
}

// OwnTop returns the running frame of a goroutine, to be changed.
func (s *State) OwnTop(g *Goroutine) *Frame {
	i := len(g.Frames) - 1
	return s.OwnFrame(g, i)
}

func (s *State) OwnFrame(g *Goroutine, i int) *Frame {
	f := g.Frames[i]
	if f.Stamp != s.Stamp {
		c := *f
		c.Stamp = s.Stamp
		c.Regs = slices.Clone(f.Regs)
		s.Table.Copied += len(f.Regs)
		c.Visits = slices.Clone(f.Visits)
		if f.Native != nil {
			n := *f.Native
			c.Native = &n
		}
		g.Frames[i] = &c
		f = &c
	}
	return f
}

// Find returns the object that a symbol points to.
func (list Environment) Find(x Symbol) (ObjectID, bool) {
	i, ok := list.search(x)
	if !ok {
		return 0, false
	}
	return list[i].obj, true
}

func (list Environment) search(x Symbol) (int, bool) {
	return slices.BinarySearchFunc(list, x, func(r environmentRef, x Symbol) int { return int(r.sym) - int(x) })
}

// EnvironmentObject returns the object that a symbol points to. The environment has
// the same pointer, so the object is external.
func (s *State) EnvironmentObject(x Symbol, t types.Type) ObjectID {
	i, ok := s.Environment.search(x)
	if ok {
		return s.Environment[i].obj
	}
	id := s.Add(Object{Kind: Memory, External: true, Type: t})
	ext := make(Environment, 0, len(s.Environment)+1)
	ext = append(append(ext, s.Environment[:i]...), environmentRef{x, id})
	s.Environment = append(ext, s.Environment[i:]...)
	return id
}

// GoesOn reports whether a goroutine has not ended, and is not found to be stuck.
func (g *Goroutine) GoesOn() bool { return g.Status != Done && g.Status != Stuck }

// Remember adds a channel to those that a goroutine has made, was given or has used: once
// it has ended, it is one that could have helped.
func (g *Goroutine) Remember(id ObjectID) {
	if i, ok := slices.BinarySearch(g.Known, id); !ok {
		g.Known = slices.Insert(slices.Clone(g.Known), i, id)
	}
}

func (s *State) AddCleanup(gi int, c *CallSite) {
	g := s.OwnGoroutine(gi)
	g.Cleanups = append(slices.Clip(g.Cleanups), c)
}

// StateAt returns the state of a sync type, which lies in memory like any value, and
// where.
func StateAt[T any](s *State, v Value) (p Ptr, st T, ok bool) {
	p, ok = s.Resolve(v).(Ptr)
	if x, unknown := s.Resolve(v).(Symbol); unknown && s.tracks(st) {
		p.Obj, ok = s.Environment.Find(x)
	}
	if !ok || s.Object(p.Obj).External && !s.tracks(st) {
		return p, st, false
	}
	st, ok = Read(s.Object(p.Obj).Value, p.Path).(T)
	return p, st, ok
}
