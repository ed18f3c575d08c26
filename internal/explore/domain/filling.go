package domain

import "golang.org/x/tools/go/ssa"

// A Filling is a moment of a path: a goroutine was about to send to a channel with a
// buffer, from which nobody else could receive.
type Filling struct {
	Chan ObjectID
	At   ssa.Instruction
	Form [16]byte // of the state, but for what lies in the buffer and how often loops went round
	Len  int      // of what lay in the buffer

	// Counters are the numbers that the loops counted which goroutines were in, in order.
	Counters []Value
}
