package bad

import (
	"slices"
	"sync"
)

type roster struct {
	mu    sync.RWMutex
	names []string
}

func (r *roster) with(f func([]string)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f(r.names)
}

func (r *roster) has(name string) bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return slices.Contains(r.names, name)
}

// What is called with the lock locks.
func (r *roster) Known(name string) (known bool) {
	r.with(func([]string) { known = r.has(name) }) // want `^r.with has r.mu locked and calls what read-locks it: blocks for ever; lock it in one of them$`
	return known
}

// The standard library calls it before it returns.
func (r *roster) Only(other *roster) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.names = slices.DeleteFunc(r.names, func(name string) bool { return !r.has(name) }) // want `^r.has read-locks r.mu, locked since line \d+: blocks for ever; call it without the lock$`
	r.names = slices.DeleteFunc(r.names, other.has)
}

type finder interface{ has(name string) bool }

func first(f finder, name string) bool { return f.has(name) }

// A method of an interface locks.
func (r *roster) Self() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return first(r, r.names[0]) // want `^first read-locks r.mu, locked since line \d+: blocks for ever; call it without the lock$`
}
