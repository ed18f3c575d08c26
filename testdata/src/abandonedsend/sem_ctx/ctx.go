// Package sem_ctx is about contexts and timers: who ends them, and whom that
// wakes.
package sem_ctx

import (
	"context"
	"errors"
	"time"
)

// cancel ends the context, and so the sender.
func cancelFrees() {
	ctx, cancel := context.WithCancel(context.Background())
	ch := make(chan int)
	go func() {
		select {
		case ch <- 1:
		case <-ctx.Done():
		}
	}()
	cancel()
}

// The cancel of a parent ends the child.
func parentFreesChild() {
	parent, cancel := context.WithCancel(context.Background())
	child := context.WithValue(parent, key{}, 1)
	ch := make(chan int)
	go func() {
		select {
		case ch <- 1:
		case <-child.Done():
		}
	}()
	cancel()
}

type key struct{}

// The cancel of a child does not end its parent: Err of the parent stays nil.
func childLeavesParent() error {
	parent, stop := context.WithCancel(context.Background())
	defer stop()
	child, cancel := context.WithCancel(parent)
	ch := make(chan int)
	go func() {
		ch <- 1 // want `blocks forever`
	}()
	cancel()
	<-child.Done()
	if parent.Err() == nil {
		return child.Err()
	}
	<-ch
	return nil
}

// A parent that has ended ends its new child at once.
func bornDead() error {
	parent, stop := context.WithCancel(context.Background())
	stop()
	child, cancel := context.WithTimeout(parent, time.Hour)
	defer cancel()
	ch := make(chan int)
	go func() {
		ch <- 1 // want `blocks forever`
	}()
	if err := child.Err(); err != nil {
		return err
	}
	<-ch
	return nil
}

// WithoutCancel cuts the child off.
func withoutCancel() error {
	parent, stop := context.WithCancel(context.Background())
	child := context.WithoutCancel(parent)
	ch := make(chan int)
	stop()
	go func() { ch <- 1 }()
	if err := child.Err(); err != nil {
		return err
	}
	<-ch
	return nil
}

// Background never ends: the select is a receive.
func background() int {
	ctx := context.Background()
	ch := make(chan int)
	go func() { ch <- 1 }()
	select {
	case v := <-ch:
		return v
	case <-ctx.Done():
		return 0
	}
}

// The caller's context may end.
func callers(ctx context.Context, wait func()) int {
	ch := make(chan int)
	go func() {
		wait()
		ch <- 1 // want `blocks forever`
	}()
	select {
	case v := <-ch:
		return v
	case <-ctx.Done():
		return 0
	}
}

// After cancel, Done is ready: both cases are, and either is taken.
func cancelledBefore() int {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	ch := make(chan int)
	go func() {
		ch <- 1 // want `blocks forever`
	}()
	select {
	case v := <-ch:
		return v
	case <-ctx.Done():
		return 0
	}
}

// A context that nobody has cancelled yet has no error.
func notYet() int {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	ch := make(chan int)
	go func() { ch <- 1 }()
	if ctx.Err() != nil {
		return 0
	}
	return <-ch
}

// The timeout ends it without anybody's help.
func timeoutEnds(wait func()) int {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Millisecond)
	defer cancel()
	ch := make(chan int)
	go func() {
		wait()
		ch <- 1 // want `blocks forever`
	}()
	select {
	case v := <-ch:
		return v
	case <-ctx.Done():
		return 0
	}
}

// The sender under a timeout of its own needs nobody.
func senderTimeout() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Millisecond)
	ch := make(chan int)
	go func() {
		defer cancel()
		select {
		case ch <- 1:
		case <-ctx.Done():
		}
	}()
}

type service struct {
	ctx    context.Context
	cancel context.CancelFunc
	out    chan int
}

func newService() *service {
	s := &service{out: make(chan int)}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	go func() {
		for i := 0; ; i++ {
			select {
			case s.out <- i:
			case <-s.ctx.Done():
				return
			}
		}
	}()
	return s
}

// cancel is stored in a field and called by Close.
func (s *service) Close() { s.cancel() }

func useService() int {
	s := newService()
	defer s.Close()
	return <-s.out
}

// cancel is returned to the caller.
func start(limit int) (<-chan int, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.Background())
	ch := make(chan int)
	go func() {
		defer close(ch)
		for i := range limit {
			select {
			case ch <- i:
			case <-ctx.Done():
				return
			}
		}
	}()
	return ch, cancel
}

func useStart() int {
	ch, cancel := start(3)
	defer cancel()
	return <-ch
}

// AfterFunc runs when the context ends, and not before.
func afterFunc() error {
	ctx, cancel := context.WithCancel(context.Background())
	ch := make(chan error)
	context.AfterFunc(ctx, func() { ch <- context.Cause(ctx) })
	cancel()
	return <-ch
}

func afterFuncLost() {
	ctx, cancel := context.WithCancel(context.Background())
	ch := make(chan error)
	context.AfterFunc(ctx, func() {
		ch <- ctx.Err() // want `blocks forever`
	})
	cancel()
}

// stop keeps it from running.
func afterFuncStopped() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	ch := make(chan error)
	stop := context.AfterFunc(ctx, func() { ch <- ctx.Err() })
	stop()
}

// stop is false if it runs already: then there is something to receive.
func afterFuncStopTooLate() error {
	ctx, cancel := context.WithCancel(context.Background())
	ch := make(chan error)
	stop := context.AfterFunc(ctx, func() { ch <- ctx.Err() })
	cancel()
	if !stop() {
		return <-ch
	}
	return nil
}

// The cause is that of the first cancel.
func cause() error {
	ctx, cancel := context.WithCancelCause(context.Background())
	ch := make(chan int)
	go func() {
		select {
		case ch <- 1:
		case <-ctx.Done():
		}
	}()
	cancel(errors.New("first"))
	cancel(nil)
	return context.Cause(ctx)
}

// nil is not the context that ends.
func nilContext(ctx context.Context) int {
	ch := make(chan int)
	go func() { ch <- 1 }()
	var done <-chan struct{}
	if ctx != nil {
		ctx = context.WithoutCancel(ctx)
		done = ctx.Done()
	}
	select {
	case v := <-ch:
		return v
	case <-done:
		return 0
	}
}

// What has ended has an error, wherever it comes from.
func endOrAnswer(ctx context.Context, answers chan error) error {
	select {
	case <-ctx.Done():
		<-answers
		return ctx.Err()
	case <-time.After(time.Millisecond):
		return nil
	}
}

func endsElsewhere(ctx context.Context) error {
	answers := make(chan error)
	go func() { answers <- nil }()
	if err := endOrAnswer(ctx, answers); err != nil {
		return err
	}
	return <-answers
}
