package reader

import (
	"context"
	"io"
	"sync"

	"undrained/crosspkg/outlet"
)

// tidy reads what is left.
type tidy struct {
	jobs *outlet.Queue
	quit chan struct{}
	wg   sync.WaitGroup
}

func newTidy() *tidy {
	p := &tidy{jobs: outlet.NewQueue(), quit: make(chan struct{})}
	p.wg.Add(1)
	go p.work()
	return p
}

func (p *tidy) work() {
	defer p.wg.Done()
	for {
		select {
		case <-p.quit:
			return
		case f, ok := <-p.jobs.Out():
			if !ok {
				return
			}
			f()
		}
	}
}

func (p *tidy) stop() {
	close(p.quit)
	p.jobs.Close()
	p.wg.Wait()
	for range p.jobs.Out() {
	}
}

// unused: nothing was given to it.
func unused(try func() error) error {
	q := outlet.NewQueue()
	if err := try(); err != nil {
		q.Close()
		return err
	}
	go func() {
		for f := range q.Out() {
			f()
		}
	}()
	return nil
}

func all(r io.Reader) (n int, err error) {
	s := outlet.NewScan(r)
	for range s.C {
		n++
	}
	return n, s.Err()
}

func stopped(r io.Reader, want string) (bool, error) {
	t, err := outlet.NewTail(context.Background(), r)
	if err != nil {
		return false, err
	}
	defer t.Stop()
	for line := range t.Lines() {
		if line == want {
			return true, nil
		}
	}
	return false, nil
}

// underContext: it ends with the context.
func underContext(ctx context.Context, r io.Reader, want string) bool {
	t, err := outlet.NewTail(ctx, r)
	if err != nil {
		return false
	}
	for line := range t.Lines() {
		if line == want {
			return true
		}
	}
	return false
}

func closed(next func() int) int {
	s := outlet.NewSource(next)
	defer s.Close()
	return <-s.C()
}

// handed on: somebody else reads it.
func handed(r io.Reader, read func(<-chan string)) {
	s := outlet.NewScan(r)
	read(s.C)
}

func kept(next func() (string, error), each func(string)) error {
	found, errs := outlet.Walk(next)
	for name := range found {
		each(name)
	}
	return <-errs
}

// failed: what comes with an error is the last.
func failed(next func() (string, error), each func(string)) error {
	found, errs := outlet.Walk(next)
	for {
		select {
		case name, ok := <-found:
			if !ok {
				return nil
			}
			each(name)
		case err := <-errs:
			return err
		}
	}
}

func room(list []string) string {
	found, errs := outlet.Both(list)
	if err := <-errs; err != nil {
		return ""
	}
	return <-found
}

// both has a queue that another loop reads to its end.
type both struct {
	scan *outlet.Scan
	quit chan struct{}
}

func newBoth(r io.Reader) *both { return &both{scan: outlet.NewScan(r), quit: make(chan struct{})} }

func (b *both) watch() {
	for {
		select {
		case <-b.quit:
			for range b.scan.C {
			}
			return
		case <-b.scan.C:
		}
	}
}

func (b *both) stop() { close(b.quit) }

func unsubscribed(h *outlet.Hub, want int) bool {
	ch := h.Subscribe()
	defer h.Unsubscribe(ch)
	for v := range ch {
		if v == want {
			return true
		}
	}
	return false
}

func listened(h *outlet.Hub, want string) bool {
	ch, stop := h.Listen()
	defer stop()
	for s := range ch {
		if s == want {
			return true
		}
	}
	return false
}

// lossy: nobody waits for who subscribes.
func lossy(l *outlet.Lossy) int { return <-l.Subscribe() }
