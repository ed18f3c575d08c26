package unwoken

import (
	"context"
	"errors"
	"io"
	"sync"
	"sync/atomic"
	"time"
)

// Who closes wakes, itself or by its caller.
type okBuffer struct {
	mu      sync.Mutex
	cond    *sync.Cond
	data    []byte
	closed  bool
	drained bool
}

func newOKBuffer() *okBuffer {
	b := &okBuffer{}
	b.closed = false
	b.cond = sync.NewCond(&b.mu)
	return b
}

func (b *okBuffer) Read() []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(b.data) == 0 && !b.closed && !b.drained {
		b.cond.Wait()
	}
	return b.data
}

func (b *okBuffer) Close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	b.cond.Broadcast()
}

func (b *okBuffer) drain() { b.drained = true }

func (b *okBuffer) Drain() {
	b.mu.Lock()
	b.drain()
	b.mu.Unlock()
	b.wake()
}

func (b *okBuffer) wake() { b.cond.Broadcast() }

// A goroutine wakes all the time, or the end of what it reads makes it.
type okStream struct {
	mu     sync.Mutex
	cond   *sync.Cond
	closed bool
	conn   io.ReadCloser
	data   []byte
}

func newOKStream(conn io.ReadCloser) *okStream {
	s := &okStream{conn: conn}
	s.cond = sync.NewCond(&s.mu)
	go s.readAll()
	return s
}

func (s *okStream) readAll() {
	defer s.cond.Broadcast()
	p := make([]byte, 512)
	for {
		n, err := s.conn.Read(p)
		s.mu.Lock()
		s.data = append(s.data, p[:n]...)
		s.mu.Unlock()
		if err != nil {
			return
		}
		s.cond.Broadcast()
	}
}

func (s *okStream) Read() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.data) == 0 && !s.closed {
		s.cond.Wait()
	}
	return s.data
}

func (s *okStream) Close() error {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	return s.conn.Close()
}

// Who waits has made a timer for it.
type okTimer struct {
	mu   sync.Mutex
	cond *sync.Cond
	over bool
}

func newOKTimer() *okTimer {
	t := &okTimer{}
	t.cond = sync.NewCond(&t.mu)
	return t
}

func (t *okTimer) wait(d time.Duration) {
	timer := time.AfterFunc(d, func() {
		t.mu.Lock()
		t.cond.Broadcast()
		t.mu.Unlock()
	})
	defer timer.Stop()
	t.mu.Lock()
	for !t.over {
		t.cond.Wait()
	}
	t.mu.Unlock()
}

func (t *okTimer) end() {
	t.mu.Lock()
	t.over = true
	t.mu.Unlock()
}

// The lock is held for the wake, before it, or by the caller.
type okEvents struct {
	mu   sync.Mutex
	cond *sync.Cond
	list []int
	open atomic.Bool
	last atomic.Bool
}

func newOKEvents() *okEvents {
	e := &okEvents{}
	e.cond = sync.NewCond(&e.mu)
	return e
}

func (e *okEvents) next(ctx context.Context) int {
	stop := context.AfterFunc(ctx, func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.cond.Broadcast()
	})
	defer stop()
	e.mu.Lock()
	defer e.mu.Unlock()
	for len(e.list) == 0 && ctx.Err() == nil && !e.open.Load() && !e.last.Load() {
		e.cond.Wait()
	}
	return len(e.list)
}

func (e *okEvents) release() {
	e.open.Store(true)
	e.mu.Lock()
	e.mu.Unlock()
	e.cond.Broadcast()
}

func (e *okEvents) end() {
	e.mu.Lock()
	e.endLocked()
	e.mu.Unlock()
}

func (e *okEvents) endLocked() {
	e.last.Store(true)
	e.cond.Broadcast()
}

// Others can name the lock, and may hold it.
type Shared struct {
	sync.Mutex
	cond *sync.Cond
	on   bool
}

func NewShared() *Shared {
	s := &Shared{}
	s.cond = sync.NewCond(s)
	return s
}

func (s *Shared) Await() {
	s.Lock()
	for !s.on {
		s.cond.Wait()
	}
	s.Unlock()
}

func (s *Shared) Set() { // with the lock held
	s.on = true
	s.cond.Broadcast()
}

// Others can name the condition.
type Open struct {
	mu   sync.Mutex
	Cond *sync.Cond
	on   bool
}

func (o *Open) Await() {
	o.mu.Lock()
	for !o.on {
		o.Cond.Wait()
	}
	o.mu.Unlock()
}

func (o *Open) Set() {
	o.mu.Lock()
	o.on = true
	o.mu.Unlock()
}

// What is stored may not end the wait, or goes the other way.
type okResult struct {
	mu    sync.Mutex
	cond  *sync.Cond
	err   error
	busy  bool
	count int
}

func newOKResult() *okResult {
	r := &okResult{}
	r.cond = sync.NewCond(&r.mu)
	return r
}

func (r *okResult) wait() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for r.busy && r.err == nil {
		r.cond.Wait()
	}
	return r.err
}

func (r *okResult) begin(check func() error) {
	r.mu.Lock()
	r.busy = true
	r.err = check()
	r.mu.Unlock()
}

func (r *okResult) end() {
	r.mu.Lock()
	r.busy = false
	r.mu.Unlock()
	r.cond.Broadcast()
}

func (r *okResult) fail() {
	r.mu.Lock()
	defer r.mu.Unlock()
	defer r.cond.Broadcast()
	r.err = errors.New("failed")
}

// Each who is woken wakes the next one.
type okWorkers struct {
	mu   sync.Mutex
	cond *sync.Cond
	jobs []func()
	done bool
}

func newOKWorkers(n int) *okWorkers {
	w := &okWorkers{}
	w.cond = sync.NewCond(&w.mu)
	for range n {
		go w.work()
	}
	return w
}

func (w *okWorkers) work() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for len(w.jobs) == 0 && !w.done {
		w.cond.Wait()
	}
	w.cond.Signal()
}

func (w *okWorkers) stop() {
	w.mu.Lock()
	w.done = true
	w.mu.Unlock()
	w.cond.Signal()
}

// There is one worker, and one signal.
type okWorker struct {
	mu   sync.Mutex
	cond *sync.Cond
	done bool
}

func newOKWorker() *okWorker {
	w := &okWorker{}
	w.cond = sync.NewCond(&w.mu)
	go w.work()
	return w
}

func (w *okWorker) work() {
	w.mu.Lock()
	for !w.done {
		w.cond.Wait()
	}
	w.mu.Unlock()
}

func (w *okWorker) stop() {
	w.mu.Lock()
	w.done = true
	w.mu.Unlock()
	w.cond.Signal()
}

// All are woken for a key, and it does not matter who is for a free place.
type okKeyed struct {
	mu   sync.Mutex
	cond *sync.Cond
	room *sync.Cond
	held map[string]bool
	n    int
}

func newOKKeyed() *okKeyed {
	k := &okKeyed{held: make(map[string]bool)}
	k.cond, k.room = sync.NewCond(&k.mu), sync.NewCond(&k.mu)
	return k
}

func (k *okKeyed) Lock(key string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for k.held[key] {
		k.cond.Wait()
	}
	for k.n == 10 {
		k.room.Wait()
	}
	k.n++
	k.held[key] = true
}

func (k *okKeyed) Unlock(key string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.held, key)
	k.n--
	k.cond.Broadcast()
	k.room.Signal()
}

// Who calls what changes and wakes holds the lock.
type okConnection struct {
	sync.Mutex
	cond  *sync.Cond
	state atomic.Int32
}

func newOKConnection() *okConnection {
	c := &okConnection{}
	c.cond = sync.NewCond(c)
	return c
}

func (c *okConnection) get() connState  { return connState(c.state.Load()) }
func (c *okConnection) set(s connState) { c.state.Store(int32(s)) }

func (c *okConnection) change(s connState) {
	c.set(s)
	c.cond.Broadcast()
}

func (c *okConnection) shake(do func() bool) {
	c.Lock()
	defer c.Unlock()
	if do() {
		c.change(ready)
	} else {
		c.change(gone)
	}
}

func (c *okConnection) wait() bool {
	c.Lock()
	defer c.Unlock()
	for c.get() != ready && c.get() != gone {
		c.cond.Wait()
	}
	return c.get() == ready
}

// What is called cancels who wakes.
type okCancelled struct {
	mu     sync.Mutex
	cond   *sync.Cond
	closed bool
	cancel func()
}

func newOKCancelled(run func(context.Context, func())) *okCancelled {
	c := &okCancelled{}
	c.cond = sync.NewCond(&c.mu)
	ctx, cancel := context.WithCancel(context.Background())
	c.cancel = cancel
	run(ctx, c.wake)
	return c
}

func (c *okCancelled) wake() {
	c.mu.Lock()
	c.cond.Broadcast()
	c.mu.Unlock()
}

func (c *okCancelled) wait() {
	c.mu.Lock()
	for !c.closed {
		c.cond.Wait()
	}
	c.mu.Unlock()
}

func (c *okCancelled) close() {
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
	c.cancel()
}

// The lock of the condition is held, by its other name.
type okBackend struct {
	mu      sync.Mutex
	status  sync.Mutex
	changed *sync.Cond
	fresh   bool
}

func newOKBackend() *okBackend {
	b := &okBackend{}
	b.changed = sync.NewCond(&b.status)
	return b
}

func (b *okBackend) setStatus() {
	b.changed.L.Lock()
	b.fresh = true
	b.changed.L.Unlock()
	b.changed.Broadcast()
}

func (b *okBackend) await() {
	b.status.Lock()
	for !b.fresh {
		b.changed.Wait()
	}
	b.status.Unlock()
}

// What is stored may be no reason, or is none.
type okReasons struct {
	mu   sync.Mutex
	cond *sync.Cond
	n    int
	why  error
}

func newOKReasons() *okReasons {
	r := &okReasons{}
	r.cond = sync.NewCond(&r.mu)
	return r
}

func (r *okReasons) add() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.n++
	r.cond.Signal()
}

func (r *okReasons) wait() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for r.n == 0 {
		if r.why != nil {
			return r.why
		}
		r.cond.Wait()
	}
	r.n--
	return nil
}

func (r *okReasons) forget(why error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if why == io.EOF {
		why = nil
	}
	r.why = why
}

func (r *okReasons) end(why error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if why == nil {
		why = io.EOF
	}
	r.why = why
	r.cond.Broadcast()
}
