package domain

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
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
	ForRLock            //
	ForZero             // of a WaitGroup
	ForRoom             // of an errgroup with a limit
	ForTimer            // a function that starts by itself: time.AfterFunc
	ForEnd              // of a context: context.AfterFunc
	ForYield            // nothing, but others may come first
	ForAnybody          // something outside, that comes in the end
)

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
	Always                  // somebody who is not seen serves it
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

// hasRoom reports whether a channel's buffer takes another element. Of a size
// that nothing is known about it is assumed: see decideCaps.
func (s *State) hasRoom(o *Object) bool {
	lo, hi := s.Bounds(o.Cap)
	return lo > int64(len(o.Buf)) || Unrelated(lo, hi)
}

// Unrelated reports whether a size was never compared with anything.
func Unrelated(lo, hi int64) bool { return lo <= 0 && hi == MaxInt }

// LockReady reports whether a wait for something that is no channel is over.
func (s *State) LockReady(w *Wait) bool {
	switch w.Lock {
	case ForTimer, ForAnybody, ForYield:
		return true
	case ForEnd:
		o := s.Object(w.At.Obj)
		return o.Closed || s.Object(o.Owner).SelfEnds || o.External
	}
	if s.Object(w.At.Obj).External {
		return true
	}
	v := Read(s.Object(w.At.Obj).Value, w.At.Path)
	switch w.Lock {
	case ForLock:
		l, ok := v.(LockV)
		return !ok || !l.Writer && l.Readers == 0
	case ForRLock:
		l, ok := v.(LockV)
		return !ok || !l.Writer
	case ForZero:
		g, ok := v.(GroupV)
		return !ok || g.Count <= 0
	case ForRoom:
		g, ok := v.(GroupV)
		return !ok || g.Limit <= 0 || g.Count < g.Limit
	}
	return true
}

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
