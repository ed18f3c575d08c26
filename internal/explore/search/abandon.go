package search

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/effects"
	"github.com/gopitfalls/gopitfalls/internal/explore/code"
	"github.com/gopitfalls/gopitfalls/internal/explore/interp"
)

// Taking is what a caller does with a channel that a root returns.
type Taking = interp.Taking

// An Abandoned tells who is stuck on some path if the caller of a root receives only so
// often from the channel that it returns, and drops it then.
type Abandoned struct {
	Sender bool // a goroutine that does nothing but send to the channel
	Caller bool // the caller, receiving
	Other  bool // anybody else
	Cut    bool // some loop might have gone round more often than was tried
}

// Abandon explores a root together with such a caller. Whom it does not find stuck may be
// for all that, if a bound was met.
func Abandon(p *code.Program, v *effects.View, by Taking) (stuck Abandoned) {
	m := New(p, v, Fine)
	m.Taking = &by
	for _, s := range slices.Backward(m.Initial()) {
		m.Push(s)
	}
	for len(m.frontier) > 0 && m.next() {
	}
	for _, st := range m.Found {
		switch st.Instr.(type) {
		case *ssa.MakeChan, ssa.CallInstruction: // of what the caller takes: see stepTake
			if !st.Go.IsValid() {
				stuck.Caller = true
				continue
			}
		}
		switch {
		case !st.Go.IsValid():
			stuck.Other = true
		case st.SendsOnly() && len(st.Chans) == 1:
			stuck.Sender = true
		default:
			stuck.Other = true
		}
	}
	stuck.Cut = m.Cut
	return stuck
}
