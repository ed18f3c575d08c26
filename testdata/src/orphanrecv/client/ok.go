package client

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// An actor: requests with replies, a loop that Close ends.
type Actor struct {
	ask  chan request
	done chan struct{}
	gone chan struct{}
}

type request struct {
	n     int
	reply chan int
}

func StartActor() *Actor {
	a := &Actor{ask: make(chan request), done: make(chan struct{}), gone: make(chan struct{})}
	go a.loop()
	return a
}

func (a *Actor) loop() {
	defer close(a.gone)
	sum := 0
	for {
		select {
		case r := <-a.ask:
			sum += r.n
			r.reply <- sum
		case <-a.done:
			return
		}
	}
}

func (a *Actor) Add(n int) int {
	r := request{n, make(chan int)}
	select {
	case a.ask <- r:
		return <-r.reply
	case <-a.done:
		return 0
	}
}

func (a *Actor) Close() {
	close(a.done)
	<-a.gone
}

// A pool whose closer waits for the workers, which drain the jobs.
type Workers struct {
	jobs chan func()
	wg   sync.WaitGroup
}

func NewWorkers(n int) *Workers {
	w := &Workers{jobs: make(chan func())}
	for range n {
		w.wg.Add(1)
		go func() {
			defer w.wg.Done()
			for job := range w.jobs {
				job()
			}
		}()
	}
	return w
}

func (w *Workers) Do(job func()) { w.jobs <- job }

func (w *Workers) Close() {
	close(w.jobs)
	w.wg.Wait()
}

// Subscribers in a map under a lock: each channel is handed out, and the client receives
// from it until it is closed.
type Hub struct {
	mu   sync.Mutex
	subs map[int]chan string
	in   chan string
	once sync.Once
}

func NewHub() *Hub {
	h := &Hub{subs: make(map[int]chan string), in: make(chan string, 1)}
	go h.run()
	return h
}

func (h *Hub) run() {
	for text := range h.in {
		h.mu.Lock()
		for _, c := range h.subs {
			c <- text
		}
		h.mu.Unlock()
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, c := range h.subs {
		close(c)
	}
}

func (h *Hub) Subscribe(id int) <-chan string {
	h.mu.Lock()
	defer h.mu.Unlock()
	c := make(chan string)
	h.subs[id] = c
	return c
}

func (h *Hub) Close() { h.once.Do(func() { close(h.in) }) }

// The client receives from an exported field.
type Clock struct {
	C    chan time.Time
	stop chan struct{}
}

func NewClock(every time.Duration) *Clock {
	c := &Clock{C: make(chan time.Time), stop: make(chan struct{})}
	go c.run(every)
	return c
}

func (c *Clock) run(every time.Duration) {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case now := <-t.C:
			c.C <- now
		case <-c.stop:
			return
		}
	}
}

func (c *Clock) Stop() { close(c.stop) }

// A context in a struct, which ends what is started later.
type Group struct {
	ctx    context.Context
	cancel context.CancelFunc
	wg     sync.WaitGroup
}

func NewGroup() *Group {
	g := new(Group)
	g.ctx, g.cancel = context.WithCancel(context.Background())
	return g
}

func (g *Group) Go(f func(context.Context)) {
	g.wg.Add(1)
	go func() {
		defer g.wg.Done()
		f(g.ctx)
		<-g.ctx.Done()
	}()
}

func (g *Group) Stop() {
	g.cancel()
	g.wg.Wait()
}

// It lives as long as the process: no method ends it.
type Log struct{ lines chan string }

func NewLog() *Log {
	l := &Log{lines: make(chan string, 16)}
	go func() {
		for line := range l.lines {
			println(line)
		}
	}()
	return l
}

func (l *Log) Print(line string) { l.lines <- line }

// Stop only signals: the goroutine ends when it comes to it.
type Signaled struct {
	stop  chan struct{}
	work  chan int
	count atomic.Int64
}

func NewSignaled() *Signaled {
	s := &Signaled{stop: make(chan struct{}, 1), work: make(chan int)}
	go s.run()
	return s
}

func (s *Signaled) run() {
	for {
		select {
		case n := <-s.work:
			s.count.Add(int64(n))
		case <-s.stop:
			return
		}
	}
}

func (s *Signaled) Stop() {
	select {
	case s.stop <- struct{}{}:
	default:
	}
}

// Started lazily, by the first call that needs it, and restartable.
type Lazy struct {
	mu   sync.Mutex
	quit chan struct{}
	in   chan int
}

func NewLazy() *Lazy { return &Lazy{in: make(chan int)} }

func (l *Lazy) Start() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.quit != nil {
		return
	}
	l.quit = make(chan struct{})
	go l.run(l.quit)
}

func (l *Lazy) run(quit chan struct{}) {
	for {
		select {
		case n := <-l.in:
			println(n)
		case <-quit:
			return
		}
	}
}

func (l *Lazy) Stop() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.quit != nil {
		close(l.quit)
		l.quit = nil
	}
}

// The caller's context ends the goroutine, whatever Close does.
type Follower struct{ events chan int }

func Follow(ctx context.Context) *Follower {
	f := &Follower{events: make(chan int)}
	go func() {
		for {
			select {
			case n := <-f.events:
				println(n)
			case <-ctx.Done():
				return
			}
		}
	}()
	return f
}

func (f *Follower) Close() { println("closed") }

// Stop with the object not started: it is told by a flag.
type Timed struct {
	ticker *time.Ticker
	quit   chan struct{}
	gone   chan struct{}
}

func NewTimed() *Timed { return &Timed{quit: make(chan struct{}), gone: make(chan struct{})} }

func (t *Timed) Start(every time.Duration) {
	t.ticker = time.NewTicker(every)
	go func() {
		defer close(t.gone)
		for {
			select {
			case <-t.ticker.C:
			case <-t.quit:
				return
			}
		}
	}()
}

func (t *Timed) Stop() {
	if t.ticker == nil {
		return
	}
	t.ticker.Stop()
	close(t.quit)
	<-t.gone
}

// What is handed over is somebody else's to end.
var registry []*Handed

type Handed struct {
	in   chan int
	done chan struct{}
}

func NewHanded() *Handed {
	h := &Handed{in: make(chan int), done: make(chan struct{})}
	registry = append(registry, h)
	go func() {
		for n := range h.in {
			println(n)
		}
	}()
	return h
}

func (h *Handed) Close() { close(h.done) }

// Both Stop and Wait belong to the end; Stop alone tells by structure.
type Waited struct {
	quit chan struct{}
	wg   sync.WaitGroup
}

func NewWaited() *Waited {
	w := &Waited{quit: make(chan struct{})}
	w.wg.Add(1)
	go func() {
		defer w.wg.Done()
		<-w.quit
	}()
	return w
}

func (w *Waited) Stop() { close(w.quit) }

func (w *Waited) Wait() { w.wg.Wait() }

// Run is the client's goroutine, which Close lets return.
type Runner struct {
	in   chan int
	done chan struct{}
}

func NewRunner() *Runner { return &Runner{in: make(chan int), done: make(chan struct{})} }

func (r *Runner) Run() {
	for {
		select {
		case n := <-r.in:
			println(n)
		case <-r.done:
			return
		}
	}
}

func (r *Runner) Put(n int) {
	select {
	case r.in <- n:
	case <-r.done:
	}
}

func (r *Runner) Close() { close(r.done) }

// An object whose constructor fails has no client.
type Fallible struct{ done chan struct{} }

func NewFallible(ready func() error) (*Fallible, error) {
	f := &Fallible{done: make(chan struct{})}
	go func() { <-f.done }()
	if err := ready(); err != nil {
		close(f.done)
		return nil, err
	}
	return f, nil
}

func (f *Fallible) Close() error {
	close(f.done)
	return nil
}

// Options change the object before it starts.
type Configured struct {
	name string
	quit chan struct{}
}

type Option func(*Configured)

func NewConfigured(options ...Option) *Configured {
	c := &Configured{quit: make(chan struct{})}
	for _, option := range options {
		option(c)
	}
	go func() { <-c.quit }()
	return c
}

func (c *Configured) Close() { close(c.quit) }

// Whether it was closed before, a type of another package knows.
type Tail struct {
	once  atomic.Value
	state interface{ Closed() bool }
	in    chan int
	quit  chan struct{}
}

func NewTail(state interface{ Closed() bool }) *Tail {
	t := &Tail{state: state, in: make(chan int), quit: make(chan struct{})}
	go func() {
		for {
			select {
			case n := <-t.in:
				t.once.Store(n)
			case <-t.quit:
				return
			}
		}
	}()
	return t
}

func (t *Tail) Close() {
	if t.state.Closed() {
		return
	}
	close(t.quit)
}

// What it starts waits until it is told to run, before it can be stopped.
type Gate struct {
	open, quit chan struct{}
	run        func()
}

func NewGate(run func()) *Gate {
	return &Gate{open: make(chan struct{}), quit: make(chan struct{}), run: run}
}

func (g *Gate) Update() {
	go func() {
		<-g.open
		g.run()
	}()
}

func (g *Gate) Run() {
	close(g.open)
	<-g.quit
}

func (g *Gate) Stop() { close(g.quit) }

// Stop waits for what waits for that.
type Groups struct {
	block chan struct{}
	last  *group
}

type group struct{ done, ended chan struct{} }

func (g *group) run() {
	defer close(g.ended)
	<-g.done
}

func (g *group) stop() {
	close(g.done)
	<-g.ended
}

func NewGroups() *Groups { return &Groups{block: make(chan struct{})} }

func (g *Groups) Update() {
	last := &group{done: make(chan struct{}), ended: make(chan struct{})}
	g.last = last
	go func() {
		<-g.block
		last.run()
	}()
}

func (g *Groups) Run() { close(g.block) }

func (g *Groups) Stop() {
	if g.last != nil {
		g.last.stop()
	}
}

// ok: the end does nothing where there was nothing to begin with, as a goroutine has found, too.
type Maybe struct {
	mu       sync.Mutex
	conn     Link
	requests chan string
}

type Link interface {
	Read() (string, error)
	Write(string) error
	Close() error
}

func NewMaybe(conn Link) *Maybe {
	m := &Maybe{conn: conn, requests: make(chan string)}
	go m.read()
	go m.write()
	return m
}

func (m *Maybe) link() Link {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.conn
}

func (m *Maybe) read() {
	for {
		conn := m.link()
		if conn == nil {
			return
		}
		if _, err := conn.Read(); err != nil {
			return
		}
	}
}

func (m *Maybe) write() {
	for text := range m.requests {
		m.link().Write(text)
	}
}

func (m *Maybe) Close() error {
	m.mu.Lock()
	conn := m.conn
	m.conn = nil
	m.mu.Unlock()
	if conn != nil {
		close(m.requests)
		return conn.Close()
	}
	return nil
}

// ok: who starts it is one call, and another starts goroutines, too.
type Panel struct {
	join chan Link
	stop chan struct{}
	over chan struct{}
}

func NewPanel() *Panel {
	return &Panel{join: make(chan Link), stop: make(chan struct{}), over: make(chan struct{})}
}

func (p *Panel) Start() {
	go func() {
		defer close(p.over)
		for {
			select {
			case <-p.join:
			case <-p.stop:
				return
			}
		}
	}()
}

func (p *Panel) Join(l Link) {
	select {
	case p.join <- l:
	case <-p.stop:
		return
	}
	go l.Read()
}

func (p *Panel) Stop() {
	close(p.stop)
	<-p.over
}
