// Package reader reads channels of objects of another package, to their end or not.
package reader

import (
	"context"
	"errors"
	"io"
	"sync"

	"undrained/crosspkg/outlet"
)

// pool leaves what is in its queue when it stops.
type pool struct {
	jobs *outlet.Queue
	quit chan struct{}
	wg   sync.WaitGroup
}

func newPool() *pool {
	p := &pool{jobs: outlet.NewQueue(), quit: make(chan struct{})}
	p.wg.Add(1)
	go p.work()
	return p
}

func (p *pool) work() {
	defer p.wg.Done()
	for {
		select {
		case <-p.quit:
			return // want `who sends to p.jobs.Out\(\) blocks forever once this loop is left, since nobody reads it any more; receive until it is closed`
		case f, ok := <-p.jobs.Out():
			if !ok {
				return
			}
			f()
		}
	}
}

func (p *pool) stop() {
	close(p.quit)
	p.jobs.Close()
	p.wg.Wait()
}

// follower has the channel of the lines alone until its context ends.
type follower struct{ scan *outlet.Scan }

func follow(ctx context.Context, r io.Reader, line func(string)) {
	f := &follower{scan: outlet.NewScan(r)}
	go f.run(ctx, line)
}

func (f *follower) run(ctx context.Context, line func(string)) {
	for {
		select {
		case <-ctx.Done():
			return // want `who sends to f.scan.C blocks forever once this loop is left, since nobody reads it any more; receive until it is closed`
		case s, ok := <-f.scan.C:
			if !ok {
				return
			}
			line(s)
		}
	}
}

func first(r io.Reader) (string, error) {
	s := outlet.NewScan(r) // want `who sends to s.C blocks forever when first returns at line 74; receive until it is closed`
	for line := range s.C {
		if line != "" {
			return line, nil
		}
	}
	return "", s.Err()
}

func never(r io.Reader) error {
	s := outlet.NewScan(r) // want `who sends to s.C blocks forever when never returns at line 82; receive until it is closed`
	return s.Err()
}

func head(r io.Reader) (lines []string, err error) {
	t, err := outlet.NewTail(context.Background(), r) // want `who sends to t.Lines blocks forever when head returns at line 93; receive until it is closed, or call Stop`
	if err != nil {
		return nil, err
	}
	for line := range t.Lines() {
		lines = append(lines, line)
		if len(lines) == 10 {
			return lines, nil
		}
	}
	return lines, nil
}

func find(next func() (string, error), want string) error {
	found, errs := outlet.Walk(next) // want `who sends to found blocks forever when find returns at line 108; receive until it is closed`
	for {
		select {
		case name, ok := <-found:
			if !ok {
				return errors.New("not found")
			}
			if name == want {
				return nil
			}
		case err := <-errs:
			return err
		}
	}
}

func subscribed(h *outlet.Hub, want int) bool {
	ch := h.Subscribe() // want `who sends to what h.Subscribe returns blocks forever when subscribed returns at line 120; call Unsubscribe there too`
	for v := range ch {
		if v == want {
			return true
		}
	}
	h.Unsubscribe(ch)
	return false
}

func listens(h *outlet.Hub, want string) bool {
	ch, stop := h.Listen() // want `who sends to what h.Listen returns blocks forever when listens returns at line 131; call it there too`
	for s := range ch {
		if s == want {
			return true
		}
	}
	stop()
	return false
}
