package stucklock

import (
	"fmt"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/lockset"
	"github.com/gopitfalls/gopitfalls/internal/report"
)

// unheld reports the unlocks of what the function has unlocked before.
func (c *checker) unheld(fn *ssa.Function) {
	for _, u := range c.Unheld(fn) {
		if u.Taken != nil {
			c.crossed(u)
			continue
		}
		first, ok := u.Gave.(ssa.CallInstruction)
		second, ok2 := u.At.(ssa.CallInstruction)
		if !ok || !ok2 || !c.Owns(second.Pos()) {
			continue
		}
		place := c.name(u.At, u.Place)
		line := func(instr ssa.Instruction) int { return c.ssa.Position(instr.Pos()).Line }
		f := report.Finding{
			Range:    c.ssa.Range(second),
			Category: unheld,
			Message: fmt.Sprintf("%s is not locked here, it was unlocked at line %d: ends the program; unlock it once on each path",
				place, line(first)),
			Related: []report.Note{{Pos: first.Pos(), Message: place + " is unlocked here"}},
		}
		if _, deferred := second.(*ssa.Defer); deferred {
			f.Range = c.ssa.Range(first)
			f.Message = fmt.Sprintf("%s is unlocked here, and again by the deferred call of line %d: ends the program; leave it to that", place, line(second))
			f.Related = []report.Note{{Pos: second.Pos(), Message: place + " is unlocked here when the function returns"}}
		}
		for _, instr := range u.Trail {
			f.Trace = append(f.Trace, c.step(instr)...)
		}
		f.Trace = append(f.Trace, report.Step{Pos: second.Pos(), Message: place + " is not locked"})
		c.add(mistake{Finding: f})
	}
}

// crossed reports an unlock of a lock that is held in the other way.
func (c *checker) crossed(u lockset.Unheld) {
	call, ok := u.At.(ssa.CallInstruction)
	if !ok || !c.Owns(call.Pos()) {
		return
	}
	place, line := c.name(u.At, u.Place), c.ssa.Position(u.Taken.Pos()).Line
	f := report.Finding{
		Range:    c.ssa.Range(call),
		Category: unheld,
		Message:  fmt.Sprintf("%s is read-locked, at line %d, and the write lock is given back: ends the program; call RUnlock", place, line),
		Related:  []report.Note{{Pos: u.Taken.Pos(), Message: place + " is read-locked here"}},
	}
	if op, _ := u.Taken.(ssa.CallInstruction); !lockset.Reads(op) {
		f.Message = fmt.Sprintf("%s is locked for writing, at line %d, and a read lock is given back: ends the program; call Unlock", place, line)
		f.Related[0].Message = place + " is locked here"
	}
	for _, instr := range u.Trail {
		f.Trace = append(f.Trace, c.step(instr)...)
	}
	f.Trace = append(f.Trace, report.Step{Pos: call.Pos(), Message: "gives back another lock of " + place})
	c.add(mistake{Finding: f})
}
