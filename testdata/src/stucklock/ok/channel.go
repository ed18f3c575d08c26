package ok

import "sync"

// Channels that are waited at with a lock held.
type flusher struct {
	mu    sync.Mutex
	queue chan int
	ready chan struct{}
	done  chan struct{}
	once  chan int
	last  int
}

func newFlusher() *flusher {
	return &flusher{queue: make(chan int), ready: make(chan struct{}), done: make(chan struct{}), once: make(chan int, 1)}
}

func (f *flusher) run() {
	defer close(f.done)
	close(f.ready)
	for x := range f.queue {
		f.mu.Lock()
		f.last = x
		f.mu.Unlock()
	}
}

// The other end has not taken the lock by then.
func (f *flusher) Start() {
	f.mu.Lock()
	defer f.mu.Unlock()
	go f.run()
	<-f.ready
}

// There is a way out.
func (f *flusher) Put(x int) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	select {
	case f.queue <- x:
		return true
	default:
		return false
	}
}

// The lock is given back before.
func (f *flusher) Close() {
	f.mu.Lock()
	f.last = 0
	f.mu.Unlock()
	close(f.queue)
	<-f.done
}

// A buffer, and who takes the lock before he receives once.
func (f *flusher) Tell(x int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.once <- x
}

func (f *flusher) Told() int {
	f.mu.Lock()
	last := f.last
	f.mu.Unlock()
	return last + <-f.once
}

// A token, of which there is one.
type reset struct {
	mu     sync.Mutex
	do     chan struct{}
	asked  bool
	number int
}

func newReset() *reset {
	r := &reset{do: make(chan struct{}, 1)}
	go r.run()
	return r
}

func (r *reset) run() {
	for range r.do {
		r.mu.Lock()
		r.asked = false
		r.number++
		r.mu.Unlock()
	}
}

func (r *reset) Ask() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.asked {
		r.asked = true
		r.do <- struct{}{}
	}
}
