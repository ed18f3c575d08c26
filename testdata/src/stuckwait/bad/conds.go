package bad

import (
	"sync"
	"time"
)

// The signal comes before the Wait.
func signalsEarly() {
	cond := sync.NewCond(new(sync.Mutex))
	cond.Signal()
	go func() {
		cond.L.Lock()
		cond.Wait() // want `^cond: goroutine blocks forever in Wait, nobody signals any more; signal it with its lock held$`
		cond.L.Unlock()
	}()
}

// Nobody sees that the queue is closed.
type queue struct {
	mu     sync.Mutex
	filled *sync.Cond
	items  []int
	closed bool
}

func newQueue() *queue {
	q := new(queue)
	q.filled = sync.NewCond(&q.mu)
	return q
}

func (q *queue) take() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for !q.closed {
		q.filled.Wait() // want `^q.filled: goroutine blocks forever in Wait, nobody signals any more; signal it with its lock held$`
	}
}

func (q *queue) close() {
	q.mu.Lock()
	q.closed = true
	q.mu.Unlock()
}

func closesSilently() {
	q := newQueue()
	go q.take()
	time.Sleep(time.Millisecond)
	q.close()
}

// One signal for two who wait.
func signalsOne() {
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	ready := false
	for range 2 {
		go func() {
			mu.Lock()
			defer mu.Unlock()
			for !ready {
				cond.Wait() // want `^cond: goroutine blocks forever in Wait, nobody signals any more; signal it with its lock held$`
			}
		}()
	}
	time.Sleep(time.Millisecond)
	mu.Lock()
	ready = true
	mu.Unlock()
	cond.Signal()
}

// A Once that calls itself.
type config struct {
	once sync.Once
	n    int
}

func (c *config) load() int {
	c.once.Do(func() { // want `^c.once: goroutine blocks forever in Do, its function does not return; do not call Do in its own function$`
		c.n = c.defaults()
	})
	return c.n
}

func (c *config) defaults() int { return c.load() + 1 }

func onceInOnce() {
	c := new(config)
	go c.load()
}
