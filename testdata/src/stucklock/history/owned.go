package history

import "sync"

// ethkit, ethmonitor, and emergent, the SDK for Go: what a subscription calls when it ends takes it
// out of its owner, which holds its lock while it ends all of them.
type hub struct {
	mu     sync.RWMutex
	feed   *feed
	feeds  []*feed
	byName map[string]*feed
	quiet  []*calmFeed
	other  *hub
}

type feed struct {
	ch      chan int
	err     error
	once    sync.Once
	onClose func()
}

func newFeed(onClose func()) *feed { return &feed{ch: make(chan int, 8), onClose: onClose} }

func (f *feed) Close() {
	close(f.ch)
	if f.onClose != nil {
		f.onClose()
	}
}

func (f *feed) CloseOnce() { f.once.Do(func() { f.onClose() }) }

func (h *hub) drop(f *feed) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for i, other := range h.feeds {
		if other == f {
			h.feeds = append(h.feeds[:i], h.feeds[i+1:]...)
			return
		}
	}
}

func (h *hub) Open() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.feed = newFeed(func() {
		h.mu.Lock()
		h.feed = nil
		h.mu.Unlock()
	})
}

func (h *hub) Add(name string) *feed {
	h.mu.Lock()
	defer h.mu.Unlock()
	var f *feed
	f = newFeed(func() { h.drop(f) })
	h.feeds = append(h.feeds, f)
	h.byName[name] = f
	return f
}

func (h *hub) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.feed != nil {
		h.feed.Close() // want `^h.feed.Close locks h.mu, locked since line \d+: blocks for ever; call it without the lock$`
	}
}

func (h *hub) CloseAll(err error) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	for _, f := range h.feeds {
		f.err = err
		f.CloseOnce() // want `^f.CloseOnce locks h.mu, read-locked since line \d+`
	}
}

func (h *hub) Remove(name string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.byName[name].Close() // want `^h.byName\[name\].Close locks h.mu`
}

// A flag that says what is done, and is set by who asks, is not set the first time.
type ender struct {
	mu      sync.Mutex
	closed  bool
	onClose func()
}

type caller struct {
	mu    sync.Mutex
	ender *ender
}

func (s *ender) Close() {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return
	}
	s.closed = true
	s.mu.Unlock()
	s.onClose()
}

func (c *caller) subscribe() {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := &ender{}
	s.onClose = func() {
		c.mu.Lock()
		c.ender = nil
		c.mu.Unlock()
	}
	c.ender = s
}

func (c *caller) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ender != nil {
		c.ender.Close() // want `^c.ender.Close locks c.mu`
	}
}

// The lock is given back before, what is called locks nothing of the owner, or does so in a
// goroutine, or the owner of the object that is ended is another one.
func (h *hub) calmClose() {
	h.mu.Lock()
	f, feeds := h.feed, append([]*feed(nil), h.feeds...)
	h.feed, h.feeds = nil, nil
	h.mu.Unlock()
	if f != nil {
		f.Close()
	}
	for _, f := range feeds {
		f.CloseOnce()
	}
}

func (h *hub) calmOther() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.other != nil && h.other.feed != nil {
		h.other.feed.Close()
	}
	go h.feed.Close()
}

func (h *hub) calmLoop() {
	h.mu.Lock()
	for len(h.feeds) > 0 {
		f := h.feeds[0]
		h.mu.Unlock()
		f.Close()
		h.mu.Lock()
	}
	h.mu.Unlock()
}

type calmFeed struct {
	onClose func()
	onOpen  func()
	onDone  func()
}

func (h *hub) addCalm() *calmFeed {
	f := &calmFeed{}
	f.onClose = func() { go h.drop(nil) }
	f.onOpen = func() { h.feed = nil }
	f.onDone = func() { h.drop(nil) }
	h.quiet = append(h.quiet, f)
	return f
}

func (h *hub) calmAll() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, f := range h.quiet {
		f.onClose()
		f.onOpen()
		f.onDone = nil
	}
	for _, f := range h.quiet {
		if f.onDone != nil {
			f.onDone()
		}
	}
}

// gocql: what a connection tells of an error is an interface, behind which is the pool that has it.
type failures interface {
	failed(l *link, err error, closed bool)
}

type link struct {
	err     error
	onError failures
	onIdle  failures
}

type pool struct {
	mu    sync.Mutex
	links []*link
	spare *link
	quiet []*link
}

type silent struct{ n int }

func (s *silent) failed(*link, error, bool) { s.n++ }

func dialLink(onError failures) *link { return &link{onError: onError} }

func (l *link) end(err error) {
	if err == nil {
		err = l.err
	}
	if err != nil {
		l.onError.failed(l, err, true)
	}
}

func (l *link) warn() { l.onError.failed(l, nil, false) }

func (l *link) idle() { l.onIdle.failed(l, nil, true) }

func (p *pool) fill() {
	l := dialLink(p)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.links = append(p.links, l)
}

func (p *pool) fillCalm() {
	l := &link{onError: &silent{}, onIdle: &silent{}}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.quiet = append(p.quiet, l)
	p.spare = dialLink(&silent{})
}

func (p *pool) failed(l *link, err error, closed bool) {
	if !closed {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, other := range p.links {
		if other == l {
			p.links = append(p.links[:i], p.links[i+1:]...)
			return
		}
	}
}

func (p *pool) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, l := range p.links {
		l.end(nil) // want `^l.end locks p.mu, locked since line \d+: blocks for ever; call it without the lock$`
	}
}

// It locks nothing then, or is another one, or the lock is not held.
func (p *pool) Warn() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, l := range p.links {
		l.warn()
	}
	for _, l := range p.quiet {
		l.end(nil)
		l.idle()
	}
	p.spare.end(nil)
}

func (p *pool) CloseFree() {
	p.mu.Lock()
	links := p.links
	p.links = nil
	p.mu.Unlock()
	for _, l := range links {
		l.end(nil)
	}
}

// templ: a lock to which a package variable points.
var (
	processes      = map[string]int{}
	processesMutex = &sync.Mutex{}
	table          = &registry{names: map[string]int{}}
)

type registry struct {
	mu    sync.RWMutex
	names map[string]int
}

func killAll() {
	processesMutex.Lock()
	defer processesMutex.Unlock()
	clear(processes)
}

func run(name string) {
	processesMutex.Lock()
	defer processesMutex.Unlock()
	if _, ok := processes[name]; ok {
		killAll() // want `^killAll locks processesMutex, locked since line \d+`
	}
	processes[name]++
}

func lookup(name string) int {
	table.mu.RLock()
	defer table.mu.RUnlock()
	return table.names[name]
}

func register(name string) {
	table.mu.Lock()
	defer table.mu.Unlock()
	if lookup(name) == 0 { // want `^lookup read-locks table.mu, locked since line \d+`
		table.names[name] = 1
	}
}

func runFree(name string) {
	processesMutex.Lock()
	processes[name]++
	processesMutex.Unlock()
	killAll()
}

func lockProcesses()   { processesMutex.Lock() }
func unlockProcesses() { processesMutex.Unlock() }

func runLocked(name string) {
	lockProcesses()
	defer unlockProcesses()
	processes[name]++
}

// What is told is a package variable, or is no pointer.
var nobody silent

type flat struct{ *silent }

func quietLinks() []*link {
	return []*link{{onError: &nobody, onIdle: flat{&nobody}}, {onError: flat{}}}
}
