package ok

import (
	"context"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// What holds it tells it to end.
type meter struct {
	count atomic.Int64
	start sync.Once
	done  chan struct{}
}

func newMeter() *meter {
	m := &meter{done: make(chan struct{})}
	m.init()
	return m
}

func (m *meter) init() {
	m.start.Do(func() {
		go func() {
			ticker := time.NewTicker(time.Second)
			defer ticker.Stop()
			for {
				select {
				case <-m.done:
					return
				case <-ticker.C:
					m.count.Store(0)
				}
			}
		}()
	})
}

type Grammar struct{ meter *meter }

func NewGrammar() *Grammar { return &Grammar{newMeter()} }

func (g *Grammar) Stop() { close(g.meter.done) }

// A Once of a package variable is done once.
var beat struct {
	once sync.Once
	n    atomic.Int64
}

func heart() *atomic.Int64 {
	beat.once.Do(func() {
		go func() {
			for {
				time.Sleep(time.Second)
				beat.n.Add(1)
			}
		}()
	})
	return &beat.n
}

type Patient struct{ beats *atomic.Int64 }

func NewPatient() *Patient { return &Patient{heart()} }

func (p *Patient) Close() { p.beats = nil }

// What holds it is given it, and others have it.
type clockwork struct{ ticks atomic.Int64 }

// NewClockwork makes one for the program.
func NewClockwork() *clockwork {
	c := new(clockwork)
	go func() {
		for {
			time.Sleep(time.Second)
			c.ticks.Add(1)
		}
	}()
	return c
}

type Chime struct{ works *clockwork }

func NewChime(c *clockwork) *Chime { return &Chime{c} }

func (c *Chime) Close() { c.works = nil }

// This tells how long it took, and ends nothing.
type Lap struct{ works *clockwork }

func NewLap() *Lap { return &Lap{NewClockwork()} }

func (l *Lap) Stop() time.Duration { return time.Duration(l.works.ticks.Load()) }

// Handlers make one when there is none yet, or when they are told to, or once.
type lazy struct {
	mu     sync.Mutex
	once   sync.Once
	works  *clockwork
	byName map[string]*clockwork
	debug  bool
}

func (l *lazy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.works == nil {
		l.works = NewClockwork()
	}
	c, ok := l.byName[r.Host]
	if !ok {
		c = NewClockwork()
		l.byName[r.Host] = c
	}
	l.once.Do(func() { l.works = NewClockwork() })
	if l.debug {
		NewClockwork()
	}
	l.ensure(r.Host)
}

func (l *lazy) ensure(name string) *clockwork {
	if c := l.byName[name]; c != nil {
		return c
	}
	c := NewClockwork()
	l.byName[name] = c
	return c
}

// It is started if somebody wants it to.
func newPaced(every time.Duration) *clockwork {
	c := new(clockwork)
	if every > 0 {
		go func() {
			for {
				time.Sleep(every)
				c.ticks.Add(1)
			}
		}()
	}
	return c
}

func unpaced(w http.ResponseWriter, r *http.Request) {
	c := newPaced(0)
	http.Error(w, r.Host, int(c.ticks.Load()))
}

// The middleware makes one, not the request.
func timeKept(next http.Handler) http.Handler {
	c := NewClockwork()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.ticks.Add(1)
		next.ServeHTTP(w, r)
	})
}

// What is deleted is another map's.
type halls struct {
	works map[string]*clockwork
	names map[string]string
}

func (h *halls) open(name string) { h.works[name], h.names[name] = NewClockwork(), name }

func (h *halls) leave(name string) { delete(h.names, name) }

// What is deleted has been told to end.
type tenant struct{ quit chan struct{} }

func newTenant() *tenant {
	t := &tenant{make(chan struct{})}
	go func() {
		ticker := time.NewTicker(time.Minute)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
			case <-t.quit:
				return
			}
		}
	}()
	return t
}

type tenants struct{ byName map[string]*tenant }

func (t *tenants) add(name string) { t.byName[name] = newTenant() }

func (t *tenants) remove(name string) {
	close(t.byName[name].quit)
	delete(t.byName, name)
}

// Who cancels gives another context.
type janitor struct{ swept atomic.Int64 }

func newJanitor() *janitor {
	j := new(janitor)
	go j.sweep(context.Background())
	return j
}

func newJanitorOf(ctx context.Context) *janitor {
	j := new(janitor)
	go j.sweep(ctx)
	return j
}

func (j *janitor) sweep(ctx context.Context) {
	ticker := time.NewTicker(time.Minute)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			j.swept.Add(1)
		}
	}
}

func (j *janitor) Close() { j.swept.Store(0) }

// Connections make one if there is none yet, or the one that they make ends with them.
type port struct {
	mu    sync.Mutex
	works *clockwork
	conns map[net.Conn]bool
}

func (p *port) serve(l net.Listener) error {
	for {
		conn, err := l.Accept()
		if err != nil {
			return err
		}
		p.mu.Lock()
		if p.works == nil {
			p.works = NewClockwork()
		}
		p.conns[conn] = true
		p.mu.Unlock()
		go p.talk(conn)
	}
}

func (p *port) talk(conn net.Conn) {
	defer conn.Close()
	t := newTenant()
	defer close(t.quit)
	p.works.ticks.Add(1)
}

// The program has one listener, and what it is accepted for starts one.
func only(l net.Listener) (*clockwork, error) {
	conn, err := l.Accept()
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	return NewClockwork(), nil
}

// Who ends it all tells it, too.
type flat struct{ onShutdown []func() error }

func furnish(f *flat) {
	ticker := time.NewTicker(time.Hour)
	done := make(chan struct{})
	go func() {
		for {
			select {
			case <-ticker.C:
			case <-done:
				return
			}
		}
	}()
	f.onShutdown = append(f.onShutdown, func() error {
		ticker.Stop()
		close(done)
		return nil
	})
}

// What is returned as an interface is another one.
type wire struct{ net.Conn }

func dialWire(conn net.Conn, c *clockwork) (net.Conn, error) {
	go func() {
		for {
			time.Sleep(time.Second)
			c.ticks.Add(1)
		}
	}()
	return &wire{conn}, nil
}

// What is deleted from these is something else, or nothing is.
type shores struct{ works, names sync.Map }

func (s *shores) build(name string) {
	s.works.Store(name, NewClockwork())
	s.names.Store(name, name)
}

func (s *shores) forget(name string) { s.names.Delete(name) }

var towers, ruins = make(map[string]*clockwork), make(map[string]bool)

func erect(name string) { towers[name] = NewClockwork() }
func decay(name string) { delete(ruins, name) }

// What is deleted here is put there, or given to the caller.
type yard struct {
	built map[string]*clockwork
	sold  map[string]*clockwork
}

func (y *yard) build(name string) { y.built[name] = NewClockwork() }

func (y *yard) sell(name string) {
	y.sold[name] = y.built[name]
	delete(y.built, name)
}

func (y *yard) take(name string) *clockwork {
	c, ok := y.built[name]
	if ok {
		delete(y.built, name)
	}
	return c
}
