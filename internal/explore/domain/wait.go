package domain

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// A Wait is the visible operation that a goroutine is at.
type Wait struct {
	Instr   ssa.Instruction
	Cases   []WaitCase // of a channel operation: one but for a select
	Selects bool
	Polls   bool // a select with a default
	Lock    LockWait
	At      Ptr                         // the lock or WaitGroup waited for
	Then    func(s *State, gi int) bool // runs when the wait is over; nil: the result is set
	Call    *CallSite                   // what Then still needs, which is live in no frame; nil: nothing

	Signalled bool // of a sync.Cond
}

// A WaitCase is a channel operation, or a case of a select.
type WaitCase struct {
	Dir     types.ChanDir
	Ch      Value // resolved
	Val     Value // sent
	CommaOk bool
	Pos     token.Pos
}

// A LockWait says what a goroutine waits for, if not for a channel.
type LockWait uint8

const (
	NoLock     LockWait = iota
	ForLock             // of a Mutex, or the writer's of an RWMutex
	ForDrain            // of an RWMutex, by a writer for whom the readers have to leave
	ForRLock            // a reader's
	ForZero             // of a WaitGroup
	ForRoom             // of an errgroup with a limit
	ForTimer            // a function that starts by itself: time.AfterFunc
	ForEnd              // of a context: context.AfterFunc
	ForYield            // nothing, but others may come first
	ForOnce             // the return of the function of a sync.Once
	ForSignal           // of a sync.Cond
	ForAnybody          // something outside, that comes in the end
	NumLockWaits
)

// A lockRule says how a goroutine waits for something that is no channel. The
// schedule, the interpreter and the verdict ask [Wait] for all that they have to
// know of it, so a new kind of wait is a line in lockRules.
type lockRule struct {
	// over reports whether the goroutine can go on.
	over func(s *State, w *Wait) bool
	// take returns what lies at Wait.At once it has gone on; nil: what lay there.
	take func(v Value) Value
	// event is the step of the trace, if it is told.
	event EventKind
	// persistent: going on neither hinders another goroutine nor can be hindered any
	// more, so that it may come before all other moves.
	persistent bool
	// ended: At is the channel of a context, and only goroutines that can end the
	// context help. In all other waits those help that reach the object.
	ended bool
}

var lockRules = [NumLockWaits]lockRule{
	NoLock:     {over: never},
	ForLock:    {over: at(func(l LockV) bool { return !l.Writer && !l.Pending }), take: lock, event: EventLock},
	ForDrain:   {over: at(func(l LockV) bool { return l.Readers == 0 }), take: lock, event: EventLock},
	ForRLock:   {over: at(func(l LockV) bool { return !l.Writer && !l.Pending }), take: rlock, event: EventLock},
	ForZero:    {over: at(func(g GroupV) bool { return g.Count <= 0 }), event: EventWaited, persistent: true},
	ForRoom:    {over: at(func(g GroupV) bool { return g.Limit <= 0 || g.Count < g.Limit })},
	ForTimer:   {over: always},
	ForEnd:     {over: hasEnded, ended: true},
	ForYield:   {over: always},
	ForOnce:    {over: func(s *State, w *Wait) bool { return !s.InOnce(w.At) }},
	ForSignal:  {over: func(s *State, w *Wait) bool { return w.Signalled || s.Object(w.At.Obj).External }},
	ForAnybody: {over: always, persistent: true},
}

// OnLock reports whether a goroutine waits for a lock.
func (w *Wait) OnLock() bool { return w.Lock == ForLock || w.Lock == ForDrain || w.Lock == ForRLock }

func never(*State, *Wait) bool { return false }

func always(*State, *Wait) bool { return true }

// at makes a condition on the state of a sync type one on the memory that it lies in.
// What code that is not seen can reach, or what is kept in another way, keeps nobody
// waiting.
func at[T any](over func(T) bool) func(s *State, w *Wait) bool {
	return func(s *State, w *Wait) bool {
		o := s.Object(w.At.Obj)
		v, ok := Read(o.Value, w.At.Path).(T)
		return !ok || o.External && !s.tracks(v) || over(v)
	}
}

// tracks reports whether the state of a sync type is known though it lies in memory of
// the environment.
func (s *State) tracks(v any) bool {
	_, isLock := v.(LockV)
	return isLock && s.Table.Proving
}

// InOnce reports whether a goroutine is in the function that a sync.Once calls.
//
//	(*sync.Once).Do(t0, t1)
func (s *State) InOnce(once Ptr) bool {
	return slices.ContainsFunc(s.Goroutines, func(g *Goroutine) bool { return g.Status != Done && s.isInOnce(g, once) })
}

// isInOnce reports whether a goroutine is in the function that a sync.Once calls.
func (s *State) isInOnce(g *Goroutine, once Ptr) bool {
	return slices.ContainsFunc(g.Frames[:max(len(g.Frames)-1, 0)], func(f *Frame) bool {
		if f.Fn == nil || f.PC == 0 {
			return false
		}
		call, ok := f.Block.Instrs[f.PC-1].(ssa.CallInstruction)
		return ok && model.Has(callee.Of(call.Common()), model.OnceDo) && s.Resolve(s.Get(f, call.Common().Args[0])) == Value(once)
	})
}

func hasEnded(s *State, w *Wait) bool {
	o := s.Object(w.At.Obj)
	return o.Closed || o.External || s.Object(o.Owner).SelfEnds
}

// lock lets a writer in, or keeps new readers out until those that are there have left:
// see ForDrain.
func lock(v Value) Value {
	l, _ := v.(LockV)
	l.Writer = l.Readers == 0
	l.Pending = !l.Writer
	return l
}

func rlock(v Value) Value {
	l, _ := v.(LockV)
	l.Readers++
	return l
}

// LockReady reports whether a wait for something that is no channel is over.
func (s *State) LockReady(w *Wait) bool { return lockRules[w.Lock].over(s, w) }

// CanMove reports whether a wait can end without another goroutine of the root.
func (s *State) CanMove(w *Wait) bool {
	if w.Lock != NoLock {
		return s.LockReady(w)
	}
	return slices.ContainsFunc(w.Cases, func(c WaitCase) bool { return s.Readiness(c) != Never })
}

// TakeLock changes what a goroutine waited for, now that its wait is over, and returns
// the step of the trace that this is. It reports false if the goroutine has to wait on: a
// writer, for the readers to leave.
func (s *State) TakeLock(gi int) (e EventKind, taken bool) {
	w := s.Goroutines[gi].Wait
	if w.At.Obj == 0 {
		return NoEvent, true
	}
	r := lockRules[w.Lock]
	if s.Object(w.At.Obj).External && !(s.Table.Proving && r.take != nil) {
		return NoEvent, true
	}
	if r.take == nil {
		return r.event, true
	}
	v := r.take(Read(s.Object(w.At.Obj).Value, w.At.Path))
	s.Write(w.At, v)
	if l, ok := v.(LockV); ok && l.Pending && w.Lock == ForLock {
		on := *w
		on.Lock = ForDrain
		s.OwnGoroutine(gi).Wait = &on
		return EventPending, false
	}
	s.Take(gi, Hold{At: w.At, Read: w.Lock == ForRLock, By: w.Instr})
	return r.event, true
}

// Take notes that a goroutine has taken a lock.
func (s *State) Take(gi int, h Hold) {
	g := s.OwnGoroutine(gi)
	g.Held = append(slices.Clip(g.Held), h)
}

// GiveBack notes that a goroutine has given a lock back: one that it has taken or, if it
// has not, one that another goroutine has taken for it.
func (s *State) GiveBack(gi int, at Ptr, read bool) {
	if s.drop(gi, at, read) {
		return
	}
	for i := range s.Goroutines {
		if i != gi && s.drop(i, at, read) {
			return
		}
	}
}

// drop removes the last hold of a lock from those of a goroutine, if there is one.
func (s *State) drop(gi int, at Ptr, read bool) bool {
	for i, h := range slices.Backward(s.Goroutines[gi].Held) {
		if h.At == at && h.Read == read {
			g := s.OwnGoroutine(gi)
			g.Held = slices.Concat(g.Held[:i], g.Held[i+1:])
			return true
		}
	}
	return false
}

// Holds reports whether a goroutine keeps those out who wait for a lock: it has taken it,
// or it is a writer for whom readers wait.
func (g *Goroutine) Holds(w *Wait) bool {
	if g.Wait != nil && g.Wait != w && g.Wait.Lock == ForDrain && g.Wait.At == w.At && w.Lock != ForDrain {
		return true
	}
	return slices.ContainsFunc(g.Held, func(h Hold) bool { return h.At == w.At && !(h.Read && w.Lock == ForRLock) })
}

// Persistent reports whether the end of a wait for something that is no channel may
// come before all other moves: a persistent set by itself.
func (w *Wait) Persistent() bool { return lockRules[w.Lock].persistent }

// SameChan reports whether two values are one channel of the state.
func SameChan(a, b Value) bool {
	x, ok := a.(ChanV)
	y, ok2 := b.(ChanV)
	return ok && ok2 && x.Obj == y.Obj
}

// A Readiness says whether a channel operation can take place.
type Readiness uint8

const (
	Never  Readiness = iota // without another goroutine
	Now                     //
	Always                  // the environment serves it
)

func (s *State) Readiness(c WaitCase) Readiness {
	ch, ok := c.Ch.(ChanV)
	if !ok {
		if _, isNil := c.Ch.(NilV); isNil {
			return Never
		}
		return Always
	}
	o := s.Object(ch.Obj)
	switch {
	case o.External:
		return Always
	case o.Closed:
		return Now
	case c.Dir == types.RecvOnly:
		switch {
		case len(o.Buf) > 0:
			return Now
		case o.Timer == Pending || o.Timer == Ticking:
			return Always
		case o.Owner != 0 && s.Object(o.Owner).SelfEnds:
			return Always
		}
	case c.Dir == types.SendOnly:
		if s.hasRoom(o) {
			return Now
		}
	}
	return Never
}

// hasRoom reports whether a channel's buffer takes another element. A size of which
// nothing is known is taken to suffice, which is the silent side; one that the path
// has compared with something is decided by the search (decideCaps).
func (s *State) hasRoom(o *Object) bool {
	lo, hi := s.Bounds(o.Cap)
	return !o.Full && (lo > int64(len(o.Buf)) || Unrelated(lo, hi))
}

// Unrelated reports whether a size was never compared with anything.
func Unrelated(lo, hi int64) bool { return lo <= 0 && hi == MaxInt }

// At returns the position of a case.
func (c WaitCase) At(w *Wait) token.Pos {
	if c.Pos.IsValid() {
		return c.Pos
	}
	return w.Instr.Pos()
}

// ElemType returns the type of what a case of a channel operation receives.
func ElemType(w *Wait, i int) types.Type {
	var t types.Type
	switch instr := w.Instr.(type) {
	case *ssa.UnOp:
		t = instr.X.Type()
	case *ssa.Select:
		t = instr.States[i].Chan.Type()
	default:
		return types.Typ[types.Invalid]
	}
	if c, ok := t.Underlying().(*types.Chan); ok {
		return c.Elem()
	}
	return types.Typ[types.Invalid]
}
