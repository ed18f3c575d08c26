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

// Who sends asks, too, whether he who receives has left; or sends without the lock.
type outlet struct {
	mu     sync.Mutex
	broken bool
	out    chan string
	last   chan string
	done   chan struct{}
	send   func(string) error
}

func newOutlet(send func(string) error) *outlet {
	o := &outlet{out: make(chan string), last: make(chan string), done: make(chan struct{}), send: send}
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
		case text := <-o.last:
			o.send(text)
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
	select {
	case o.out <- text:
	case <-o.done:
		return false
	}
	return true
}

func (o *outlet) Last(text string) {
	o.mu.Lock()
	broken := o.broken
	o.mu.Unlock()
	if !broken {
		o.last <- text
	}
}

// Several receive, and one of them may leave.
type outlets struct {
	mu   sync.Mutex
	left int
	out  chan string
	send func(string) error
}

func newOutlets(send func(string) error) *outlets {
	o := &outlets{out: make(chan string), send: send}
	for range 4 {
		go o.run()
	}
	return o
}

func (o *outlets) run() {
	for text := range o.out {
		if err := o.send(text); err != nil {
			o.mu.Lock()
			o.left++
			o.mu.Unlock()
			return
		}
	}
}

func (o *outlets) Put(text string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.out <- text
}
