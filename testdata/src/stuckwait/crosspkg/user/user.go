// Package user hands functions to a pool, and looks, or not, at whether it took them.
package user

import (
	"context"
	"sync"

	"stuckwait/crosspkg/pool"
)

// A Group waits for functions that a pool runs (songzhibin97/gkit PR 64).
type Group struct {
	wg   sync.WaitGroup
	pool *pool.Pool
}

func NewGroup(p *pool.Pool) *Group { return &Group{pool: p} }

func (g *Group) Go(f func()) {
	g.wg.Add(1)
	g.pool.Add(func() {
		defer g.wg.Done()
		f()
	})
}

func (g *Group) Wait() {
	g.wg.Wait() // want `goroutine blocks forever in g.wg.Wait if g.pool.Add at line 21 refuses the function that calls Done; call it then`
}

func all(p *pool.Pool, fns []func()) {
	var wg sync.WaitGroup
	for _, f := range fns {
		wg.Add(1)
		_ = p.Try(func() {
			f()
			wg.Done()
		})
	}
	wg.Wait() // want `goroutine blocks forever in wg.Wait if p.Try at line 35 refuses the function that calls Done; call it then`
}

func within(ctx context.Context, p *pool.Pool, fns []func()) {
	var wg sync.WaitGroup
	for _, f := range fns {
		wg.Add(1)
		p.Within(ctx, func() {
			defer wg.Done()
			f()
		})
	}
	wg.Wait() // want `goroutine blocks forever in wg.Wait if p.Within at line 47 refuses the function that calls Done; call it then`
}

// A Checked looks, and forgets its own Add (songzhibin97/gkit PR 38).
type Checked struct {
	wg   sync.WaitGroup
	pool *pool.Pool
}

func NewChecked(p *pool.Pool) *Checked { return &Checked{pool: p} }

func (c *Checked) Go(f func()) bool {
	c.wg.Add(1)
	ok := c.pool.Add(func() {
		defer c.wg.Done()
		f()
	})
	if !ok {
		return false
	}
	return true
}

func (c *Checked) Wait() {
	c.wg.Wait() // want `goroutine blocks forever in c.wg.Wait if c.pool.Add at line 65 refuses the function that calls Done; call it then`
}

func tells(p *pool.Pool, fns []func(), log func(string)) {
	var wg sync.WaitGroup
	for _, f := range fns {
		wg.Add(1)
		if err := p.Try(func() {
			defer wg.Done()
			f()
		}); err != nil {
			println("refused")
		}
	}
	wg.Wait() // want `goroutine blocks forever in wg.Wait if p.Try at line 83 refuses`
}

// A Cancelled cancels a context, which counts nothing down (cockroachdb/cockroach PR 110942).
type Cancelled struct {
	wg     sync.WaitGroup
	cancel context.CancelFunc
	pool   *pool.Pool
}

func NewCancelled(p *pool.Pool) *Cancelled { return &Cancelled{pool: p} }

func (c *Cancelled) Start(ctx context.Context) error {
	ctx, c.cancel = context.WithCancel(ctx)
	c.wg.Add(1)
	if err := c.pool.Try(func() {
		defer c.wg.Done()
		<-ctx.Done()
	}); err != nil {
		c.cancel()
		return err
	}
	return nil
}

func (c *Cancelled) Close() {
	c.cancel()
	c.wg.Wait() // want `goroutine blocks forever in c.wg.Wait if c.pool.Try at line \d+ refuses the function that calls Done; call it then`
}
