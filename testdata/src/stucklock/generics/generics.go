// Package generics has locks in generic code.
package generics

import "sync"

type cell[T any] struct {
	mu sync.Mutex
	v  T
	ok bool
}

func (c *cell[T]) take() (v T) {
	c.mu.Lock()
	if !c.ok {
		return v // want `c.mu, locked at line \d+, is still held here`
	}
	c.ok = false
	c.mu.Unlock()
	return c.v
}

func (c *cell[T]) Put(v T) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.v, c.ok = v, true
}

func (c *cell[T]) Swap(v T) T {
	c.mu.Lock()
	defer c.mu.Unlock()
	old := c.v
	c.Put(v) // want `c.Put locks c.mu, locked since line \d+: blocks for ever; call it without the lock`
	return old
}

type locker interface {
	Lock()
	Unlock()
}

func with[L locker](l L, ok bool) {
	l.Lock()
	if !ok {
		return // want `l, locked at line \d+, is still held here`
	}
	l.Unlock()
}

func use() {
	new(cell[int]).take()
	with(new(sync.Mutex), true)
}
