package ok

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"log"
	"os"
	"os/signal"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// The part of a ring is told to end.
type parts struct {
	list []string
	done chan struct{}
}

func (p *parts) beat(every time.Duration) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			log.Print(len(p.list))
		case <-p.done:
			return
		}
	}
}

type ring struct{ parts *parts }

func newRing() *ring {
	r := &ring{parts: &parts{done: make(chan struct{})}}
	go r.parts.beat(time.Second)
	return r
}

func (r *ring) Close() { close(r.parts.done) }

// A clock is one for the program, and what has it as a part does not start it.
type clock struct{ now time.Time }

func (c *clock) tick() {
	for {
		time.Sleep(time.Second)
		c.now = time.Now()
	}
}

var theClock = sync.OnceValue(func() *clock {
	c := new(clock)
	go c.tick()
	return c
})

type timed struct{ clock *clock }

func newTimed() *timed { return &timed{theClock()} }

func (t *timed) Close() { t.clock = nil }

// The failing way asks whether it is to end, too.
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
		changes, err := c.source.Watch()
		if err != nil {
			select {
			case <-time.After(time.Second):
				continue
			case <-c.exit:
				return
			}
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

// So it does at the top of the loop.
type poller struct {
	exit   chan bool
	source source
}

func newPoller(s source) *poller {
	p := &poller{exit: make(chan bool), source: s}
	go p.run()
	return p
}

func (p *poller) run() {
	for {
		select {
		case <-p.exit:
			return
		default:
		}
		if _, err := p.source.Watch(); err != nil {
			time.Sleep(time.Second)
			continue
		}
		time.Sleep(time.Minute)
	}
}

func (p *poller) Close() { close(p.exit) }

// Whatever it is, an error ends the loop.
func wsMessages(conn *websocket.Conn, got chan<- []byte) {
	for {
		_, msg, err := conn.ReadMessage()
		if err != nil {
			if websocket.IsUnexpectedCloseError(err, websocket.CloseGoingAway) {
				log.Print(err)
			}
			return
		}
		got <- msg
	}
}

// The end is asked for before the line, or of an empty one.
func users(r io.Reader) (names []string, err error) {
	lines := bufio.NewReader(r)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		name, _, _ := bytes.Cut(line, []byte("#"))
		name = bytes.TrimSpace(name)
		if len(name) == 0 {
			if err != nil {
				return names, nil
			}
			continue
		}
		names = append(names, string(name))
	}
}

// A limiter that has a goroutine is made once, when it is asked for; or its goroutine ends.
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
	for range time.Tick(time.Minute) {
		l.mu.Lock()
		clear(l.seen)
		l.mu.Unlock()
	}
}

type engine struct{ limiter *limiter }

func newEngine(limited bool) *engine {
	if limited {
		return &engine{limiter: newLimiter()}
	}
	return &engine{}
}

func (e *engine) limit() *limiter {
	if e.limiter == nil {
		e.limiter = newLimiter()
	}
	return e.limiter
}

// An engine that has no limiter at first gets one when it is started.
type lateEngine struct{ limiter *limiter }

func newLateEngine() *lateEngine { return &lateEngine{} }

func (e *lateEngine) start() { e.limiter = newLimiter() }

// What is replaced is stopped before.
type gauge struct {
	n    int
	stop chan struct{}
}

func newGauge() *gauge {
	g := &gauge{stop: make(chan struct{})}
	go g.count()
	return g
}

func (g *gauge) count() {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			g.n++
		case <-g.stop:
			return
		}
	}
}

type gauged struct{ gauge *gauge }

func newGauged() *gauged { return &gauged{newGauge()} }

func (g *gauged) reset() {
	close(g.gauge.stop)
	g.gauge = newGauge()
}

// What is given to a method of the program's is never done.
type signals struct {
	all    chan os.Signal
	reload func(context.Context)
}

func (s *signals) handle(ctx context.Context) {
	for {
		sig := <-s.all
		if sig == os.Interrupt {
			s.leave(ctx)
		}
		s.reload(ctx)
	}
}

func (s *signals) leave(ctx context.Context) {
	for {
		s.reload(ctx)
		time.Sleep(time.Second)
	}
}

func runProgram(reload func(context.Context)) {
	ctx := context.Background()
	s := &signals{all: make(chan os.Signal, 1), reload: reload}
	signal.Notify(s.all, os.Interrupt)
	go s.handle(ctx)
	select {}
}
