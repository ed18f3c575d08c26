// Package outlet has objects with channels, and functions that return several.
package outlet

import (
	"bufio"
	"context"
	"io"
	"slices"
	"sync"
)

// A Queue never lets who sends to In wait.
type Queue struct{ in, out chan func() }

func NewQueue() *Queue { // want NewQueue:`owes a drain of Out given`
	q := &Queue{in: make(chan func()), out: make(chan func())}
	go q.pump()
	return q
}

func (q *Queue) In() chan<- func()  { return q.in }
func (q *Queue) Out() <-chan func() { return q.out }
func (q *Queue) Close()             { close(q.in) }

func (q *Queue) pump() {
	defer close(q.out)
	var held []func()
	in := q.in
	for in != nil || len(held) > 0 {
		var out chan func()
		var first func()
		if len(held) > 0 {
			out, first = q.out, held[0]
		}
		select {
		case f, ok := <-in:
			if !ok {
				in = nil
				continue
			}
			held = append(held, f)
		case out <- first:
			held = held[1:]
		}
	}
}

// A Scan has its lines in a field.
type Scan struct {
	C   <-chan string
	err error
}

func NewScan(r io.Reader) *Scan { // want NewScan:`owes a drain of C`
	c := make(chan string)
	s := &Scan{C: c}
	go func() {
		defer close(c)
		in := bufio.NewScanner(r)
		for in.Scan() {
			c <- in.Text()
		}
		s.err = in.Err()
	}()
	return s
}

func (s *Scan) Err() error { return s.err }

// A Tail can be stopped, or goes with a context.
type Tail struct {
	lines chan string
	quit  chan struct{}
}

func NewTail(ctx context.Context, r io.Reader) (*Tail, error) { // want NewTail:`owes a drain of Lines Stop`
	t := &Tail{lines: make(chan string, 4), quit: make(chan struct{})}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	go t.run(ctx, bufio.NewScanner(r))
	return t, nil
}

func (t *Tail) run(ctx context.Context, in *bufio.Scanner) {
	defer close(t.lines)
	for in.Scan() {
		select {
		case t.lines <- in.Text():
		case <-t.quit:
			return
		case <-ctx.Done():
			return
		}
	}
}

func (t *Tail) Lines() <-chan string { return t.lines }
func (t *Tail) Stop()                { close(t.quit) }

// A List has room for all.
type List struct{ C chan int }

func NewList(list []int) *List {
	l := &List{C: make(chan int, len(list))}
	go func() {
		for _, x := range list {
			l.C <- x
		}
	}()
	return l
}

// Three sends three.
func NewThree() *List {
	l := &List{C: make(chan int, 3)}
	go func() {
		for i := range 3 {
			l.C <- i
		}
	}()
	return l
}

// A Source is read to its end when it is closed.
type Source struct{ c chan int }

func NewSource(next func() int) *Source { // want NewSource:`owes a drain of C Close`
	s := &Source{c: make(chan int)}
	go func() {
		defer close(s.c)
		for v := next(); v > 0; v = next() {
			s.c <- v
		}
	}()
	return s
}

func (s *Source) C() <-chan int { return s.c }

func (s *Source) Close() {
	for range s.c {
	}
}

// A Best sends the newest, if somebody is there.
type Best struct{ C chan int }

func NewBest(next func() int) *Best {
	b := &Best{C: make(chan int)}
	go func() {
		for {
			select {
			case b.C <- next():
			default:
			}
		}
	}()
	return b
}

// Walk returns what it finds, and why it stopped.
func Walk(next func() (string, error)) (<-chan string, <-chan error) { // want Walk:`owes a drain`
	found, errs := make(chan string), make(chan error, 1)
	go func() {
		defer close(found)
		for {
			name, err := next()
			if err != nil {
				errs <- err
				return
			}
			found <- name
		}
	}()
	return found, errs
}

// Both has room in each.
func Both(list []string) (<-chan string, <-chan error) {
	found, errs := make(chan string, len(list)), make(chan error, 1)
	go func() {
		for _, name := range list {
			found <- name
		}
		errs <- nil
	}()
	return found, errs
}

// A Hub sends to each subscriber, under its lock.
type Hub struct {
	mu   sync.Mutex
	subs map[chan int]bool
	list []chan string
}

func NewHub() *Hub { return &Hub{subs: make(map[chan int]bool)} }

func (h *Hub) Subscribe() chan int { // want Subscribe:`owes leave by Unsubscribe`
	ch := make(chan int)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.subs[ch] = true
	return ch
}

func (h *Hub) Unsubscribe(ch chan int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.subs, ch)
}

func (h *Hub) Publish(v int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for ch := range h.subs {
		ch <- v
	}
}

// Listen comes with what ends it.
func (h *Hub) Listen() (<-chan string, func()) { // want Listen:`owes leave by call`
	ch := make(chan string, 1)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.list = append(h.list, ch)
	return ch, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.list = slices.DeleteFunc(h.list, func(c chan string) bool { return c == ch })
	}
}

func (h *Hub) Tell(s string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, ch := range h.list {
		ch <- s
	}
}

// A Lossy hub drops what nobody reads at once.
type Lossy struct {
	mu   sync.Mutex
	subs map[chan int]bool
}

func (l *Lossy) Subscribe() chan int {
	ch := make(chan int, 1)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.subs[ch] = true
	return ch
}

func (l *Lossy) Unsubscribe(ch chan int) { delete(l.subs, ch) }

func (l *Lossy) Publish(v int) {
	for ch := range l.subs {
		select {
		case ch <- v:
		default:
		}
	}
}
