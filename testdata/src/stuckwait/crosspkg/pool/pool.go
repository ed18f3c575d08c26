// Package pool runs functions, or refuses to.
package pool

import (
	"context"
	"errors"
	"sync"
)

type Pool struct {
	mu     sync.RWMutex
	closed bool
	jobs   chan func()
}

func New(n int) *Pool {
	p := &Pool{jobs: make(chan func(), n)}
	for range n {
		go func() {
			for f := range p.jobs {
				f()
			}
		}()
	}
	return p
}

// Add reports whether the pool took f.
func (p *Pool) Add(f func()) bool { // want Add:`refuses arg0 res0`
	p.mu.RLock()
	defer p.mu.RUnlock()
	if p.closed {
		return false
	}
	p.jobs <- f
	return true
}

// Try does not wait.
func (p *Pool) Try(f func()) error { // want Try:`refuses arg0 res0`
	select {
	case p.jobs <- f:
		return nil
	default:
		return errors.New("full")
	}
}

// Within waits no longer than its context.
func (p *Pool) Within(ctx context.Context, f func()) error { // want Within:`refuses arg1 res0`
	select {
	case p.jobs <- f:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Always waits.
func (p *Pool) Always(f func()) error {
	p.jobs <- f
	return nil
}

// Run calls it, and returns an error of its own.
func (p *Pool) Run(f func()) error {
	f()
	return errors.New("done")
}

// Or calls something else in its place.
func (p *Pool) Or(f, other func()) bool { // want Or:`refuses arg0 res0`
	if p.closed {
		other()
		return false
	}
	p.jobs <- f
	return true
}

// Quiet says nothing.
func (p *Pool) Quiet(f func()) {
	select {
	case p.jobs <- f:
	default:
	}
}

func (p *Pool) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.closed {
		p.closed = true
		close(p.jobs)
	}
}
