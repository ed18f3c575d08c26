// Package fix has locks that a path keeps, and the unlocks that are missing.
package fix

import (
	"errors"
	"fmt"
	"sync"
)

var errShut = errors.New("shut")

type table struct {
	mu   sync.RWMutex
	rows map[string]int
	shut bool
	next *table
}

func (t *table) Stop() {
	t.mu.Lock()
	if t.shut {
		return // want `still held here`
	}
	t.shut = true
	t.mu.Unlock()
}

func (t *table) Get(key string) (int, error) {
	t.mu.RLock()
	n, ok := t.rows[key]
	if !ok {
		// There is none.
		return 0, fmt.Errorf("no %s", key) // want `still held here`
	}
	switch {
	case n < 0:
		return n, errShut // also
	}
	t.mu.RUnlock()
	return n, nil
}

func (t *table) Leaves(list []int) {
	t.mu.Lock()
	for _, n := range list {
		if n == 0 {
			t.mu.Unlock()
			return
		}
	}
	t.shut = true
} // want `still held here`

// What is returned is read under the lock.
func (t *table) Reads(key string) int {
	t.mu.Lock()
	if t.shut {
		return t.rows[key] // want `still held here`
	}
	t.mu.Unlock()
	return 0
}

// The name is that of another lock by then.
func (t *table) Walks() {
	t.mu.Lock()
	if t.shut {
		t = t.next
		return // want `still held here`
	}
	t.mu.Unlock()
}

// What is deferred may want the lock to be held.
func (t *table) Defers(work func()) {
	t.mu.Lock()
	defer work()
	if t.shut {
		return // want `still held here`
	}
	t.mu.Unlock()
}

// It is held on one way there, and not on the other one.
func (t *table) Perhaps(b bool) error {
	t.mu.Lock()
	if t.shut {
		if b {
			t.mu.Unlock()
		}
		return errShut // want `still held here`
	}
	t.mu.Unlock()
	return nil
}

// On one line.
func (t *table) Short() {
	t.mu.Lock()
	if t.shut { return } // want `still held here`
	t.mu.Unlock()
}
