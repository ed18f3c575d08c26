package panics

import (
	"errors"
	"sync"
)

type safe struct {
	done chan struct{}
	val  any
	err  error
}

// Safe defers the signal.
type Safe struct {
	mu sync.Mutex
	m  map[string]*safe
}

func (f *Safe) Do(key string, fn func() (any, error)) (any, error) {
	f.mu.Lock()
	if c, ok := f.m[key]; ok {
		f.mu.Unlock()
		<-c.done
		return c.val, c.err
	}
	c := &safe{done: make(chan struct{})}
	f.m[key] = c
	f.mu.Unlock()
	defer func() {
		close(c.done)
		f.mu.Lock()
		delete(f.m, key)
		f.mu.Unlock()
	}()
	c.val, c.err = fn()
	return c.val, c.err
}

type caught struct {
	done chan struct{}
	err  error
}

// Caught makes an error of a panic.
type Caught struct {
	mu sync.Mutex
	m  map[string]*caught
}

func (f *Caught) Do(key string, fn func() error) error {
	f.mu.Lock()
	if c, ok := f.m[key]; ok {
		f.mu.Unlock()
		<-c.done
		return c.err
	}
	c := &caught{done: make(chan struct{})}
	f.m[key] = c
	f.mu.Unlock()
	c.err = protect(fn)
	close(c.done)
	return c.err
}

func protect(fn func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.New("panic")
		}
	}()
	return fn()
}

type background struct {
	done chan struct{}
	val  int
}

// Background calls in a goroutine of its own: a panic ends the program.
type Background struct {
	mu sync.Mutex
	m  map[string]*background
}

func (f *Background) Do(key string, fn func() int) int {
	f.mu.Lock()
	c, ok := f.m[key]
	if !ok {
		c = &background{done: make(chan struct{})}
		f.m[key] = c
		go f.run(c, fn)
	}
	f.mu.Unlock()
	<-c.done
	return c.val
}

func (f *Background) run(c *background, fn func() int) {
	c.val = fn()
	close(c.done)
}

type bounded struct {
	done chan struct{}
	val  int
}

// Bounded has another way out for who waits.
type Bounded struct {
	mu   sync.Mutex
	m    map[string]*bounded
	quit chan struct{}
}

func (f *Bounded) Do(key string, fn func() int) int {
	f.mu.Lock()
	if c, ok := f.m[key]; ok {
		f.mu.Unlock()
		select {
		case <-c.done:
			return c.val
		case <-f.quit:
			return 0
		}
	}
	c := &bounded{done: make(chan struct{})}
	f.m[key] = c
	f.mu.Unlock()
	c.val = fn()
	close(c.done)
	return c.val
}

type local struct{ done chan struct{} }

// Local waits for its own object, which nobody else has.
func Local(fn func()) {
	c := &local{done: make(chan struct{}, 1)}
	fn()
	c.done <- struct{}{}
	<-c.done
}

type before struct {
	done chan struct{}
	val  int
}

// Before calls the function before anybody can find the object.
type Before struct {
	mu sync.Mutex
	m  map[string]*before
}

func (f *Before) Do(key string, fn func() int) int {
	f.mu.Lock()
	if c, ok := f.m[key]; ok {
		f.mu.Unlock()
		<-c.done
		return c.val
	}
	f.mu.Unlock()
	n := fn()
	c := &before{done: make(chan struct{}), val: n}
	f.mu.Lock()
	f.m[key] = c
	f.mu.Unlock()
	close(c.done)
	return n
}

type answered struct {
	run  func() error
	done chan error
}

// Answering recovers, and tells who waits.
type Answering struct{ jobs chan *answered }

func NewAnswering() *Answering {
	p := &Answering{jobs: make(chan *answered)}
	go func() {
		for j := range p.jobs {
			p.one(j)
		}
	}()
	return p
}

func (p *Answering) one(j *answered) {
	defer func() {
		if r := recover(); r != nil {
			j.done <- errors.New("panic")
		}
	}()
	j.done <- j.run()
}

func (p *Answering) Do(run func() error) error {
	j := &answered{run, make(chan error, 1)}
	p.jobs <- j
	return <-j.done
}

// Who waits behind a call of what signals does not come to wait if that panics.
type Sender struct {
	bind func()
	sent chan struct{}
}

var senders = make(map[string]*Sender)

func NewSender(name string, bind func()) *Sender {
	s := &Sender{bind: bind, sent: make(chan struct{})}
	senders[name] = s
	return s
}

func (s *Sender) Send() {
	s.bind()
	close(s.sent)
}

func (s *Sender) SendNow() {
	s.Send()
	<-s.sent
}

// A Resolver is closed with the server that has it.
type Resolver interface{ Close() }

// Service tells its goroutines that it ends once its resolver is closed.
type Service struct {
	resolver Resolver
	quit     chan struct{}
}

// Services has all that run.
type Services struct {
	mu  sync.Mutex
	all map[string]*Service
}

func (l *Services) Add(name string, r Resolver) *Service {
	s := &Service{resolver: r, quit: make(chan struct{})}
	l.mu.Lock()
	l.all[name] = s
	l.mu.Unlock()
	return s
}

func (s *Service) Shutdown() {
	if s.resolver != nil {
		s.resolver.Close()
	}
	close(s.quit)
}

func (s *Service) Wait() { <-s.quit }
