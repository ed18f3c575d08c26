package bad

import "sync"

// Who could end the wait at a channel takes the lock first.
type flusher struct {
	mu    sync.RWMutex
	queue chan int
	done  chan struct{}
	last  int
}

func newFlusher() *flusher {
	f := &flusher{queue: make(chan int, 4), done: make(chan struct{})}
	go f.run()
	return f
}

func (f *flusher) run() {
	defer close(f.done)
	for x := range f.queue {
		f.mu.Lock() // also
		f.last = x
		f.mu.Unlock()
	}
}

func (f *flusher) Put(x int) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	if x != f.last {
		f.queue <- x // want `^the send to f.queue waits with f.mu held for run, which locks it at line 22: may block for ever; unlock it before$`
	}
}

func (f *flusher) Close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	close(f.queue)
	f.wait()
}

func (f *flusher) wait() { <-f.done } // want `^the caller of Close blocks forever receiving from f.done, run blocks too at line 22; unlock f.mu before$`

// It asks the object that made it.
type session struct {
	mu     sync.Mutex
	closed bool
	ctl    *control
}

type control struct {
	of    *session
	retry chan struct{}
	quit  chan struct{}
	done  chan struct{}
}

func newSession() *session {
	s := new(session)
	s.ctl = &control{of: s, retry: make(chan struct{}, 1), quit: make(chan struct{}), done: make(chan struct{})}
	go s.ctl.run()
	return s
}

func (s *session) isClosed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closed
}

func (c *control) run() {
	defer close(c.done)
	for {
		select {
		case <-c.quit:
			return
		case <-c.retry:
			if c.of.isClosed() {
				return
			}
		}
	}
}

func (s *session) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return
	}
	s.closed = true
	close(s.ctl.quit)
	<-s.ctl.done // want `^the receive from s.ctl.done waits with s.mu held for run, which locks it at line 67: may block for ever; unlock it before$`
}

// Who receives takes the lock when he cannot go on.
type outlet struct {
	mu     sync.Mutex
	broken bool
	out    chan string
	done   chan struct{}
	send   func(string) error
}

func newOutlet(send func(string) error) *outlet {
	o := &outlet{out: make(chan string), done: make(chan struct{}), send: send}
	go o.run()
	return o
}

func (o *outlet) run() {
	for {
		select {
		case text := <-o.out:
			if err := o.send(text); err != nil {
				o.fail()
				return
			}
		case <-o.done:
			return
		}
	}
}

func (o *outlet) fail() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.broken {
		o.broken = true
		close(o.done)
	}
}

func (o *outlet) Put(text string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.broken {
		return false
	}
	o.out <- text // want `^the send to o.out waits with o.mu held for run, which locks it at line \d+: may block for ever; unlock it before$`
	return true
}
