package ok

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"sync"
	"time"
)

// The deferred cancel ends the goroutine, whichever way the function returns.
func cancelDeferred(fail bool) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() { <-ctx.Done() }()
	if fail {
		return errors.New("failed")
	}
	return nil
}

// Canceled on both paths, by hand.
func cancelOnBothPaths(fail bool) error {
	ctx, cancel := context.WithCancel(context.Background())
	go waitFor(ctx)
	if fail {
		cancel()
		return errors.New("failed")
	}
	cancel()
	return nil
}

func waitFor(ctx context.Context) error {
	<-ctx.Done()
	return ctx.Err()
}

// A timeout fires also if nobody cancels.
func timeoutFires() {
	ctx, _ := context.WithTimeout(context.Background(), time.Millisecond)
	go waitFor(ctx)
}

// So does a deadline.
func deadlineFires() error {
	ctx, cancel := context.WithDeadline(context.Background(), time.Now().Add(time.Millisecond))
	_ = cancel
	<-ctx.Done()
	return ctx.Err()
}

// The caller's context: it is the caller who cancels.
func contextOfCaller(ctx context.Context, in <-chan int) int {
	done := make(chan struct{})
	sum := 0
	go func() {
		defer close(done)
		for {
			select {
			case v := <-in:
				sum += v
			case <-ctx.Done():
				return
			}
		}
	}()
	<-done
	return sum
}

func callsContextOfCaller() int {
	ctx, cancel := context.WithCancel(context.Background())
	in := make(chan int, 1)
	in <- 1
	cancel()
	return contextOfCaller(ctx, in)
}

// A child of the caller's context ends with it.
func childOfCaller(ctx context.Context) {
	child, cancel := context.WithCancel(ctx)
	_ = cancel
	go waitFor(child)
}

func callsChildOfCaller() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	childOfCaller(ctx)
}

// The cancel of the parent reaches children and grandchildren.
func parentCancels() {
	parent, cancel := context.WithCancel(context.Background())
	child, _ := context.WithCancel(context.WithValue(parent, key{}, "x"))
	go waitFor(child)
	cancel()
}

type key struct{}

// The worker cancels when it is done; who waits for the context goes on.
func workerCancels(work func()) {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		defer cancel()
		work()
	}()
	<-ctx.Done()
}

// The cancel function is returned with the context.
func scope() (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.Background())
	go waitFor(ctx)
	return ctx, cancel
}

func usesScope() error {
	ctx, cancel := scope()
	cancel()
	return waitFor(ctx)
}

// The cancel function is in a field, and a method calls it.
type session struct {
	cancel context.CancelFunc
	wg     sync.WaitGroup
}

func (s *session) open() {
	ctx, cancel := context.WithCancel(context.Background())
	s.cancel = cancel
	s.wg.Go(func() { <-ctx.Done() })
}

func (s *session) close() {
	s.cancel()
	s.wg.Wait()
}

func usesSession() {
	var s session
	s.open()
	defer s.close()
}

// The context itself is in a field.
type client struct {
	ctx    context.Context
	cancel context.CancelFunc
	queue  chan string
	done   chan struct{}
}

func dial() *client {
	c := &client{queue: make(chan string, 8), done: make(chan struct{})}
	c.ctx, c.cancel = context.WithCancel(context.Background())
	go c.flush()
	return c
}

func (c *client) flush() {
	defer close(c.done)
	for {
		select {
		case <-c.queue:
		case <-c.ctx.Done():
			return
		}
	}
}

func (c *client) hangUp() {
	c.cancel()
	<-c.done
}

func usesClient(name string) {
	c := dial()
	defer c.hangUp()
	if name != "" {
		c.queue <- name
	}
}

// What runs after the context closes the channel.
func afterFuncCloses() {
	ctx, cancel := context.WithCancel(context.Background())
	closed := make(chan struct{})
	stop := context.AfterFunc(ctx, func() { close(closed) })
	defer stop()
	cancel()
	<-closed
}

// Canceled with a cause, by the first that fails.
func cancelCause(fail bool) error {
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	results := make(chan int, 1)
	go func() {
		if fail {
			cancel(errors.New("failed"))
			return
		}
		results <- 1
	}()
	select {
	case <-results:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// Waits for a signal, or until the deferred stop.
func notifyContext() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	go waitFor(ctx)
}

// A group: the first error cancels the others, and all are waited for.
type group struct {
	cancel context.CancelFunc
	wg     sync.WaitGroup
	once   sync.Once
	err    error
}

func newGroup(ctx context.Context) (*group, context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	return &group{cancel: cancel}, ctx
}

func (g *group) run(f func() error) {
	g.wg.Add(1)
	go func() {
		defer g.wg.Done()
		if err := f(); err != nil {
			g.once.Do(func() {
				g.err = err
				g.cancel()
			})
		}
	}()
}

func (g *group) wait() error {
	g.wg.Wait()
	g.cancel()
	return g.err
}

func usesGroup(fail bool) error {
	g, ctx := newGroup(context.Background())
	out := make(chan int)
	g.run(func() error {
		defer close(out)
		if fail {
			return errors.New("failed")
		}
		select {
		case out <- 1:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
	g.run(func() error {
		for range out {
		}
		return nil
	})
	return g.wait()
}

// Background is never done, but the other case fires.
func backgroundButResult() int {
	ctx := context.Background()
	result := make(chan int)
	go func() { result <- 1 }()
	select {
	case v := <-result:
		return v
	case <-ctx.Done():
		return 0
	}
}

// Replaced by a context that is canceled, on each round.
func newContextEachRound(rounds int) {
	for range rounds {
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan struct{})
		go func() {
			<-ctx.Done()
			close(done)
		}()
		cancel()
		<-done
	}
}

// The result comes into a buffer; who leaves early leaves nobody behind.
func resultOrDone(ctx context.Context) (int, error) {
	result := make(chan int, 1)
	go func() { result <- 1 }()
	select {
	case v := <-result:
		return v, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

func callsResultOrDone() (int, error) { return resultOrDone(context.Background()) }
