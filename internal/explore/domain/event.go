package domain

import (
	"go/token"

	"golang.org/x/tools/go/ssa"
)

// An Event is one step of a path: a list, the last one first.
type Event struct {
	Up        *Event
	Goroutine int
	Kind      EventKind
	Instr     ssa.Instruction
	Pos       token.Pos
	Way       int
	Other     int
	OtherPos  token.Pos
	Chan      Value
	Send      bool
	Text      string
	At        Ptr // a lock
}

// An EventKind is a kind of step of a path that is told.
type EventKind uint8

const (
	NoEvent      EventKind = iota // it is not told
	EventBranch                   // n: the way taken
	EventGo                       // other: the goroutine
	EventMeet                     // other: the receiver
	EventSend                     // into a buffer
	EventRecv                     // from a buffer
	EventClosed                   // from a closed channel
	EventOutside                  // the environment serves it
	EventFires                    // a timer, the end of a context
	EventClose
	EventCancel
	EventDefault
	EventLock
	EventPending // a writer waits for readers, and keeps others out
	EventSignal  // of a condition
	EventWaited
	EventTimer
	EventPanic
	EventRecover
	EventEnd
	EventCalled // text: with what
	EventFills  // goes round until the buffer is full
	EventClient // a client calls the function text
)

func (s *State) Record(t Event) {
	t.Up = s.Events
	s.Events = &t
}
