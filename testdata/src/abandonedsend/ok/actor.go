package ok

import (
	"context"
	"errors"
	"sync"
)

type getRequest struct {
	key   string
	reply chan string
}

// A store whose data only its own goroutine touches.
type store struct {
	gets chan getRequest
	puts chan [2]string
	stop chan struct{}
	done chan struct{}
}

func newStore() *store {
	s := &store{
		gets: make(chan getRequest),
		puts: make(chan [2]string),
		stop: make(chan struct{}),
		done: make(chan struct{}),
	}
	go s.loop()
	return s
}

func (s *store) loop() {
	defer close(s.done)
	data := make(map[string]string)
	for {
		select {
		case r := <-s.gets:
			r.reply <- data[r.key]
		case p := <-s.puts:
			data[p[0]] = p[1]
		case <-s.stop:
			return
		}
	}
}

// The loop serves until Stop, and Get waits for the reply it asked for.
func (s *store) Get(key string) string {
	r := getRequest{key, make(chan string)}
	s.gets <- r
	return <-r.reply
}

// The loop is there to take it.
func (s *store) Put(key, value string) { s.puts <- [2]string{key, value} }

// Waits for the end of the loop, which nobody sends to any more.
func (s *store) Stop() {
	close(s.stop)
	<-s.done
}

// Started, used, stopped.
func useStore(n int) string {
	s := newStore()
	defer s.Stop()
	for range n {
		s.Put("a", "1")
	}
	return s.Get("a")
}

// The reply has a place in the buffer, so the server never waits for a client
// that has left.
func askWithContext(ctx context.Context, query func(string) (string, error)) (string, error) {
	requests := make(chan getRequest, 1)
	go func() {
		for r := range requests {
			v, _ := query(r.key)
			r.reply <- v
		}
	}()
	defer close(requests)
	reply := make(chan string, 1)
	requests <- getRequest{"x", reply}
	select {
	case v := <-reply:
		return v, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// The server replies in each of its branches, and the client always waits.
func alwaysReplies(kinds []string, lookup func(string) (string, error)) (found int) {
	type request struct {
		kind  string
		reply chan error
	}
	requests := make(chan request)
	go func() {
		for r := range requests {
			if r.kind == "" {
				r.reply <- errors.New("no kind")
				continue
			}
			_, err := lookup(r.kind)
			r.reply <- err
		}
	}()
	for _, k := range kinds {
		r := request{k, make(chan error)}
		requests <- r
		if err := <-r.reply; err == nil {
			found++
		}
	}
	close(requests)
	return found
}

// A queue of functions, run one after the other by one goroutine.
func serialized(n int) int {
	calls := make(chan func())
	done := make(chan struct{})
	go func() {
		defer close(done)
		for f := range calls {
			f()
		}
	}()
	total := 0
	for i := range n {
		calls <- func() { total += i }
	}
	close(calls)
	<-done
	return total
}

// An event loop that is told to quit by its last event.
func eventLoop(events []string) (handled int) {
	ch := make(chan string)
	done := make(chan int)
	go func() {
		n := 0
		for e := range ch {
			if e == "quit" {
				break
			}
			n++
		}
		done <- n
	}()
	for _, e := range events {
		if e == "quit" {
			continue
		}
		ch <- e
	}
	ch <- "quit"
	return <-done
}

type broadcaster struct {
	mu   sync.Mutex
	subs map[chan string]struct{}
}

func (b *broadcaster) subscribe() chan string {
	ch := make(chan string, 1)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.subs == nil {
		b.subs = make(map[chan string]struct{})
	}
	b.subs[ch] = struct{}{}
	return ch
}

func (b *broadcaster) publish(msg string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for ch := range b.subs {
		select {
		case ch <- msg:
		default: // slow subscriber
		}
	}
}

// Slow subscribers are left out.
func broadcast(msgs []string) string {
	var b broadcaster
	ch := b.subscribe()
	b.subscribe()
	b.publish("")
	for _, m := range msgs {
		b.publish(m)
	}
	return <-ch
}

// A writer with Close: the goroutine takes all until the channel is closed.
type asyncWriter struct {
	lines chan string
	wg    sync.WaitGroup
	n     int
}

func newAsyncWriter() *asyncWriter {
	w := &asyncWriter{lines: make(chan string)}
	w.wg.Add(1)
	go w.run()
	return w
}

func (w *asyncWriter) run() {
	defer w.wg.Done()
	for l := range w.lines {
		w.n += len(l)
	}
}

func (w *asyncWriter) Write(l string) { w.lines <- l }

func (w *asyncWriter) Close() int {
	close(w.lines)
	w.wg.Wait()
	return w.n
}

// Written, then closed.
func writeAll(lines []string) int {
	w := newAsyncWriter()
	for _, l := range lines {
		w.Write(l)
	}
	return w.Close()
}

// The poller stops with closed, and its sends listen to it.
type poller struct {
	out    chan int
	closed chan struct{}
}

func startPoller(poll func() int) *poller {
	p := &poller{out: make(chan int), closed: make(chan struct{})}
	go func() {
		for {
			select {
			case p.out <- poll():
			case <-p.closed:
				return
			}
		}
	}()
	return p
}

func (p *poller) close() { close(p.closed) }

// Reads some, closes.
func pollSome(n int) (sum int) {
	p := startPoller(func() int { return 1 })
	defer p.close()
	for range n {
		sum += <-p.out
	}
	return sum
}

// A state machine: each state says which channel comes next.
func turnstile(coins int) (entered int) {
	coin, push, quit := make(chan bool), make(chan bool), make(chan bool)
	done := make(chan int)
	go func() {
		open, n := false, 0
		for {
			if !open {
				select {
				case <-coin:
					open = true
				case <-quit:
					done <- n
					return
				}
				continue
			}
			<-push
			open = false
			n++
		}
	}()
	for range coins {
		coin <- true
		push <- true
	}
	quit <- true
	return <-done
}

// A subscription's callback runs in the loop, which goes on after an error.
func dispatch(events []int, handle func(int) error) (failed int) {
	ch := make(chan int)
	errs := make(chan error, len(events))
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		for e := range ch {
			if err := handle(e); err != nil {
				errs <- err
			}
		}
	}()
	for _, e := range events {
		ch <- e
	}
	close(ch)
	wg.Wait()
	return len(errs)
}
