// Package ok has locks that are given back, or handed over.
package ok

import (
	"errors"
	"log"
	"os"
	"sync"
)

var errShut = errors.New("shut")

type table struct {
	mu   sync.RWMutex
	rows map[string]int
	shut bool
	sync bool
}

// The caller unlocks.
func (t *table) locked() bool {
	t.mu.Lock()
	if t.shut {
		t.mu.Unlock()
		return false
	}
	return true
}

func (t *table) Use() {
	if !t.locked() {
		return
	}
	t.rows = nil
	t.mu.Unlock()
}

// A function that is returned unlocks.
func (t *table) Hold() (func(), error) {
	t.mu.Lock()
	if t.shut {
		t.mu.Unlock()
		return nil, errShut
	}
	return t.mu.Unlock, nil
}

func (t *table) HoldByLiteral() (func(), error) {
	t.mu.Lock()
	if t.shut {
		t.mu.Unlock()
		return nil, errShut
	}
	return func() { t.mu.Unlock() }, nil
}

// A goroutine unlocks.
func (t *table) Later(work func()) {
	t.mu.Lock()
	if t.shut {
		t.mu.Unlock()
		return
	}
	go func() {
		defer t.mu.Unlock()
		work()
	}()
}

func (t *table) LaterByName(work func()) {
	t.mu.Lock()
	if t.shut {
		t.mu.Unlock()
		return
	}
	go t.finish(work)
}

func (t *table) finish(work func()) {
	work()
	t.mu.Unlock()
}

// Who gets the pass unlocks.
type Pass struct{ t *table }

func (t *table) Begin() (*Pass, error) {
	t.mu.Lock()
	if t.shut {
		t.mu.Unlock()
		return nil, errShut
	}
	return &Pass{t}, nil
}

func (p *Pass) End() { p.t.mu.Unlock() }

// The same condition decides twice.
func (t *table) Conditional(strict bool) int {
	if strict {
		t.mu.Lock()
	}
	n := len(t.rows)
	if strict {
		t.mu.Unlock()
	}
	return n
}

func (t *table) ConditionalField() int {
	if t.sync {
		t.mu.Lock()
	}
	n := len(t.rows)
	if !t.sync {
		return n
	}
	t.mu.Unlock()
	return n
}

func (t *table) ConditionalHelper(lock bool) int {
	t.lockIf(lock)
	defer t.unlockIf(lock)
	return len(t.rows)
}

func (t *table) lockIf(lock bool) {
	if lock {
		t.mu.Lock()
	}
}

func (t *table) unlockIf(lock bool) {
	if lock {
		t.mu.Unlock()
	}
}

// One whose caller may hold the lock already.
func (t *table) count(locked bool) int {
	if !locked {
		t.mu.RLock()
		defer t.mu.RUnlock()
	}
	return len(t.rows)
}

func (t *table) Counts() int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.count(true)
}

func (t *table) Writes() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.count(true)
}

// A flag decides in the deferred function.
func (t *table) ByFlag(work func() bool) bool {
	t.mu.Lock()
	held := true
	defer func() {
		if held {
			t.mu.Unlock()
		}
	}()
	if t.shut {
		return false
	}
	t.mu.Unlock()
	held = false
	return work()
}

// The callee unlocks, and locks again.
func (t *table) relock(work func()) {
	t.mu.Unlock()
	work()
	t.mu.Lock()
}

func (t *table) Unlocks(work func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.relock(work)
	t.relock(work)
}

// The callee gives the lock back before it locks.
func (t *table) swap() {
	t.mu.RUnlock()
	t.mu.Lock()
	t.rows = nil
	t.mu.Unlock()
	t.mu.RLock()
}

func (t *table) Swaps() {
	t.mu.RLock()
	defer t.mu.RUnlock()
	t.swap()
}

// Two instances.
func (t *table) Merge(other *table) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for k, v := range other.snapshot() {
		t.rows[k] += v
	}
}

func (t *table) snapshot() map[string]int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.rows
}

// Hand over hand.
type node struct {
	mu   sync.Mutex
	next *node
	n    int
}

func (l *node) Sum() (sum int) {
	l.mu.Lock()
	for l.next != nil {
		next := l.next
		next.mu.Lock()
		sum += l.n
		l.mu.Unlock()
		l = next
	}
	l.mu.Unlock()
	return sum
}

// All elements, then all of them again.
func All(list []*node) (sum int) {
	for _, n := range list {
		n.mu.Lock()
	}
	for _, n := range list {
		sum += n.n
	}
	for _, n := range list {
		n.mu.Unlock()
	}
	return sum
}

// Of several locks one.
type shards struct{ list [16]node }

func (s *shards) of(k int) *node { return &s.list[k%16] }

func (s *shards) Get(k int) int {
	s.of(k).mu.Lock()
	defer s.of(k).mu.Unlock()
	return s.of(k).n
}

func (s *shards) Move(from, to int) {
	s.list[from].mu.Lock()
	defer s.list[from].mu.Unlock()
	s.list[to].mu.Lock()
	defer s.list[to].mu.Unlock()
	s.list[to].n += s.list[from].n
}

// The one or the other.
func Either(a, b *node, first bool) int {
	n := a
	if !first {
		n = b
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.n
}

// TryLock.
func (l *node) Try() bool {
	if !l.mu.TryLock() {
		return false
	}
	if l.n == 0 {
		l.mu.Unlock()
		return false
	}
	defer l.mu.Unlock()
	l.n--
	return true
}

// The program ends.
func (t *table) Must() {
	t.mu.Lock()
	if t.shut {
		log.Fatal("shut")
	}
	if t.rows == nil {
		os.Exit(1)
	}
	t.mu.Unlock()
}

func main() {
	var mu sync.Mutex
	mu.Lock()
	if len(os.Args) > 1 {
		mu.Unlock()
	}
	os.Exit(0)
}

// Unlocked in an error path of its own, by a literal that is called at once.
func (t *table) InLiteral() error {
	t.mu.Lock()
	err := func() error {
		defer t.mu.Unlock()
		if t.shut {
			return errShut
		}
		return nil
	}()
	if err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rows = nil
	return nil
}

// By a Locker, and by the lock that it is.
type waiter struct {
	mu   sync.Mutex
	cond *sync.Cond
	n    int
}

func New() *waiter {
	w := new(waiter)
	w.cond = sync.NewCond(&w.mu)
	return w
}

func (w *waiter) Wait() int {
	w.mu.Lock()
	if w.n == 0 {
		w.cond.L.Unlock()
		return 0
	}
	for w.n < 3 {
		w.cond.Wait()
	}
	w.mu.Unlock()
	return w.n
}

// The object that has the lock is returned.
func First(list []*node) *node {
	for _, n := range list {
		n.mu.Lock()
		if n.n > 0 {
			return n
		}
		n.mu.Unlock()
	}
	return nil
}

// Asked again under the lock.
func (t *table) Once() {
	t.mu.RLock()
	if t.shut {
		t.mu.RUnlock()
		return
	}
	t.mu.RUnlock()
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.shut {
		return
	}
	t.shut = true
}

// Another object by then.
func (l *node) Reset(fresh *node) {
	l.next.mu.Lock()
	l.next.n = 0
	old := l.next
	l.next = fresh
	l.next.mu.Lock()
	l.next.mu.Unlock()
	old.mu.Unlock()
}

// A goroutine locks for who waits for it.
type buffer struct {
	mu   sync.Mutex
	cond *sync.Cond
	n    int
}

func (b *buffer) Room(max int) {
	b.mu.Lock()
	if b.n >= max {
		b.mu.Unlock()
		got := make(chan struct{})
		go func() {
			defer close(got)
			b.mu.Lock()
			for b.n >= max {
				b.cond.Wait()
			}
		}()
		<-got
	}
	b.n++
	b.mu.Unlock()
}

// What is deferred leaves the unlock to a goroutine.
func (b *buffer) Slowly(wait func()) (done bool) {
	defer func() {
		b.mu.Lock()
		b.n = 0
		b.mu.Unlock()
	}()
	b.mu.Lock()
	defer func() {
		if done {
			go func() {
				wait()
				b.mu.Unlock()
			}()
		} else {
			b.mu.Unlock()
		}
	}()
	done = b.n > 0
	return done
}

// A flag that changes with each round.
func (b *buffer) Toggle(rounds []int) {
	on := false
	for range rounds {
		if on {
			b.mu.Lock()
			b.n++
			b.mu.Unlock()
		}
		on = !on
	}
}
