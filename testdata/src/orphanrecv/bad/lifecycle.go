package bad

import (
	"errors"
	"fmt"
	"sync"
)

// A poller has to be stopped; its methods are fine.
type poller struct {
	in      chan int
	quit    chan struct{}
	stopped chan struct{}
	sum     int
}

func newPoller() *poller {
	return &poller{in: make(chan int), quit: make(chan struct{}), stopped: make(chan struct{})}
}

func (p *poller) start() {
	go func() {
		defer close(p.stopped)
		for {
			select { // want `blocks forever`
			case v := <-p.in:
				p.sum += v
			case <-p.quit:
				return
			}
		}
	}()
}

func (p *poller) stop() {
	close(p.quit)
	<-p.stopped // want `blocks forever`
}

// Started and never stopped.
func startWithoutStop() {
	p := newPoller()
	p.start()
	p.in <- 1
}

// Stopped without ever having been started: waits for a loop that is not there.
func stopWithoutStart() {
	p := newPoller()
	p.stop()
}

// Stopped on one path only.
type cleaner struct {
	quit chan struct{}
}

func startCleaner() *cleaner {
	c := &cleaner{quit: make(chan struct{})}
	go c.loop()
	return c
}

func (c *cleaner) loop() {
	<-c.quit // want `blocks forever`
	fmt.Println("cleaned")
}

func (c *cleaner) stop() { close(c.quit) }

func stopOnOnePath(name string) error {
	c := startCleaner()
	if name == "" {
		return errors.New("no name")
	}
	c.stop()
	return nil
}

// Stop closes a channel, but not the one that the loop waits on.
type flusher struct {
	quit, done chan struct{}
}

func (f *flusher) run() {
	<-f.quit // want `blocks forever`
}

func (f *flusher) stop() { close(f.done) }

func stopsWrongField() {
	f := &flusher{quit: make(chan struct{}), done: make(chan struct{})}
	go f.run()
	f.stop()
}

// Nothing ever sets started, so Stop does nothing.
type monitor struct {
	started bool
	quit    chan struct{}
}

func (m *monitor) run() {
	go func() {
		<-m.quit // want `blocks forever`
	}()
}

func (m *monitor) stop() {
	if m.started {
		close(m.quit)
	}
}

func stopDoesNothing() {
	m := &monitor{quit: make(chan struct{})}
	m.run()
	m.stop()
}

// A second start replaces the quit channel of the first.
type agent struct {
	mu   sync.Mutex
	quit chan struct{}
}

func (a *agent) start() {
	a.mu.Lock()
	defer a.mu.Unlock()
	quit := make(chan struct{})
	a.quit = quit
	go func() {
		<-quit // want `blocks forever`
	}()
}

func (a *agent) stop() {
	a.mu.Lock()
	defer a.mu.Unlock()
	close(a.quit)
}

func startedTwice() {
	var a agent
	a.start()
	a.start()
	a.stop()
}

// The cancel closure of the subscription is dropped.
func subscribe(handle func(string)) (cancel func()) {
	events := make(chan string)
	go func() {
		for e := range events { // want `blocks forever`
			handle(e)
		}
	}()
	return func() { close(events) }
}

func dropsCancel() {
	subscribe(func(string) {})
}

// It is called on one path only.
func follow(handle func(int)) (unfollow func()) {
	updates := make(chan int)
	go func() {
		for u := range updates { // want `blocks forever`
			handle(u)
		}
	}()
	return func() { close(updates) }
}

func cancelsOnOnePath(fail bool) error {
	unfollow := follow(func(int) {})
	if fail {
		return errors.New("failed")
	}
	unfollow()
	return nil
}

// The stop function lies in a field and is not called.
type tracer struct {
	stop func()
	name string
}

func newTracer(name string) *tracer {
	t := &tracer{name: name}
	quit := make(chan struct{})
	t.stop = sync.OnceFunc(func() { close(quit) })
	go func() {
		<-quit // want `blocks forever`
	}()
	return t
}

func tracerNotStopped() string {
	t := newTracer("http")
	return t.name
}

// The quit channel of the inner pool is not closed with the outer one.
type pool struct{ quit chan struct{} }

type manager struct {
	pool pool
	quit chan struct{}
}

func (m *manager) start() {
	go func() {
		<-m.quit
	}()
	go func() {
		<-m.pool.quit // want `blocks forever`
	}()
}

func (m *manager) close() { close(m.quit) }

func innerNotStopped() {
	m := &manager{pool: pool{quit: make(chan struct{})}, quit: make(chan struct{})}
	m.start()
	m.close()
}

// Behind an interface.
type service interface {
	run()
	shutdown()
}

type mailer struct {
	queue chan string
}

func (m *mailer) run() {
	for mail := range m.queue { // want `blocks forever`
		fmt.Println("sending", mail)
	}
}

func (m *mailer) shutdown() { close(m.queue) }

func behindInterface(dryRun bool) {
	var s service = &mailer{queue: make(chan string)}
	go s.run()
	if !dryRun {
		s.shutdown()
	}
}

// One Once for two channels: the second is never closed.
func onceForTwo() {
	var once sync.Once
	in, out := make(chan struct{}), make(chan struct{})
	go func() {
		<-in
	}()
	go func() {
		<-out // want `blocks forever`
	}()
	once.Do(func() { close(in) })
	once.Do(func() { close(out) })
}

// Promises that are kept, but not broken.
type promise struct {
	done  chan struct{}
	value int
	err   error
}

func (p *promise) resolve(v int) {
	p.value = v
	close(p.done)
}

func (p *promise) reject(err error) { p.err = err }

func (p *promise) wait() (int, error) {
	<-p.done // want `blocks forever`
	return p.value, p.err
}

func promiseBroken(fail bool) (int, error) {
	p := &promise{done: make(chan struct{})}
	go func() {
		if fail {
			p.reject(errors.New("failed"))
			return
		}
		p.resolve(1)
	}()
	return p.wait()
}
