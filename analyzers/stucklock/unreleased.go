package stucklock

import (
	"fmt"
	gotypes "go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/lockset"
	"github.com/gopitfalls/gopitfalls/internal/report"
)

// unreleased reports the locks that a function keeps on some paths, one for each return.
func (c *checker) unreleased(fn *ssa.Function) {
	for _, k := range c.Kept(fn) {
		at := c.end(fn, k)
		if !at.Pos().IsValid() || !c.Owns(at.Pos()) {
			continue
		}
		place, line := c.name(k.At, k.Place), c.ssa.Position(k.At.Pos()).Line
		f := report.Finding{
			Range:    at,
			Category: unreleased,
			Message:  fmt.Sprintf("%s, locked at line %d, is still held here: all who lock it from now on block for ever; unlock it first", place, line),
			Related:  []report.Note{{Pos: k.At.Pos(), Message: place + " is locked here"}},
		}
		if k.At == k.End {
			f.Message = fmt.Sprintf("%s is still held from the last round of the loop when it is locked again: blocks for ever; unlock it on all ways to the next round", place)
			f.Related = nil
		}
		f.Fixes = c.fix(fn, k)
		for _, instr := range k.Trail {
			f.Trace = append(f.Trace, c.step(instr)...)
		}
		f.Trace = append(f.Trace, report.Step{Pos: at.Pos(), Message: place + " is still held"})
		m := mistake{Finding: f, taken: k.At.Pos()}
		if m.by = fn; k.At == k.End {
			m.by, m.call, m.blocked = nil, k.At, k.At.Pos()
		}
		if first := c.sameLock(&m); first != nil {
			first.also(&m, place)
			continue
		}
		c.add(m)
	}
}

// sameLock returns the mistake of a function that keeps the same lock at another return.
func (c *checker) sameLock(m *mistake) *mistake {
	i := slices.IndexFunc(c.mistakes, func(o *mistake) bool {
		return m.by != nil && o.by == m.by && o.taken == m.taken && o.Category == unreleased
	})
	if i < 0 {
		return nil
	}
	return c.mistakes[i]
}

// also tells that another return keeps the lock, too. The fix mends all of them.
func (m *mistake) also(o *mistake, place string) {
	if o.Range.Pos() == m.Range.Pos() || slices.ContainsFunc(m.Also, func(a report.Also) bool { return a.Pos == o.Range.Pos() }) {
		return
	}
	m.Also = append(m.Also, report.Also{Check: "stucklock", Note: report.Note{Pos: o.Range.Pos(), Message: place + " is still held here too"}})
	if len(m.Fixes) == 0 || len(o.Fixes) == 0 {
		m.Fixes = nil
		return
	}
	m.Fixes[0].TextEdits = append(m.Fixes[0].TextEdits, o.Fixes[0].TextEdits...)
}

// end returns where a path that keeps a lock ends.
func (c *checker) end(fn *ssa.Function, k lockset.Kept) analysis.Range {
	if call, ok := k.End.(ssa.CallInstruction); ok {
		return c.ssa.Range(call)
	}
	return c.ssa.EndRange(fn, k.End.Pos())
}

// step says what a step of a path is.
func (c *checker) step(instr ssa.Instruction) []report.Step {
	switch instr := instr.(type) {
	case ssa.CallInstruction:
		if call := c.ssa.CallExpr(instr); call != nil {
			return []report.Step{{Pos: call.Pos(), Message: "calls " + gotypes.ExprString(call.Fun)}}
		}
	case *ssa.If:
		if cond := c.ssa.CondAt(instr); cond != nil {
			return []report.Step{{Pos: cond.Pos(), Message: "the condition decides"}}
		}
	}
	return nil
}
