package generics

import (
	"context"
	"iter"
	"sync"
)

// The buffer is as long as the list.
func race[T any](sources []func() T) (v T) {
	values := make(chan T, len(sources))
	for _, s := range sources {
		go func() { values <- s() }()
	}
	if len(sources) == 0 {
		return v
	}
	return <-values
}

func useRace() string {
	return race([]func() string{
		func() string { return "a" },
		func() string { return "b" },
	})
}

// A place for the one result.
type Promise[T any] struct{ result chan T }

func promise[T any](f func() T) Promise[T] {
	p := Promise[T]{make(chan T, 1)}
	go func() { p.result <- f() }()
	return p
}

func (p Promise[T]) await(ctx context.Context) (v T, err error) {
	select {
	case v = <-p.result:
		return v, nil
	case <-ctx.Done():
		return v, ctx.Err()
	}
}

func usePromise(ctx context.Context, f func() int) (int, error) {
	return promise(f).await(ctx)
}

// All results are taken, whatever they are.
func gather[S ~[]E, E, R any](in S, f func(E) (R, error)) (out []R, err error) {
	results, errs := make(chan R), make(chan error)
	for _, e := range in {
		go func() {
			v, err := f(e)
			if err != nil {
				errs <- err
				return
			}
			results <- v
		}()
	}
	for range in {
		select {
		case v := <-results:
			out = append(out, v)
		case err = <-errs:
		}
	}
	return out, err
}

func useGather(list ids, f func(int) (string, error)) ([]string, error) { return gather(list, f) }

// Read to its end.
func collect[T any](seq iter.Seq[T]) (all []T) {
	ch := make(chan T)
	go func() {
		defer close(ch)
		for v := range seq {
			ch <- v
		}
	}()
	for v := range ch {
		all = append(all, v)
	}
	return all
}

// The stage ends with done.
func stage[A, B any](done <-chan struct{}, in <-chan A, f func(A) B) <-chan B {
	out := make(chan B)
	go func() {
		defer close(out)
		for v := range in {
			select {
			case out <- f(v):
			case <-done:
				return
			}
		}
	}()
	return out
}

// Closing done frees the stage, and the source is a full buffer.
func firstLength(words []string) int {
	done := make(chan struct{})
	defer close(done)
	source := make(chan string, len(words))
	for _, w := range words {
		source <- w
	}
	close(source)
	for n := range stage(done, source, func(s string) int { return len(s) }) {
		return n
	}
	return 0
}

// Pool gives back what it took.
type Pool[T any] struct{ free chan T }

func newPool[T any](n int, make1 func() T) *Pool[T] {
	p := &Pool[T]{free: make(chan T, n)}
	for range n {
		p.free <- make1()
	}
	return p
}

func (p *Pool[T]) with(f func(T)) {
	v := <-p.free
	defer func() { p.free <- v }()
	f(v)
}

func usePool(jobs int) {
	p := newPool(2, func() []byte { return make([]byte, 8) })
	var wg sync.WaitGroup
	for range jobs {
		wg.Go(func() { p.with(func(b []byte) { b[0]++ }) })
	}
	wg.Wait()
}

// Nobody instantiates this one; its sender has a receiver.
func unused[K comparable, V any](m map[K]V, f func(K, V) error) (failed int) {
	errs := make(chan error)
	for k, v := range m {
		go func() { errs <- f(k, v) }()
	}
	for range m {
		if <-errs != nil {
			failed++
		}
	}
	return failed
}

// Broker drops what a slow subscriber does not take.
type Broker[T any] struct {
	mu   sync.Mutex
	subs []chan T
}

func (b *Broker[T]) subscribe() <-chan T {
	b.mu.Lock()
	defer b.mu.Unlock()
	ch := make(chan T, 1)
	b.subs = append(b.subs, ch)
	return ch
}

func (b *Broker[T]) publish(v T) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, ch := range b.subs {
		select {
		case ch <- v:
		default:
		}
	}
}

func useBroker(n int) int {
	var b Broker[int]
	ch := b.subscribe()
	for i := range n {
		b.publish(i)
	}
	b.publish(n)
	return <-ch
}
