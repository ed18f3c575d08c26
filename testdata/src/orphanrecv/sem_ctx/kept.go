package sem_ctx

import (
	"context"
	"time"
)

// The cancel function in a struct.
type job struct {
	ctx    context.Context
	cancel context.CancelFunc
}

func startJob(parent context.Context) *job {
	j := &job{}
	j.ctx, j.cancel = context.WithCancel(parent)
	return j
}

func (j *job) run() {
	<-j.ctx.Done() // want `blocks forever`
}

func (j *job) stop() { j.cancel() }

func jobStopped() {
	j := startJob(context.Background())
	go j.run()
	defer j.stop()
}

func jobNotStopped() {
	j := startJob(context.Background())
	go j.run()
}

func jobOfCanceled() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	j := startJob(ctx)
	go j.run()
}

// Two jobs: each is stopped by its own.
type worker struct {
	ctx    context.Context
	cancel func()
}

func (w *worker) run() {
	<-w.ctx.Done() // want `blocks forever`
}

func newWorker() *worker {
	ctx, cancel := context.WithCancel(context.Background())
	return &worker{ctx, cancel}
}

func oneOfTwoStopped() {
	a, b := newWorker(), newWorker()
	go a.run()
	go b.run()
	a.cancel()
}

func bothStopped() {
	workers := []*worker{newWorker(), newWorker()}
	for _, w := range workers {
		go w.run()
	}
	for _, w := range workers {
		w.cancel()
	}
}

// Returned to the caller, who calls it or does not.
func scope() (context.Context, func()) {
	ctx, cancel := context.WithCancel(context.Background())
	return ctx, func() {
		cancel()
	}
}

func scopeLeft() {
	ctx, leave := scope()
	defer leave()
	go func() { <-ctx.Done() }()
}

func scopeNotLeft() {
	ctx, _ := scope()
	go func() {
		<-ctx.Done() // want `blocks forever`
	}()
}

// In a slice of functions, called in a loop.
func cleanups() {
	var all []func()
	for range 2 {
		ctx, cancel := context.WithCancel(context.Background())
		all = append(all, cancel)
		go func() { <-ctx.Done() }()
	}
	for _, f := range all {
		f()
	}
}

// In a variable of a closure that runs later.
func inClosure(later bool) {
	var cancel context.CancelFunc
	ctx, stop := context.WithCancel(context.Background())
	cancel = func() { stop() }
	go func() { <-ctx.Done() }()
	if later {
		time.AfterFunc(time.Millisecond, cancel)
	} else {
		cancel()
	}
}

// Handed to a goroutine that always calls it.
func handedToGoroutine() {
	ctx, cancel := context.WithCancel(context.Background())
	go func(done func()) { done() }(cancel)
	<-ctx.Done()
}

// Handed to one that calls it sometimes.
func handedToSome(fail bool) {
	ctx, cancel := context.WithCancel(context.Background())
	go func(done func()) {
		if fail {
			return
		}
		done()
	}(cancel)
	<-ctx.Done() // want `blocks forever`
}

// A context that carries another.
type carrier struct {
	context.Context
	name string
}

func embedded() {
	ctx, cancel := context.WithCancel(context.Background())
	c := carrier{ctx, "c"}
	go func() { <-c.Done() }()
	cancel()
}

func embeddedNotCanceled() {
	ctx, cancel := context.WithCancel(context.Background())
	_ = cancel
	c := &carrier{ctx, "c"}
	go func() {
		<-c.Done() // want `blocks forever`
	}()
}

// A context of one's own: its Done is a method like any other.
type stopContext struct {
	context.Context
	stop chan struct{}
}

func (c stopContext) Done() <-chan struct{} { return c.stop }

func ownContext() {
	c := stopContext{context.Background(), make(chan struct{})}
	go func() { <-c.Done() }()
	close(c.stop)
}

func ownContextNotStopped() {
	c := stopContext{context.Background(), make(chan struct{})}
	go func() {
		<-c.Done() // want `blocks forever`
	}()
}
