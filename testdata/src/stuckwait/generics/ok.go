package generics

import "sync"

// A Map is a map with a lock.
type Map[K comparable, V any] struct {
	mu sync.Mutex
	m  map[K]V
}

func (m *Map[K, V]) len() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.m)
}

func counts[T comparable](keys ...T) int {
	m := &Map[T, bool]{m: make(map[T]bool)}
	var wg sync.WaitGroup
	for range keys {
		wg.Go(func() { m.len() })
	}
	wg.Wait()
	return m.len()
}
