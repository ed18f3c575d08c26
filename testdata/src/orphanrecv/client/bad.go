// Package client has objects that leave goroutines behind when they are ended, and objects
// that do not. Nobody in the package uses them.
package client

import (
	"sync"
	"time"
)

// Close ends one of two goroutines.
type Pair struct {
	left, right chan int
	done        chan struct{}
}

func NewPair() *Pair {
	p := &Pair{left: make(chan int), right: make(chan int), done: make(chan struct{})}
	go p.serve(p.left)
	go p.drain()
	return p
}

func (p *Pair) serve(in chan int) {
	for {
		select {
		case n := <-in:
			println(n)
		case <-p.done:
			return
		}
	}
}

func (p *Pair) drain() {
	for n := range p.right { // want `p.right: goroutine blocks forever ranging after a client's NewPair and Close; let Close end it`
		println(n)
	}
}

func (p *Pair) Left(n int) {
	select {
	case p.left <- n:
	case <-p.done:
	}
}

func (p *Pair) Close() { close(p.done) }

// A ticker that is stopped sends nothing any more, and is not closed.
type Probe struct {
	mu      sync.Mutex
	tickers map[string]*time.Ticker
	up      map[string]bool
	quit    chan struct{}
}

func NewProbe() *Probe {
	return &Probe{tickers: make(map[string]*time.Ticker), up: make(map[string]bool), quit: make(chan struct{})}
}

func (p *Probe) Watch(name string, every time.Duration, ask func() bool) {
	t := time.NewTicker(every)
	p.mu.Lock()
	p.tickers[name] = t
	p.mu.Unlock()
	go func() {
		for range t.C { // want `t.C: goroutine blocks forever ranging after a client's NewProbe, Watch and Stop; let Stop end it`
			up := ask()
			p.mu.Lock()
			p.up[name] = up
			p.mu.Unlock()
		}
	}()
}

func (p *Probe) Stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, t := range p.tickers {
		t.Stop()
	}
	close(p.quit)
}

// Behind an interface, and one signal for two goroutines.
type Sink interface {
	Put(n int)
	Close()
}

type sink struct {
	in   chan int
	stop chan struct{}
}

func NewSink() Sink {
	s := &sink{in: make(chan int), stop: make(chan struct{})}
	go s.run()
	go s.run()
	return s
}

func (s *sink) run() {
	for {
		select { // want `goroutine blocks forever in select after a client's NewSink and Close; let Close end it`
		case n := <-s.in:
			println(n)
		case <-s.stop:
			return
		}
	}
}

func (s *sink) Put(n int) { s.in <- n }

func (s *sink) Close() { s.stop <- struct{}{} }

// Close waits for what nobody says.
type Mute struct {
	in   chan int
	gone chan struct{}
}

func NewMute() *Mute {
	m := &Mute{in: make(chan int), gone: make(chan struct{})}
	go func() {
		for n := range m.in {
			if n < 0 {
				close(m.gone)
			}
		}
	}()
	return m
}

func (m *Mute) Close() {
	close(m.in)
	<-m.gone // want `the caller of Close blocks forever receiving from m.gone after a client's NewMute and Close; send or close it on every path`
}
