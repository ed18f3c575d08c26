package user

import (
	"context"

	"undrained/crosspkg/pump"
)

// ended: the end of what keeps it ends it, or a helper of that does, or on some path.
type closer struct {
	p   *pump.Pump
	bus *pump.Bus
}

func newCloser() *closer { return &closer{pump.New(), pump.NewBus()} }

func (c *closer) Close() {
	c.p.Close()
	c.rest(false)
}

func (c *closer) rest(all bool) {
	if all {
		c.bus.ShutdownAll()
	}
}

// given: others have it, who may end it.
type giver struct{ p *pump.Pump }

func newGiver() *giver { return &giver{pump.New()} }

func (g *giver) Pump() *pump.Pump { return g.p }

func (g *giver) Close() {}

// listed: what ends it is kept.
type lister struct {
	p    *pump.Pump
	ends []func()
}

func newLister() *lister {
	l := &lister{p: pump.New()}
	l.ends = append(l.ends, l.p.Close)
	return l
}

func (l *lister) Close() {
	for _, end := range l.ends {
		end()
	}
}

// passed: it may be somebody else's.
type borrower struct{ p *pump.Pump }

func newBorrower(p *pump.Pump) *borrower {
	if p == nil {
		p = pump.New()
	}
	return &borrower{p}
}

func (b *borrower) Close() {}

// lasting: nothing says that it ends.
type lasting struct{ bus *pump.Bus }

func newLasting() *lasting { return &lasting{pump.NewBus()} }

func (l *lasting) Publish(s string) { l.bus.Pub(s) }

// pausing: it can be started again.
type pausing struct {
	p       *pump.Pump
	stopped bool
}

func newPausing() *pausing { return &pausing{p: pump.New()} }

func (p *pausing) Start() { p.stopped = false }

func (p *pausing) Stop() { p.stopped = true }

// bounded: its context ends it, too.
type bounded struct{ p *pump.Pump }

func newBounded(ctx context.Context) *bounded { return &bounded{pump.Bound(ctx)} }

func (b *bounded) Close() {}

// embedding: who has it can end what is in it.
type Embedding struct{ *pump.Pump }

func NewEmbedding() *Embedding { return &Embedding{pump.New()} }

func (e *Embedding) Stop() {}

// shared: who counts ends it in ways that are not seen.
type sharing struct{ s *pump.Shared }

func newSharing() *sharing { return &sharing{pump.NewShared()} }

func (s *sharing) Close() {}

// using: the Close that it has takes what it closes.
type using struct{ p *pump.Pump }

func newUsing() *using { return &using{pump.New()} }

func (u *using) Close(name string) bool { return name != "" }
