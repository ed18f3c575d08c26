package ok

import (
	"sync"
	"time"
)

// A close of what it waits for ends it, or a message does.
type expiring struct {
	changed chan bool
	n       int
}

func newExpiring() *expiring {
	e := &expiring{changed: make(chan bool)}
	go e.run()
	return e
}

func (e *expiring) run() {
	for {
		timer := time.NewTimer(time.Minute)
		select {
		case <-timer.C:
			e.n = 0
		case again, ok := <-e.changed:
			timer.Stop()
			if !ok || !again {
				return
			}
		}
	}
}

type lodger struct{ cache *expiring }

type Lodgers struct {
	mu  sync.Mutex
	all map[string]*lodger
}

func (t *Lodgers) Add(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all[name] = &lodger{newExpiring()}
}

func (t *Lodgers) Remove(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	close(t.all[name].cache.changed)
	delete(t.all, name)
}

// What has it is kept for good.
type counting struct{ in chan int }

func newCounting() *counting {
	c := &counting{make(chan int)}
	go func() {
		sum := 0
		for {
			sum += <-c.in
		}
	}()
	return c
}

func (c *counting) Add(n int) { c.in <- n }

type Totals struct {
	mu  sync.Mutex
	all map[string]*counting
}

func (t *Totals) Add(name string, n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.all[name] == nil {
		t.all[name] = newCounting()
	}
	t.all[name].Add(n)
}
