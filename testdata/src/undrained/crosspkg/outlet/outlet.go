// Package outlet has objects with channels, and functions that return several.
package outlet

import (
	"bufio"
	"context"
	"io"
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
