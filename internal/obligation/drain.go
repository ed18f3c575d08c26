package obligation

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// drain returns a fact about a function that returns a channel to which a goroutine of its own
// sends, again and again, where only a context, or a channel, that the function is given is
// another way out; or none, if there are several channels: who has one is explored
// ([github.com/gopitfalls/gopitfalls/internal/effects.Feed]). Or nil.
//
//	select { case ch <- page: ...; case <-ctx.Done(): return }
func (o *owner) drain(fn *ssa.Function) *Owes {
	several := channels(fn.Signature.Results()) > 1
	for i := range fn.Signature.Results().Len() {
		ch := o.returnsChannel(fn, i)
		if ch == nil || !isConst(ch.Size) {
			continue // there may be room for all
		}
		fact := &Owes{Kind: model.MustDrain, Result: i}
		for _, u := range o.flow.LocalUses(ch) {
			if u.Instr.Parent().Parent() != fn || !cfg.Reaches(u.Instr, u.Instr) {
				continue
			}
			switch instr := u.Instr.(type) {
			case *ssa.Select:
				if instr.Blocking && o.onlyGiven(fn, fact, instr, u.Value) && len(fact.By) > 0 {
					return fact
				}
			case *ssa.Send:
				if several && instr.Chan == u.Value && o.repeats(fn, instr) != nil {
					return fact
				}
			}
		}
	}
	return nil
}

// channels returns how many of some results are channels that one may receive from.
func channels(results *types.Tuple) (n int) {
	for v := range results.Variables() {
		if c, ok := v.Type().Underlying().(*types.Chan); ok && c.Dir() != types.SendOnly {
			n++
		}
	}
	return n
}

// onlyGiven reports whether all cases of a select but the send to a channel wait for what the
// function around it was given, and notes that.
func (o *owner) onlyGiven(fn *ssa.Function, fact *Owes, sel *ssa.Select, ch ssa.Value) bool {
	for _, state := range sel.States {
		if state.Chan == ch && state.Send != nil {
			continue
		}
		if state.Send != nil {
			return false
		}
		given := state.Chan
		if q := o.quitOf(state.Chan); q.ctx != nil {
			given = q.ctx
		}
		i := o.parameter(fn, given)
		if i < 0 {
			return false
		}
		fact.by(i)
	}
	return true
}

// returnsChannel returns the channel that a function makes and returns, or nil.
func (o *owner) returnsChannel(fn *ssa.Function, result int) (ch *ssa.MakeChan) {
	if _, ok := fn.Signature.Results().At(result).Type().Underlying().(*types.Chan); !ok {
		return nil
	}
	for _, ret := range cfg.Returns(fn) {
		for _, v := range o.flow.LocalSources(ret.Results[result]) {
			switch v := v.(type) {
			case *ssa.MakeChan:
				if ch != nil && ch != v {
					return nil
				}
				ch = v
			case *ssa.Const:
			default:
				return nil
			}
		}
	}
	return ch
}
