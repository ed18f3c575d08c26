package unbounded

import (
	"go/constant"
	"slices"
	"time"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// minTimer is the shortest time for which a timer that nobody waits for any more matters.
const minTimer = 10 * time.Second

// timer returns a time.After in a select to which another case leads back: before Go 1.23 the
// timers of all rounds stay until their time has come.
//
//	t0 = time.After(d); t1 = select blocking [<-t0, ...]
func (w *World) timer(call *ssa.Call) (Op, bool) {
	if !w.keepsTimers || !model.Has(callee.Of(&call.Call), model.TimeAfter) || len(call.Call.Args) != 1 {
		return Op{}, false
	}
	d, ok := call.Call.Args[0].(*ssa.Const)
	if !ok || d.Value == nil || d.Value.Kind() != constant.Int || d.Int64() < int64(minTimer) {
		return Op{}, false
	}
	for _, ref := range *call.Referrers() {
		sel, ok := ref.(*ssa.Select)
		if ok && comesBack(sel, call) {
			return Op{Kind: Timer, At: call}, true
		}
	}
	return Op{}, false
}

// comesBack reports whether another case of a select than that of a channel leads back to
// the call that makes the channel.
func comesBack(sel *ssa.Select, made *ssa.Call) bool {
	i := slices.IndexFunc(sel.States, func(s *ssa.SelectState) bool { return s.Chan == ssa.Value(made) })
	if i < 0 || !slices.ContainsFunc(cfg.CyclesOf(sel.Parent()), func(c *cfg.Cycle) bool { return c.Has(sel.Block()) && c.Has(made.Block()) }) {
		return false
	}
	seen := make(map[*ssa.BasicBlock]bool)
	work := []*ssa.BasicBlock{sel.Block()}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		for way, s := range b.Succs {
			if way == 0 && isCase(b, sel, i) || seen[s] {
				continue
			}
			if s == made.Block() {
				return true
			}
			seen[s] = true
			work = append(work, s)
		}
	}
	return false
}

// isCase reports whether a block ends in the question whether a select has taken a case.
//
//	t1 = extract t0 #0; t2 = t1 == 1
func isCase(b *ssa.BasicBlock, sel *ssa.Select, i int) bool {
	branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok {
		return false
	}
	equal, ok := branch.Cond.(*ssa.BinOp)
	if !ok {
		return false
	}
	index, ok := equal.X.(*ssa.Extract)
	k, isConst := equal.Y.(*ssa.Const)
	return ok && isConst && index.Index == 0 && index.Tuple == ssa.Value(sel) && k.Int64() == int64(i)
}
