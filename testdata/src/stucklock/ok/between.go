package ok

import "sync"

// A folder locks itself and then its files; a file lets go of its own lock before.
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
	in, name := f.in, f.name
	f.mu.RUnlock()
	return in.Path() + "/" + name
}

func (f *folder) Rename(from, to string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if x := f.files[from]; x != nil {
		x.mu.Lock()
		x.name = to
		x.mu.Unlock()
	}
}

// Parents and children of one type are locked downwards, and another one upwards: which ones they
// are is not known.
type branch struct {
	mu    sync.Mutex
	up    *branch
	below []*branch
	n     int
}

func (b *branch) Count() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := b.n
	for _, x := range b.below {
		n += x.Count()
	}
	return n
}

func (b *branch) Move() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.up != nil {
		b.up.touch()
	}
}

func (b *branch) touch() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.n++
}

// Each is locked by itself, one after the other.
type team struct {
	mu      sync.Mutex
	members map[string]*member
}

type member struct {
	mu sync.Mutex
	of *team
}

func (t *team) Each(f func(*member)) {
	t.mu.Lock()
	list := make([]*member, 0, len(t.members))
	for _, m := range t.members {
		list = append(list, m)
	}
	t.mu.Unlock()
	for _, m := range list {
		m.mu.Lock()
		f(m)
		m.mu.Unlock()
	}
}

func (m *member) Leave(name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.of.mu.Lock()
	delete(m.of.members, name)
	m.of.mu.Unlock()
}

// What was made has another one in its field by now.
type host struct {
	mu sync.Mutex
	of *host
}

func (h *host) lock() {
	h.of.mu.Lock()
	h.of.mu.Unlock()
}

func (h *host) Add(other *host) {
	h.mu.Lock()
	defer h.mu.Unlock()
	x := &host{of: h}
	x.of = other
	x.lock()
}
