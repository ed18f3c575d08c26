package client

import "sync"

// The lock is given back before.
type Table struct {
	mu   sync.Mutex
	wg   sync.WaitGroup
	jobs chan int
	sum  int
}

func NewTable() *Table {
	t := &Table{jobs: make(chan int, 1)}
	t.wg.Add(1)
	go func() {
		defer t.wg.Done()
		for n := range t.jobs {
			t.mu.Lock()
			t.sum += n
			t.mu.Unlock()
		}
	}()
	return t
}

func (t *Table) Put(n int) { t.jobs <- n }

func (t *Table) Close() {
	t.mu.Lock()
	close(t.jobs)
	t.mu.Unlock()
	t.wg.Wait()
}
