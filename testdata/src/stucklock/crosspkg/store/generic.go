package store

import "sync"

// A Box has a value of any type behind a lock.
type Box[T any] struct {
	mu    sync.Mutex
	value T
}

// Do has the lock while it calls.
func (b *Box[T]) Do(f func(*T)) { // want Do:`takes arg0.0; calls arg1 with arg0.0`
	b.mu.Lock()
	defer b.mu.Unlock()
	f(&b.value)
}

// Get takes it.
func (b *Box[T]) Get() T { // want Get:`takes arg0.0`
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.value
}

// Tell calls a method.
func Tell[T any, W Watcher](b *Box[T], w W, other Watcher, name string) { // want Tell:`takes arg0.0; calls arg1.Changed with arg0.0; calls arg2.Changed with arg0.0`
	b.mu.Lock()
	defer b.mu.Unlock()
	w.Changed(name)
	other.Changed(name)
}
