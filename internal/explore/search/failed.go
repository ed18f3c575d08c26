package search

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// unserved reports whether a client's call sends to a goroutine of the object that has failed, as have
// all that the object has started, or ended otherwise: no call of the client receives from that field.
// They may have ended when the call was under way already: one that comes later may fail before it sends.
//
//	if _, err := c.conn.Write(b); err != nil {         c.requests <- req
//		return
//	}
func (m *Search) unserved(s *domain.State, gi int) bool {
	g := s.Goroutines[gi]
	if gi != 0 || g.Calls == 0 || g.Calls > len(m.use.Calls) {
		return false
	}
	send, ok := g.Wait.Instr.(*ssa.Send)
	if !ok {
		return false
	}
	load, ok := send.Chan.(*ssa.UnOp)
	if !ok {
		return false
	}
	field, ok := load.X.(*ssa.FieldAddr)
	if !ok || m.Client.Client.Receives(ssabuild.Field(field)) || !m.Client.HandsOver(m.Client.Then[g.Calls-1]) {
		return false
	}
	failed := false
	for _, h := range s.Goroutines[1:] {
		if h.Status != domain.Done {
			return false
		}
		failed = failed || served(s, h, g) && hasFailed(s, h.ID)
	}
	return failed && m.endedSince(s)
}

// hasFailed reports whether a goroutine has ended since a call that it made returned an error, and has
// waited for nothing behind that.
func hasFailed(s *domain.State, id int) bool {
	for e := s.Events; e != nil; e = e.Up {
		if e.Goroutine != id {
			continue
		}
		switch e.Kind {
		case domain.EventBranch:
			if branch, ok := e.Instr.(*ssa.If); ok && isFailure(branch.Cond, e.Way == 0) {
				return !tellsOthers(branch.Block().Succs[e.Way])
			}
		case domain.EventEnd, domain.EventClose, domain.EventCancel, domain.EventLock:
		default:
			return false
		}
	}
	return false
}

// isFailure reports whether a condition tells that an error is not nil which a call has returned, but
// not that a context has ended:
//
//	t3 = t2 != nil
func isFailure(cond ssa.Value, holds bool) bool {
	cmp, ok := cond.(*ssa.BinOp)
	if !ok || !ssabuild.IsError(cmp.X.Type()) || (cmp.Op != token.NEQ || !holds) && (cmp.Op != token.EQL || holds) {
		return false
	}
	if k, ok := cmp.Y.(*ssa.Const); !ok || !k.IsNil() {
		return false
	}
	err := cmp.X
	if x, ok := err.(*ssa.Extract); ok {
		err = x.Tuple
	}
	call, ok := err.(*ssa.Call)
	return ok && !(call.Call.IsInvoke() && ssabuild.IsContext(call.Call.Value.Type()))
}

// tellsOthers reports whether a function calls one that is not seen, in a block or behind it, or when it
// returns: who has passed that may know of the failure then.
//
//	t5 = &t0.failed [#3]         invoke t0.handler.OnError(t4)
//	t6 = *t5
//	t7 = t6(t4)
func tellsOthers(b *ssa.BasicBlock) bool {
	for _, c := range b.Parent().Blocks {
		for _, instr := range c.Instrs {
			call, ok := instr.(ssa.CallInstruction)
			if _, defers := instr.(*ssa.Defer); !ok || !defers && !b.Dominates(c) {
				continue
			}
			common := call.Common()
			_, isBuiltin := common.Value.(*ssa.Builtin)
			if common.StaticCallee() == nil && !isBuiltin && (!common.IsInvoke() || slices.ContainsFunc(common.Args, func(v ssa.Value) bool { return ssabuild.IsError(v.Type()) })) {
				return true
			}
		}
	}
	return false
}
