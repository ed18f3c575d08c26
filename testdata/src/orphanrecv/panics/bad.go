// Package panics signals, or does not, when a function that it was given panics.
package panics

import (
	"context"
	"sync"
)

type call struct {
	done chan struct{}
	val  any
	err  error
}

// A Flight calls functions once for all who ask at a time (mailgun/groupcache #38).
type Flight struct {
	mu sync.Mutex
	m  map[string]*call
}

func (f *Flight) Do(key string, fn func() (any, error)) (any, error) {
	f.mu.Lock()
	if c, ok := f.m[key]; ok {
		f.mu.Unlock()
		<-c.done // want `goroutine blocks forever receiving from c.done if fn panics at line 31 and a caller recovers; defer the signal of line 32`
		return c.val, c.err
	}
	c := &call{done: make(chan struct{})}
	f.m[key] = c
	f.mu.Unlock()
	c.val, c.err = fn()
	close(c.done)
	f.mu.Lock()
	delete(f.m, key)
	f.mu.Unlock()
	return c.val, c.err
}

type entry[V any] struct {
	ready chan struct{}
	v     V
}

// A Memo remembers what a function of its user returns.
type Memo[K comparable, V any] struct {
	load    func(K) V
	mu      sync.Mutex
	entries map[K]*entry[V]
}

func NewMemo[K comparable, V any](load func(K) V) *Memo[K, V] {
	return &Memo[K, V]{load: load, entries: make(map[K]*entry[V])}
}

func (m *Memo[K, V]) Get(key K) V {
	m.mu.Lock()
	e := m.entries[key]
	if e == nil {
		e = &entry[V]{ready: make(chan struct{})}
		m.entries[key] = e
		m.mu.Unlock()
		m.fill(e, key)
		return e.v
	}
	m.mu.Unlock()
	<-e.ready // want `goroutine blocks forever receiving from e.ready if m.load panics at line 71 and a caller recovers; defer the signal of line 72`
	return e.v
}

func (m *Memo[K, V]) fill(e *entry[V], key K) {
	e.v = m.load(key)
	close(e.ready)
}

// A Registry has those who wait for a key in a sync.Map.
type Registry struct{ m sync.Map }

func (r *Registry) Do(key string, fn func(context.Context) error) error {
	c := &call{done: make(chan struct{})}
	if other, loaded := r.m.LoadOrStore(key, c); loaded {
		c := other.(*call)
		<-c.done // want `goroutine blocks forever receiving from c.done if fn panics at line 85 and a caller recovers; defer the signal of line 86`
		return c.err
	}
	c.err = fn(context.Background())
	close(c.done)
	r.m.Delete(key)
	return c.err
}

// Pending has the channels themselves in its map.
type Pending struct {
	mu sync.Mutex
	m  map[string]chan struct{}
}

func (p *Pending) Once(key string, fn func()) {
	p.mu.Lock()
	if ch, ok := p.m[key]; ok {
		p.mu.Unlock()
		<-ch // want `goroutine blocks forever receiving from ch if fn panics at line 107 and a caller recovers; defer the signal of line 108`
		return
	}
	ch := make(chan struct{})
	p.m[key] = ch
	p.mu.Unlock()
	fn()
	close(ch)
}

// Current has one at a time (gnacho/netpulse #66).
type Current struct {
	build func() string
	mu    sync.Mutex
	busy  chan struct{}
	last  string
}

func (c *Current) Overview() string {
	c.mu.Lock()
	if ch := c.busy; ch != nil {
		c.mu.Unlock()
		<-ch // want `goroutine blocks forever receiving from ch if c.build panics at line 129 and a caller recovers; defer the signal of line 133`
		return c.last
	}
	ch := make(chan struct{})
	c.busy = ch
	c.mu.Unlock()
	last := c.build()
	c.mu.Lock()
	c.last, c.busy = last, nil
	c.mu.Unlock()
	close(ch)
	return last
}

// A Loader is implemented by users.
type Loader interface{ Load(key string) string }

type loaded struct {
	ready chan struct{}
	text  string
}

// A Cache loads each key once.
type Cache struct {
	loader Loader
	mu     sync.Mutex
	m      map[string]*loaded
}

func (c *Cache) Get(key string) string {
	c.mu.Lock()
	l, ok := c.m[key]
	if ok {
		c.mu.Unlock()
		<-l.ready // want `goroutine blocks forever receiving from l.ready if c.loader.Load panics at line 163 and a caller recovers; defer the signal of line 164`
		return l.text
	}
	l = &loaded{ready: make(chan struct{})}
	c.m[key] = l
	c.mu.Unlock()
	l.text = c.loader.Load(key)
	close(l.ready)
	return l.text
}

type job struct {
	run  func() error
	done chan error
}

// A Pool keeps its workers alive, but not those who wait for the job.
type Pool struct{ jobs chan *job }

func NewPool() *Pool {
	p := &Pool{jobs: make(chan *job)}
	go func() {
		for j := range p.jobs {
			p.one(j)
		}
	}()
	return p
}

func (p *Pool) one(j *job) {
	defer func() {
		if r := recover(); r != nil {
			println("a job panicked")
		}
	}()
	j.done <- j.run()
}

func (p *Pool) Do(run func() error) error {
	j := &job{run, make(chan error, 1)}
	p.jobs <- j
	return <-j.done // want `goroutine blocks forever receiving from j.done if j.run panics at line 192 and line 188 recovers; defer the signal of line 192`
}

type loads struct{}

func (loads) Load(string) string { panic("a") }
