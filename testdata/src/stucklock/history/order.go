package history

import (
	"sync"
	"sync/atomic"
)

// opensearch-go, opensearchtransport: a connection that is alive again is locked before the pool,
// which locks it when it has failed. A flag that is asked with its lock held keeps nobody apart.
type node struct {
	mu   sync.Mutex
	dead bool
}

type cluster struct {
	mu   sync.Mutex
	live []*node
}

func (c *cluster) OnSuccess(n *node) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.dead {
		return
	}
	n.dead = false
	c.mu.Lock()
	defer c.mu.Unlock()
	c.live = append(c.live, n)
}

func (c *cluster) OnFailure(n *node) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n.mu.Lock() // want `n.mu is locked with c.mu held, and the other way round at line 27: both may block for ever; lock them in one order`
	defer n.mu.Unlock()
	n.fail()
	c.live = c.live[1:]
}

func (n *node) fail() { n.dead = true }

type calmCluster struct {
	mu   sync.Mutex
	live []*calmNode
}

type calmNode struct {
	mu   sync.Mutex
	dead bool
}

func (c *calmCluster) OnSuccess(n *calmNode) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.dead {
		n.dead = false
		c.live = append(c.live, n)
	}
}

func (c *calmCluster) OnFailure(n *calmNode) {
	n.mu.Lock()
	n.dead = true
	n.mu.Unlock()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.live = c.live[1:]
}

// datadog-agent, security/probe: what is found to be over is removed with its lock held; the
// manager asks each for its figures.
type dump struct {
	mu      sync.Mutex
	manager *dumps
	tags    []string
	size    int
}

type dumps struct {
	mu     sync.Mutex
	active []*dump
	find   func(*dump) []string
}

func (m *dumps) remove(d *dump) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i, e := range m.active {
		if e == d {
			m.active = append(m.active[:i], m.active[i+1:]...)
			return
		}
	}
}

func (m *dumps) Resolve() {
	m.mu.Lock()
	list := append([]*dump(nil), m.active...)
	m.mu.Unlock()
	for _, d := range list {
		m.resolve(d)
	}
}

func (m *dumps) resolve(d *dump) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.tags = m.find(d); len(d.tags) == 0 {
		m.remove(d)
	}
}

func (m *dumps) Size() (n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, d := range m.active {
		d.mu.Lock() // want `d.mu is locked with m.mu held, and the other way round at line 89`
		n += d.size
		d.mu.Unlock()
	}
	return n
}

// headlamp, backend/cmd: who writes locks before it looks whether that is closed.
type wire struct {
	state  sync.RWMutex
	write  sync.Mutex
	closed bool
	send   func(string)
}

func (w *wire) Status(s string) {
	w.state.Lock()
	defer w.state.Unlock()
	if w.closed {
		return
	}
	w.write.Lock() // want `w.write is locked with w.state held, and the other way round at line 149`
	defer w.write.Unlock()
	w.send(s)
}

func (w *wire) Data(s string) {
	w.write.Lock()
	defer w.write.Unlock()
	w.state.RLock()
	defer w.state.RUnlock()
	if !w.closed {
		w.send(s)
	}
}

// Who has set the flag has taken them before, the other way round; and of a flag that is asked
// without a lock nothing is known.
type phases struct {
	a, b    sync.Mutex
	ready   bool
	started atomic.Bool
}

func (p *phases) Use() {
	p.a.Lock()
	defer p.a.Unlock()
	if !p.ready {
		return
	}
	p.b.Lock()
	p.b.Unlock()
}

func (p *phases) Prepare() {
	p.b.Lock()
	defer p.b.Unlock()
	p.a.Lock()
	p.ready = true
	p.a.Unlock()
}

type phases2 struct {
	a, b    sync.Mutex
	started atomic.Bool
}

func (p *phases2) Use() {
	if !p.started.Load() {
		return
	}
	p.a.Lock()
	p.b.Lock()
	p.b.Unlock()
	p.a.Unlock()
}

func (p *phases2) Prepare() {
	p.b.Lock()
	p.a.Lock()
	p.a.Unlock()
	p.b.Unlock()
}

// Two that are given, and do not lead to each other, are not known to be a pair; nor is one that
// was just made.
type (
	left  struct{ mu sync.Mutex }
	right struct{ mu sync.Mutex }
)

func Forth(l *left, r *right) {
	l.mu.Lock()
	r.mu.Lock()
	r.mu.Unlock()
	l.mu.Unlock()
}

func Back(l *left, r *right) {
	r.mu.Lock()
	l.mu.Lock()
	l.mu.Unlock()
	r.mu.Unlock()
}

func (c *calmCluster) Add() *calmNode {
	n := &calmNode{}
	n.mu.Lock()
	defer n.mu.Unlock()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.live = append(c.live, n)
	return n
}

// All who come there hold a third lock.
type guarded struct {
	all    sync.Mutex
	mu     sync.Mutex
	active []*guardedOne
}

type guardedOne struct{ mu sync.Mutex }

func (g *guarded) One() {
	g.all.Lock()
	defer g.all.Unlock()
	for _, o := range append([]*guardedOne(nil), g.active...) {
		g.one(o)
	}
}

func (g *guarded) one(o *guardedOne) {
	o.mu.Lock()
	g.mu.Lock()
	g.mu.Unlock()
	o.mu.Unlock()
}

func (g *guarded) Other() {
	g.all.Lock()
	defer g.all.Unlock()
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, o := range g.active {
		o.mu.Lock()
		o.mu.Unlock()
	}
}

// nextcloud-spreed-signaling: a session leaves its room with its lock held, and forgets it first.
type session struct {
	mu   sync.Mutex
	room *room
	id   string
}

type room struct {
	mu       sync.RWMutex
	sessions map[string]*session
}

func (s *session) ID() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.id
}

func (s *session) leave() {
	r := s.room
	if r == nil {
		return
	}
	s.room = nil
	r.remove(s)
}

func (s *session) Leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.leave()
}

func (r *room) remove(s *session) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.sessions, s.id)
}

func (r *room) Publish() (ids []string) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, s := range r.sessions {
		ids = append(ids, s.ID()) // want `s.mu is locked with r.mu held, and the other way round at line 304`
	}
	return ids
}

// What is said by a step that is done goes to the first one above it that is not, and one that
// is not done hands over what it has said from above: a flag that is never taken back keeps the
// two apart.
type step struct {
	mu     sync.Mutex
	parent *step
	done   bool
	lines  []string
}

func (s *step) say(line string) {
	if to := s.destination(); to != nil {
		to.add(line)
	}
}

func (s *step) destination() *step {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.done {
		return s
	}
	for parent := s.parent; parent != nil; parent = parent.parent {
		parent.mu.Lock()
		defer parent.mu.Unlock()
		if !parent.done {
			return parent
		}
	}
	return nil
}

func (s *step) add(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lines = append(s.lines, line)
}

func (s *step) flush() {
	p := s.parent
	p.mu.Lock()
	defer p.mu.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	p.lines = append(p.lines, s.lines...)
}

func (s *step) end() {
	s.mu.Lock()
	s.done = true
	s.mu.Unlock()
}
