package bad

import (
	"bytes"
	"errors"
	"io"
	"log"
	"sync"
	"time"

	"bufio"

	"github.com/gorilla/websocket"
)

// A ring has parts, of which one has a goroutine.
type parts struct {
	mu     sync.Mutex
	list   []string
	closed bool
}

func (p *parts) beat(every time.Duration) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for range ticker.C { // want `the goroutine in this loop goes on after Close, since there is no way out; let Close tell it to return`
		p.mu.Lock()
		log.Print(len(p.list))
		p.mu.Unlock()
	}
}

type ring struct{ parts *parts }

func newRing() *ring {
	r := &ring{parts: new(parts)}
	go r.parts.beat(time.Second)
	return r
}

func (r *ring) Close() {
	r.parts.mu.Lock()
	defer r.parts.mu.Unlock()
	r.parts.closed = true
}

// A watcher asks whether it is to end only when it has watched something.
type source interface{ Watch() (<-chan int, error) }

type config struct {
	exit   chan bool
	source source
}

func newConfig(s source) *config {
	c := &config{exit: make(chan bool), source: s}
	go c.run()
	return c
}

func (c *config) run() {
	for {
		changes, err := c.source.Watch() // want `c.source.Watch is tried again for as long as it fails, also after Close; let Close tell it to return`
		if err != nil {
			log.Print(err)
			time.Sleep(time.Second)
			continue
		}
		for n := range changes {
			log.Print(n)
		}
		select {
		case <-c.exit:
			return
		default:
		}
	}
}

func (c *config) Close() { close(c.exit) }

// Only what the other side has said ends the loop, and a broken connection says nothing.
func wsMessages(conn *websocket.Conn, got chan<- []byte) {
	for {
		_, msg, err := conn.ReadMessage() // want `conn.ReadMessage: the loop spins if the input is broken, where each call fails at once, not with io.EOF; return when it fails`
		if err != nil {
			if websocket.IsUnexpectedCloseError(err, websocket.CloseGoingAway) {
				log.Print(err)
				return
			}
			continue
		}
		got <- msg
	}
}

// Of an empty line there is nothing left, and the end is asked for behind that.
func users(r io.Reader) (names []string, err error) {
	lines := bufio.NewReader(r)
	for {
		line, err := lines.ReadBytes('\n') // want `lines.ReadBytes: the loop spins at the end of the input, where each call fails at once; return when it fails`
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		name, _, _ := bytes.Cut(line, []byte("#"))
		name = bytes.TrimSpace(name)
		if len(name) == 0 {
			continue
		}
		names = append(names, string(name))
		if errors.Is(err, io.EOF) {
			return names, nil
		}
	}
}

// A limiter has a goroutine, and an engine takes another limiter when its settings change.
type limiter struct {
	mu   sync.Mutex
	seen map[string]int
}

func newLimiter() *limiter {
	l := &limiter{seen: make(map[string]int)}
	go l.clean()
	return l
}

func (l *limiter) clean() {
	for range time.Tick(time.Minute) { // want `the goroutine in this loop goes on when setLimit replaces what started it, at line 142, since there is no way out; tell it to return`
		l.mu.Lock()
		clear(l.seen)
		l.mu.Unlock()
	}
}

type engine struct{ limiter *limiter }

func newEngine() *engine { return &engine{limiter: newLimiter()} }

func (e *engine) setLimit() {
	e.limiter = newLimiter()
}

// A limiter stops its ticker, and the goroutine is left.
type pace struct {
	ticker *time.Ticker
	n      int
}

func newPace(every time.Duration) *pace {
	p := &pace{}
	ticker := time.NewTicker(every)
	go func() {
		for range ticker.C { // want `the goroutine in this loop goes on after the Stop of its ticker at line 163, which closes no channel; tell it to return`
			p.n++
		}
	}()
	p.ticker = ticker
	return p
}

func (p *pace) Stop() { p.ticker.Stop() }
