package bad

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// The cancel function is dropped.
func cancelDropped() {
	ctx, _ := context.WithCancel(context.Background())
	go func() {
		<-ctx.Done() // want `blocks forever`
		fmt.Println(ctx.Err())
	}()
}

// It is called on one path only.
func cancelOnOnePath(fail bool) error {
	ctx, cancel := context.WithCancel(context.Background())
	go sweep(ctx, make(chan string))
	if fail {
		return errors.New("failed")
	}
	cancel()
	return nil
}

func sweep(ctx context.Context, paths <-chan string) {
	for {
		select { // want `blocks forever`
		case p := <-paths:
			fmt.Println("removing", p)
		case <-ctx.Done():
			return
		}
	}
}

// The child is canceled, but the goroutine waits for the parent.
func waitsForParent() {
	parent, cancelParent := context.WithCancel(context.Background())
	child, cancel := context.WithCancel(parent)
	defer cancel()
	go func() {
		<-parent.Done() // want `blocks forever`
		fmt.Println(child.Err())
	}()
	_ = cancelParent
}

// Detached from the context that is canceled.
func detached() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	audit, stop := context.WithCancel(context.WithoutCancel(ctx))
	_ = stop
	go func() {
		<-audit.Done() // want `blocks forever`
	}()
}

// Background is never done.
func backgroundPassed(values []int) {
	in := make(chan int)
	go consume(context.Background(), in)
	for _, v := range values {
		in <- v
	}
}

func consume(ctx context.Context, in <-chan int) (sum int) {
	for {
		select { // want `blocks forever`
		case v := <-in:
			sum += v
		case <-ctx.Done():
			return sum
		}
	}
}

// The deferred cancel runs only after the wait that it should end.
func cancelBehindWait(work func()) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		work() // and now cancel
	}()
	<-ctx.Done() // want `blocks forever`
}

// The function that would have run after the context is stopped before.
func afterFuncGivenUp() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	flushed := make(chan struct{})
	stop := context.AfterFunc(ctx, func() { close(flushed) })
	go func() {
		<-flushed // want `blocks forever`
	}()
	stop()
}

// The worker leaves when it is canceled; who waits for its result does not.
func canceledWithoutResult() int {
	ctx, cancel := context.WithCancel(context.Background())
	in, result := make(chan int), make(chan int)
	go func() {
		select {
		case v := <-in:
			result <- v
		case <-ctx.Done():
		}
	}()
	cancel()
	return <-result // want `blocks forever`
}

// A session keeps its cancel function, and nobody closes the session.
type session struct {
	cancel context.CancelFunc
	events chan string
}

func openSession() *session {
	ctx, cancel := context.WithCancel(context.WithValue(context.Background(), userKey{}, "alice"))
	s := &session{cancel: cancel, events: make(chan string)}
	go s.dispatch(ctx)
	return s
}

type userKey struct{}

func (s *session) dispatch(ctx context.Context) {
	for {
		select { // want `blocks forever`
		case e := <-s.events:
			fmt.Println(ctx.Value(userKey{}), e)
		case <-ctx.Done():
			return
		}
	}
}

func (s *session) close() { s.cancel() }

func sessionNotClosed() {
	s := openSession()
	s.events <- "login"
}

// The context with the timeout is made, and the other one used.
func wrongContext() {
	base, stop := context.WithCancel(context.Background())
	ctx, cancel := context.WithTimeout(base, time.Millisecond)
	defer cancel()
	_, _ = ctx, stop
	go func() {
		<-base.Done() // want `blocks forever`
	}()
}

// The cancel function of the last round only is called.
func cancelOverwritten(rounds int) {
	var cancel context.CancelFunc
	for range rounds {
		var ctx context.Context
		ctx, cancel = context.WithCancel(context.Background())
		go func() {
			<-ctx.Done() // want `blocks forever`
		}()
	}
	if cancel != nil {
		cancel()
	}
}
