// Package user has locks of another package.
package user

import (
	"errors"
	"sync"

	"stucklock/crosspkg/store"
)

func twice(s *store.Store) int {
	s.Lock()
	defer s.Unlock()
	return s.Len() // want `s.Len locks s, locked since line 12: blocks for ever; call it without the lock`
}

func deep(s *store.Store) int {
	s.Lock()
	n := s.Size() // want `s.Size locks s, locked since line 18: blocks for ever; call it without the lock`
	s.Unlock()
	return n
}

func inside(s *store.Store) {
	s.Each(func(name string, value int) { // want `s.Each has s.rw read-locked and calls what locks it: blocks for ever; do that when it has returned`
		if value == 0 {
			s.Delete(name)
		}
	})
}

type log struct{ s *store.Store }

func (l *log) Changed(name string) { l.s.Get(name) }

func told(s *store.Store) {
	l := &log{s}
	s.Put(l, "a", 1) // want `s.Put has s.rw locked and calls what read-locks it: blocks for ever; do that when it has returned`
}

func own() {
	var mu sync.Mutex
	n := 0
	store.With(&mu, func() { // want `store.With has mu locked and calls what locks it`
		mu.Lock()
		n++
		mu.Unlock()
	})
}

// A cache has a lock of its own.
type cache struct {
	mu sync.Mutex
	s  *store.Store
	n  int
}

func (c *cache) count() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.s.Each(func(string, int) { c.add() }) // want `c.add locks c.mu, locked since line 59: blocks for ever; call it without the lock`
}

func (c *cache) add() {
	c.mu.Lock()
	c.n++
	c.mu.Unlock()
}

func kept(s *store.Store, name string) error {
	s.Acquire()
	if name == "" {
		return errors.New("no name") // want `still held here`
	}
	s.Release()
	return nil
}

func opened(s *store.Store, name string) error {
	if err := s.Open(); err != nil {
		return err
	}
	if name == "" {
		return errors.New("no name") // want `still held here`
	}
	s.Release()
	return nil
}

// A pair has a lock of its own and one of another package.
type pair struct {
	mu sync.Mutex
	s  store.Store
}

func (p *pair) one() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.s.Len()
}

func (p *pair) other() {
	p.s.Acquire()
	p.mu.Lock() // want `p.mu is locked with p.s held, and the other way round at line 99: both may block for ever; lock them in one order`
	p.mu.Unlock()
	p.s.Release()
}

func (p *pair) Run() int {
	go p.other()
	return p.one()
}
