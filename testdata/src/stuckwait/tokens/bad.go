// Package tokens has semaphores to which some path does not give back what it took.
package tokens

import (
	"context"
	"errors"
	"io"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"
)

// A downloader has a token for each download; helpers take and give it back.
type downloader struct {
	slots chan struct{}
	open  func(string) (io.ReadCloser, error)
}

func newDownloader(n int) *downloader { return &downloader{slots: make(chan struct{}, n)} }

func (d *downloader) acquire(ctx context.Context) error {
	select {
	case d.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (d *downloader) release() { <-d.slots }

func (d *downloader) fetch(ctx context.Context, name string, w io.Writer) error {
	if err := d.acquire(ctx); err != nil {
		return err
	}
	if name == "" {
		return errors.New("no name") // want `d.slots, taken at line 33, is not given back here: once all are gone, who wants one blocks for ever; give it back`
	}
	r, err := d.open(name)
	if err != nil {
		return err // also
	}
	defer d.release()
	defer r.Close()
	_, err = io.Copy(w, r)
	return err
}

// A pool gives what it has dialled to its callers, with a unit; who is told of an error has none.
type pool struct {
	sem  *semaphore.Weighted
	dial func(context.Context) (*conn, error)
}

type conn struct{ pool *pool }

func newPool(n int64) *pool { return &pool{sem: semaphore.NewWeighted(n)} }

func (p *pool) get(ctx context.Context, key string) (*conn, error) {
	if err := p.sem.Acquire(ctx, 1); err != nil {
		return nil, err
	}
	if key == "" {
		return nil, errors.New("no key") // want `p.sem, taken at line 60, is not given back here`
	}
	return &conn{p}, nil
}

func (c *conn) Close() { c.pool.sem.Release(1) }

// Of a batch, what is skipped keeps its token.
type batch struct{ sem chan struct{} }

func newBatch(n int) *batch { return &batch{sem: make(chan struct{}, n)} }

func (b *batch) run(names []string, do func(string)) {
	for _, name := range names {
		b.sem <- struct{}{} // want `b.sem, taken here, is not given back on a way to the next round: once all are gone, this blocks; give it back`
		if name == "" {
			continue
		}
		go func() {
			defer func() { <-b.sem }()
			do(name)
		}()
	}
}

// Who makes it fills this one: a token is received, and sent back.
type licences struct{ free chan int }

func newLicences(n int) *licences {
	l := &licences{free: make(chan int, n)}
	for i := range n {
		l.free <- i
	}
	return l
}

func (l *licences) with(do func() error, check func() bool) error {
	t := <-l.free
	if !check() {
		return errors.New("not now") // want `l.free, taken at line 101, is not given back here`
	}
	err := do()
	l.free <- t
	return err
}

// A try that has succeeded is one to be ended.
type guard struct{ sem *semaphore.Weighted }

func newGuard() *guard { return &guard{semaphore.NewWeighted(4)} }

func (g *guard) try(do func() error) bool {
	if !g.sem.TryAcquire(1) {
		return false
	}
	if err := do(); err != nil {
		return false // want `g.sem, taken at line 116, is not given back here`
	}
	g.sem.Release(1)
	return true
}

// A walker starts its folders in the group that runs it, which has a limit.
type walker struct {
	group errgroup.Group
	list  func(string) []string
}

func newWalker(list func(string) []string) *walker {
	w := &walker{list: list}
	w.group.SetLimit(8)
	return w
}

func (w *walker) start(root string) {
	w.group.Go(func() error { return w.folder(root) })
}

func (w *walker) wait() error { return w.group.Wait() }

func (w *walker) folder(name string) error {
	for _, sub := range w.list(name) {
		w.group.Go(func() error { return w.folder(sub) }) // want `Go waits for room in w.group, which runs its caller: once all wait that the limit of line 134 allows, none ends; use TryGo`
	}
	return nil
}

// What an Acquire says is not looked at, or not acted on (elastic/beats 16397, openllb/hlb 320).
func (p *pool) run(ctx context.Context, do func()) {
	p.sem.Acquire(ctx, 1)
	do()
	p.sem.Release(1) // want `p.sem is released here though the Acquire at line 153 is not looked at: panics once nothing is out; return there`
}

func (p *pool) log(ctx context.Context, do func()) {
	if err := p.sem.Acquire(ctx, 1); err != nil {
		println("acquire:", err)
	}
	defer p.sem.Release(1) // want `p.sem is released here though the Acquire at line 159 has failed there`
	do()
}
