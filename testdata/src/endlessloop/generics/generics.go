package generics

import (
	"bufio"
	"context"
	"fmt"
	"time"
)

func decode[T any](r *bufio.Reader, parse func(string) T) {
	for {
		line, err := r.ReadString('\n') // want `r.ReadString: the loop spins at the end of the input`
		if err != nil {
			continue
		}
		fmt.Println(parse(line))
	}
}

func use(r *bufio.Reader) {
	decode(r, func(s string) int { return len(s) })
	decode(r, func(s string) string { return s })
}

// A hub hands on what comes in.
type hub[T any] struct{ in chan T }

func newHub[T any]() *hub[T] {
	h := &hub[T]{in: make(chan T)}
	go h.loop()
	return h
}

func (h *hub[T]) loop() {
	for {
		fmt.Println(<-h.in) // want `receive from h.in: the loop spins after the close at line \d+`
	}
}

func (h *hub[T]) stop() { close(h.in) }

func each[T any](ctx context.Context, in <-chan T, f func(T)) {
	for {
		select {
		case <-ctx.Done(): // want `this break leaves only the select; return`
			break
		case v := <-in:
			f(v)
		}
	}
}

// retry is given the call, and does look at the context.
func retry[T any](ctx context.Context, f func(context.Context) (T, error)) (v T, err error) {
	for {
		if v, err = f(ctx); err == nil || ctx.Err() != nil {
			return v, err
		}
		time.Sleep(time.Second)
	}
}

func users(ctx context.Context) {
	h := newHub[int]()
	h.stop()
	retry(ctx, func(context.Context) (int, error) { return 1, nil })
	each(ctx, h.in, func(int) {})
}
