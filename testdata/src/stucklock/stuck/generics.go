package stuck

import "sync"

// A Map is a map with a lock.
type Map[K comparable, V any] struct {
	mu sync.Mutex
	m  map[K]V
}

func (m *Map[K, V]) get(k K) (v V, ok bool) {
	m.mu.Lock() // want `^m.mu: goroutine blocks forever in Lock, it has locked it itself at line \d+; call m.get without the lock$`
	defer m.mu.Unlock()
	v, ok = m.m[k]
	return v, ok
}

func (m *Map[K, V]) getOrAdd(k K, v V) V {
	m.mu.Lock()
	defer m.mu.Unlock()
	if old, ok := m.get(k); ok { // also
		return old
	}
	m.m[k] = v
	return v
}

func gets() {
	m := &Map[string, int]{m: make(map[string]int)}
	go m.getOrAdd("a", 1)
}
