package sharing

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/owners"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/summary"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// Idle reports whether nobody can be blocked on the owner of a file after an
// instruction: the owner is closed on every path, or it is made in the function
// that calls File and goes nowhere, and it is not used for I/O that may wait
// afterwards. When in doubt the owner is in use: a finding of a connection that
// is closed soon says something true all the same.
func (w *World) Idle(d *Dup, after ssa.Instruction) bool {
	if d.Owner == nil {
		return false // a callee has it
	}
	owner, fn := d.Owner, d.Call.Parent()
	if after.Parent() != fn {
		// Fd is called by a caller, say, which may close the owner there.
		if arg := w.passedFrom(after.Parent(), fn, owner); arg != nil && w.idleIn(after.Parent(), arg, after) {
			return true
		}
		after = d.Call
	}
	return w.idleIn(fn, owner, after) || w.idleAtCallers(fn, owner)
}

// passedFrom returns what caller passes to fn as the owner, or nil.
func (w *World) passedFrom(caller, fn *ssa.Function, owner ssa.Value) ssa.Value {
	p := w.parameter(fn, owner)
	if p == nil {
		return nil
	}
	for _, site := range w.Calls(fn) {
		if site.Parent() == caller {
			return site.Common().Args[flow.ParamIndex(p)]
		}
	}
	return nil
}

// idleAtCallers reports whether a parameter of fn is idle after each call of fn,
// all of which are seen, and in fn itself. A caller that passes on a parameter of
// its own, and does not close it, leaves that to its own callers. In functions
// that call each other the parameter is idle unless one of them, or a caller of
// theirs, says otherwise: each is looked at once.
func (w *World) idleAtCallers(fn *ssa.Function, owner ssa.Value) bool {
	p := w.parameter(fn, owner)
	if p == nil {
		return false
	}
	seen := map[*ssa.Parameter]bool{p: true}
	for work := []*ssa.Parameter{p}; len(work) > 0; {
		p := work[len(work)-1]
		work = work[:len(work)-1]
		calls := w.Calls(p.Parent())
		if !w.Closed(p.Parent()) || len(calls) == 0 || w.ParamWaits(p) {
			return false
		}
		for _, site := range calls {
			arg := site.Common().Args[flow.ParamIndex(p)]
			if w.idleIn(site.Parent(), arg, site) {
				continue
			}
			q := w.parameter(site.Parent(), arg)
			if q == nil {
				return false
			}
			if !seen[q] {
				seen[q] = true
				work = append(work, q)
			}
		}
	}
	return true
}

// parameter returns the parameter of fn that an owner is, or nil.
func (w *World) parameter(fn *ssa.Function, owner ssa.Value) *ssa.Parameter {
	if p, ok := w.Peel(owner).(*ssa.Parameter); ok && p.Parent() == fn {
		return p
	}
	return nil
}

// idleIn decides for one function, in which after stands.
func (w *World) idleIn(fn *ssa.Function, owner ssa.Value, after ssa.Instruction) bool {
	uses := w.UsesOf(fn, owner, owners.ByPlace)
	closed := w.ClosedAround(fn, uses, after)
	if !closed && !w.isLocal(fn, owner) {
		return false
	}
	for _, u := range uses {
		if u.Kind&owners.Waits == 0 || u.Instr == after || w.isLookedAt(u.Instr) {
			continue
		}
		if u.Kind.Leaves() && (!closed || outlives(u.Instr)) {
			return false // may be waited for whenever
		}
		if u.Instr.Parent() != fn || w.Reaches(after, u.Instr) {
			return false
		}
	}
	return true
}

// isLookedAt reports whether an instruction gives access to the descriptor of an owner
// which is used for Control alone, and waits for nothing:
//
//	t0 = (*net.TCPConn).SyscallConn(conn)
//	t1 = extract t0 #0
//	t2 = invoke t1.Control(f)
func (w *World) isLookedAt(instr ssa.Instruction) bool {
	call, ok := instr.(*ssa.Call)
	if !ok || !model.Has(callee.Of(&call.Call), model.RawConn) {
		return false
	}
	for _, raw := range summary.ResultsOf(call, 0) {
		for _, u := range w.LocalUses(raw) {
			use, ok := u.Instr.(*ssa.Call)
			if !ok || !use.Call.IsInvoke() || use.Call.Value != u.Value || use.Call.Method.Name() != "Control" {
				return false
			}
		}
	}
	return true
}

// outlives reports whether an instruction lets a value go somewhere where it may
// be waited for later: a goroutine, a field, a result that wraps it.
func outlives(instr ssa.Instruction) bool {
	call, ok := instr.(*ssa.Call)
	if !ok {
		return true
	}
	refs := call.Referrers()
	return refs != nil && len(*refs) > 0 // a result, such as a reader
}

// isLocal reports whether the owner is a new connection that fn makes.
func (w *World) isLocal(fn *ssa.Function, owner ssa.Value) bool {
	return !slices.ContainsFunc(w.Sources(w.Peel(owner)), func(src ssa.Value) bool {
		return src.Parent() != fn || !w.IsFresh(src)
	})
}
