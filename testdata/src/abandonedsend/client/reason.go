package client

import (
	"context"
	"errors"
	"sync/atomic"
)

// An end that is given the reason, and that the loop calls, too, when it hears of it.
type Governor struct {
	ctx     context.Context
	cancel  context.CancelFunc
	reasons chan error
	closed  chan struct{}
	orders  chan int
	ending  atomic.Bool
}

func NewGovernor(ctx context.Context) *Governor {
	g := &Governor{reasons: make(chan error, 1), closed: make(chan struct{}), orders: make(chan int, 8)}
	g.ctx, g.cancel = context.WithCancel(ctx)
	return g
}

func (g *Governor) Run() error {
	defer close(g.closed)
	for {
		select {
		case <-g.ctx.Done():
			g.Close(g.ctx.Err())
			return g.ctx.Err()
		case n := <-g.orders:
			g.obey(n)
		case err := <-g.reasons:
			return err
		}
	}
}

func (g *Governor) obey(n int) {
	if n == 1 {
		g.Close(errors.New("ordered"))
	}
}

func (g *Governor) Wait() { <-g.closed }

func (g *Governor) Close(reason error) {
	if g.ending.Load() {
		return
	}
	g.cancel()
	g.reasons <- reason // want `the caller of Run blocks forever sending to g.reasons after a client.s NewGovernor, Run and Close; receive on every path`
	g.ending.Store(true)
}

// ok: the first one ends it.
type Ruler struct {
	ctx     context.Context
	cancel  context.CancelFunc
	reasons chan error
	ending  atomic.Bool
}

func NewRuler(ctx context.Context) *Ruler {
	r := &Ruler{reasons: make(chan error, 1)}
	r.ctx, r.cancel = context.WithCancel(ctx)
	return r
}

func (r *Ruler) Run() error {
	for {
		select {
		case <-r.ctx.Done():
			r.CloseWithError(r.ctx.Err())
			return r.ctx.Err()
		case err := <-r.reasons:
			return err
		}
	}
}

func (r *Ruler) CloseWithError(reason error) {
	if !r.ending.CompareAndSwap(false, true) {
		return
	}
	r.cancel()
	r.reasons <- reason
}

// ok: it is settled once, by whoever has the answer: that is no end.
type Answer struct {
	done chan struct{}
	err  error
}

func NewAnswer(ask func() error) *Answer {
	a := &Answer{done: make(chan struct{})}
	go func() { a.Settle(ask()) }()
	return a
}

func (a *Answer) Settle(err error) {
	a.err = err
	close(a.done)
}

func (a *Answer) Wait() error {
	<-a.done
	return a.err
}

// ok: the loop has left when the reason comes.
type Keeper struct {
	reasons chan error
	done    chan struct{}
}

func NewKeeper(work func() error) *Keeper {
	k := &Keeper{reasons: make(chan error), done: make(chan struct{})}
	go func() {
		defer close(k.done)
		if errors.Is(work(), errors.ErrUnsupported) {
			return
		}
		<-k.reasons
	}()
	return k
}

func (k *Keeper) Stop(reason error) {
	select {
	case k.reasons <- reason:
	case <-k.done:
	}
}
