package user

import (
	"sync"

	"stucklock/crosspkg/store"
)

func after(s *store.Store) int {
	s.Lock()
	s.Unlock()
	return s.Len()
}

func another(s, t *store.Store) int {
	s.Lock()
	defer s.Unlock()
	return t.Len()
}

func paired(s *store.Store) int {
	s.Acquire()
	defer s.Release()
	return 1
}

func openedOnly(s *store.Store) error {
	if err := s.Open(); err != nil {
		return err
	}
	defer s.Release()
	return nil
}

// handed leaves it to its callers.
func handed(s *store.Store) error { return s.Open() }

func outside(s *store.Store) {
	s.Do(func() { s.Delete("a") })
}

func collected(s *store.Store) {
	var empty []string
	s.Each(func(name string, value int) { empty = append(empty, name) })
	for _, name := range empty {
		s.Delete(name)
	}
}

func later(s *store.Store) {
	s.Each(func(name string, value int) { go s.Delete(name) })
}

func readers(s *store.Store, t *store.Store) {
	s.Each(func(name string, value int) { t.Delete(name) })
}

func with() {
	var mu, inner sync.Mutex
	store.With(&mu, func() {
		inner.Lock()
		defer inner.Unlock()
	})
}
