// Package unwoken has conditions whose waiters are not woken when it is time.
package unwoken

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
)

// Who closes does not wake the readers.
type buffer struct {
	mu     sync.Mutex
	cond   *sync.Cond
	data   []byte
	closed bool
}

func newBuffer() *buffer {
	b := &buffer{}
	b.cond = sync.NewCond(&b.mu)
	return b
}

func (b *buffer) Write(p []byte) {
	b.mu.Lock()
	b.data = append(b.data, p...)
	b.mu.Unlock()
	b.cond.Signal()
}

func (b *buffer) Read() []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(b.data) == 0 && !b.closed {
		b.cond.Wait()
	}
	p := b.data
	b.data = nil
	return p
}

func (b *buffer) Close() {
	b.mu.Lock()
	b.closed = true // want `closed ends the Wait at line 36, but nobody wakes who waits there: it blocks for ever; call cond.Broadcast`
	b.mu.Unlock()
}

// The error ends the wait, too.
type result struct {
	mu   sync.Mutex
	cond sync.Cond
	err  error
	n    int
}

func newResult() *result {
	r := new(result)
	r.cond.L = &r.mu
	return r
}

func (r *result) add() {
	r.mu.Lock()
	r.n++
	r.mu.Unlock()
	r.cond.Broadcast()
}

func (r *result) wait() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for r.n == 0 && r.err == nil {
		r.cond.Wait()
	}
	return r.err
}

func (r *result) fail(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err != nil {
		r.err = err // want `err ends the Wait at line 74`
	}
}

// The wake may come between the question and the wait.
type events struct {
	mu   sync.Mutex
	cond *sync.Cond
	list []int
}

func newEvents() *events {
	e := &events{}
	e.cond = sync.NewCond(&e.mu)
	return e
}

func (e *events) push(n int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.list = append(e.list, n)
	e.cond.Signal()
}

func (e *events) next(ctx context.Context) int {
	go func() {
		<-ctx.Done()
		e.cond.Broadcast() // want `who has asked for a context and comes to the Wait at line 115 only then is not woken: it blocks for ever; hold the lock`
	}()
	e.mu.Lock()
	defer e.mu.Unlock()
	for len(e.list) == 0 && ctx.Err() == nil {
		e.cond.Wait()
	}
	if len(e.list) == 0 {
		return 0
	}
	n := e.list[0]
	e.list = e.list[1:]
	return n
}

// So it is with a flag that is set without the lock.
type gate struct {
	mu   sync.Mutex
	cond *sync.Cond
	open atomic.Bool
}

func newGate() *gate {
	g := &gate{}
	g.cond = sync.NewCond(&g.mu)
	return g
}

func (g *gate) wait() {
	g.mu.Lock()
	for !g.open.Load() {
		g.cond.Wait()
	}
	g.mu.Unlock()
}

func (g *gate) release() {
	g.open.Store(true) // want `who has asked for open and comes to the Wait at line 141`
	g.cond.Broadcast()
}

// A signal for one key may wake who waits for another.
type keyed struct {
	mu   sync.Mutex
	cond *sync.Cond
	held map[string]bool
}

func newKeyed() *keyed {
	k := &keyed{held: make(map[string]bool)}
	k.cond = sync.NewCond(&k.mu)
	return k
}

func (k *keyed) Lock(key string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for k.held[key] {
		k.cond.Wait()
	}
	k.held[key] = true
}

func (k *keyed) Unlock(key string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.held, key)
	k.cond.Signal() // want `Signal may wake one who waits at line 168 for something else, and nobody wakes the right one: it blocks; use Broadcast`
}

// All workers are to end, and one is woken.
type workers struct {
	mu   sync.Mutex
	cond *sync.Cond
	jobs []func()
	done bool
}

func newWorkers(n int) *workers {
	w := &workers{}
	w.cond = sync.NewCond(&w.mu)
	for range n {
		go w.work()
	}
	return w
}

func (w *workers) work() {
	for {
		w.mu.Lock()
		for len(w.jobs) == 0 && !w.done {
			w.cond.Wait()
		}
		if w.done {
			w.mu.Unlock()
			return
		}
		job := w.jobs[0]
		w.jobs = w.jobs[1:]
		w.mu.Unlock()
		job()
	}
}

func (w *workers) add(job func()) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.done {
		return errors.New("done")
	}
	w.jobs = append(w.jobs, job)
	w.cond.Signal()
	return nil
}

func (w *workers) stop() {
	w.mu.Lock()
	w.done = true
	w.mu.Unlock()
	w.cond.Signal() // want `Signal wakes one of the goroutines that wait at line 201, though done ends all: the others block for ever; use Broadcast`
}

// A callback is no end of others, and what a caller gives may end the wait.
type request struct {
	mu      sync.Mutex
	cond    *sync.Cond
	closed  bool
	stop    int
	list    []int
	onClose func()
}

func newRequest() *request {
	r := &request{}
	r.cond = sync.NewCond(&r.mu)
	return r
}

func (r *request) add(n int) {
	r.mu.Lock()
	r.list = append(r.list, n)
	r.mu.Unlock()
	r.cond.Broadcast()
}

func (r *request) next() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	for {
		if r.closed {
			return -1
		}
		if len(r.list) > 0 {
			return r.list[0]
		}
		r.cond.Wait()
	}
}

func (r *request) close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true // want `closed ends the Wait at line 265`
	r.onClose()
}

func (r *request) more() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	for r.stop == 0 && len(r.list) == 0 {
		r.cond.Wait()
	}
	return r.stop
}

func (r *request) interrupt(why int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.stop = why // want `stop ends the Wait at line 280`
}

// The state is set by a helper, and so is the lock forgotten (pulsar-client-go 663).
type connection struct {
	sync.Mutex
	cond  *sync.Cond
	state atomic.Int32
}

type connState int32

const (
	initial connState = iota
	ready
	gone
)

func newConnection() *connection {
	c := &connection{}
	c.cond = sync.NewCond(c)
	return c
}

func (c *connection) get() connState  { return connState(c.state.Load()) }
func (c *connection) set(s connState) { c.state.Store(int32(s)) }

func (c *connection) change(s connState) {
	c.set(s)
	c.cond.Broadcast() // want `who has asked for state and comes to the Wait at line 340 only then is not woken`
}

func (c *connection) shake(do func() bool) {
	c.Lock()
	c.Unlock()
	if do() {
		c.change(ready)
	} else {
		c.change(gone)
	}
}

func (c *connection) wait() bool {
	c.Lock()
	defer c.Unlock()
	for {
		switch c.get() {
		case ready:
			return true
		case gone:
			return false
		}
		c.cond.Wait()
	}
}

// Another lock than that of the condition does not help (tailscale PR 2865).
type backend struct {
	mu         sync.Mutex
	statusLock sync.Mutex
	changed    *sync.Cond
	last       int
	fresh      bool
}

func newBackend() *backend {
	b := &backend{}
	b.changed = sync.NewCond(&b.statusLock)
	return b
}

func (b *backend) setStatus(n int) {
	b.mu.Lock()
	b.last = n
	b.mu.Unlock()
	b.fresh = true // want `who has asked for fresh and comes to the Wait at line 371`
	b.changed.Broadcast()
}

func (b *backend) await(request func()) {
	b.statusLock.Lock()
	go request()
	for !b.fresh {
		b.changed.Wait()
	}
	b.statusLock.Unlock()
}

var errEnd = errors.New("end")

// Who closes may give a reason, and gives one else.
type stream struct {
	mu   sync.Mutex
	cond *sync.Cond
	data []byte
	why  error
}

func newStream() *stream {
	s := &stream{}
	s.cond = sync.NewCond(&s.mu)
	return s
}

func (s *stream) Write(p []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.data = append(s.data, p...)
	s.cond.Signal()
}

func (s *stream) Read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.data) == 0 {
		if s.why != nil {
			return 0, s.why
		}
		s.cond.Wait()
	}
	n := copy(p, s.data)
	s.data = s.data[n:]
	return n, nil
}

func (s *stream) CloseWithError(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil {
		err = errEnd
	}
	s.why = err // want `why ends the Wait at line \d+, but nobody wakes who waits there: it blocks for ever; call cond.Broadcast`
}
