package generics

import (
	"context"
	"errors"
	"fmt"
)

// A queue is closed by close, which useQueue forgets.
type queue[T any] struct {
	items chan T
	all   []T
}

func startQueue[T any]() *queue[T] {
	q := &queue[T]{items: make(chan T)}
	go q.run()
	return q
}

func (q *queue[T]) run() {
	for item := range q.items { // want `blocks forever`
		q.all = append(q.all, item)
	}
}

func (q *queue[T]) put(item T) { q.items <- item }

func (q *queue[T]) close() { close(q.items) }

func useQueue() {
	q := startQueue[int]()
	q.put(1)
	p := startQueue[string]()
	p.put("a")
	p.close()
}

// The result is sent only if there is no error.
func async[T any](work func() (T, error)) T {
	result := make(chan T)
	go func() {
		v, err := work()
		if err != nil {
			return
		}
		result <- v
	}()
	return <-result // want `blocks forever`
}

func useAsync(fail bool) int {
	return async(func() (int, error) {
		if fail {
			return 0, errors.New("failed")
		}
		return 1, nil
	})
}

// The output is not closed. Nobody instantiates it.
func mapped[S ~[]E, E, R any](in S, f func(E) R) (all []R) {
	out := make(chan R)
	go func() {
		for _, v := range in {
			out <- f(v)
		}
	}()
	for r := range out { // want `blocks forever`
		all = append(all, r)
	}
	return all
}

// A type parameter may be a channel type.
func drain[C ~chan E, E any](ch C) (n int) {
	for range ch { // want `blocks forever`
		n++
	}
	return n
}

type events chan string

func useDrain() int {
	ch := make(events, 1)
	ch <- "started"
	return drain(ch)
}

// A promise that can be kept, but not broken.
type promise[T any] struct {
	done  chan struct{}
	value T
}

func newPromise[T any]() *promise[T] { return &promise[T]{done: make(chan struct{})} }

func (p *promise[T]) resolve(v T) {
	p.value = v
	close(p.done)
}

func (p *promise[T]) wait() T {
	<-p.done // want `blocks forever`
	return p.value
}

func usePromise(fail bool) string {
	p := newPromise[string]()
	go func() {
		if !fail {
			p.resolve("value")
		}
	}()
	return p.wait()
}

// One result of two is sent, of either kind.
type pair[A, B any] struct {
	first  chan A
	second chan B
}

func both[A, B any](p pair[A, B]) (A, B) {
	a := <-p.first
	return a, <-p.second // want `blocks forever`
}

func useBoth() (int, string) {
	p := pair[int, string]{first: make(chan int, 1), second: make(chan string, 1)}
	p.first <- 1
	return both(p)
}

// The constraint's method ends it, and is not called.
type runner interface {
	run()
	stop()
}

type ticker struct{ quit chan struct{} }

func (t ticker) run() {
	<-t.quit // want `blocks forever`
}

func (t ticker) stop() { close(t.quit) }

func launch[R runner](r R, wait bool) {
	go r.run()
	if wait {
		r.stop()
	}
}

func useLaunch(wait bool) {
	launch(ticker{quit: make(chan struct{})}, wait)
}

// The context goes with the function.
func watch[K comparable, V any](values map[K]V) {
	ctx, _ := context.WithCancel(context.Background())
	changes := make(chan K)
	go func() {
		for {
			select { // want `blocks forever`
			case k := <-changes:
				fmt.Println(k)
			case <-ctx.Done():
				return
			}
		}
	}()
	for k := range values {
		changes <- k
	}
}

func useWatch() { watch(map[string]int{"a": 1}) }

// Recursion with a type argument that grows no further than it is.
func spawn[T any](depth int, zero T) {
	if depth <= 0 {
		return
	}
	ch := make(chan T)
	go func() {
		fmt.Println(<-ch) // want `blocks forever`
	}()
	spawn(depth-1, zero)
}
