package unwoken

import (
	"context"
	"io"
	"sync"
	"time"
)

// kueue: who wakes for a context that is done does so by a function that others call with the lock.
type Heads struct {
	sync.RWMutex
	cond sync.Cond
	list []string
}

func NewHeads() *Heads {
	h := &Heads{}
	h.cond.L = &h.RWMutex
	return h
}

func (h *Heads) Add(name string) {
	h.Lock()
	defer h.Unlock()
	h.list = append(h.list, name)
	h.broadcast()
}

func (h *Heads) CleanUp(ctx context.Context) {
	<-ctx.Done()
	h.broadcast() // want `who has asked for a context and comes to the Wait at line 50 only then is not woken: it blocks for ever; hold the lock`
}

func (h *Heads) cleanUpLocked(ctx context.Context) {
	<-ctx.Done()
	h.Lock()
	h.broadcast()
	h.Unlock()
}

func (h *Heads) Next(ctx context.Context) []string {
	h.Lock()
	defer h.Unlock()
	for len(h.list) == 0 {
		select {
		case <-ctx.Done():
			return nil
		default:
			h.cond.Wait()
		}
	}
	return h.list
}

func (h *Heads) broadcast() { h.cond.Broadcast() }

// remotedialer: the timer for the rest of the time fires before the Wait.
type deadlined struct {
	cond     sync.Cond
	buf      []byte
	deadline time.Time
}

func newDeadlined() *deadlined { return &deadlined{cond: sync.Cond{L: new(sync.Mutex)}} }

func (d *deadlined) Write(p []byte) {
	d.cond.L.Lock()
	d.buf = append(d.buf, p...)
	d.cond.L.Unlock()
	d.cond.Broadcast()
}

func (d *deadlined) Read() (int, error) {
	d.cond.L.Lock()
	defer d.cond.L.Unlock()
	for len(d.buf) == 0 {
		left := time.Until(d.deadline)
		if left <= 0 {
			return 0, io.EOF
		}
		t := time.AfterFunc(left, func() { d.cond.Broadcast() }) // want `who has asked for the time and comes to the Wait at line 83 only then is not woken`
		d.cond.Wait()
		t.Stop()
	}
	return len(d.buf), nil
}

// With the lock, or for a time that is long.
type okDeadlined struct {
	cond sync.Cond
	buf  []byte
	end  time.Time
}

func (d *okDeadlined) Write(p []byte) {
	d.cond.L.Lock()
	d.buf = append(d.buf, p...)
	d.cond.L.Unlock()
	d.cond.Broadcast()
}

func (d *okDeadlined) Read() int {
	d.cond.L.Lock()
	defer d.cond.L.Unlock()
	for len(d.buf) == 0 && time.Now().Before(d.end) {
		t := time.AfterFunc(time.Until(d.end), func() {
			d.cond.L.Lock()
			defer d.cond.L.Unlock()
			d.cond.Broadcast()
		})
		d.cond.Wait()
		t.Stop()
	}
	return len(d.buf)
}

func (d *okDeadlined) ReadLong() int {
	d.cond.L.Lock()
	defer d.cond.L.Unlock()
	t := time.AfterFunc(time.Minute, func() { d.cond.Broadcast() })
	defer t.Stop()
	for len(d.buf) == 0 && time.Now().Before(d.end) {
		d.cond.Wait()
	}
	return len(d.buf)
}

// mangos: a goroutine that wakes does so only if it is not over.
type sender struct {
	mu     sync.Mutex
	cond   *sync.Cond
	queue  []int
	ready  []io.WriteCloser
	closed bool
}

func newSender() *sender {
	s := &sender{}
	s.cond = sync.NewCond(&s.mu)
	return s
}

func (s *sender) add(w io.WriteCloser) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ready = append(s.ready, w)
	s.cond.Broadcast()
	go s.loop()
}

func (s *sender) loop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		if s.closed {
			return
		}
		if len(s.queue) == 0 || len(s.ready) == 0 {
			s.cond.Wait()
			continue
		}
		w := s.ready[0]
		s.ready, s.queue = s.ready[1:], s.queue[1:]
		go s.send(w)
	}
}

func (s *sender) send(w io.WriteCloser) {
	if _, err := w.Write(nil); err != nil {
		w.Close()
		return
	}
	s.mu.Lock()
	if !s.closed {
		s.ready = append(s.ready, w)
		s.cond.Broadcast()
	}
	s.mu.Unlock()
}

func (s *sender) Close() error {
	s.mu.Lock()
	s.closed = true // want `closed ends the Wait at line 160, but nobody wakes who waits there`
	s.mu.Unlock()
	return nil
}

// It wakes whatever has come.
type okSender struct {
	mu     sync.Mutex
	cond   *sync.Cond
	queue  []int
	closed bool
}

func newOKSender() *okSender {
	s := &okSender{}
	s.cond = sync.NewCond(&s.mu)
	go s.tick()
	return s
}

func (s *okSender) tick() {
	for range time.Tick(time.Second) {
		s.mu.Lock()
		if s.closed || len(s.queue) > 0 {
			s.cond.Broadcast()
		}
		s.mu.Unlock()
	}
}

func (s *okSender) next() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.queue) == 0 && !s.closed {
		s.cond.Wait()
	}
	return len(s.queue)
}

func (s *okSender) end() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
}
