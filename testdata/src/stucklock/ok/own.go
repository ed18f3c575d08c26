package ok

import "sync"

// A lock that other packages give back, by a method.
type gate struct {
	mu sync.Mutex
	in int
}

func (g *gate) Enter() { g.mu.Lock(); g.in++ }
func (g *gate) Leave() { g.in--; g.mu.Unlock() }

// One that others can name.
type Shown struct {
	Mu sync.Mutex
	n  int
}

func (o *Shown) Begin() *int {
	o.Mu.Lock()
	if o.n == 0 {
		o.Mu.Unlock()
		return nil
	}
	return &o.n
}

// One that others have by its address.
type signalled struct {
	mu   sync.Mutex
	cond *sync.Cond
}

func newSignalled() *signalled {
	s := new(signalled)
	s.cond = sync.NewCond(&s.mu)
	return s
}

func (s *signalled) begin() { s.mu.Lock() }
func (s *signalled) end()   { s.cond.L.Unlock() }

// One that is taken once, by who comes first.
type single struct{ started sync.Mutex }

func (s *single) start() bool { return s.started.TryLock() }

// Readers of what nobody writes.
type frozen struct{ mu sync.RWMutex }

func (f *frozen) pin() { f.mu.RLock() }

// The mode is asked twice.
type shared struct {
	mu       sync.RWMutex
	readonly bool
	n        int
}

func (s *shared) with(f func()) {
	if s.readonly {
		s.mu.RLock()
	} else {
		s.mu.Lock()
	}
	f()
	if s.readonly {
		s.mu.RUnlock()
	} else {
		s.mu.Unlock()
	}
}
