// Package store has locks that other packages come to hold.
package store

import (
	"errors"
	"sync"
)

// A Store has a lock that its users take.
type Store struct {
	sync.Mutex
	rw     sync.RWMutex
	values map[string]int
	closed bool
}

// Len takes the lock that users can name.
func (s *Store) Len() int { // want Len:`takes arg0.0`
	s.Lock()
	defer s.Unlock()
	return len(s.values)
}

// Size is its name in a longer path.
func (s *Store) Size() int { return s.Len() } // want Size:`takes arg0.0`

// Acquire leaves the lock to its callers.
func (s *Store) Acquire() { // want Acquire:`leaves arg0.0\+1; takes arg0.0`
	s.Lock()
}

// Release gives back what Acquire took.
func (s *Store) Release() { // want Release:`leaves arg0.0-1`
	s.Unlock()
}

// Open tells whether it has left the lock held.
func (s *Store) Open() error { // want Open:`leaves => .3.; leaves arg0.0\+1 => .4.|leaves arg0.0\+1 => .3.; leaves => .4.`
	s.Lock()
	if s.closed {
		s.Unlock()
		return errors.New("closed")
	}
	return nil
}

// Each holds a lock that nobody else can name while it calls.
func (s *Store) Each(f func(string, int)) { // want Each:`takes arg0.1r; calls arg1 with arg0.1r`
	s.rw.RLock()
	defer s.rw.RUnlock()
	for name, value := range s.values {
		f(name, value)
	}
}

// A Watcher is told.
type Watcher interface{ Changed(string) }

// Put tells a watcher with the lock held.
func (s *Store) Put(w Watcher, name string, value int) { // want Put:`takes arg0.1; calls arg1.Changed with arg0.1`
	s.rw.Lock()
	defer s.rw.Unlock()
	s.values[name] = value
	w.Changed(name)
}

// Get takes the lock that Each and Put hold.
func (s *Store) Get(name string) int { // want Get:`takes arg0.1r`
	s.rw.RLock()
	defer s.rw.RUnlock()
	return s.values[name]
}

// Delete takes it for writing.
func (s *Store) Delete(name string) { // want Delete:`takes arg0.1`
	s.rw.Lock()
	defer s.rw.Unlock()
	delete(s.values, name)
}

// Do calls without a lock.
func (s *Store) Do(f func()) { // want Do:`takes arg0.1; calls arg1`
	s.rw.Lock()
	s.closed = true
	s.rw.Unlock()
	f()
}

// With holds the lock of somebody else.
func With(mu *sync.Mutex, f func()) { // want With:`takes arg0; calls arg1 with arg0`
	mu.Lock()
	defer mu.Unlock()
	f()
}

// private locks what no other package can hold.
type private struct{ mu sync.Mutex }

func (p *private) Visit() {
	p.mu.Lock()
	defer p.mu.Unlock()
}
