package obligation

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// passed returns a channel that ends a goroutine as who starts it has it.
//
//	go (*Beat).run(t3, ctx, f)
func (o *owner) passed(start *ssa.Go, q quit) quit {
	argument := func(v ssa.Value) ssa.Value {
		p, ok := v.(*ssa.Parameter)
		if ok = ok && p.Parent() == flow.Callee(&start.Call); !ok {
			return v
		}
		return start.Call.Args[flow.ParamIndex(p)]
	}
	if q.ctx != nil {
		q.ctx = argument(o.flow.Peel(q.ctx))
		return q
	}
	q.recv = argument(o.flow.Peel(q.recv))
	return q
}

// A quit is a channel that ends a goroutine.
type quit struct {
	recv ssa.Value // as the goroutine has it
	ctx  ssa.Value // the context whose Done it is, or nil
	any  bool      // whatever comes from it ends the goroutine, not only that it is closed
}

// quits returns the channels that end a goroutine, if nothing else does: it comes round in a
// loop that is left only where one of them is ready.
func (o *owner) quits(body *ssa.Function) (quits []quit) {
	cycles := cfg.CyclesOf(body)
	if len(cycles) != 1 || !o.pauses(cycles[0]) {
		return nil
	}
	c := cycles[0]
	for _, ret := range cfg.Returns(body) {
		if !cfg.Reachable(c.Blocks[0])[ret.Block().Index] {
			return nil // it may end before
		}
	}
	for from, to := range c.Exits() {
		ch, anything := exit(from, to)
		if ch == nil {
			return nil
		}
		q := o.quitOf(ch)
		q.any = anything
		quits = append(quits, q)
	}
	if len(cfg.Returns(body)) == 0 {
		return nil // nothing ends it
	}
	return quits
}

// pauses reports whether a loop waits at a select or a receive: one that works its way through
// something else is taken to come to its end.
func (o *owner) pauses(c *cfg.Cycle) bool {
	for _, b := range c.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Select:
				return instr.Blocking
			case *ssa.UnOp:
				if instr.Op == token.ARROW {
					return true
				}
			}
		}
	}
	return false
}

// exit returns the channel whose being ready, or closed, leads over an edge, or nil; and whether it need
// not be closed for that.
//
//	t1 = select blocking [<-t2, <-t3] (); t4 = extract t1 #0; t5 = t4 == 0:int; if t5 goto leave else next
//	t1 = <-t2,ok; t3 = extract t1 #1; if t3 goto body else leave
func exit(from, to *ssa.BasicBlock) (ch ssa.Value, anything bool) {
	branch, ok := from.Instrs[len(from.Instrs)-1].(*ssa.If)
	if !ok {
		return nil, false
	}
	switch cond := branch.Cond.(type) {
	case *ssa.Extract:
		recv, ok := cond.Tuple.(*ssa.UnOp)
		if ok && recv.Op == token.ARROW && cond.Index == 1 && to == from.Succs[1] {
			return recv.X, false
		}
	case *ssa.BinOp:
		sel, i := cfg.CaseOf(cond)
		if sel != nil && to == from.Succs[0] && sel.States[i].Send == nil {
			return sel.States[i].Chan, true
		}
	}
	return nil, false
}

func (o *owner) quitOf(ch ssa.Value) quit {
	if call, ok := o.flow.Peel(ch).(*ssa.Call); ok && model.Has(callee.Of(&call.Call), model.CtxDone) {
		return quit{recv: ch, ctx: receiver(&call.Call)}
	}
	return quit{recv: ch}
}
