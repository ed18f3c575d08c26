// Package sem_ctx has what contexts and timers do, one rule at a time.
package sem_ctx

import (
	"context"
	"errors"
	"time"
)

func wait(ctx context.Context) error {
	<-ctx.Done() // want `blocks forever`
	return ctx.Err()
}

// Nobody cancels: wait, above, waits for ever.
func neverCanceled() {
	ctx, cancel := context.WithCancel(context.Background())
	_ = cancel
	go wait(ctx)
}

// Canceled before, after, twice.
func canceledBefore() {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	<-ctx.Done()
	<-ctx.Done()
}

func canceledAfter() {
	ctx, cancel := context.WithCancel(context.Background())
	go func() { <-ctx.Done() }()
	go cancel()
}

func canceledTwice() {
	ctx, cancel := context.WithCancel(context.Background())
	go func() { <-ctx.Done() }()
	cancel()
	cancel()
}

// Done of Background and TODO is never ready.
func background() {
	select { // not found: blocks forever
	case <-context.Background().Done():
	case <-context.TODO().Done():
	}
}

// A value does not make it cancelable.
func valueOfBackground() {
	ctx := context.WithValue(context.Background(), key{}, 1)
	ch := make(chan int)
	select { // want `blocks forever`
	case <-ctx.Done():
	case <-ch:
	}
}

type key struct{}

// A value keeps it cancelable.
func valueOfCanceled() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	ctx = context.WithValue(ctx, key{}, 1)
	go func() { <-ctx.Done() }()
}

// Cancel goes down.
func parentToChild() {
	parent, cancel := context.WithCancel(context.Background())
	child, _ := context.WithCancel(parent)
	grandchild, _ := context.WithTimeout(context.WithValue(child, key{}, 1), time.Hour)
	cancel()
	<-grandchild.Done()
	<-child.Done()
}

// It does not go up.
func childToParent() {
	parent, cancelParent := context.WithCancel(context.Background())
	child, cancel := context.WithCancel(parent)
	cancel()
	<-child.Done()
	_ = cancelParent
	<-parent.Done() // want `blocks forever`
}

// Nor to its brother.
func childToBrother() {
	parent, cancelParent := context.WithCancel(context.Background())
	one, cancelOne := context.WithCancel(parent)
	two, cancelTwo := context.WithCancel(parent)
	cancelOne()
	<-one.Done()
	_, _ = cancelParent, cancelTwo
	<-two.Done() // want `blocks forever`
}

// A child of a canceled parent is canceled from the start.
func childOfCanceled() {
	parent, cancelParent := context.WithCancel(context.Background())
	cancelParent()
	child, cancel := context.WithCancel(parent)
	_ = cancel
	<-child.Done()
}

// WithoutCancel cuts the line, but keeps the values.
func withoutCancel() {
	parent, cancel := context.WithCancel(context.Background())
	cancel()
	ch := make(chan int)
	select { // want `blocks forever`
	case <-context.WithoutCancel(parent).Done():
	case <-ch:
	}
}

func withoutCancelChild() {
	parent, cancel := context.WithCancel(context.Background())
	child, cancelChild := context.WithCancel(context.WithoutCancel(parent))
	cancel()
	_ = cancelChild
	<-child.Done() // want `blocks forever`
}

// A child of it can be canceled by its own cancel.
func withoutCancelOwn() {
	parent, cancel := context.WithCancel(context.Background())
	defer cancel()
	child, cancelChild := context.WithCancel(context.WithoutCancel(parent))
	cancelChild()
	<-child.Done()
}

// A timeout fires, with or without cancel, whatever the parent does.
func timeout() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	<-ctx.Done()
}

func deadline() {
	ctx, cancel := context.WithDeadline(context.Background(), time.Now().Add(time.Millisecond))
	defer cancel()
	<-ctx.Done()
}

func timeoutOfWithoutCancel() {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(context.Background()), time.Millisecond)
	defer cancel()
	<-ctx.Done()
}

// A child of a context with a timeout ends with that.
func childOfTimeout() {
	ctx, _ := context.WithTimeout(context.Background(), time.Millisecond)
	child, _ := context.WithCancel(ctx)
	<-child.Done()
}

// The parent of a context with a timeout does not end with that.
func parentOfTimeout() {
	parent, cancelParent := context.WithCancel(context.Background())
	ctx, cancel := context.WithTimeout(parent, time.Millisecond)
	defer cancel()
	<-ctx.Done()
	_ = cancelParent
	<-parent.Done() // want `blocks forever`
}

// With a cause it is canceled all the same.
func cause() error {
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(errors.New("enough"))
	<-ctx.Done()
	return context.Cause(ctx)
}

func causeNeverGiven() {
	ctx, cancel := context.WithCancelCause(context.Background())
	_ = cancel
	<-ctx.Done() // want `blocks forever`
}

func timeoutCause() error {
	ctx, cancel := context.WithTimeoutCause(context.Background(), time.Millisecond, errors.New("slow"))
	defer cancel()
	<-ctx.Done()
	return context.Cause(ctx)
}

// Err is nil until it is canceled, and then it is not.
func errTells(canceled bool) {
	ctx, cancel := context.WithCancel(context.Background())
	if canceled {
		cancel()
	}
	if ctx.Err() == nil {
		cancel()
	}
	<-ctx.Done()
}

func errMisread() {
	ctx, cancel := context.WithCancel(context.Background())
	if ctx.Err() != nil {
		cancel()
	}
	<-ctx.Done() // want `blocks forever`
}

// Done gives the same channel each time.
func doneIsOne() {
	ctx, cancel := context.WithCancel(context.Background())
	first := ctx.Done()
	cancel()
	<-first
	<-ctx.Done()
}

// AfterFunc runs its function when the context is canceled,
func afterFunc() {
	ctx, cancel := context.WithCancel(context.Background())
	ran := make(chan struct{})
	context.AfterFunc(ctx, func() { close(ran) })
	cancel()
	<-ran
}

// at once if it was,
func afterFuncCanceled() {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	ran := make(chan struct{})
	context.AfterFunc(ctx, func() { close(ran) })
	<-ran
}

// not if it is not,
func afterFuncNotCanceled() {
	ctx, cancel := context.WithCancel(context.Background())
	_ = cancel
	ran := make(chan struct{})
	context.AfterFunc(ctx, func() { close(ran) })
	<-ran // want `blocks forever`
}

// not if it was stopped in time,
func afterFuncStopped() {
	ctx, cancel := context.WithCancel(context.Background())
	ran := make(chan struct{})
	stop := context.AfterFunc(ctx, func() { close(ran) })
	stop()
	cancel()
	<-ran // want `blocks forever`
}

// and stop tells which.
func afterFuncTells() {
	ctx, cancel := context.WithCancel(context.Background())
	ran := make(chan struct{})
	stop := context.AfterFunc(ctx, func() { close(ran) })
	go cancel()
	if stop() {
		close(ran)
	}
	<-ran
}
