package ok

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"runtime"
	"sync/atomic"
	"time"
)

// streams ends with its request.
func streams(w http.ResponseWriter, r *http.Request) {
	for {
		select {
		case <-r.Context().Done():
			return
		case <-time.After(time.Second):
		}
		fmt.Fprintln(w, "data: tick")
	}
}

// written ends when nobody reads.
func written(w http.ResponseWriter, r *http.Request) {
	for {
		if _, err := fmt.Fprintln(w, "data: tick"); err != nil {
			return
		}
		time.Sleep(time.Second)
	}
}

// fed ends with its feed.
func fed(w http.ResponseWriter, feed chan string) {
	for text := range feed {
		fmt.Fprintln(w, text)
	}
}

type worker struct{ n int }

func (p *worker) step() { p.n++ }

// Setup needs its context for something else.
func (p *worker) Setup(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	go func() {
		for {
			p.step()
			time.Sleep(time.Minute)
		}
	}()
	return nil
}

// Named says that it needs none.
func (p *worker) Named(_ context.Context) {
	go func() {
		for {
			p.step()
			time.Sleep(time.Minute)
		}
	}()
}

func save() error { return errors.New("not yet") }

// mustSave is called when the program starts.
func mustSave() {
	for {
		if save() == nil {
			return
		}
		time.Sleep(time.Second)
	}
}

// saves tries three times.
func saves(w http.ResponseWriter, r *http.Request) {
	for i := 0; ; i++ {
		if err := save(); err == nil || i > 2 {
			return
		}
		time.Sleep(time.Second)
	}
}

// until has a limit.
func until(ctx context.Context, deadline time.Time) error {
	for {
		err := save()
		if err == nil {
			return nil
		}
		if time.Now().After(deadline) {
			return err
		}
		time.Sleep(time.Second)
	}
}

// ports tries others.
func ports(ctx context.Context) net.Listener {
	for port := 1024; ; port++ {
		if ln, err := net.Listen("tcp", fmt.Sprint(":", port)); err == nil {
			return ln
		}
	}
}

// backoff waits for the context, too.
func backoff(ctx context.Context) {
	for {
		if save() == nil {
			return
		}
		rest(ctx)
	}
}

func rest(ctx context.Context) {
	select {
	case <-ctx.Done():
		panic(ctx.Err())
	case <-time.After(time.Second):
	}
}

type sender struct{ closed atomic.Bool }

func newSender() *sender {
	s := new(sender)
	go s.hello()
	return s
}

// hello looks whether it is closed.
func (s *sender) hello() {
	for !s.closed.Load() {
		if save() == nil {
			return
		}
		time.Sleep(time.Second)
	}
}

func (s *sender) Close() { s.closed.Store(true) }

// step does a part of its work each time, and says when all is done.
type machine struct{ n int }

func (m *machine) step() bool {
	m.n++
	return m.n > 1000
}

func (m *machine) run(quit chan struct{}) {
	for {
		select {
		case <-quit:
			return
		default:
			if m.step() {
				return
			}
		}
	}
}

// lets others go first.
func lets(ready *atomic.Bool, quit chan struct{}) {
	for {
		select {
		case <-quit:
			return
		default:
			if ready.Load() {
				return
			}
			runtime.Gosched()
		}
	}
}

// drains takes what is there.
func drains(in chan int) {
	for {
		select {
		case v := <-in:
			log.Print(v)
		default:
			return
		}
	}
}

// ids are given out in the order of time: an error passes with it.
type ids struct{ last int64 }

func (i *ids) next() (int64, error) {
	now := time.Now().UnixMilli()
	if now <= i.last {
		return 0, errors.New("time has gone backwards")
	}
	i.last = now
	return now, nil
}

func (i *ids) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for {
		id, err := i.next()
		if err == nil {
			fmt.Fprintln(w, id)
			return
		}
		time.Sleep(time.Millisecond)
	}
}
