package ok

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// A lock is given back before what locks again is called.
type cache struct {
	mu    sync.Mutex
	items map[string]int
}

func (c *cache) size() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.items)
}

func (c *cache) add(key string) int {
	c.mu.Lock()
	c.items[key]++
	c.mu.Unlock()
	return c.size()
}

func once() {
	c := &cache{items: make(map[string]int)}
	go func() { c.add("x") }()
	c.add("y")
}

// Locks of two objects are taken in one order.
type account struct {
	id  int
	mu  sync.Mutex
	sum int
}

func move(from, to *account, sum int) {
	first, second := from, to
	if to.id < from.id {
		first, second = to, from
	}
	first.mu.Lock()
	defer first.mu.Unlock()
	second.mu.Lock()
	defer second.mu.Unlock()
	from.sum -= sum
	to.sum += sum
}

func ordered() {
	a, b := &account{id: 1}, &account{id: 2}
	go move(a, b, 1)
	go move(b, a, 1)
}

// A lock is handed to a goroutine, which gives it back.
func handsOver() {
	var mu sync.Mutex
	mu.Lock()
	go func() {
		defer mu.Unlock()
		time.Sleep(time.Millisecond)
	}()
	mu.Lock()
	mu.Unlock()
}

// So is one in a field, by a method.
type gate struct{ mu sync.Mutex }

func (g *gate) enter() { g.mu.Lock() }
func (g *gate) leave() { g.mu.Unlock() }

func handsOverField() {
	g := new(gate)
	g.enter()
	go g.leave()
	g.enter()
	g.leave()
}

// The first lock of a loop is given back in the next round.
func handOverHand(nodes []*account) (sum int) {
	for i, n := range nodes {
		n.mu.Lock()
		if i > 0 {
			nodes[i-1].mu.Unlock()
		}
		sum += n.sum
	}
	if len(nodes) > 0 {
		nodes[len(nodes)-1].mu.Unlock()
	}
	return sum
}

func walks() {
	nodes := []*account{new(account), new(account)}
	go handOverHand(nodes)
	handOverHand(nodes)
}

// TryLock gives up.
func tries() bool {
	var mu sync.Mutex
	mu.Lock()
	defer mu.Unlock()
	if !mu.TryLock() {
		return false
	}
	mu.Unlock()
	return true
}

// Readers do not keep each other out, if no writer comes.
func reads() {
	var mu sync.RWMutex
	mu.RLock()
	defer mu.RUnlock()
	go func() {
		mu.RLock()
		mu.RUnlock()
	}()
	mu.RLock()
	mu.RUnlock()
}

// The lock is given back for the wait.
type pool struct {
	mu   sync.Mutex
	n    int
	wg   sync.WaitGroup
	jobs chan int
}

func (p *pool) work() {
	defer p.wg.Done()
	for j := range p.jobs {
		p.mu.Lock()
		p.n += j
		p.mu.Unlock()
	}
}

func (p *pool) close() {
	p.mu.Lock()
	close(p.jobs)
	p.mu.Unlock()
	p.wg.Wait()
}

func waitsWithoutLock() {
	p := &pool{jobs: make(chan int, 1)}
	p.wg.Add(1)
	p.jobs <- 1
	go p.work()
	p.close()
}

// All are done, whatever happens.
func allDone(items []string) (n int, err error) {
	var wg sync.WaitGroup
	errs := make([]error, len(items))
	wg.Add(len(items))
	for i, item := range items {
		go func() {
			defer wg.Done()
			if _, err := strconv.Atoi(item); err != nil {
				errs[i] = err
				return
			}
		}()
	}
	wg.Wait()
	return len(items), errors.Join(errs...)
}

// A group is used in rounds.
func rounds(f func()) {
	var wg sync.WaitGroup
	for range 3 {
		for range 2 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				f()
			}()
		}
		wg.Wait()
	}
}

// As many are added as the other list is long: the lists are equally long.
func sameLength(names []string, values []int) {
	var wg sync.WaitGroup
	wg.Add(len(names))
	for range values {
		go wg.Done()
	}
	wg.Wait()
}

// As many are added as chunks are started.
func chunks(items []string, size int) {
	var wg sync.WaitGroup
	wg.Add((len(items) + size - 1) / size)
	for from := 0; from < len(items); from += size {
		go wg.Done()
	}
	wg.Wait()
}

// The workers are as many as the configuration says.
func workers(n int, jobs []string) {
	in := make(chan string)
	var wg sync.WaitGroup
	wg.Add(n)
	for range n {
		go func() {
			defer wg.Done()
			for j := range in {
				_ = j
			}
		}()
	}
	for _, j := range jobs {
		in <- j
	}
	close(in)
	wg.Wait()
}

// Those that are skipped are done at once.
func skips(items []string, f func(string)) {
	var wg sync.WaitGroup
	wg.Add(len(items))
	for _, item := range items {
		if item == "" {
			wg.Done()
			continue
		}
		go func() {
			defer wg.Done()
			f(item)
		}()
	}
	wg.Wait()
}

// Go counts by itself.
func goes(fs []func()) {
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Go(f)
	}
	wg.Wait()
}

// There is room for one more.
func room(ctx context.Context) error {
	g, _ := errgroup.WithContext(ctx)
	g.SetLimit(2)
	g.Go(func() error {
		g.Go(func() error { return nil })
		return nil
	})
	return g.Wait()
}

// What is waited for is looked at with the lock held, and changed with it held.
func signals() {
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	ready := false
	go func() {
		mu.Lock()
		ready = true
		mu.Unlock()
		cond.Broadcast()
	}()
	mu.Lock()
	for !ready {
		cond.Wait()
	}
	mu.Unlock()
}

// Each who waits is signalled.
func signalsEach() {
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	n := 0
	for range 2 {
		go func() {
			mu.Lock()
			for n == 0 {
				cond.Wait()
			}
			n--
			mu.Unlock()
		}()
	}
	for range 2 {
		mu.Lock()
		n++
		cond.Signal()
		mu.Unlock()
	}
}

// A Once for each.
type config struct {
	once, defaults sync.Once
	n              int
}

func (c *config) load() {
	c.once.Do(func() { c.defaults.Do(func() { c.n = 1 }) })
}

func loads() {
	c := new(config)
	go c.load()
	c.load()
}

// Keys that are not known are not taken for one.
type table struct{ locks map[string]*sync.Mutex }

func newTable(names ...string) *table {
	t := &table{locks: make(map[string]*sync.Mutex)}
	for _, name := range names {
		t.locks[name] = new(sync.Mutex)
	}
	return t
}

func (t *table) both(a, b string) {
	t.locks[a].Lock()
	defer t.locks[a].Unlock()
	t.locks[b].Lock()
	defer t.locks[b].Unlock()
}

func locksTwo(a, b string) {
	t := newTable("a", "b", "c")
	t.both(a, b)
}

// What depends on each other does not go round in a circle.
type task struct {
	once  sync.Once
	needs []string
}

func run(tasks map[string]*task, names []string) {
	var wg sync.WaitGroup
	for _, name := range names {
		t := tasks[name]
		wg.Go(func() { t.once.Do(func() { run(tasks, t.needs) }) })
	}
	wg.Wait()
}

func runs(names []string, needs map[string][]string) {
	tasks := make(map[string]*task)
	for _, name := range names {
		tasks[name] = &task{needs: needs[name]}
	}
	run(tasks, names)
}
