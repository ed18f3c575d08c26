package stucklock

import (
	"fmt"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/report"
)

// held reports the locks that a function holds while it waits for goroutines that take them.
func (c *checker) held(fn *ssa.Function) {
	for _, h := range c.Held(fn) {
		call, ok := h.Via[0].(ssa.CallInstruction)
		if !ok || !c.Owns(call.Pos()) {
			continue
		}
		place, wants := c.name(h.At, h.Place), last(h.Wants)
		who := h.By.Name()
		if h.By.Object() == nil || len(who) > maxName/2 {
			who = "the goroutine of " + c.place(call.Pos(), h.By.Pos())
		}
		f := report.Finding{
			Range:    c.ssa.Range(call),
			Category: held,
			Message: fmt.Sprintf("%s waits with %s held for %s, which locks it at %s: blocks for ever; unlock it before",
				c.called(call), place, who, c.place(call.Pos(), wants)),
			Related: []report.Note{
				{Pos: wants, Message: "it is locked here"},
				{Pos: h.At.Pos(), Message: place + " is locked here before"},
			},
			Trace: c.step(h.At),
		}
		for _, instr := range append(h.Via, h.Wants...) {
			f.Trace = append(f.Trace, c.step(instr)...)
		}
		c.add(mistake{Finding: f, taken: h.At.Pos(), blocked: last(h.Via), waits: true, call: call})
	}
}
