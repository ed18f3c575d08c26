// Package panics is done, or is not, when a function that it was given panics.
package panics

import "sync"

type call struct {
	wg  sync.WaitGroup
	val any
	err error
}

// A Group calls functions once for all who ask at a time (golang/go #33519, erpc/erpc PR 1060).
type Group struct {
	mu sync.Mutex
	m  map[string]*call
}

func (g *Group) Do(key string, fn func() (any, error)) (any, error) {
	g.mu.Lock()
	if c, ok := g.m[key]; ok {
		g.mu.Unlock()
		c.wg.Wait() // want `goroutine blocks forever in c.wg.Wait if fn panics at line 29 and a caller recovers; defer the Done`
		return c.val, c.err
	}
	c := new(call)
	c.wg.Add(1)
	g.m[key] = c
	g.mu.Unlock()
	c.val, c.err = fn()
	c.wg.Done()
	g.mu.Lock()
	delete(g.m, key)
	g.mu.Unlock()
	return c.val, c.err
}

type shared[T any] struct {
	wg  sync.WaitGroup
	res T
}

// Once has a helper that calls (ProtonMail/gluon PR 346).
type Once[T any] struct {
	mu  sync.Mutex
	cur *shared[T]
}

func (o *Once[T]) Do(fn func() T) T {
	o.mu.Lock()
	if s := o.cur; s != nil {
		o.mu.Unlock()
		s.wg.Wait() // want `goroutine blocks forever in s.wg.Wait if fn panics at line 65 and a caller recovers; defer the Done`
		return s.res
	}
	s := new(shared[T])
	s.wg.Add(1)
	o.cur = s
	o.mu.Unlock()
	run(s, fn)
	return s.res
}

// run calls fn and lets the others go.
func run[T any](s *shared[T], fn func() T) {
	s.res = fn()
	s.wg.Done()
}
