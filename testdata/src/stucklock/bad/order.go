package bad

import "sync"

type ledger struct {
	mu    sync.Mutex
	audit sync.RWMutex
	sums  map[string]int
	marks []string
}

func (l *ledger) Add(name string, n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sums[name] += n
	l.mark(name)
}

func (l *ledger) mark(name string) {
	l.audit.Lock()
	defer l.audit.Unlock()
	l.marks = append(l.marks, name)
}

func (l *ledger) Remove(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.sums, name)
	l.mark(name)
}

// The locks are taken the other way round.
func (l *ledger) Marked() (sum int) {
	l.audit.RLock()
	defer l.audit.RUnlock()
	for _, name := range l.marks {
		l.mu.Lock() // want `^l.mu is locked with l.audit held, and the other way round at line 20: both may block for ever; lock them in one order$`
		sum += l.sums[name]
		l.mu.Unlock()
	}
	return sum
}

// Who is found in the map is also known to others.
type clubMember struct {
	mu    sync.Mutex
	write sync.Mutex
	state string
	out   []string
}

type club struct {
	mu      sync.Mutex
	members map[string]*clubMember
}

func (c *club) member(name string) *clubMember {
	c.mu.Lock()
	defer c.mu.Unlock()
	m, ok := c.members[name]
	if !ok {
		m = new(clubMember)
		c.members[name] = m
	}
	return m
}

func (m *clubMember) update(state string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.state = state
	m.write.Lock() // want `^m.write is locked with m.mu held, and the other way round at line 80: both may block for ever; lock them in one order$`
	defer m.write.Unlock()
	m.out = append(m.out, state)
}

func (m *clubMember) send(text string) {
	m.write.Lock()
	defer m.write.Unlock()
	m.mu.Lock()
	state := m.state
	m.mu.Unlock()
	m.out = append(m.out, state, text)
}

func (c *club) Join(name string)       { c.member(name).update("here") }
func (c *club) Send(name, text string) { c.member(name).send(text) }

// Nobody is seen to call these, which take the locks of a shop and of its counters.
type counter struct {
	sync.Mutex
	sold int
}

type shop struct {
	sync.Mutex
	counters map[string]*counter
	stock    map[string]int
}

func (s *shop) left(what string) int {
	s.Lock()
	defer s.Unlock()
	return s.stock[what]
}

func (s *shop) reset() {
	s.Lock()
	defer s.Unlock()
	for _, c := range s.counters {
		c.Lock() // want `^c is locked with s held, and the other way round at line 102: both may block for ever; lock them in one order$`
		c.sold = 0
		c.Unlock()
	}
}

func (s *shop) sell(at, what string) {
	s.Lock()
	c := s.counters[at]
	s.Unlock()
	c.Lock()
	defer c.Unlock()
	if s.left(what) > 0 {
		c.sold++
	}
}

// A berth that is there already calls back when it is closed: what a new one is given is another matter.
type berths struct {
	mu   sync.Mutex
	open map[string]*berth
}

type berth struct {
	mu    sync.Mutex
	users int
	gone  func()
}

func (p *berths) Use(name string) *berth {
	p.mu.Lock()
	defer p.mu.Unlock()
	if q, ok := p.open[name]; ok {
		q.use()
		return q
	}
	q := &berth{gone: func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.open, name)
	}}
	p.open[name] = q
	return q
}

func (q *berth) use() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.users++
}

// Close is called by whoever uses it.
func (q *berth) Close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.gone() // want `^p.mu is locked with q.mu held, and the other way round at line \d+: both may block for ever; lock them in one order$`
}
