// Package bad has locks that a path keeps.
package bad

import (
	"errors"
	"sync"
)

var errShut = errors.New("shut")

type table struct {
	mu   sync.RWMutex
	rows map[string]int
	shut bool
}

func (t *table) early() {
	t.mu.Lock()
	if t.shut {
		return // want `t.mu, locked at line \d+, is still held here: all who lock it from now on block for ever; unlock it first`
	}
	t.rows = nil
	t.mu.Unlock()
}

func (t *table) onError(k string) (int, error) {
	t.mu.RLock()
	v, ok := t.rows[k]
	if !ok {
		return 0, errShut // want `t.mu, locked at line \d+, is still held here`
	}
	t.mu.RUnlock()
	return v, nil
}

// The condition is asked again under the lock, and by then it may be otherwise.
func (t *table) askedAgain() {
	if t.shut {
		return
	}
	t.mu.Lock()
	if t.shut {
		return // want `t.mu, locked at line \d+, is still held here`
	}
	t.shut = true
	t.mu.Unlock()
}

// The lock is handed over with the pass, but not with an error.
func (t *table) begin() (*pass, error) {
	t.mu.Lock()
	if err := t.check(); err != nil {
		return nil, err // want `t.mu, locked at line \d+, is still held here`
	}
	return &pass{t}, nil
}

func (t *table) check() error {
	if t.shut {
		return errShut
	}
	return nil
}

type pass struct{ t *table }

func (p *pass) End() { p.t.mu.Unlock() }

// A loop that locks again.
func (t *table) rounds(keys []string) {
	for _, k := range keys {
		t.mu.Lock() // want `t.mu is still held from the last round of the loop when it is locked again: blocks for ever; unlock it on all ways to the next round`
		if t.rows[k] == 0 {
			continue
		}
		delete(t.rows, k)
		t.mu.Unlock()
	}
}

// Read lock swapped for the write lock; what the deferred call gives back is not it.
func (t *table) swap(k string) error {
	t.mu.RLock()
	defer t.mu.RUnlock()
	if t.rows[k] == 0 {
		return errShut
	}
	t.mu.RUnlock()
	t.mu.Lock()
	if err := t.check(); err != nil {
		return err // want `t.mu, locked at line \d+, is still held here`
	}
	delete(t.rows, k)
	t.mu.Unlock()
	t.mu.RLock()
	return nil
}

// By helpers.
type guarded struct {
	mu sync.Mutex
	n  int
}

func (g *guarded) lock()   { g.mu.Lock() }
func (g *guarded) unlock() { g.mu.Unlock() }

func (g *guarded) helpers(max int) bool {
	g.lock()
	if g.n > max {
		return false // want `g.mu, locked at line \d+, is still held here`
	}
	g.n++
	g.unlock()
	return true
}

// In a literal, of a lock that it captures.
func literal(jobs []func() bool) (done int) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, job := range jobs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			ok := job()
			mu.Lock() // want `^mu: goroutine blocks forever in Lock, the goroutine of line \d+ returns with it at line \d+; unlock it first$`
			if !ok {
				return
			}
			done++
			mu.Unlock()
		}()
	}
	wg.Wait() // also
	return done
}

// The function ends, without a return, behind the loop that it leaves.
func (g *guarded) leaves() {
	for {
		g.mu.Lock()
		if g.n > 3 {
			break
		}
		g.n++
		g.mu.Unlock()
	}
} // want `g.mu, locked at line \d+, is still held here`

// The lock is that of one element.
func element(list []*guarded, i int) bool {
	list[i].mu.Lock()
	if list[i].n == 0 {
		return false // want `list.*mu, locked at line \d+, is still held here`
	}
	list[i].n--
	list[i].mu.Unlock()
	return true
}

// Unlocked twice on a path.
func (g *guarded) deferredToo(limit int) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.n > limit {
		g.mu.Unlock() // want `g.mu is unlocked here, and again by the deferred call of line \d+: ends the program; leave it to that`
		return errShut
	}
	g.n++
	return nil
}

func (t *table) readersToo(k string) int {
	t.mu.RLock()
	v, ok := t.rows[k]
	if !ok {
		t.mu.RUnlock()
	}
	t.mu.RUnlock() // want `t.mu is not locked here, it was unlocked at line \d+: ends the program; unlock it once on each path`
	return v
}
