package stucklock

import (
	"fmt"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/report"
)

// held reports the locks that a function holds while it waits for goroutines that take them.
func (c *checker) held(fn *ssa.Function) {
	for _, h := range c.Held(fn) {
		at := h.Via[0]
		if !c.Owns(at.Pos()) {
			continue
		}
		place, wants := c.name(h.At, h.Place), last(h.Wants)
		who := h.By.Name()
		if h.By.Object() == nil || len(who) > maxName/2 {
			who = "the goroutine of " + c.ssa.Place(at.Pos(), h.By.Pos())
		}
		blocks := "blocks"
		if h.Chan {
			blocks = "may block" // if both come to it at the same time
		}
		f := report.Finding{
			Range:    c.rangeOf(at),
			Category: held,
			Message: fmt.Sprintf("%s waits with %s held for %s, which locks it at %s: %s for ever; unlock it before",
				c.waits(at), place, who, c.ssa.Place(at.Pos(), wants), blocks),
			Related: []report.Note{
				{Pos: wants, Message: "it is locked here"},
				{Pos: h.At.Pos(), Message: place + " is locked here before"},
			},
			Trace: c.step(h.At),
		}
		for _, instr := range append(h.Via, h.Wants...) {
			f.Trace = append(f.Trace, c.step(instr)...)
		}
		c.add(mistake{Finding: f, taken: h.At.Pos(), blocked: last(h.Via), waits: true, call: at})
	}
}

func (c *checker) rangeOf(instr ssa.Instruction) analysis.Range {
	if call, ok := instr.(ssa.CallInstruction); ok {
		return c.ssa.Range(call)
	}
	return c.ssa.OperationRange(instr.Pos())
}

// waits says what waits: a call, or an operation on a channel.
func (c *checker) waits(instr ssa.Instruction) string {
	switch instr.(type) {
	case *ssa.Send:
		return "the send to " + c.ssa.ChannelName(instr.Pos())
	case *ssa.UnOp:
		return "the receive from " + c.ssa.ChannelName(instr.Pos())
	}
	return c.called(instr)
}

// silent reports the locks that a function holds while it waits for a peer.
func (c *checker) silent(fn *ssa.Function) {
	for _, s := range c.Silent(fn) {
		call, ok := s.Call.(ssa.CallInstruction)
		if !ok || !c.Owns(call.Pos()) {
			continue
		}
		place, wants := c.name(s.At, s.Place), last(s.Wants)
		f := report.Finding{
			Range:    c.ssa.Range(call),
			Category: held,
			Message: fmt.Sprintf("%s waits for the peer with %s held, for which %s waits then: both may wait for ever; unlock it before",
				c.called(call), place, c.ssa.Place(call.Pos(), wants)),
			Related: []report.Note{
				{Pos: wants, Message: "it is locked here"},
				{Pos: s.At.Pos(), Message: place + " is locked here before"},
			},
			Trace: append(c.step(s.At), c.step(call)...),
		}
		for _, instr := range s.Wants {
			f.Trace = append(f.Trace, c.step(instr)...)
		}
		c.add(mistake{Finding: f, taken: s.At.Pos(), blocked: call.Pos(), waits: true, call: call})
	}
}
