package explore

import (
	"go/token"

	"golang.org/x/tools/go/ssa"
)

// awaits reports whether a loop receives for as long as a number that others change
// is on one side of another, as one waits with a sync.Cond: what is received only
// says that the number may have changed. How far it gets is not known, so whoever
// still waits in the end does so only in our mind.
func (l *loop) awaits(test *ssa.If) bool {
	cmp, ok := test.Cond.(*ssa.BinOp)
	if !ok || !l.blocks[test.Block()] {
		return false
	}
	switch cmp.Op {
	case token.LSS, token.LEQ, token.GTR, token.GEQ:
		return (l.asks(cmp.X) || l.asks(cmp.Y)) && l.receives()
	}
	return false
}

// asks reports whether v is what a method that takes no arguments returns, called in
// each round.
func (l *loop) asks(v ssa.Value) bool {
	call, ok := v.(*ssa.Call)
	if !ok || !l.blocks[call.Block()] {
		return false
	}
	if call.Call.IsInvoke() {
		return len(call.Call.Args) == 0
	}
	fn := call.Call.StaticCallee()
	return fn != nil && fn.Signature.Recv() != nil && len(call.Call.Args) == 1
}

func (l *loop) receives() bool {
	for b := range l.blocks {
		for _, instr := range b.Instrs {
			if op, ok := instr.(*ssa.UnOp); ok && op.Op == token.ARROW {
				return true
			}
		}
	}
	return false
}
