package undone

import (
	"errors"
	"sync"
)

// A pool has workers that are done with what others have added.
type pool struct {
	wg   sync.WaitGroup
	jobs chan func()
}

func newPool() *pool {
	p := &pool{jobs: make(chan func(), 4)}
	go func() {
		for f := range p.jobs {
			f()
			p.wg.Done()
		}
	}()
	return p
}

func (p *pool) submit(f func()) bool {
	p.wg.Add(1)
	select {
	case p.jobs <- f:
		return true
	default:
		p.wg.Done()
		return false
	}
}

func (p *pool) wait() { p.wg.Wait() }

// A gate lets in while it is open.
type gate struct {
	mu     sync.Mutex
	wg     sync.WaitGroup
	closed bool
}

func (g *gate) enter() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.wg.Add(1)
	if g.closed {
		g.wg.Done()
		return errors.New("closed")
	}
	return nil
}

func (g *gate) use(f func()) error {
	if err := g.enter(); err != nil {
		return err
	}
	defer g.wg.Done()
	f()
	return nil
}

func (g *gate) close() {
	g.mu.Lock()
	g.closed = true
	g.mu.Unlock()
	g.wg.Wait()
}

// Others count down what one of all leaves.
type okFleet struct {
	wg   sync.WaitGroup
	exec func(string) error
}

func (f *okFleet) one(name string) {
	if err := f.exec(name); err != nil {
		go f.retry(name)
		return
	}
	f.wg.Done()
}

func (f *okFleet) retry(name string) {
	_ = f.exec(name)
	f.wg.Done()
}

func (f *okFleet) all(names []string) {
	f.wg.Add(len(names))
	for _, name := range names {
		go f.one(name)
	}
	f.wg.Wait()
}

// A walker adds for those that it starts, and is done with what was added for it.
type okWalker struct {
	wg   sync.WaitGroup
	list func(string) []string
}

func (w *okWalker) all(root string) {
	w.wg.Add(1)
	go w.dir(root)
	w.wg.Wait()
}

func (w *okWalker) dir(name string) {
	defer w.wg.Done()
	for _, sub := range w.list(name) {
		w.wg.Add(1)
		go w.dir(sub)
	}
}
