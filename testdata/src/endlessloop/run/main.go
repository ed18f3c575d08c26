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
	"net/http"
	"sync/atomic"
	"time"
)

// rounds counts how often a loop has come round since its end.
type rounds struct{ n atomic.Int64 }

func (r *rounds) often() {
	for r.n.Load() < 10 {
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

// broken is an input that has failed.
type broken struct{ *rounds }

func (b broken) Read([]byte) (int, error) {
	b.n.Add(1)
	return 0, io.ErrUnexpectedEOF
}

func endsAtEOF(r *bufio.Reader) {
	for {
		line, err := r.ReadString('\n') // want `the loop spins if the input is broken`
		if err == io.EOF {
			return
		}
		fmt.Print(line)
	}
}

// scansOn ends only if it is told to.
func scansOn(r *bufio.Reader, quit chan struct{}) {
	for {
		select {
		case <-quit:
			return
		default:
		}
		if _, err := r.ReadByte(); err != nil { // want `the loop spins from the end of the input until somebody tells it to end`
			continue
		}
	}
}

func looksOn(in <-chan int, quit <-chan struct{}, r *rounds) {
	for {
		select {
		case _, ok := <-in: // want `the loop spins after the close`
			if !ok {
				r.n.Add(1)
				break
			}
		case <-quit:
			return
		}
	}
}

func looks(in <-chan int, quit <-chan struct{}) {
	for {
		select {
		case _, ok := <-in:
			if !ok {
				return
			}
		case <-quit:
			return
		}
	}
}

type hand struct {
	jobs chan *rounds
	quit chan struct{}
}

func (h *hand) work() {
	for {
		select {
		case r := <-h.jobs:
			r.n.Add(1)
		case <-h.quit: // want `receive from h.quit does not end the loop, as Stop means it to, since this break leaves only the select`
			break
		}
	}
}

func (h *hand) Stop() { h.quit <- struct{}{} }

func drainsOn(left chan *rounds, r *rounds) {
	close(left)
	for {
		select {
		case job := <-left: // want `the loop spins after the close`
			if job == nil {
				r.n.Add(1)
			}
		default:
			return
		}
	}
}

func drains(left chan *rounds) {
	for {
		select {
		case <-left:
		default:
			return
		}
	}
}

func fillsOn(in io.Reader, p []byte) {
	for total := 0; total < len(p); {
		n, err := in.Read(p[total:]) // want `the loop spins at the end of the input`
		if err != nil && err != io.EOF {
			return
		}
		total += n
	}
}

func fills(in io.Reader, p []byte) {
	for total := 0; total < len(p); {
		n, err := in.Read(p[total:])
		if err != nil {
			return
		}
		total += n
	}
}

func dial(addr string, r *rounds) error {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		r.n.Add(1)
		return err
	}
	return conn.Close()
}

func dialsOn(ctx context.Context, addr string, r *rounds) {
	for {
		if err := dial(addr, r); err == nil { // want `dial is tried again for as long as it fails, also when the context is done`
			return
		}
		time.Sleep(time.Millisecond)
	}
}

func dials(ctx context.Context, addr string) {
	for ctx.Err() == nil {
		if err := dial(addr, new(rounds)); err == nil {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

// watched counts how often somebody asks it.
type watched struct {
	context.Context
	*rounds
}

func (w watched) Done() <-chan struct{} {
	w.n.Add(1)
	return w.Context.Done()
}

func pollsOn(ctx context.Context, in chan int) int {
	for {
		select { // want `the loop spins while no case of this select is ready`
		case v := <-in:
			return v
		case <-ctx.Done():
			return 0
		default:
			continue
		}
	}
}

func polls(ctx context.Context, in chan int) int {
	select {
	case v := <-in:
		return v
	case <-ctx.Done():
		return 0
	}
}

func servesOn(w http.ResponseWriter, r *rounds) {
	for { // want `requests are never done, since this loop has no way out`
		if _, err := w.Write(make([]byte, 1<<16)); err != nil {
			r.n.Add(1)
		}
		time.Sleep(time.Millisecond)
	}
}

func serves(w http.ResponseWriter) {
	for {
		if _, err := w.Write(make([]byte, 1<<16)); err != nil {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

// gone asks for a response and does not wait for it.
func gone(handle http.HandlerFunc) {
	ln := listen()
	go http.Serve(ln, handle)
	conn, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		panic(err)
	}
	fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	conn.Close()
}

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
	pausing()
	spinning()
	more()
	fmt.Println("all went as told")
}

// pausing runs loops that leave processors to others: who spins takes theirs.
func pausing() {
	ln := listen()
	ln.Close()
	ctx, cancel := context.WithCancel(context.Background())
	both("limitless",
		func(r *rounds) { dialsOn(ctx, ln.Addr().String(), r) },
		func() { dials(ctx, ln.Addr().String()) },
		cancel)

	served := make(chan struct{})
	both("served",
		func(r *rounds) { gone(func(w http.ResponseWriter, _ *http.Request) { servesOn(w, r) }) },
		func() { <-served },
		func() {
			gone(func(w http.ResponseWriter, _ *http.Request) {
				defer close(served)
				serves(w)
			})
		})
}

func spinning() {
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
}

func more() {
	both("broken",
		func(r *rounds) { endsAtEOF(bufio.NewReader(broken{r})) },
		func() { reads(bufio.NewReader(broken{new(rounds)})) },
		func() {})

	quit := make(chan struct{})
	both("told",
		func(r *rounds) { scansOn(bufio.NewReader(ended{r}), quit) },
		func() { reads(bufio.NewReader(ended{new(rounds)})) },
		func() {})
	close(quit)

	in, never := make(chan int), make(chan struct{})
	both("tested", func(r *rounds) { looksOn(in, never, r) }, func() { looks(in, never) }, func() { close(in) })

	h := &hand{make(chan *rounds), make(chan struct{})}
	both("quit",
		func(r *rounds) {
			go h.work()
			h.Stop()
			for {
				h.jobs <- r
			}
		},
		func() { works(canceled(), nil) },
		func() {})

	both("drain",
		func(r *rounds) { drainsOn(make(chan *rounds, 1), r) },
		func() { drains(make(chan *rounds, 1)) },
		func() {})

	both("fill",
		func(r *rounds) { fillsOn(ended{r}, make([]byte, 1)) },
		func() { fills(ended{new(rounds)}, make([]byte, 1)) },
		func() {})

	ctx, cancel := context.WithCancel(context.Background())
	both("busy",
		func(r *rounds) { pollsOn(watched{context.Background(), r}, nil) },
		func() { polls(ctx, nil) },
		cancel)
}

func canceled() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}
