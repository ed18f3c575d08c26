package client

import (
	"context"
	"errors"
	"sync"
)

// The one who is to leave waits for the end of what only its leaving ends.
type Stream struct {
	join, leave chan chan string
	texts       chan string
}

func NewStream() *Stream {
	s := &Stream{join: make(chan chan string), leave: make(chan chan string), texts: make(chan string)}
	go s.listen()
	return s
}

func (s *Stream) listen() {
	readers := make(map[chan string]bool)
	for {
		select {
		case c := <-s.join:
			readers[c] = true
		case c := <-s.leave:
			delete(readers, c)
			close(c)
		case text := <-s.texts:
			for c := range readers {
				select {
				case c <- text:
				default:
				}
			}
		}
	}
}

func (s *Stream) Publish(text string) { s.texts <- text }

func (s *Stream) Copy(ctx context.Context, write func(string)) {
	c := make(chan string)
	s.join <- c
	go func() {
		<-ctx.Done()
		for range c { // want `c: goroutine blocks forever ranging once the context of Copy has ended; let that end it`
		}
		s.leave <- c
	}()
	for text := range c { // also
		write(text)
	}
}

// ok: it leaves, and then the range ends.
type Wire struct {
	join, leave chan chan string
	texts       chan string
}

func NewWire() *Wire {
	w := &Wire{join: make(chan chan string), leave: make(chan chan string), texts: make(chan string)}
	go func() {
		readers := make(map[chan string]bool)
		for {
			select {
			case c := <-w.join:
				readers[c] = true
			case c := <-w.leave:
				delete(readers, c)
				close(c)
			case text := <-w.texts:
				for c := range readers {
					select {
					case c <- text:
					default:
					}
				}
			}
		}
	}()
	return w
}

func (w *Wire) Publish(text string) { w.texts <- text }

func (w *Wire) Copy(ctx context.Context, write func(string)) {
	c := make(chan string)
	w.join <- c
	go func() {
		<-ctx.Done()
		w.leave <- c
	}()
	for text := range c {
		write(text)
	}
}

// ok: who waits for news waits for others, whose calls bring them.
func (w *Wire) Listen(write func(string)) {
	c := make(chan string)
	w.join <- c
	for text := range c {
		write(text)
	}
}

// ok: the context is not that of what is waited for, and others answer.
func (w *Wire) First(ctx context.Context) string {
	c := make(chan string)
	w.join <- c
	select {
	case text := <-c:
		w.leave <- c
		return text
	case <-ctx.Done():
		w.leave <- c
		return ""
	}
}

// The loop ends, and what has been asked before is forgotten.
type Remote struct {
	mu     sync.Mutex
	asked  map[int]*inquiry
	n      int
	closed bool
	quit   chan struct{}
}

type inquiry struct{ answer chan error }

func Connect(read func() (int, error)) *Remote {
	r := &Remote{asked: make(map[int]*inquiry), quit: make(chan struct{})}
	go r.input(read)
	return r
}

func (r *Remote) input(read func() (int, error)) {
	for {
		n, err := read()
		r.mu.Lock()
		if err != nil {
			r.closed = true
			r.mu.Unlock()
			return
		}
		if q := r.asked[n]; q != nil {
			q.answer <- nil
		}
		r.mu.Unlock()
	}
}

func (r *Remote) Ask() error {
	q := &inquiry{make(chan error, 1)}
	r.mu.Lock()
	if r.closed {
		r.mu.Unlock()
		return errors.New("closed")
	}
	r.n++
	r.asked[r.n] = q
	r.mu.Unlock()
	return <-q.answer // want `the caller of Ask blocks forever receiving from q.answer once those who could answer have ended; wait for their end too`
}

func (r *Remote) Close() { close(r.quit) }

// ok: what has been asked is answered.
type Peer struct {
	mu     sync.Mutex
	asked  map[int]*inquiry
	n      int
	closed bool
	quit   chan struct{}
}

func Meet(read func() (int, error)) *Peer {
	p := &Peer{asked: make(map[int]*inquiry), quit: make(chan struct{})}
	go p.input(read)
	return p
}

func (p *Peer) input(read func() (int, error)) {
	for {
		n, err := read()
		p.mu.Lock()
		if err != nil {
			p.closed = true
			for _, q := range p.asked {
				q.answer <- err
			}
			p.mu.Unlock()
			return
		}
		if q := p.asked[n]; q != nil {
			delete(p.asked, n)
			q.answer <- nil
		}
		p.mu.Unlock()
	}
}

func (p *Peer) Ask() error {
	q := &inquiry{make(chan error, 1)}
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return errors.New("closed")
	}
	p.n++
	p.asked[p.n] = q
	p.mu.Unlock()
	return <-q.answer
}

func (p *Peer) Close() { close(p.quit) }
