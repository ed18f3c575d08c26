package ok

import (
	"bufio"
	"errors"
	"io"
	"strings"
	"sync"
)

type server struct {
	quit    chan struct{}
	done    chan struct{}
	jobs    chan func()
	once    sync.Once
	handled int
}

func newServer() *server {
	return &server{quit: make(chan struct{}), done: make(chan struct{}), jobs: make(chan func())}
}

func (s *server) start() { go s.loop() }

func (s *server) loop() {
	defer close(s.done)
	for {
		select {
		case job := <-s.jobs:
			job()
			s.handled++
		case <-s.quit:
			return
		}
	}
}

func (s *server) stop() {
	s.once.Do(func() { close(s.quit) })
	<-s.done
}

// Started and stopped: the loop leaves by quit, and stop waits for it.
func startStop() int {
	s := newServer()
	s.start()
	s.jobs <- func() {}
	s.stop()
	return s.handled
}

// Stopped on every path, twice on one.
func startDeferStop(fail bool) error {
	s := newServer()
	s.start()
	defer s.stop()
	if fail {
		s.stop()
		return errors.New("failed")
	}
	return nil
}

// The caller has what it takes to stop it.
func running() *server {
	s := newServer()
	s.start()
	return s
}

func stopsRunning() { running().stop() }

// Stopped through an interface.
type stopper interface {
	start()
	stop()
}

func throughInterface() {
	var s stopper = newServer()
	s.start()
	defer s.stop()
}

// Stopped through a method value.
func throughMethodValue() {
	s := newServer()
	s.start()
	cleanup := s.stop
	defer cleanup()
}

// The quit channel is in an embedded struct; its method is promoted.
type api struct {
	server
	name string
}

func embedded() {
	a := &api{name: "api", server: server{quit: make(chan struct{}), done: make(chan struct{})}}
	a.start()
	a.stop()
}

// The stop function is in a field.
type watcher struct {
	stop   func()
	events chan string
}

func newWatcher() *watcher {
	w := &watcher{events: make(chan string)}
	quit := make(chan struct{})
	w.stop = func() { close(quit) }
	go func() {
		defer close(w.events)
		select {
		case w.events <- "created":
		case <-quit:
		}
	}()
	return w
}

func stopsWatcher(early bool) (seen []string) {
	w := newWatcher()
	if early {
		w.stop()
	}
	for e := range w.events {
		seen = append(seen, e)
	}
	return seen
}

// An actor: it ends when its inbox is closed.
type account struct {
	inbox   chan func()
	balance int
}

func openAccount() *account {
	a := &account{inbox: make(chan func())}
	go func() {
		for f := range a.inbox {
			f()
		}
	}()
	return a
}

func (a *account) deposit(n int) { a.inbox <- func() { a.balance += n } }

func (a *account) read() int {
	reply := make(chan int)
	a.inbox <- func() { reply <- a.balance }
	return <-reply
}

func (a *account) close() { close(a.inbox) }

func usesAccount() int {
	a := openAccount()
	defer a.close()
	a.deposit(3)
	return a.read()
}

// An actor that a message ends.
func endedByMessage() {
	inbox := make(chan string)
	go func() {
		for msg := range inbox {
			if msg == "stop" {
				return
			}
		}
	}()
	inbox <- "go"
	inbox <- "stop"
}

// The registry is global: anybody may stop what is in it.
var (
	registryMu sync.Mutex
	registry   = make(map[string]chan struct{})
)

func register(name string) {
	quit := make(chan struct{})
	registryMu.Lock()
	registry[name] = quit
	registryMu.Unlock()
	go func() { <-quit }()
}

func unregister(name string) {
	registryMu.Lock()
	defer registryMu.Unlock()
	if quit, ok := registry[name]; ok {
		close(quit)
		delete(registry, name)
	}
}

func usesRegistry(name string) {
	register(name)
	unregister(name)
}

// A global channel that another function closes.
var shutdown = make(chan struct{})

func serveUntilShutdown(handled chan<- int) {
	<-shutdown
	handled <- 1
}

func Shutdown() { close(shutdown) }

// A subscription: the closure that is handed out ends its goroutine.
type topic struct {
	mu   sync.Mutex
	subs map[int]chan string
	next int
}

func (t *topic) subscribe(handle func(string)) (cancel func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.subs == nil {
		t.subs = make(map[int]chan string)
	}
	id, ch := t.next, make(chan string, 1)
	t.next++
	t.subs[id] = ch
	go func() {
		for msg := range ch {
			handle(msg)
		}
	}()
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		if ch, ok := t.subs[id]; ok {
			delete(t.subs, id)
			close(ch)
		}
	}
}

func (t *topic) publish(msg string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, ch := range t.subs {
		select {
		case ch <- msg:
		default: // slow
		}
	}
}

func usesTopic() {
	var t topic
	cancel := t.subscribe(func(string) {})
	defer cancel()
	t.publish("hello")
}

// Ends all subscriptions when the topic is closed.
func (t *topic) closeAll() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for id, ch := range t.subs {
		close(ch)
		delete(t.subs, id)
	}
}

// The cancel closures are dropped, but closeAll closes all the same.
func closesTopic() {
	t := &topic{}
	t.subscribe(func(string) {})
	t.subscribe(func(string) {})
	t.closeAll()
}

// A lease is kept until it is released, or expires when it is lost.
type lease struct {
	release, expired chan struct{}
}

func acquire(lost <-chan struct{}) *lease {
	l := &lease{release: make(chan struct{}), expired: make(chan struct{})}
	go func() {
		defer close(l.expired)
		select {
		case <-l.release:
		case <-lost:
		}
	}()
	return l
}

func usesLease(give bool) {
	lost := make(chan struct{})
	l := acquire(lost)
	if give {
		close(l.release)
	} else {
		close(lost)
	}
	<-l.expired
}

// The reader ends with its input, and closes what it sends on.
func lines(r io.Reader) <-chan string {
	out := make(chan string)
	go func() {
		defer close(out)
		for s := bufio.NewScanner(r); s.Scan(); {
			out <- s.Text()
		}
	}()
	return out
}

func countLines(text string) (n int) {
	for range lines(strings.NewReader(text)) {
		n++
	}
	return n
}
