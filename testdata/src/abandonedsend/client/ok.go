package client

import (
	"context"
	"sync"
)

// Close drains before it returns.
type Drained struct {
	lines chan string
	done  chan struct{}
}

func OpenDrained(read func() string) *Drained {
	d := &Drained{lines: make(chan string), done: make(chan struct{})}
	go func() {
		defer close(d.lines)
		for {
			select {
			case <-d.done:
				return
			default:
			}
			d.lines <- read()
		}
	}()
	return d
}

func (d *Drained) Next() string { return <-d.lines }

func (d *Drained) Close() {
	close(d.done)
	for range d.lines {
	}
}

// Each send has the done case.
type Guarded struct {
	lines chan string
	done  chan struct{}
	once  sync.Once
}

func OpenGuarded(read func() string) *Guarded {
	g := &Guarded{lines: make(chan string), done: make(chan struct{})}
	go func() {
		for {
			select {
			case g.lines <- read():
			case <-g.done:
				return
			}
		}
	}()
	return g
}

func (g *Guarded) Next() (string, bool) {
	select {
	case line := <-g.lines:
		return line, true
	case <-g.done:
		return "", false
	}
}

func (g *Guarded) Close() { g.once.Do(func() { close(g.done) }) }

// The client is given the channel, and receives from it until it is closed.
type Lines struct {
	out  chan string
	done chan struct{}
}

func OpenLines(read func() string) *Lines {
	l := &Lines{out: make(chan string), done: make(chan struct{})}
	go l.run(read)
	return l
}

func (l *Lines) run(read func() string) {
	defer close(l.out)
	for {
		select {
		case <-l.done:
			return
		default:
		}
		l.out <- read()
	}
}

func (l *Lines) Out() <-chan string { return l.out }

func (l *Lines) Close() { close(l.done) }

// There is room for the error.
type Roomy struct {
	errs   chan error
	cancel context.CancelFunc
}

func NewRoomy(work func(context.Context) error) *Roomy {
	r := &Roomy{errs: make(chan error, 1)}
	ctx, cancel := context.WithCancel(context.Background())
	r.cancel = cancel
	go func() { r.errs <- work(ctx) }()
	return r
}

func (r *Roomy) Close() error {
	r.cancel()
	return <-r.errs
}

// Stop before Start finds nobody: that is the client's mistake.
type Started struct {
	in   chan int
	quit chan struct{}
}

func NewStarted() *Started { return &Started{in: make(chan int), quit: make(chan struct{})} }

func (s *Started) Start() {
	go func() {
		for {
			select {
			case n := <-s.in:
				println(n)
			case <-s.quit:
				return
			}
		}
	}()
}

func (s *Started) Put(n int) { s.in <- n }

func (s *Started) Stop() { s.quit <- struct{}{} }

// The client's function is called with the object, and may do anything with it.
type Called struct {
	out  chan int
	done chan struct{}
}

func NewCalled(with func(*Called)) *Called {
	c := &Called{out: make(chan int), done: make(chan struct{})}
	go func() { c.out <- 1 }()
	with(c)
	return c
}

func (c *Called) Close() { close(c.done) }

// The end waits for the lock, under which calls send.
type Meter struct {
	mu     sync.Mutex
	closed bool
	in     chan int
}

func NewMeter() *Meter {
	m := &Meter{in: make(chan int)}
	go func() {
		for n := range m.in {
			println(n)
		}
	}()
	return m
}

func (m *Meter) Count(n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.closed {
		m.in <- n
	}
}

func (m *Meter) Close() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.closed {
		m.closed = true
		close(m.in)
	}
}

// Nothing tells that a call may come during the end.
type Plain struct {
	in   chan int
	quit chan struct{}
}

func NewPlain() *Plain {
	p := &Plain{in: make(chan int), quit: make(chan struct{})}
	go func() {
		for {
			select {
			case n := <-p.in:
				println(n)
			case <-p.quit:
				return
			}
		}
	}()
	return p
}

func (p *Plain) Put(n int) { p.in <- n }

func (p *Plain) Close() { close(p.quit) }
