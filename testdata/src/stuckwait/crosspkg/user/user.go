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
