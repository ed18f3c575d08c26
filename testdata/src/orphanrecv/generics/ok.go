package generics

import (
	"context"
	"iter"
	"sync"
)

// Closed by the method of the instance.
func useStack() []int {
	q := startBuffer[int]()
	q.put(1)
	q.put(2)
	return q.close()
}

type buffer[T any] struct {
	items chan T
	done  chan struct{}
	all   []T
}

func startBuffer[T any]() *buffer[T] {
	b := &buffer[T]{items: make(chan T), done: make(chan struct{})}
	go func() {
		defer close(b.done)
		for item := range b.items {
			b.all = append(b.all, item)
		}
	}()
	return b
}

func (b *buffer[T]) put(item T) { b.items <- item }

func (b *buffer[T]) close() []T {
	close(b.items)
	<-b.done
	return b.all
}

// A result comes on every way.
type result[T any] struct {
	value T
	err   error
}

func await[T any](work func() (T, error)) (T, error) {
	ch := make(chan result[T])
	go func() {
		v, err := work()
		if err != nil {
			ch <- result[T]{err: err}
			return
		}
		ch <- result[T]{value: v}
	}()
	r := <-ch
	return r.value, r.err
}

func useAwait(err error) (int, error) {
	return await(func() (int, error) { return 1, err })
}

// As many are received as there are elements, whatever they are.
func parallel[S ~[]E, E, R any](in S, f func(E) R) []R {
	type indexed struct {
		i int
		r R
	}
	ch := make(chan indexed)
	for i, v := range in {
		go func() { ch <- indexed{i, f(v)} }()
	}
	all := make([]R, len(in))
	for range in {
		x := <-ch
		all[x.i] = x.r
	}
	return all
}

func useParallel() []int {
	return parallel([]string{"a", "bb"}, func(s string) int { return len(s) })
}

// The merged channel is closed when all inputs are. Nobody instantiates it.
func merge[T any](inputs ...<-chan T) <-chan T {
	out := make(chan T)
	var wg sync.WaitGroup
	for _, in := range inputs {
		wg.Go(func() {
			for v := range in {
				out <- v
			}
		})
	}
	go func() {
		wg.Wait()
		close(out)
	}()
	return out
}

// A channel type as a type argument, closed by its sender.
func collect[C ~<-chan E, E any](ch C) (all []E) {
	for v := range ch {
		all = append(all, v)
	}
	return all
}

func produce[E any](values ...E) <-chan E {
	ch := make(chan E)
	go func() {
		defer close(ch)
		for _, v := range values {
			ch <- v
		}
	}()
	return ch
}

func useCollect() []string { return collect(produce("a", "b")) }

// What is lazy is made once, and closes ready for all.
type lazy[T any] struct {
	once  sync.Once
	ready chan struct{}
	value T
}

func (l *lazy[T]) get(fill func() T) T {
	l.once.Do(func() {
		go func() {
			defer close(l.ready)
			l.value = fill()
		}()
	})
	<-l.ready
	return l.value
}

func useLazy() string {
	l := &lazy[string]{ready: make(chan struct{})}
	l.get(func() string { return "a" })
	return l.get(func() string { return "b" })
}

// The constraint's method ends what it started.
type service interface {
	start()
	stop()
}

type looper struct{ quit, done chan struct{} }

func (l *looper) start() {
	go func() {
		defer close(l.done)
		<-l.quit
	}()
}

func (l *looper) stop() {
	close(l.quit)
	<-l.done
}

func with[S service](s S, f func()) {
	s.start()
	defer s.stop()
	f()
}

func useWith() {
	with(&looper{quit: make(chan struct{}), done: make(chan struct{})}, func() {})
}

// The end of the loop over the sequence closes quit.
func sequence[T any](values []T) iter.Seq[T] {
	return func(yield func(T) bool) {
		quit, ch := make(chan struct{}), make(chan T)
		defer close(quit)
		go func() {
			defer close(ch)
			for _, v := range values {
				select {
				case ch <- v:
				case <-quit:
					return
				}
			}
		}()
		for v := range ch {
			if !yield(v) {
				return
			}
		}
	}
}

func useSequence() (n int) {
	for v := range sequence([]int{1, 2, 3}) {
		if v == 2 {
			break
		}
		n++
	}
	return n
}

// The caller cancels.
func poll[T any](ctx context.Context, in <-chan T, handle func(T)) {
	for {
		select {
		case v := <-in:
			handle(v)
		case <-ctx.Done():
			return
		}
	}
}

func usePoll() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	in := make(chan int)
	go poll(ctx, in, func(int) {})
	in <- 1
}
