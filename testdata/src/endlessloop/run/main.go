// A program in which loops go on when what they work on has ended, beside twins that end.
// It waits until each of the first has come round often, and each of the second is left.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync/atomic"
	"time"
)

// rounds counts how often a loop has come round since its end.
type rounds struct{ n atomic.Int64 }

func (r *rounds) often() {
	for r.n.Load() < 100 {
		time.Sleep(time.Millisecond)
	}
}

// ended is an input at its end.
type ended struct{ *rounds }

func (e ended) Read([]byte) (int, error) {
	e.n.Add(1)
	return 0, io.EOF
}

func readsOn(r *bufio.Reader) {
	for {
		line, err := r.ReadString('\n') // want `the loop spins at the end of the input`
		if err != nil {
			continue
		}
		fmt.Print(line)
	}
}

func reads(r *bufio.Reader) {
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		fmt.Print(line)
	}
}

// listener counts how often somebody asks it in vain.
type listener struct {
	net.Listener
	*rounds
}

func (l listener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		l.n.Add(1)
	}
	return conn, err
}

type server struct{ ln net.Listener }

func (s *server) acceptsOn() {
	for {
		conn, err := s.ln.Accept() // want `the loop spins after the Close`
		if err != nil {
			continue
		}
		conn.Close()
	}
}

func (s *server) accepts() {
	for {
		conn, err := s.ln.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			continue
		}
		conn.Close()
	}
}

func (s *server) Close() error { return s.ln.Close() }

func worksOn(ctx context.Context, in chan int, r *rounds) {
	for {
		select {
		case <-ctx.Done(): // want `this break leaves only the select`
			r.n.Add(1)
			break
		case <-in:
		}
	}
}

func works(ctx context.Context, in chan int) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-in:
		}
	}
}

type queue struct{ jobs chan func() }

func (q *queue) takesOn(r *rounds) {
	for {
		job := <-q.jobs // want `the loop spins after the close`
		if job == nil {
			r.n.Add(1)
			continue
		}
		job()
	}
}

func (q *queue) takes() {
	for job := range q.jobs {
		job()
	}
}

func (q *queue) stop() { close(q.jobs) }

func ask(ctx context.Context, r *rounds) error {
	if err := ctx.Err(); err != nil {
		r.n.Add(1)
		return err
	}
	return errors.New("not yet")
}

func asksOn(ctx context.Context, r *rounds) {
	for {
		if err := ask(ctx, r); err == nil { // want `the loop goes on for ever once its context is done`
			return
		}
		time.Sleep(time.Millisecond)
	}
}

func asks(ctx context.Context, r *rounds) {
	for {
		if err := ask(ctx, r); err == nil || ctx.Err() != nil {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

type clock struct{ closed atomic.Bool }

func (c *clock) ticksOn(r *rounds) {
	for { // want `the goroutine in this loop goes on after Close`
		time.Sleep(time.Millisecond)
		if c.closed.Load() {
			r.n.Add(1)
		}
	}
}

func (c *clock) ticks() {
	for !c.closed.Load() {
		time.Sleep(time.Millisecond)
	}
}

func (c *clock) start(r *rounds) { go c.ticksOn(r) }
func (c *clock) Close()          { c.closed.Store(true) }

// both runs a loop that goes on and one that ends, ends what they work on, and waits.
func both(name string, on func(r *rounds), ends func(), end func()) {
	r := new(rounds)
	go on(r)
	done := make(chan struct{})
	go func() {
		defer close(done)
		ends()
	}()
	end()
	r.often()
	<-done
	fmt.Println(name)
}

func listen() net.Listener {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	return ln
}

func main() {
	both("input",
		func(r *rounds) { readsOn(bufio.NewReader(ended{r})) },
		func() { reads(bufio.NewReader(ended{new(rounds)})) },
		func() {})

	bad, good := &server{}, &server{listen()}
	ready := make(chan struct{})
	both("accept",
		func(r *rounds) {
			bad.ln = listener{listen(), r}
			close(ready)
			bad.acceptsOn()
		},
		good.accepts,
		func() {
			<-ready
			bad.Close()
			good.Close()
		})

	ctx, cancel := context.WithCancel(context.Background())
	both("done", func(r *rounds) { worksOn(ctx, nil, r) }, func() { works(ctx, nil) }, cancel)

	q := &queue{make(chan func())}
	both("closed", q.takesOn, q.takes, q.stop)

	ctx, cancel = context.WithCancel(context.Background())
	both("retry", func(r *rounds) { asksOn(ctx, r) }, func() { asks(ctx, new(rounds)) }, cancel)

	c := new(clock)
	both("worker", c.start, c.ticks, c.Close)
	fmt.Println("all went as told")
}
