package ok

import (
	"context"
	"errors"
	"sync"
	"time"
)

// The sender leaves with the receiver: both listen to one context.
func generate(ctx context.Context, limit int) []int {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	numbers := make(chan int)
	go func() {
		defer close(numbers)
		for i := 0; ; i++ {
			select {
			case numbers <- i:
			case <-ctx.Done():
				return
			}
		}
	}()
	var all []int
	for n := range numbers {
		all = append(all, n)
		if len(all) >= limit {
			break
		}
	}
	return all
}

// Closing done on the way out frees the sender.
func firstMatch(lines []string, match func(string) bool) string {
	done := make(chan struct{})
	defer close(done)
	ch := make(chan string)
	go func() {
		defer close(ch)
		for _, l := range lines {
			select {
			case ch <- l:
			case <-done:
				return
			}
		}
	}()
	for l := range ch {
		if match(l) {
			return l
		}
	}
	return ""
}

// The receiver leaves by an error of its own; the senders listen to the context
// that its deferred cancel ends.
func anyHost(ctx context.Context, hosts []string, query func(string) (string, error)) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	answers := make(chan string)
	for _, h := range hosts {
		go func() {
			s, err := query(h)
			if err != nil {
				s = ""
			}
			select {
			case answers <- s:
			case <-ctx.Done():
			}
		}()
	}
	for range hosts {
		select {
		case s := <-answers:
			if s != "" {
				return s, nil
			}
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
	return "", errors.New("no answer")
}

// The caller may end its context; whether it does is not to be seen here.
func callersContext(ctx context.Context, urls []string, get func(string) (string, error)) error {
	type page struct{ err error }
	pages := make(chan page)
	for _, u := range urls {
		go func() {
			_, err := get(u)
			select {
			case pages <- page{err}:
			case <-ctx.Done():
			}
		}()
	}
	for range urls {
		if p := <-pages; p.err != nil {
			return p.err
		}
	}
	return nil
}

// The sender has a timeout of its own.
func impatientSender(fetch func(string) (string, error)) error {
	ch := make(chan string)
	go func() {
		s, _ := fetch("x")
		select {
		case ch <- s:
		case <-time.After(5 * time.Millisecond):
		}
	}()
	select {
	case <-ch:
		return nil
	case <-time.After(time.Millisecond):
		return errors.New("timeout")
	}
}

// A helper sends, with a way out.
func viaHelper(ctx context.Context, n int) int {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	out := make(chan int)
	go func() {
		defer close(out)
		for i := range n {
			if !offer(ctx, out, i) {
				return
			}
		}
	}()
	for v := range out {
		if v == 3 {
			return v
		}
	}
	return -1
}

func offer(ctx context.Context, out chan<- int, v int) bool {
	select {
	case out <- v:
		return true
	case <-ctx.Done():
		return false
	}
}

// The context's end is asked for between sends, and each send has a receiver.
func pollContext(ctx context.Context, n int) int {
	out := make(chan int)
	go func() {
		defer close(out)
		for i := range n {
			if ctx.Err() != nil {
				return
			}
			out <- i
		}
	}()
	sum := 0
	for v := range out {
		sum += v
	}
	return sum
}

// The receiver does not stop at the end of the context: the sender does, and
// closes.
func senderCloses(ctx context.Context, n int) []int {
	out := make(chan int)
	go func() {
		defer close(out)
		for i := range n {
			select {
			case out <- i:
			case <-ctx.Done():
				return
			}
		}
	}()
	var got []int
	for v := range out {
		got = append(got, v)
	}
	return got
}

// Three stages under one context.
func stages(ctx context.Context, words []string, check func(string) (string, error)) (int, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	source := make(chan string)
	go func() {
		defer close(source)
		for _, w := range words {
			select {
			case source <- w:
			case <-ctx.Done():
				return
			}
		}
	}()
	checked := make(chan string)
	go func() {
		defer close(checked)
		for w := range source {
			s, err := check(w)
			if err != nil {
				cancel(err)
				return
			}
			select {
			case checked <- s:
			case <-ctx.Done():
				return
			}
		}
	}()
	total := 0
	for s := range checked {
		total += len(s)
		if total > 10 {
			return total, nil
		}
	}
	return total, context.Cause(ctx)
}

// quit is closed once, by whoever comes first.
func stopOnce(n int, ok func(int) bool) int {
	quit := make(chan struct{})
	var once sync.Once
	stop := func() { once.Do(func() { close(quit) }) }
	defer stop()
	ch := make(chan int)
	go func() {
		defer close(ch)
		for i := range n {
			select {
			case ch <- i:
			case <-quit:
				return
			}
		}
	}()
	for v := range ch {
		if !ok(v) {
			stop()
			return v
		}
	}
	return n
}

// Either a result or a word of farewell: the select takes whichever is possible.
func twoSends(prefer bool) string {
	fast, slow := make(chan string), make(chan string)
	go func() {
		select {
		case fast <- "fast":
		case slow <- "slow":
		}
	}()
	if prefer {
		return <-fast
	}
	return <-slow
}

// The nil channel switches the case off until there is something to send.
func pump(in <-chan int, out chan<- int) {
	var queue []int
	var send chan<- int
	var next int
	for in != nil || len(queue) > 0 {
		if len(queue) > 0 {
			send, next = out, queue[0]
		} else {
			send = nil
		}
		select {
		case v, ok := <-in:
			if !ok {
				in = nil
				continue
			}
			queue = append(queue, v)
		case send <- next:
			queue = queue[1:]
		}
	}
	close(out)
}

// An unbounded queue: everything that goes in comes out.
func pumped(items []int) (sum int) {
	in, out := make(chan int), make(chan int)
	go pump(in, out)
	for _, it := range items {
		in <- it
	}
	close(in)
	for v := range out {
		sum += v
	}
	return sum
}
