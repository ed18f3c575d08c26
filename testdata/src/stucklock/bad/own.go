package bad

import "sync"

// Locks that no other package can give back, and nothing here does.
type hosts struct {
	mu   sync.RWMutex
	list map[string]int
	next func() string
}

// The result tells whether the lock is held, but to whom?
func (h *hosts) Pick() func() *int {
	return func() *int {
		h.mu.RLock()
		if len(h.list) == 0 {
			h.mu.RUnlock()
			return nil
		}
		n, ok := h.list[h.next()]
		if !ok {
			h.mu.RUnlock()
			return nil
		}
		return &n // want `h.mu, locked at line \d+, is still held here`
	}
}

func (h *hosts) Reset() {
	h.mu.Lock()
	h.list = nil
} // want `h.mu, locked at line \d+, is still held here`

func (h *hosts) Rename(next func() string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.next = next
}

type ports struct {
	mu   sync.RWMutex
	list map[string]int
}

func (h *ports) Get(name string) int {
	h.mu.RLock()
	defer h.mu.Unlock() // want `h.mu is read-locked, at line \d+, and the write lock is given back: ends the program; call RUnlock`
	return h.list[name]
}

func (h *ports) Set(name string, n int) {
	h.mu.Lock()
	h.list[name] = n
	h.mu.RUnlock() // want `h.mu is locked for writing, at line \d+, and a read lock is given back: ends the program; call Unlock`
}

// What is found in a map is kept by the function that has taken it.
type shards struct{ locks sync.Map }

func (s *shards) Update(key string, f func() error) error {
	v, _ := s.locks.LoadOrStore(key, new(sync.Mutex))
	mu := v.(*sync.Mutex)
	mu.Lock()
	if err := f(); err != nil {
		return err // want `mu, locked at line \d+, is still held here`
	}
	mu.Unlock()
	return nil
}

// A request gets a token in any case.
type device struct {
	mu    sync.Mutex
	token string
}

func (a *device) ask(what string, options map[string]string) string {
	token := a.current()
	if with, ok := options["with"]; ok {
		token += with
	}
	return what + token
}

func (a *device) current() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.token == "" {
		a.token = a.ask("token", map[string]string{"with": "*"}) // want `a.ask locks a.mu, locked since line \d+: blocks for ever`
	}
	return a.token
}
