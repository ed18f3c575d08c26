package cure

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/explore/code"
	"github.com/gopitfalls/gopitfalls/internal/explore/witness"
)

// A room is what is known of a buffer that is tried. The explorer lets loops go round a few
// times only. Where one sends, or starts who sends, and might go round more often, or as
// often as another one that might, it does not show whether there is room for all; unless
// the buffer has the size of how often that very loop goes round.
type room struct {
	made   token.Pos   // the channel
	sends  []token.Pos // to it
	counts token.Pos   // the go statement in the loop that the size counts; NoPos: it is a constant
}

// roomFor returns the room of a buffer for all who send to a channel.
func (o *operation) roomFor(mk *ssa.MakeChan, counts token.Pos) *room {
	r := &room{made: mk.Pos(), sends: []token.Pos{o.Pos}, counts: counts}
	for _, st := range o.root.Stuck {
		if slices.ContainsFunc(st.Chans, func(c witness.Chan) bool { return c.Made == ssa.Instruction(mk) }) {
			r.sends = append(r.sends, st.Pos)
		}
	}
	for _, instr := range o.root.Sent[mk] {
		r.sends = append(r.sends, instr.Pos())
	}
	return r
}

// runsOut reports whether the buffer may fill if a loop goes round more often than was
// tried, in the functions that ran.
func (r *room) runsOut(p *code.Program, entered map[*ssa.Function]bool) bool {
	for fn := range entered {
		loops := p.Function(fn).Loops
		for _, b := range fn.Blocks {
			for l := loops.At(b); l != nil; l = l.Up {
				if l.Header == b && !r.isCounted(p, l) && !hasConstantBound(loops, l) && r.sendsIn(l.Blocks) && !r.makesIn(l.Blocks) {
					return true
				}
			}
		}
	}
	return false
}

// hasConstantBound reports whether a loop counts up to a constant.
func hasConstantBound(loops *cfg.Loops, l *cfg.Loop) bool {
	for _, b := range l.Blocks {
		for _, instr := range b.Instrs {
			cmp, ok := instr.(*ssa.BinOp)
			if !ok || loops.At(b) != l {
				continue
			}
			if bound, ok := loops.Bound(cmp); ok {
				if _, isConst := bound.(*ssa.Const); isConst {
					return true
				}
			}
		}
	}
	return false
}

// sendsIn reports whether some blocks send to the channel, or name a function that does.
func (r *room) sendsIn(blocks []*ssa.BasicBlock) bool {
	return leadsTo(blocks, make(map[*ssa.Function]bool), func(instr ssa.Instruction) bool {
		switch instr.(type) {
		case *ssa.Send, *ssa.Select:
			return slices.Contains(r.sends, instr.Pos())
		}
		return false
	})
}

// makesIn reports whether some blocks make the channel, or name a function that does: then
// each round of a loop has one of its own.
func (r *room) makesIn(blocks []*ssa.BasicBlock) bool {
	return leadsTo(blocks, make(map[*ssa.Function]bool), func(instr ssa.Instruction) bool {
		_, ok := instr.(*ssa.MakeChan)
		return ok && instr.Pos() == r.made
	})
}

// leadsTo reports whether there is an instruction in some blocks, or in a function that they
// name.
func leadsTo(blocks []*ssa.BasicBlock, seen map[*ssa.Function]bool, match func(ssa.Instruction) bool) bool {
	var buf [8]*ssa.Value
	for _, b := range blocks {
		for _, instr := range b.Instrs {
			if match(instr) {
				return true
			}
			for _, op := range instr.Operands(buf[:0]) {
				if fn, ok := (*op).(*ssa.Function); ok && !seen[fn] {
					seen[fn] = true
					if leadsTo(fn.Blocks, seen, match) {
						return true
					}
				}
			}
		}
	}
	return false
}

// isCounted reports whether the buffer has the size of how often a loop goes round: the
// innermost loop around a go statement.
func (r *room) isCounted(p *code.Program, l *cfg.Loop) bool {
	for _, b := range l.Blocks {
		for _, instr := range b.Instrs {
			if goes, ok := instr.(*ssa.Go); ok && goes.Pos() == r.counts && r.counts.IsValid() {
				return p.Function(b.Parent()).Loops.At(b) == l
			}
		}
	}
	return false
}
