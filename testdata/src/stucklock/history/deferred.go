package history

import "sync"

// aci-containers, pkg/hostagent: an unlock that is deferred in a loop runs when the function returns.
type policies struct {
	mu     sync.RWMutex
	dest   map[string][]string
	shards [4]struct{ sync.Mutex }
	locks  map[string]*sync.Mutex
	next   *policies
}

func (p *policies) set(name string, dest []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.dest[name] = dest
}

func (p *policies) Resolve(names []string) (all []string) {
	for _, name := range names {
		p.mu.RLock() // want `^this read-locks p.mu again in the next round, since its unlock is deferred: blocks for ever once a writer waits; unlock in the round$`
		defer p.mu.RUnlock()
		all = append(all, p.dest[name]...)
	}
	return all
}

func (p *policies) Store(all map[string][]string) {
	for name, dest := range all {
		if len(dest) == 0 {
			continue
		}
		p.mu.Lock() // want `^this locks p.mu again in the next round, since its unlock is deferred: blocks for ever; unlock in the round$`
		defer p.mu.Unlock()
		p.dest[name] = dest
	}
}

// In a case of a loop over events.
func (p *policies) Serve(names <-chan string, done <-chan struct{}) {
	for {
		select {
		case name := <-names:
			p.mu.Lock() // want `this locks p.mu again in the next round`
			defer p.mu.Unlock()
			p.dest[name] = nil
		case <-done:
			return
		}
	}
}

func (p *policies) Handle(events []any) {
	for _, e := range events {
		switch e := e.(type) {
		case string:
			p.mu.Lock() // want `this locks p.mu again in the next round`
			defer p.mu.Unlock()
			p.dest[e] = nil
		case []string:
			continue
		}
	}
}

// What a round calls locks, too.
func (p *policies) Fill(names []string) {
	for _, name := range names {
		p.set(name, nil) // want `p.set locks p.mu, locked since line \d+`
		p.mu.Lock()
		defer p.mu.Unlock()
		p.dest[name] = append(p.dest[name], name)
	}
}

// The lock of each round is another one, or no round comes after that which locks.
func (p *policies) calm(names []string, at int) {
	for i := range p.shards {
		p.shards[i].Lock()
		defer p.shards[i].Unlock()
	}
	for _, name := range names {
		p.locks[name].Lock()
		defer p.locks[name].Unlock()
	}
	for q := p.next; q != nil; q = q.next {
		q.mu.Lock()
		defer q.mu.Unlock()
	}
	for range names {
		mu := new(sync.Mutex)
		mu.Lock()
		defer mu.Unlock()
	}
	for i, name := range names {
		if i == at {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.dest[name] = nil
		}
	}
}

func (p *policies) Once(names []string, started bool, first string) {
	for _, name := range names {
		if !started {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.dest[name] = nil
		}
	}
	for i := range names {
		if i != 0 {
			continue
		}
		p.mu.Lock()
		defer p.mu.Unlock()
	}
}

func (p *policies) Found(names []string, first string) {
	for _, name := range names {
		if name == first {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.dest[name] = nil
		}
	}
}

func (p *policies) First(names []string) []string {
	for _, name := range names {
		if name == "" {
			continue
		}
		p.mu.RLock()
		defer p.mu.RUnlock()
		return p.dest[name]
	}
	return nil
}

func (p *policies) Lazy(names []string) {
	locked := false
	for _, name := range names {
		if !locked {
			p.mu.Lock()
			defer p.mu.Unlock()
			locked = true
		}
		p.dest[name] = nil
	}
}

func (p *policies) Literal(names []string) {
	for _, name := range names {
		func() {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.dest[name] = nil
		}()
	}
}

func (p *policies) Try(names []string) {
	for _, name := range names {
		if p.mu.TryLock() {
			defer p.mu.Unlock()
			p.dest[name] = nil
		}
	}
}

func (p *policies) Retry(f func() error) {
	for {
		p.mu.Lock()
		if f() == nil {
			defer p.mu.Unlock()
			break
		}
		p.mu.Unlock()
	}
}

// Nobody writes.
type readers struct {
	mu sync.RWMutex
	n  int
}

func (r *readers) Sum(list []int) (sum int) {
	for _, n := range list {
		r.mu.RLock()
		defer r.mu.RUnlock()
		sum += n * r.n
	}
	return sum
}
