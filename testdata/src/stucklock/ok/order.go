package ok

import "sync"

type ledger struct {
	gate  sync.Mutex
	mu    sync.Mutex
	audit sync.RWMutex
	sums  map[string]int
	marks []string
	up    *ledger
}

func (l *ledger) Add(name string, n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sums[name] += n
	l.audit.Lock()
	defer l.audit.Unlock()
	l.marks = append(l.marks, name)
}

// The one is given back before the other is taken.
func (l *ledger) Marked() (sum int) {
	l.audit.RLock()
	marks := l.marks
	l.audit.RUnlock()
	for _, name := range marks {
		l.mu.Lock()
		sum += l.sums[name]
		l.mu.Unlock()
	}
	return sum
}

// So it is by a callee.
func (l *ledger) Yields() {
	l.audit.Lock()
	defer l.audit.Unlock()
	l.yield()
}

func (l *ledger) yield() {
	l.audit.Unlock()
	l.mu.Lock()
	clear(l.sums)
	l.mu.Unlock()
	l.audit.Lock()
}

// Who does not get the lock does without.
func (l *ledger) Tries() int {
	l.audit.RLock()
	defer l.audit.RUnlock()
	if !l.mu.TryLock() {
		return 0
	}
	defer l.mu.Unlock()
	return len(l.sums)
}

// A child locks its parent, and a parent what is another child's.
func (l *ledger) Up() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.up.audit.Lock()
	defer l.up.audit.Unlock()
	return len(l.up.marks)
}

// A third lock keeps one out while the other runs.
type gated struct {
	gate, a, b sync.Mutex
}

func (g *gated) One() {
	g.gate.Lock()
	defer g.gate.Unlock()
	g.a.Lock()
	g.b.Lock()
	g.b.Unlock()
	g.a.Unlock()
}

func (g *gated) Other() {
	g.gate.Lock()
	defer g.gate.Unlock()
	g.b.Lock()
	g.a.Lock()
	g.a.Unlock()
	g.b.Unlock()
}

// Nobody else has the object yet.
func newGated() *gated {
	g := new(gated)
	g.b.Lock()
	g.a.Lock()
	g.a.Unlock()
	g.b.Unlock()
	return g
}

type pair struct{ a, b sync.RWMutex }

// Readers do not keep each other out.
func (p *pair) One() {
	p.a.RLock()
	p.b.Lock()
	p.b.Unlock()
	p.a.RUnlock()
}

func (p *pair) Other() {
	p.b.Lock()
	p.a.RLock()
	p.a.RUnlock()
	p.b.Unlock()
}

// Nobody else has yet what has just been made.
type guest struct {
	mu    sync.Mutex
	write sync.Mutex
	out   []string
}

func newGuest(name string) *guest {
	g := new(guest)
	g.out = append(g.out, name)
	return g
}

func (g *guest) greet() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.write.Lock()
	defer g.write.Unlock()
	g.out = append(g.out, "welcome")
}

func (g *guest) send(text string) {
	g.write.Lock()
	defer g.write.Unlock()
	g.mu.Lock()
	defer g.mu.Unlock()
	g.out = append(g.out, text)
}

type party struct{ guests map[string]*guest }

func (p *party) Come(name string) {
	g := newGuest(name)
	g.greet()
	p.guests[name] = g
}

func (p *party) guest(name string) *guest { return p.guests[name] }

func (p *party) Send(name, text string) { p.guest(name).send(text) }

// What is under a limiter calls it back only once that has told whom to call.
type timed struct {
	mu   sync.Mutex
	call func(int)
}

func (t *timed) subscribe(call func(int)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.call = call
}

// Event comes from outside.
func (t *timed) Event(n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.call != nil {
		t.call(n)
	}
}

type limited struct {
	timed timed
	mu    sync.Mutex
	last  int
	next  func(int)
}

// Subscribe is called before any event.
func (l *limited) Subscribe(next func(int)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.next = next
	l.timed.subscribe(l.event)
}

func (l *limited) event(n int) {
	l.mu.Lock()
	l.last = n
	l.mu.Unlock()
}
