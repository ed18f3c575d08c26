package tokens

import (
	"context"
	"errors"
	"sync"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"
)

// What is deferred gives it back on all paths.
type limited struct {
	sem   chan struct{}
	heavy *semaphore.Weighted
	jobs  chan func()
	held  map[string]func()
	mu    sync.Mutex
}

func newLimited(n int) *limited {
	l := &limited{sem: make(chan struct{}, n), heavy: semaphore.NewWeighted(int64(n)), jobs: make(chan func()), held: make(map[string]func())}
	for range n {
		go l.work()
	}
	return l
}

func (l *limited) do(ctx context.Context, name string) error {
	select {
	case l.sem <- struct{}{}:
		defer func() { <-l.sem }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if name == "" {
		return errors.New("no name")
	}
	return nil
}

// A weight that is not one at a time is not counted.
type weights struct{ sem *semaphore.Weighted }

func newWeights() *weights { return &weights{semaphore.NewWeighted(10)} }

func (w *weights) do(ctx context.Context, n int64, fail bool) error {
	if err := w.sem.Acquire(ctx, n); err != nil {
		return err
	}
	if fail {
		return errors.New("failed") // its caller gives back what it asked for
	}
	w.sem.Release(n)
	return nil
}

// A worker gives back what was taken for its job: the job is handed on.
func (l *limited) submit(ctx context.Context, job func()) error {
	l.sem <- struct{}{}
	select {
	case l.jobs <- job:
		return nil
	case <-ctx.Done():
		<-l.sem
		return ctx.Err()
	}
}

func (l *limited) work() {
	for job := range l.jobs {
		job()
		<-l.sem
	}
}

// The caller gets a function that gives it back.
type lender struct{ sem *semaphore.Weighted }

func newLender() *lender { return &lender{semaphore.NewWeighted(2)} }

func (l *lender) borrow(ctx context.Context) (func(), error) {
	if err := l.sem.Acquire(ctx, 1); err != nil {
		return nil, err
	}
	return func() { l.sem.Release(1) }, nil
}

// It is kept with what others find, who give it back.
type registry struct {
	sem  *semaphore.Weighted
	mu   sync.Mutex
	open map[string]*entry
}

type entry struct{ name string }

func newRegistry() *registry {
	return &registry{sem: semaphore.NewWeighted(2), open: make(map[string]*entry)}
}

func (r *registry) add(ctx context.Context, name string) error {
	if err := r.sem.Acquire(ctx, 1); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.open[name] = &entry{name}
	if len(r.open) > 10 {
		return errors.New("many") // it is in the registry
	}
	return nil
}

func (r *registry) remove(name string) {
	r.mu.Lock()
	delete(r.open, name)
	r.mu.Unlock()
	r.sem.Release(1)
}

// All goroutines are waited for by taking all tokens.
type drained struct{ sem chan struct{} }

func newDrained() *drained { return &drained{make(chan struct{}, 4)} }

func (d *drained) all(list []func()) {
	for _, f := range list {
		d.sem <- struct{}{}
		go func() {
			defer func() { <-d.sem }()
			f()
		}()
	}
	for range cap(d.sem) {
		d.sem <- struct{}{}
	}
}

// A batch is handed to one goroutine that gives back as many.
type flushed struct{ sem chan struct{} }

func newFlushed() *flushed { return &flushed{make(chan struct{}, 100)} }

func (f *flushed) run(list []string, flush func([]string)) {
	var batch []string
	for _, x := range list {
		f.sem <- struct{}{}
		batch = append(batch, x)
		if len(batch) < 10 {
			continue
		}
		go func(batch []string) {
			flush(batch)
			for range batch {
				<-f.sem
			}
		}(batch)
		batch = nil
	}
}

// A signal is no semaphore: who sends does not receive.
type signal struct{ wake chan struct{} }

func newSignal() *signal { return &signal{make(chan struct{}, 1)} }

func (s *signal) notify(fail bool) error {
	s.wake <- struct{}{}
	if fail {
		return errors.New("failed")
	}
	return nil
}

func (s *signal) loop(do func()) {
	for range 10 {
		<-s.wake
		do()
	}
}

// The flag says whether there is one.
type flagged struct {
	sem *semaphore.Weighted
	has bool
}

func newFlagged() *flagged { return &flagged{sem: semaphore.NewWeighted(1)} }

func (f *flagged) start(ctx context.Context, check func() error) error {
	if err := f.sem.Acquire(ctx, 1); err != nil {
		return err
	}
	f.has = true
	if err := check(); err != nil {
		return err // stop gives it back
	}
	return nil
}

func (f *flagged) stop() {
	if f.has {
		f.sem.Release(1)
		f.has = false
	}
}

// What is called gives it back if it fails.
type handed struct{ sem chan struct{} }

type step interface{ Run(h *handed) error }

type first struct{}

func (first) Run(h *handed) error {
	<-h.sem
	return errors.New("failed")
}

func newHanded() *handed { return &handed{make(chan struct{}, 2)} }

func (h *handed) run(s step) error {
	h.sem <- struct{}{}
	if err := s.Run(h); err != nil {
		return err
	}
	<-h.sem
	return nil
}

// Folders are walked by who has room, and otherwise by who comes upon them.
type politeWalker struct {
	group errgroup.Group
	list  func(string) []string
}

func walkPolitely(root string, list func(string) []string) error {
	w := &politeWalker{list: list}
	w.group.SetLimit(8)
	w.group.Go(func() error { return w.folder(root) })
	return w.group.Wait()
}

func (w *politeWalker) folder(name string) error {
	for _, sub := range w.list(name) {
		if !w.group.TryGo(func() error { return w.folder(sub) }) {
			if err := w.folder(sub); err != nil {
				return err
			}
		}
	}
	return nil
}

// A second group, of its own, has its own room; so has one without a limit.
type twoGroups struct{ outer, inner errgroup.Group }

func (t *twoGroups) run(list []string, do func(string) error) error {
	t.outer.SetLimit(2)
	t.inner.SetLimit(4)
	for _, x := range list {
		t.outer.Go(func() error {
			t.inner.Go(func() error { return do(x) })
			return nil
		})
	}
	return errors.Join(t.outer.Wait(), t.inner.Wait())
}

type endless struct{ group errgroup.Group }

func (e *endless) run() {
	e.group.SetLimit(-1)
	e.group.Go(func() error {
		e.group.Go(func() error { return nil })
		return nil
	})
	_ = e.group.Wait()
}

// An Acquire that cannot fail, one that is tried again, and one whose error ends it.
func (l *lender) always(do func()) {
	l.sem.Acquire(context.Background(), 1)
	do()
	l.sem.Release(1)
}

func (l *lender) twice(ctx context.Context, do func()) error {
	if !l.sem.TryAcquire(1) {
		if err := l.sem.Acquire(ctx, 1); err != nil {
			return err
		}
	}
	defer l.sem.Release(1)
	do()
	return nil
}
