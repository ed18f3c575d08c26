package effects

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callgraph"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// Which goroutines of an object stay. A method that tells somebody in a goroutine of its own may
// be called as often as one likes; one that starts a loop, which serves the object, may not.

// startsOne reports whether a function starts a goroutine that runs one of some functions, or what
// is not seen.
//
//	go t0.loop()         go withRecover(t1)
func startsOne(fn *ssa.Function, some map[*ssa.Function]bool) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			if _, isGo := instr.(*ssa.Go); !isGo && !startsGroup(call.Common()) {
				continue
			}
			c := call.Common()
			if c.StaticCallee() == nil || some[c.StaticCallee()] {
				return true
			}
			for _, arg := range c.Args {
				if _, isFunc := arg.Type().Underlying().(*types.Signature); !isFunc {
					continue
				}
				fn, _ := arg.(*ssa.Function)
				if made, ok := arg.(*ssa.MakeClosure); ok {
					fn = made.Fn.(*ssa.Function)
				}
				if fn == nil || some[fn] {
					return true
				}
			}
		}
	}
	return false
}

// startsGroup reports whether a call starts a goroutine of a group.
func startsGroup(c *ssa.CallCommon) bool {
	for _, e := range model.EffectsOf(foreignCallee(c)) {
		switch e.Effect {
		case model.WgGo, model.GroupGo, model.GroupTryGo:
			return true
		}
	}
	return false
}

// goesOn reports whether a function waits to be told something, or has a loop of which no counter,
// and no list, says how often it goes round.
func goesOn(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			recv, receives := instr.(*ssa.UnOp)
			sel, selects := instr.(*ssa.Select)
			if receives && recv.Op == token.ARROW || selects && sel.Blocking {
				return true
			}
		}
	}
	return loopsFreely(fn)
}

func loopsFreely(fn *ssa.Function) bool {
	var loops *cfg.Loops
	for _, b := range fn.Blocks {
		for _, s := range b.Succs {
			if !s.Dominates(b) {
				continue
			}
			if loops == nil {
				loops = cfg.LoopsOf(fn)
			}
			if !isCounted(loops.At(s)) {
				return true
			}
		}
	}
	return false
}

// isCounted reports whether the header of a loop compares a number, or asks for the next element:
//
//	t3 = t2 < t1               t3 = next t0
//	if t3 goto 2 else 3        t4 = extract t3 #0
//	                           if t4 goto 2 else 3
func isCounted(l *cfg.Loop) bool {
	if !l.Decides(l.Header) {
		return false
	}
	branch, ok := l.Header.Instrs[len(l.Header.Instrs)-1].(*ssa.If)
	if !ok {
		return false
	}
	switch cond := branch.Cond.(type) {
	case *ssa.BinOp:
		n, ok := cond.X.Type().Underlying().(*types.Basic)
		return ok && n.Info()&types.IsInteger != 0
	case *ssa.Extract:
		_, isNext := cond.Tuple.(*ssa.Next)
		return isNext
	}
	return false
}

// findEarly finds the calls of an inner type's object that only functions make which make the
// object, too, by a call of New:
//
//	t0 = newConn(c)
//	t1 = (*conn).start(t0)
func (f *clientFinder) findEarly(c *Client) {
	c.early = make(map[*ssa.Function]bool)
	maker := f.p.Graph.Node(c.New)
	if maker == nil || c.Type == nil || !isInner(c.Type) {
		return
	}
	for _, call := range c.Calls {
		n := f.p.Graph.Node(call)
		c.early[call] = n != nil && len(n.In) > 0 && !slices.ContainsFunc(n.In, func(e callgraph.Edge) bool {
			return e.Kinds != callgraph.Call || !slices.ContainsFunc(maker.In, func(m callgraph.Edge) bool { return m.Node == e.Node })
		})
	}
}
