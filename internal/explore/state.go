package explore

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A state is a state of the program: its goroutines, its memory and what the
// path has decided. States share what they have in common: a state owns the
// parts that carry its stamp and copies the others before it changes them.
type state struct {
	tab   *table
	stamp uint32

	gs        []*goroutine
	objs      []*object // by objID; 0 is not used
	facts     []fact
	ownsFacts uint32 // the stamp of the state that may change the list in place
	changed   []sym  // maps that were changed, once for each time
	ext       extRefs

	now       ssa.Instruction // the one that runs
	events    *event          // the last of the trace
	forked    bool            // since all goroutines last waited
	forced    bool            // a count was cut: see loop.go
	bigger    int64           // the constant above the bound that stands for it on this path, or 0
	ended     bool            // the program ended
	lastEnded int             // the goroutine that ended last, counted from 1
}

type extRef struct {
	sym sym
	obj objID
}

// extRefs is sorted by symbol and never changes.
type extRefs []extRef

// clone returns a copy; neither state owns the parts they share.
func (s *state) clone() *state {
	c := *s
	c.gs = slices.Clone(s.gs)
	c.objs = slices.Clone(s.objs)
	s.stamp = s.tab.stamp()
	c.stamp = s.tab.stamp()
	return &c
}

// A goroutine is a goroutine of the program.
type goroutine struct {
	stamp  uint32
	id     int
	frames []*frame // the last one runs
	wait   *wait    // the visible operation it is at; nil: it runs
	status status

	instr    ssa.Instruction // that started it; nil for the root's own
	exit     token.Pos       // of the return or call that ended it
	exitFn   *ssa.Function
	known    []objID // channels that it made, was started with or operated on, sorted
	atExit   []exitAct
	cleanups []*site // called when a test ends, the last one first
	unwind   unwind  // why its deferred calls run, if not by a return
	turned   bool    // others were let go first
}

// A status says whether a goroutine can go on.
type status uint8

const (
	running status = iota
	waiting
	done
	parked // in a loop that never ends: what it holds counts as help
	stuck  // reported
)

// An exitAct is what the interpreter does when a goroutine has ended.
type exitAct struct {
	kind exitKind
	at   ptr // the sync.WaitGroup or errgroup.Group
}

// An exitKind says what started a goroutine and waits for its end.
type exitKind uint8

const (
	exitDone  exitKind = iota // Done of a WaitGroup
	exitGroup                 // a function of an errgroup returned
)

// An unwind says why the deferred calls of a goroutine run.
type unwind uint8

const (
	notUnwinding unwind = iota
	panicking
	exiting // runtime.Goexit
)

// A frame is a call that has not returned.
type frame struct {
	stamp  uint32
	fn     *function
	block  *ssa.BasicBlock
	pc     int
	regs   []value
	defers *deferred
	visits []uint8 // of loop headers, by block; saturated
	rounds int     // of all loops since the last visible operation
	laps   int     // of all loops
	stack  int32   // the calls that led here: see table.stack

	call      ssa.Instruction // of the caller, that waits for the result; nil: nobody does
	deferred  bool            // it runs as a deferred call
	subtest   bool            // it runs as a subtest, whose failure ends nothing else
	returning bool            // its deferred calls run because it panicked
	native    *loopCall       // not a function of the program: calls one over and over
}

// A deferred is a deferred call: a list, the last one first.
type deferred struct {
	next *deferred
	site *site
}

// A loopCall is a frame of code that is not seen but known to call a function
// zero or more times before it returns.
type loopCall struct {
	fn     value
	params *types.Tuple
	round  int
	while  bool // until the function returns false
	once   bool // and no more
	last   value
	result value
}

// An object is a piece of memory, a channel, a context, a map.
type object struct {
	stamp    uint32
	kind     objKind
	external bool // code that is not seen can reach it
	typ      types.Type
	val      value // memory

	// channels
	made   ssa.Instruction
	cap    value // intV or sym
	buf    []value
	closed bool
	timer  timerState
	owner  objID // of the channel of a context: the context

	// contexts
	parent   objID
	children []objID
	chanID   objID
	selfEnds bool // by a deadline, a signal, or a parent nobody sees
	handle   int  // the goroutine that this is the timer or stop function of

	// maps
	keys, vals []value

	// iterators
	round int

	loaded []reader // external memory: who read it since it last changed
}

// An objKind is a kind of object.
type objKind uint8

const (
	memory objKind = iota
	channel
	context
	mapping
	iterator
	handle // of a goroutine that a timer or a context starts
)

// A timerState says what the timer behind a channel does.
type timerState uint8

const (
	noTimer timerState = iota
	pending            // fires sooner or later
	ticking            // fires again and again
	stopped            // does not fire any more
)

// add makes an object and returns its name.
func (s *state) add(o object) objID {
	o.stamp = s.stamp
	s.objs = append(slices.Clip(s.objs), &o)
	return objID(len(s.objs) - 1)
}

func (s *state) obj(id objID) *object { return s.objs[id] }

// mut returns an object that the state may change.
func (s *state) mut(id objID) *object {
	o := s.objs[id]
	if o.stamp != s.stamp {
		c := *o
		c.stamp = s.stamp
		s.objs[id] = &c
		o = &c
	}
	return o
}

// gmut returns a goroutine that the state may change.
func (s *state) gmut(i int) *goroutine {
	g := s.gs[i]
	if g.stamp != s.stamp {
		c := *g
		c.stamp = s.stamp
		c.frames = slices.Clone(g.frames)
		s.gs[i] = &c
		g = &c
	}
	return g
}

// top returns the running frame of a goroutine, to be changed.
func (s *state) top(g *goroutine) *frame {
	i := len(g.frames) - 1
	return s.fmut(g, i)
}

func (s *state) fmut(g *goroutine, i int) *frame {
	f := g.frames[i]
	if f.stamp != s.stamp {
		c := *f
		c.stamp = s.stamp
		c.regs = slices.Clone(f.regs)
		c.visits = slices.Clone(f.visits)
		if f.native != nil {
			n := *f.native
			c.native = &n
		}
		g.frames[i] = &c
		f = &c
	}
	return f
}

// find returns the object that a symbol points to.
func (list extRefs) find(x sym) (objID, bool) {
	i, ok := list.search(x)
	if !ok {
		return 0, false
	}
	return list[i].obj, true
}

func (list extRefs) search(x sym) (int, bool) {
	return slices.BinarySearchFunc(list, x, func(r extRef, x sym) int { return int(r.sym) - int(x) })
}

// extObj returns the object that a symbol points to. Whoever is not seen may
// have the same pointer, so the object is external.
func (s *state) extObj(x sym, t types.Type) objID {
	i, ok := s.ext.search(x)
	if ok {
		return s.ext[i].obj
	}
	id := s.add(object{kind: memory, external: true, typ: t})
	ext := make(extRefs, 0, len(s.ext)+1)
	ext = append(append(ext, s.ext[:i]...), extRef{x, id})
	s.ext = append(ext, s.ext[i:]...)
	return id
}

// remember adds a channel to those that a goroutine has had to do with.
func (g *goroutine) remember(id objID) {
	if i, ok := slices.BinarySearch(g.known, id); !ok {
		g.known = slices.Insert(slices.Clone(g.known), i, id)
	}
}
