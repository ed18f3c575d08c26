package client

import (
	"errors"
	"sync"
)

// Emit looks whether it is too late, and sends when it is.
type Events struct {
	events chan int
	done   chan struct{}
	once   sync.Once
}

func NewEvents(handle func(int)) *Events {
	e := &Events{events: make(chan int, 1), done: make(chan struct{})}
	go func() {
		for n := range e.events {
			handle(n)
		}
	}()
	return e
}

func (e *Events) Emit(n int) {
	select {
	case <-e.done:
		return
	default:
	}
	e.events <- n // want `the caller of Emit panics sending to e.events once Close has run; do not close it, or send under a lock that its end takes`
}

func (e *Events) Close() {
	e.once.Do(func() {
		close(e.done)
		close(e.events)
	})
}

// The loop and Close both say that it is over.
type Link struct {
	in   chan int
	done chan struct{}
}

func NewLink(read func() (int, error)) *Link {
	l := &Link{in: make(chan int, 1), done: make(chan struct{})}
	go func() {
		for {
			n, err := read()
			if err != nil {
				select {
				case <-l.done:
				default:
					close(l.done)
				}
				return
			}
			select {
			case l.in <- n:
			case <-l.done:
				return
			}
		}
	}()
	return l
}

func (l *Link) Read() (int, error) {
	select {
	case n := <-l.in:
		return n, nil
	case <-l.done:
		return 0, errors.New("closed")
	}
}

func (l *Link) Close() {
	close(l.done) // want `the caller of Close panics closing l.done after a client's NewLink and Close; close it once, by sync.Once or in one place`
}

// ok: the flag and the channel change under one lock.
type Feed struct {
	mu     sync.RWMutex
	closed bool
	items  chan int
}

func NewFeed(handle func(int)) *Feed {
	f := &Feed{items: make(chan int)}
	go func() {
		for n := range f.items {
			handle(n)
		}
	}()
	return f
}

func (f *Feed) Put(n int) bool {
	f.mu.RLock()
	defer f.mu.RUnlock()
	if f.closed {
		return false
	}
	f.items <- n
	return true
}

func (f *Feed) Close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.closed {
		f.closed = true
		close(f.items)
	}
}

// ok: who sends closes.
type Reel struct {
	frames chan int
	quit   chan struct{}
	once   sync.Once
}

func NewReel() *Reel {
	r := &Reel{frames: make(chan int), quit: make(chan struct{})}
	go func() {
		defer close(r.frames)
		for i := 0; ; i++ {
			select {
			case r.frames <- i:
			case <-r.quit:
				return
			}
		}
	}()
	return r
}

func (r *Reel) Next() (int, bool) {
	i, ok := <-r.frames
	return i, ok
}

func (r *Reel) Close() { r.once.Do(func() { close(r.quit) }) }

// ok: the panic is one that is expected.
type Sink struct {
	in   chan int
	done chan struct{}
}

func NewSink(handle func(int)) *Sink {
	s := &Sink{in: make(chan int), done: make(chan struct{})}
	go func() {
		for n := range s.in {
			handle(n)
		}
	}()
	return s
}

func (s *Sink) Put(n int) (ok bool) {
	defer func() { ok = recover() == nil }()
	select {
	case <-s.done:
		return false
	default:
	}
	s.in <- n
	return true
}

func (s *Sink) Close() {
	close(s.done)
	close(s.in)
}

// ok: the client may look at the channel that tells of the end; so does Add.
type Inbox struct {
	mu     sync.Mutex
	wg     sync.WaitGroup
	items  chan int
	closed chan struct{}
	once   sync.Once
}

func NewInbox() *Inbox { return &Inbox{items: make(chan int, 1), closed: make(chan struct{})} }

func (i *Inbox) Closed() <-chan struct{} { return i.closed }

func (i *Inbox) Add(n int) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	select {
	case <-i.closed:
		return false
	default:
	}
	i.wg.Add(1)
	go func() {
		defer i.wg.Done()
		select {
		case <-i.closed:
		case i.items <- n:
		}
	}()
	return true
}

func (i *Inbox) Close() {
	last := false
	i.mu.Lock()
	i.once.Do(func() {
		close(i.closed)
		last = true
	})
	i.mu.Unlock()
	i.wg.Wait()
	if last {
		close(i.items)
	}
}
