package bad

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Requests that are never done.

func ticks(w http.ResponseWriter, r *http.Request) {
	for { // want `requests are never done, since this loop has no way out; return when the request's context is done`
		fmt.Fprintln(w, "data: tick")
		time.Sleep(time.Second)
	}
}

type broker struct{ feed chan string }

func (b *broker) ServeHTTP(w http.ResponseWriter, r *http.Request) { b.stream(w) }

func (b *broker) stream(w http.ResponseWriter) {
	for { // want `requests are never done, since this loop has no way out`
		text := <-b.feed
		fmt.Fprintln(w, text)
	}
}

// Contexts that nobody asks.

type poller struct{ n int }

func (p *poller) poll() { p.n++ }

func (p *poller) Run(ctx context.Context) error {
	for { // want `this loop goes on for ever, also when the context that it is given is done; return when ctx.Done\(\) is closed`
		p.poll()
		time.Sleep(time.Minute)
	}
}

func (p *poller) Tick(ctx context.Context) {
	ticker := time.NewTicker(time.Minute)
	defer ticker.Stop()
	for range ticker.C { // want `this loop goes on for ever, also when the context that it is given is done`
		p.poll()
	}
}

func (p *poller) Start(ctx context.Context) {
	go func() {
		for { // want `this loop goes on for ever, also when the context that it is given is done`
			p.poll()
			time.Sleep(time.Minute)
		}
	}()
}

// What is tried again and again.

func save() error { return errors.New("not yet") }

func saves(w http.ResponseWriter, r *http.Request) {
	for {
		if err := save(); err == nil { // want `save is tried again for as long as it fails, also when nobody waits for the answer to the request; return when the request's context is done`
			break
		}
		time.Sleep(time.Second)
	}
	w.WriteHeader(http.StatusNoContent)
}

func savesLater(w http.ResponseWriter, r *http.Request) {
	go func() {
		for {
			err := save() // want `save is tried again for as long as it fails, in a goroutine of each request`
			if err == nil {
				return
			}
			log.Print(err)
			time.Sleep(time.Second)
		}
	}()
}

func connect(ctx context.Context, addr string) net.Conn {
	for {
		conn, err := net.Dial("tcp", addr) // want `net.Dial is tried again for as long as it fails, also when the context is done; return when ctx.Done\(\) is closed`
		if err == nil {
			return conn
		}
	}
}

type reporter struct{ quit chan struct{} }

func newReporter() *reporter {
	r := &reporter{make(chan struct{})}
	go r.hello()
	return r
}

func (r *reporter) hello() {
	delay := time.Second
	for {
		if err := save(); err != nil { // want `save is tried again for as long as it fails, also after Close; let Close tell it to return`
			time.Sleep(delay)
			delay *= 2
			continue
		}
		return
	}
}

func (r *reporter) Close() { close(r.quit) }

func asksRequest(w http.ResponseWriter, r *http.Request) {
	for {
		if err := saveFor(r.Context()); err == nil { // want `saveFor: the loop goes on for ever once its context is done`
			break
		}
		time.Sleep(time.Second)
	}
}

func saveFor(ctx context.Context) error { return ctx.Err() }

// What asks again at once.

type list struct {
	mu    sync.Mutex
	items []int
}

func (l *list) pop() (int, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.items) == 0 {
		return 0, false
	}
	item := l.items[0]
	l.items = l.items[1:]
	return item, true
}

func (l *list) run(ctx context.Context) {
	for {
		select { // want `the loop spins while l.pop finds nothing, since the default of this select goes on at once; wait in the select`
		case <-ctx.Done():
			return
		default:
			item, ok := l.pop()
			if !ok {
				continue
			}
			log.Print(item)
		}
	}
}

func untilReady(ready *atomic.Bool, quit <-chan struct{}) {
	for {
		select { // want `the loop spins while no case of this select is ready`
		case <-quit:
			return
		default:
			if ready.Load() {
				return
			}
		}
	}
}
