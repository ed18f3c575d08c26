// Package generics holds senders with type parameters.
package generics

import (
	"cmp"
	"context"
	"errors"
	"time"
)

var errTimeout = errors.New("timeout")

// The first value wins; instantiated by use.
func first[T any](sources []func() T) T {
	values := make(chan T)
	for _, s := range sources {
		go func() { values <- s() }() // want `blocks forever`
	}
	return <-values
}

// An instance.
func use() int {
	return first([]func() int{
		func() int { return 1 },
		func() int { return 2 },
	})
}

// Nobody instantiates this one.
func within[K comparable, V any](key K, d time.Duration, load func(K) V) (v V, err error) {
	loaded := make(chan V)
	go func() { loaded <- load(key) }() // want `blocks forever`
	select {
	case v = <-loaded:
		return v, nil
	case <-time.After(d):
		return v, errTimeout
	}
}

// Future is the generic form of a goroutine with one result.
type Future[T any] struct {
	result chan T
}

func async[T any](f func() T) *Future[T] {
	p := &Future[T]{result: make(chan T)}
	go p.run(f)
	return p
}

func (p *Future[T]) run(f func() T) {
	p.result <- f() // want `blocks forever`
}

func (p *Future[T]) await(ctx context.Context) (v T, err error) {
	select {
	case v = <-p.result:
		return v, nil
	case <-ctx.Done():
		return v, ctx.Err()
	}
}

// A generic method abandons what a generic function started.
func balance(ctx context.Context, account string, query func(string) int) (int, error) {
	f := async(func() int { return query(account) })
	return f.await(ctx)
}

// mapAll calls f for each element and stops at the first error.
func mapAll[S ~[]E, E, R any](in S, f func(E) (R, error)) ([]R, error) {
	type result struct {
		value R
		err   error
	}
	results := make(chan result)
	for _, e := range in {
		go func() {
			v, err := f(e)
			results <- result{v, err} // want `blocks forever`
		}()
	}
	var out []R
	for range in {
		r := <-results
		if r.err != nil {
			return nil, r.err
		}
		out = append(out, r.value)
	}
	return out, nil
}

type ids []int

// Two instances.
func names(list ids, name func(int) (string, error)) ([]string, error) {
	return mapAll(list, name)
}

func lengths(list []string, length func(string) (int, error)) ([]int, error) {
	return mapAll(list, length)
}

// Set walks its elements in a goroutine.
type Set[T cmp.Ordered] map[T]struct{}

func (s Set[T]) each() <-chan T {
	ch := make(chan T)
	go func() {
		defer close(ch)
		for v := range s {
			ch <- v // want `blocks forever`
		}
	}()
	return ch
}

// One of the elements is taken.
func anyOf[T cmp.Ordered](s Set[T]) (v T) {
	for v := range s.each() {
		return v
	}
	return v
}

func anyPort(ports Set[uint16]) uint16 { return anyOf(ports) }

// Queue's capacity is too small for its use.
type Queue[T any] struct {
	items chan T
}

func newQueue[T any](n int) Queue[T] { return Queue[T]{items: make(chan T, n)} }

func (q Queue[T]) push(v T) {
	q.items <- v // want `blocks forever`
}

func (q Queue[T]) pop() T { return <-q.items }

// Three into two, by the caller itself.
func overfill(words []string) string {
	q := newQueue[string](2)
	for _, w := range words {
		q.push(w)
	}
	return q.pop()
}

// Number is a constraint with a core of numbers.
type Number interface{ ~int | ~float64 }

// Partial sums, of which the last is not read.
func total[N Number](values []N) (t N) {
	parts := make(chan N)
	mid := len(values) / 2
	add := func(values []N) {
		var s N
		for _, v := range values {
			s += v
		}
		parts <- s // want `blocks forever`
	}
	go add(values[:mid])
	go add(values[mid:])
	t = <-parts
	if t == 0 {
		return t
	}
	return t + <-parts
}

func totals() (int, float64) {
	return total([]int{0, 0, 1, 2}), total([]float64{0, 0})
}

// Sender is satisfied by types with a channel.
type Sender[T any] interface {
	Send(T)
}

type wire[T any] struct{ ch chan T }

func (w wire[T]) Send(v T) { w.ch <- v } // want `blocks forever`

// sendTwice is given its channel by the type argument.
func sendTwice[T any, S Sender[T]](s S, v T) {
	s.Send(v)
	s.Send(v)
}

// The second of the two finds nobody.
func signalled() string {
	w := wire[string]{make(chan string)}
	go sendTwice(w, "done")
	return <-w.ch
}
