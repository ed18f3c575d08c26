package ok

import "sync"

type service struct {
	mu, other sync.Mutex
	ready     bool
	wg, rest  sync.WaitGroup
}

func Open() *service {
	s := new(service)
	s.wg.Add(1)
	go s.process()
	s.rest.Go(s.lock)
	return s
}

func (s *service) lock() {
	s.mu.Lock()
	defer s.mu.Unlock()
}

// It is done before it wants the lock.
func (s *service) process() {
	s.wg.Done()
	s.lock()
}

func (s *service) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wg.Wait()
}

// Another lock.
func (s *service) Rest() {
	s.other.Lock()
	defer s.other.Unlock()
	s.rest.Wait()
}

// The lock is given back before.
func (s *service) Before() {
	s.mu.Lock()
	s.ready = false
	s.mu.Unlock()
	s.rest.Wait()
	s.mu.Lock()
	s.mu.Unlock()
}

type readers struct {
	mu    sync.RWMutex
	ready bool
	wg    sync.WaitGroup
}

func OpenReaders() *readers {
	r := new(readers)
	r.wg.Go(func() {
		r.mu.RLock()
		defer r.mu.RUnlock()
		_ = r.ready
	})
	return r
}

// A reader keeps no readers out.
func (r *readers) Close() {
	r.mu.RLock()
	defer r.mu.RUnlock()
	r.wg.Wait()
}
