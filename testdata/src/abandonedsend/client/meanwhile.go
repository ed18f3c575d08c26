package client

import "sync"

// Submit sends to a loop that has left, where Try waits for the end too.
type Mill struct {
	in   chan int
	quit chan struct{}
}

func NewMill() *Mill {
	m := &Mill{in: make(chan int), quit: make(chan struct{})}
	go m.run()
	return m
}

func (m *Mill) run() {
	for {
		select {
		case n := <-m.in:
			println(n)
		case <-m.quit:
			return
		}
	}
}

func (m *Mill) Submit(n int) {
	m.in <- n // want `the caller of Submit blocks forever sending to m.in once Close has run; wait for quit too, as Try does`
}

func (m *Mill) Try(n int) bool {
	select {
	case m.in <- n:
		return true
	case <-m.quit:
		return false
	}
}

func (m *Mill) Close() { close(m.quit) }

// The flag is looked at before, and set then.
type Gate struct {
	mu     sync.Mutex
	closed bool
	in     chan int
	quit   chan struct{}
}

func NewGate() *Gate {
	g := &Gate{in: make(chan int), quit: make(chan struct{})}
	go func() {
		for {
			select {
			case n := <-g.in:
				println(n)
			case <-g.quit:
				return
			}
		}
	}()
	return g
}

func (g *Gate) isClosed() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.closed
}

func (g *Gate) Put(n int) {
	if !g.isClosed() {
		g.in <- n // want `the caller of Put blocks forever sending to g.in once Close has run; let Close end it`
	}
}

func (g *Gate) Close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.closed {
		g.closed = true
		close(g.quit)
	}
}
