package bad

import (
	"context"
	"time"
)

// The context is looked at before the send, not while sending.
func streamRows(ctx context.Context, rows []string) (n int, err error) {
	out := make(chan string)
	go func() {
		defer close(out)
		for _, r := range rows {
			if ctx.Err() != nil {
				return
			}
			out <- r // want `blocks forever`
		}
	}()
	for {
		select {
		case _, ok := <-out:
			if !ok {
				return n, nil
			}
			n++
			time.Sleep(5 * time.Millisecond)
		case <-ctx.Done():
			return n, ctx.Err()
		}
	}
}

// The select guards the receive, but the send in its body has no way out.
func relayEvents(ctx context.Context, source <-chan string, limit int) (seen []string) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	out := make(chan string)
	go func() {
		for {
			select {
			case e := <-source:
				out <- e // want `blocks forever`
			case <-ctx.Done():
				return
			}
		}
	}()
	for e := range out {
		seen = append(seen, e)
		if len(seen) == limit {
			return seen
		}
	}
	return seen
}

// Ticks until the context ends; the tick that is on its way stays.
func sampleEvery(ctx context.Context, samples int, read func() float64) (sum float64) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	values := make(chan float64)
	go func() {
		t := time.NewTicker(time.Millisecond)
		defer t.Stop()
		for {
			select {
			case <-t.C:
				values <- read() // want `blocks forever`
			case <-ctx.Done():
				return
			}
		}
	}()
	for range samples {
		sum += <-values
	}
	time.Sleep(5 * time.Millisecond) // writes the sum somewhere
	return sum
}

// Two sends: one with the context, one without.
func scanPages(ctx context.Context, pages []string, scan func(string) (string, error)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	found := make(chan string)
	failed := make(chan error)
	go func() {
		defer close(found)
		for _, p := range pages {
			s, err := scan(p)
			if err != nil {
				failed <- err // want `blocks forever`
				return
			}
			select {
			case found <- s:
			case <-ctx.Done():
				return
			}
		}
	}()
	select {
	case <-found:
		return nil
	case err := <-failed:
		return err
	case <-time.After(5 * time.Millisecond):
		return errTimeout
	}
}

// The sender listens to another context than the one that ends.
func wrongContext(ctx context.Context, urls []string, get func(string) (string, error)) error {
	workers, stop := context.WithCancel(context.Background())
	pages := make(chan string)
	go func() {
		defer stop()
		for _, u := range urls {
			s, err := get(u)
			if err != nil || workers.Err() != nil {
				continue
			}
			pages <- s // want `blocks forever`
		}
		close(pages)
	}()
	for {
		select {
		case _, ok := <-pages:
			if !ok {
				return nil
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// A child context with a shorter life ends the receiver.
func shortChild(ctx context.Context, load func(string) (string, error)) (string, error) {
	child, cancel := context.WithTimeout(ctx, time.Millisecond)
	defer cancel()
	ch := make(chan string)
	go func() {
		s, err := load("profile")
		if err != nil {
			s = "anonymous"
		}
		ch <- s // want `blocks forever`
	}()
	select {
	case <-child.Done():
		return "", child.Err()
	case s := <-ch:
		return s, nil
	}
}

// The function that the context's end runs sends to somebody who has left.
func afterCancel(ctx context.Context, work func() error) error {
	aborted := make(chan error)
	context.AfterFunc(ctx, func() {
		aborted <- ctx.Err() // want `blocks forever`
	})
	if err := work(); err != nil {
		return err
	}
	return <-aborted
}

// The cancellation is announced, but the loop has ended by itself.
func announce(ctx context.Context, steps []func() error) error {
	stopped := make(chan struct{})
	go func() {
		<-ctx.Done()
		stopped <- struct{}{} // want `blocks forever`
	}()
	for _, step := range steps {
		select {
		case <-stopped:
			return ctx.Err()
		default:
		}
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}
