package stucklock

import (
	"fmt"
	"go/ast"
	gotypes "go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/lockset"
	"github.com/gopitfalls/gopitfalls/internal/report"
)

// twice reports the locks that a function takes, itself or by a call, though it holds them.
func (c *checker) twice(fn *ssa.Function) {
	for _, t := range c.Twice(fn) {
		via := t.Via
		t.Via = inLiteral(t)
		first, ok := t.Via[0].(ssa.CallInstruction)
		if !ok || !c.Owns(first.Pos()) || t.Held && t.Read && !t.Writers {
			continue
		}
		f := report.Finding{
			Range:    c.ssa.Range(first),
			Category: twice,
			Message:  c.twiceMessage(t),
		}
		taken := first.Pos()
		if t.At != nil {
			taken = t.At.Pos()
			f.Related = []report.Note{{Pos: taken, Message: c.name(t.At, t.Place) + " is locked here"}}
			f.Trace = c.step(t.At)
		}
		if t.Held && t.Read {
			f.Category = recursive
		}
		if t.Later != nil {
			f.Related = append(f.Related, report.Note{Pos: t.Later.Pos(), Message: "the unlock waits for the return of the function"})
		}
		for _, instr := range via {
			f.Trace = append(f.Trace, c.step(instr)...)
		}
		if last := t.Via[len(t.Via)-1]; last != t.Via[0] {
			f.Related = append(f.Related, report.Note{Pos: last.Pos(), Message: c.name(t.At, t.Place) + " is locked again here"})
		}
		c.add(mistake{Finding: f, taken: taken, blocked: t.Via[len(t.Via)-1].Pos(), call: first})
	}
}

// inLiteral returns the steps by which a lock is taken again from where a literal of the function
// that holds it takes them up, which others call meanwhile; all of them if there is none.
func inLiteral(t lockset.Twice) []ssa.Instruction {
	if t.At == nil || t.Once || t.At.Parent() != t.Via[0].Parent() {
		return t.Via
	}
	i := slices.IndexFunc(t.Via, func(instr ssa.Instruction) bool { return instr.Parent().Parent() == t.At.Parent() })
	if call, ok := t.Via[0].(ssa.CallInstruction); i <= 0 || !ok || call.Common().StaticCallee() == t.Via[i].Parent() {
		return t.Via
	}
	return t.Via[i:]
}

func (c *checker) twiceMessage(t lockset.Twice) string {
	held, again := "locked", "locks"
	if t.Held {
		held = "read-locked"
	}
	if t.Read {
		again = "read-locks"
	}
	consequence := "blocks for ever"
	if t.Once {
		return c.onceMessage(t)
	}
	if t.Held && t.Read {
		consequence = "blocks for ever once a writer waits between the two"
	}
	place := c.name(t.At, t.Place)
	what, remedy := "this "+again+" "+place, "unlock it first"
	if t.At == nil {
		return fmt.Sprintf("%s has %s %s and calls what %s it: %s; do that when it has returned", c.called(t.Via[0]), place, held, again, consequence)
	}
	if t.Later != nil && t.At == t.Via[0] {
		consequence = strings.TrimSuffix(consequence, " between the two")
		return fmt.Sprintf("this %s %s again in the next round, since its unlock is deferred: %s; unlock in the round", again, place, consequence)
	}
	if t.At.Parent() != t.Via[0].Parent() && t.At.Parent() != t.Via[0].Parent().Parent() {
		return fmt.Sprintf("%s has %s %s and calls what %s it: %s; lock it in one of them", c.called(t.Via[0]), place, held, again, consequence)
	}
	if c.calls(t.Via) {
		what, remedy = c.called(t.Via[0])+" "+again+" "+place, "call it without the lock"
	}
	return fmt.Sprintf("%s, %s since line %d: %s; %s", what, held, c.ssa.Position(t.At.Pos()).Line, consequence, remedy)
}

// onceMessage speaks of a sync.Once whose Do is called by the function that its Do calls.
func (c *checker) onceMessage(t lockset.Twice) string {
	place, line := c.name(t.At, t.Place), c.ssa.Position(t.At.Pos()).Line
	if !lockset.IsDo(t.Via[len(t.Via)-1]) {
		return fmt.Sprintf("%s calls %s, made at line %d, which is under way then: blocks for ever; do it without that", c.called(t.Via[0]), t.Place, line)
	}
	if t.At == t.Via[0] {
		return fmt.Sprintf("what %s calls comes to Do of %s again: blocks for ever; do it without that", c.called(t.At), place)
	}
	return fmt.Sprintf("%s comes to Do of %s, under way since line %d: blocks for ever; do it without that", c.called(t.Via[0]), place, line)
}

// calls reports whether a lock is taken by a call, and not by the first step itself.
func (c *checker) calls(via []ssa.Instruction) bool {
	call, ok := via[0].(ssa.CallInstruction)
	return len(via) > 1 || ok && !lockset.IsOperation(call)
}

// called returns the name of what a call calls.
func (c *checker) called(instr ssa.Instruction) string {
	if call, ok := instr.(ssa.CallInstruction); ok {
		if expr := c.ssa.CallExpr(call); expr != nil {
			if _, lit := ast.Unparen(expr.Fun).(*ast.FuncLit); !lit {
				return gotypes.ExprString(expr.Fun)
			}
		}
	}
	return "the function literal"
}

// name returns a lock as the operation that takes it names it, or else by its path.
func (c *checker) name(at ssa.Instruction, path string) string {
	call, ok := at.(ssa.CallInstruction)
	if !ok || !lockset.IsOperation(call) {
		return path
	}
	if x := c.ssa.Argument(call, 0); x != nil {
		if name := gotypes.ExprString(x); len(name) <= maxName {
			return name
		}
	}
	return path
}

// maxName is the length of the longest name that a message has.
const maxName = 40
