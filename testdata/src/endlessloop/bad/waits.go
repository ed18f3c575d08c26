package bad

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

// A channel of events is closed when they have come to their end, and an error is told only otherwise.
func subscribe(ctx context.Context, in <-chan *string) (<-chan *string, <-chan error) {
	out, errs := make(chan *string), make(chan error, 1)
	go func() {
		defer close(out)
		for e := range in {
			select {
			case out <- e:
			case <-ctx.Done():
				errs <- ctx.Err()
				return
			}
		}
	}()
	return out, errs
}

func printEvents(ctx context.Context, in <-chan *string, w io.Writer) error {
	events, errs := subscribe(ctx, in)
	for {
		var e *string
		select {
		case e = <-events: // want `receive from events: the loop spins after the close at line 18; return when the receive is not ok`
		case err := <-errs:
			return err
		}
		if e != nil {
			fmt.Fprintln(w, *e)
		}
	}
}

// A stream of gRPC that has failed does so for ever, with whatever error.
type logStream interface {
	Recv() (string, error)
	RecvMsg(m any) error
}

func logs(s logStream, w io.Writer) {
	for {
		line, err := s.Recv() // want `s.Recv: the loop spins if the input is broken, where each call fails at once, not with io.EOF; return when it fails`
		if err == io.EOF {
			return
		}
		if err != nil {
			log.Print(err)
			continue
		}
		fmt.Fprintln(w, line)
	}
}

// Who waits for a job asks for it again and again, and does not ask the context.
type jobStore interface {
	Find(id int) (done bool, err error)
}

func waitJob(ctx context.Context, store jobStore, id int) error {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		<-ticker.C
		done, err := store.Find(id) // want `store.Find is tried again for as long as it fails, also when the context is done; return when ctx.Done\(\) is closed`
		if err != nil {
			log.Print(err)
			continue
		}
		if done {
			return nil
		}
	}
}

// Who gets a ticker stops it, and the goroutine that was started with it is left.
type rates struct{ total, last int }

func (r *rates) capture() *time.Ticker {
	ticker := time.NewTicker(time.Second)
	go func() {
		for range ticker.C { // want `the goroutine in this loop goes on after the Stop of its ticker at line 106, which closes no channel; tell it to return`
			r.last, r.total = r.total, 0
		}
	}()
	return ticker
}

func (r *rates) measure(work func() error) error {
	if work == nil {
		return errors.New("no work")
	}
	ticker := r.capture()
	defer func() {
		ticker.Stop()
	}()
	return work()
}

// A goroutine says by a channel that all is done, and the break leaves only the select.
func waitAll(ctx context.Context, pending func() int) error {
	done := make(chan struct{})
	go func() {
		for pending() > 0 {
			time.Sleep(time.Second)
		}
		close(done)
	}()
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
			log.Print(pending())
		case <-done: // want `receive from done: the loop spins after the close at line 118; return, since a break leaves only the select`
			break
		}
	}
}

// A handler reads what a client sends, and each time leaves a goroutine that pings it.
func chat(w http.ResponseWriter, r *http.Request) {
	if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
		converse(conn)
	}
}

func converse(conn net.Conn) {
	defer conn.Close()
	go pingFor(conn)
	io.Copy(io.Discard, conn)
}

func pingFor(conn net.Conn) {
	ticker := time.NewTicker(time.Minute)
	defer func() {
		ticker.Stop()
		conn.Close()
	}()
	for { // want `each request leaves a goroutine in this loop, which has no way out; return when the request's context is done`
		<-ticker.C
		conn.Write([]byte("ping"))
	}
}
