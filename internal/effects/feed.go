package effects

import (
	"fmt"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A Feed is a fact about a function that returns a channel to which a goroutine of its own
// sends, and waits for nothing else meanwhile. Nobody is stuck as long as the caller
// receives: the leak is latent, and the caller's if it abandons the channel.
type Feed struct {
	Result int  // the channel
	Most   int  // how many receives suffice so that the goroutine ends; 0: no number is known
	Closes bool // the channel is closed behind the last one
}

func (*Feed) AFact() {}

func (f *Feed) String() string {
	text := fmt.Sprintf("feeds(%d", f.Result)
	if f.Most > 0 {
		text += fmt.Sprintf(" most:%d", f.Most)
	}
	if f.Closes {
		text += " closes"
	}
	return text + ")"
}

// Feeds tells of functions of other packages; nil: nothing.
type Feeds func(*types.Func) *Feed

// FeedOf returns what is known of a function of another package that returns a channel, or
// nil.
func (p *Package) FeedOf(fn *types.Func) *Feed {
	if p.feeds == nil || fn == nil || fn.Pkg() == p.World.Pkg {
		return nil
	}
	return p.feeds(fn)
}

// fed reports whether a call returns a channel that a goroutine of another package feeds.
func (p *Package) fed(instr ssa.CallInstruction, fn *types.Func) bool {
	_, calls := instr.(*ssa.Call)
	return calls && !instr.Common().IsInvoke() && p.FeedOf(fn) != nil
}

// ChannelResult returns which result of a function is a channel that one may receive from.
// It reports false unless there is one, and the others are plain or errors: what could end
// the goroutine behind it.
func (p *Package) ChannelResult(sig *types.Signature) (i int, ok bool) {
	i = -1
	for n := range sig.Results().Len() {
		v := sig.Results().At(n)
		c, isChan := v.Type().Underlying().(*types.Chan)
		switch {
		case isChan && c.Dir() != types.SendOnly && i < 0:
			i = n
		case isChan, p.Reaches(v.Type()) && !ssabuild.IsError(v.Type()):
			return 0, false
		}
	}
	return i, i >= 0
}
