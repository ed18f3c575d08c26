package history

import "sync"

// golang-lru, expirable: what is called back for what is evicted asks the cache, which holds its
// lock.
type lruCache struct {
	mu      sync.Mutex
	items   map[string]int
	onEvict func(string, int)
}

func newLRU(onEvict func(string, int)) *lruCache {
	return &lruCache{items: make(map[string]int), onEvict: onEvict}
}

func (c *lruCache) Len() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.items)
}

func (c *lruCache) remove(key string) {
	v := c.items[key]
	delete(c.items, key)
	if c.onEvict != nil {
		c.onEvict(key, v)
	}
}

func (c *lruCache) Remove(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.remove(key) // want `c.remove locks c.mu, locked since line 32: blocks for ever; call it without the lock`
}

func (c *lruCache) Drop(key string) {
	c.mu.Lock()
	v := c.items[key]
	delete(c.items, key)
	c.mu.Unlock()
	c.onEvict(key, v)
}

type blocks struct {
	cache *lruCache
	size  int
}

func newBlocks() *blocks {
	b := &blocks{}
	b.cache = newLRU(b.evicted)
	return b
}

func (b *blocks) evicted(string, int) { b.size = b.cache.Len() }

// The same, set later, by a literal, and by who makes it.
type notifier struct {
	mu       sync.RWMutex
	handler  func()
	handlers []func()
	onClose  func()
	closed   bool
}

func (n *notifier) SetHandler(f func()) { n.handler = f }

func (n *notifier) Fire() {
	n.mu.RLock()
	defer n.mu.RUnlock()
	n.handler() // want `n.handler locks n.mu, read-locked since line 70: blocks for ever; call it without the lock`
}

func (n *notifier) Close() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.onClose() // want `n.onClose locks n.mu, locked since line 76`
}

func (n *notifier) reset() {
	n.mu.Lock()
	n.closed = false
	n.mu.Unlock()
}

type owner struct{ n *notifier }

func newOwner() *owner {
	o := &owner{n: &notifier{}}
	o.n.SetHandler(o.changed)
	return o
}

func (o *owner) changed() { o.n.reset() }

func newNotifier() *notifier {
	var n *notifier
	n = &notifier{onClose: func() { n.reset() }}
	return n
}

// What is called back locks another object of the type, or none, or its call is one of many; and
// who calls it has given the lock back, or says so.
type calmNotifier struct {
	mu      sync.Mutex
	parent  *calmNotifier
	onClose func()
	onOpen  func()
	onMany  func()
	onFree  func()
	onFlag  func()
	silent  bool
	n       int
}

func (c *calmNotifier) add() {
	c.mu.Lock()
	c.n++
	c.mu.Unlock()
}

func newCalmNotifier(parent *calmNotifier) *calmNotifier {
	c := &calmNotifier{parent: parent}
	c.onClose = func() { c.parent.add() }
	c.onOpen = func() { c.n++ }
	c.onFree = func() { c.add() }
	c.onFlag = func() { c.add() }
	return c
}

func (c *calmNotifier) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.onClose()
	c.onOpen()
}

func (c *calmNotifier) Free() {
	c.mu.Lock()
	c.mu.Unlock()
	c.onFree()
}

func (c *calmNotifier) freeLocked() {
	c.mu.Unlock()
	c.onFree()
	c.mu.Lock()
}

func (c *calmNotifier) FreeAll() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.freeLocked()
}

func (c *calmNotifier) Flag() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.silent {
		c.onFlag()
	}
}

// Where many are stored it is not known which is called.
func many(list []*calmNotifier) {
	list[0].onMany = list[0].add
	list[1].onMany = list[1].add
	list[2].onMany = list[2].add
	list[3].onMany = list[3].add
}

func (c *calmNotifier) Many() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.onMany()
}

// fak, internal/control: a watchdog calls its manager back with its lock held, and the manager
// calls the watchdog with its own.
type manager struct {
	mu    sync.Mutex
	dog   *watchdog
	apply func() error
	n     int
}

type watchdog struct {
	mu         sync.Mutex
	evaluating bool
	failures   int
	onRollback func(string)
}

func newWatchdog(onRollback func(string)) *watchdog { return &watchdog{onRollback: onRollback} }

func newManager(apply func() error) *manager {
	m := &manager{apply: apply}
	m.dog = newWatchdog(m.rollBack)
	return m
}

func (m *manager) rollBack(string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.n--
}

func (m *manager) Apply() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.n++
	m.dog.start() // want `w.mu is locked with m.mu held, and the other way round at line`
	return nil
}

func (w *watchdog) start() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.evaluating = true
	w.failures = 0
}

func (w *watchdog) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.evaluating = false
}

func (w *watchdog) Failed() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.evaluating {
		return
	}
	if w.failures++; w.failures > 3 {
		w.onRollback("failures")
	}
}
