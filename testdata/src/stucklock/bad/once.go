package bad

import "sync"

type settings struct {
	mu     sync.Mutex
	once   sync.Once
	values map[string]string
	read   func() map[string]string
}

// The function asks for what it is there to find out.
func (s *settings) All() map[string]string {
	s.once.Do(s.init) // want `^what s.once.Do calls comes to Do of s.once again: blocks for ever; do it without that$`
	return s.values
}

func (s *settings) Get(key string) string { return s.All()[key] }

func (s *settings) init() {
	s.values = s.read()
	if s.Get("debug") != "" {
		s.values["level"] = "debug"
	}
}

type lazy struct {
	mu    sync.Mutex
	once  sync.Once
	items map[string]int
}

func (l *lazy) setup() {
	l.once.Do(func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.items = make(map[string]int)
	})
}

func (l *lazy) Add(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.setup() // want `^l.setup locks l.mu, locked since line \d+: blocks for ever; call it without the lock$`
	l.items[name]++
}
