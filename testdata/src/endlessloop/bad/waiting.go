package bad

import (
	"sync"
	"time"
)

// What has the goroutine is dropped, and it waits for what only that tells it.
type expiring struct {
	mu      sync.Mutex
	items   map[string]time.Time
	changed chan struct{}
}

func newExpiring() *expiring {
	e := &expiring{items: make(map[string]time.Time), changed: make(chan struct{})}
	go e.run()
	return e
}

func (e *expiring) run() {
	for { // want `the goroutine in this loop goes on when what started it is deleted at line \d+, since there is no way out; tell it to return`
		timer := time.NewTimer(time.Minute)
		select {
		case <-timer.C:
			e.mu.Lock()
			clear(e.items)
			e.mu.Unlock()
		case <-e.changed:
			timer.Stop()
		}
	}
}

func (e *expiring) Set(name string) {
	e.mu.Lock()
	e.items[name] = time.Now()
	e.mu.Unlock()
	e.changed <- struct{}{}
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
	delete(t.all, name)
}
