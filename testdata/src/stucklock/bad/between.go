package bad

import "sync"

// A folder locks itself and then its files, a file itself and then its folder.
type folder struct {
	mu    sync.RWMutex
	path  string
	files map[string]*file
}

type file struct {
	mu   sync.RWMutex
	in   *folder
	name string
}

func (f *folder) Path() string {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.path
}

func (f *file) Path() string {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.in.Path() + "/" + f.name // want `^f.in.mu is locked with f.mu held, and the other way round at line 31: both may block for ever; lock them in one order$`
}

func (f *file) rename(name string) {
	f.mu.Lock()
	f.name = name
	f.mu.Unlock()
}

func (f *folder) Rename(from, to string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if x := f.files[from]; x != nil {
		delete(f.files, from)
		f.files[to] = x
		x.rename(to)
	}
}

// Those of a list that is gone over.
type team struct {
	mu      sync.Mutex
	members []*member
}

type member struct {
	sync.Mutex
	of   *team
	gone bool
}

func (t *team) Dismiss() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, m := range t.members {
		m.Lock()
		m.gone = true
		m.Unlock()
	}
}

func (m *member) Leave() {
	m.Lock()
	defer m.Unlock()
	m.gone = true
	m.of.mu.Lock() // want `^m.of.mu is locked with m held, and the other way round at line 62: both may block for ever; lock them in one order$`
	m.of.members = nil
	m.of.mu.Unlock()
}

// What was just made leads back to who holds the lock.
type pool struct {
	mu    sync.Mutex
	hosts map[string]*host
}

type host struct {
	of   *pool
	name string
	dial func(string) error
}

func (p *pool) down(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.hosts, name)
}

func (h *host) fill() {
	if err := h.dial(h.name); err != nil {
		h.of.down(h.name)
	}
}

func (p *pool) Add(name string, dial func(string) error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	h := &host{of: p, name: name, dial: dial}
	p.hosts[name] = h
	h.fill() // want `^h.fill locks p.mu, locked since line \d+: blocks for ever; call it without the lock$`
}
