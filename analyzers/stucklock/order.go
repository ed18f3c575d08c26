package stucklock

import (
	"fmt"
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/lockset"
	"github.com/gopitfalls/gopitfalls/internal/report"
)

// orders reports the pairs of locks that are taken in two orders.
func (c *checker) orders() {
	for _, o := range c.Orders() {
		call, ok := o.One.Apart()[0].(ssa.CallInstruction)
		if !ok || !c.Owns(call.Pos()) {
			continue
		}
		there := last(o.Other.Via)
		first, second := c.name(o.One.Through[len(o.One.Through)-1], o.First), c.name(o.One.Via[len(o.One.Via)-1], o.Second)
		if first == second { // in two functions
			first, second = o.First, o.Second
		}
		f := report.Finding{
			Range:    c.ssa.Range(call),
			Category: order,
			Message: fmt.Sprintf("%s is locked with %s held, and the other way round at %s: both may block for ever; lock them in one order",
				second, first, c.ssa.Place(call.Pos(), there)),
			Related: []report.Note{
				{Pos: there, Message: first + " is locked here, with " + second + " held"},
				{Pos: last(o.One.Through), Message: first + " is locked here before"},
				{Pos: last(o.Other.Through), Message: second + " is locked here before"},
			},
		}
		f.Trace = append(c.taking("one", o.One), c.taking("another one", o.Other)...)
		c.add(mistake{
			Finding: f, taken: last(o.Other.Through), blocked: last(o.One.Via), call: call,
			turned: &[2]token.Pos{last(o.One.Through), there},
		})
	}
}

// taking returns the steps by which a goroutine comes to hold one lock and wait for the other.
func (c *checker) taking(goroutine string, t lockset.Taking) (steps []report.Step) {
	for _, list := range [][]ssa.Instruction{t.Through, t.Via} {
		for _, instr := range list {
			for _, s := range c.step(instr) {
				s.Goroutine = goroutine
				steps = append(steps, s)
			}
		}
	}
	return steps
}

// last returns the position of the last of some steps.
func last(steps []ssa.Instruction) token.Pos { return steps[len(steps)-1].Pos() }
