// Package stuck has goroutines that are seen to wait for a lock for ever, or to keep one.
package stuck

import (
	"errors"
	"sync"
	"time"
)

// A lock is taken by who holds it, through a method.
type cache struct {
	mu    sync.Mutex
	items map[string]int
}

func (c *cache) size() int {
	c.mu.Lock() // want `^c.mu: goroutine blocks forever in Lock, it has locked it itself at line \d+; call c.size without the lock$`
	defer c.mu.Unlock()
	return len(c.items)
}

func (c *cache) add(key string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.items[key]++
	return c.size() // also
}

func twice() {
	c := &cache{items: make(map[string]int)}
	go func() { c.add("x") }()
}

// Two accounts are locked in the order of the arguments.
type account struct {
	mu  sync.Mutex
	sum int
}

func move(from, to *account, sum int) {
	from.mu.Lock()
	defer from.mu.Unlock()
	time.Sleep(time.Millisecond)
	to.mu.Lock() // want `^to.mu: goroutine blocks forever in Lock, move, who holds it, blocks too at line \d+; take locks in one order everywhere$`
	defer to.mu.Unlock()
	from.sum -= sum
	to.sum += sum
}

func orders() {
	a, b := new(account), new(account)
	go move(a, b, 1)
	go move(b, a, 1)
}

// A path keeps the lock that the next call waits for.
type store struct {
	mu     sync.Mutex
	values map[string]string
}

func (s *store) get(key string) (string, error) {
	s.mu.Lock() // want `^the caller of kept blocks forever in Lock of s.mu, get returns with it at line \d+; unlock it first$`
	v, ok := s.values[key]
	if !ok {
		return "", errors.New("no " + key)
	}
	s.mu.Unlock()
	return v, nil
}

func kept() {
	s := &store{values: make(map[string]string)}
	if _, err := s.get("a"); err != nil {
		s.get("b")
	}
}

// Another goroutine has kept it.
func keptByOther() {
	s := &store{values: make(map[string]string)}
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.mu.Lock()
		if s.values["a"] == "" {
			return
		}
		s.mu.Unlock()
	}()
	<-done
	s.mu.Lock() // want `^the caller of keptByOther blocks forever in Lock of s.mu, the goroutine of line \d+ returns with it at line \d+; unlock it first$`
	s.mu.Unlock()
}

// RLock does not nest: a writer comes between.
type registry struct {
	mu    sync.RWMutex
	names []string
}

func (r *registry) has(name string) bool {
	r.mu.RLock() // want `^r.mu: goroutine blocks forever in RLock, .*$`
	defer r.mu.RUnlock()
	for _, n := range r.names {
		if n == name {
			return true
		}
	}
	return false
}

func (r *registry) all(names ...string) bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	time.Sleep(10 * time.Millisecond)
	return r.has(names[0]) // also
}

func (r *registry) add(name string) {
	r.mu.Lock() // also
	defer r.mu.Unlock()
	r.names = append(r.names, name)
}

func readsTwice() {
	r := new(registry)
	go func() { r.all("a") }()
	time.Sleep(5 * time.Millisecond)
	go r.add("a")
}

// Who reads upgrades without giving back.
func upgrade() {
	var mu sync.RWMutex
	go func() {
		mu.RLock()
		defer mu.RUnlock()
		mu.Lock() // want `^this locks mu, read-locked since line \d+: blocks for ever; unlock it first$`
		mu.Unlock()
	}()
}

// The worker needs the lock under which it is waited for.
type pool struct {
	mu   sync.Mutex
	n    int
	wg   sync.WaitGroup
	jobs chan int
}

func (p *pool) work() {
	defer p.wg.Done()
	for j := range p.jobs {
		p.mu.Lock() // also
		p.n += j
		p.mu.Unlock()
	}
}

func (p *pool) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	close(p.jobs)
	p.wg.Wait() // want `^p.wg: goroutine blocks forever in Wait, the goroutine of line \d+ blocks too at line \d+; unlock p.mu before$`
}

func waitsUnderLock() {
	p := &pool{jobs: make(chan int, 1)}
	p.wg.Add(1)
	p.jobs <- 1
	go func() {
		time.Sleep(time.Millisecond)
		p.close()
	}()
	go func() {
		time.Sleep(10 * time.Millisecond)
		p.work()
	}()
}
