// Package client has objects whose end waits for ever for a lock, or with one, and objects
// whose end does not. Nobody in the package uses them.
package client

import "sync"

// Close waits for the worker with the lock that the worker wants.
type Board struct {
	mu   sync.Mutex
	wg   sync.WaitGroup
	jobs chan int
	sum  int
}

func NewBoard() *Board {
	b := &Board{jobs: make(chan int, 1)}
	b.wg.Add(1)
	go b.work()
	return b
}

func (b *Board) work() {
	defer b.wg.Done()
	for n := range b.jobs {
		b.mu.Lock() // also
		b.sum += n
		b.mu.Unlock()
	}
}

func (b *Board) Put(n int) { b.jobs <- n }

func (b *Board) Close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	close(b.jobs)
	b.wg.Wait() // want `the caller of Close blocks forever in Wait of b.wg, work blocks too at line 25; unlock b.mu before`
}
