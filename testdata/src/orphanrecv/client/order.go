package client

import (
	"errors"
	"sync"
)

// Objects that are ended before they have started anything, as their methods expect.
type Process struct {
	mu      sync.Mutex
	stopped bool
	quit    chan struct{}
	over    chan struct{}
}

func NewProcess() *Process {
	return &Process{quit: make(chan struct{}), over: make(chan struct{})}
}

func (p *Process) Start() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-p.quit:
		return errors.New("stopped")
	default:
	}
	go func() {
		defer close(p.over)
		<-p.quit
	}()
	return nil
}

func (p *Process) Stop() {
	p.mu.Lock()
	if !p.stopped {
		p.stopped = true
		close(p.quit)
	}
	p.mu.Unlock()
	<-p.over // want `the caller of Stop blocks forever receiving from p.over before Start is called; return at once if nothing was started`
}

// The first call that needs the goroutine starts it.
type Uploader struct {
	once  sync.Once
	queue chan string
	quit  chan struct{}
	over  chan struct{}
}

func NewUploader() *Uploader {
	return &Uploader{queue: make(chan string), quit: make(chan struct{}), over: make(chan struct{})}
}

func (u *Uploader) start() { go u.loop() }

func (u *Uploader) loop() {
	defer close(u.over)
	for {
		select {
		case <-u.queue:
		case <-u.quit:
			return
		}
	}
}

func (u *Uploader) Put(text string) {
	u.once.Do(u.start)
	u.queue <- text
}

func (u *Uploader) Close() {
	close(u.quit)
	<-u.over // want `the caller of Close blocks forever receiving from u.over before Put is called; return at once if nothing was started`
}

// ok: the end starts what it waits for.
type Eager struct {
	once  sync.Once
	queue chan string
	quit  chan struct{}
	over  chan struct{}
}

func NewEager() *Eager {
	return &Eager{queue: make(chan string), quit: make(chan struct{}), over: make(chan struct{})}
}

func (e *Eager) start() { go e.loop() }

func (e *Eager) loop() {
	defer close(e.over)
	for {
		select {
		case <-e.queue:
		case <-e.quit:
			return
		}
	}
}

func (e *Eager) Put(text string) {
	e.once.Do(e.start)
	e.queue <- text
}

func (e *Eager) Close() {
	e.once.Do(e.start)
	close(e.quit)
	<-e.over
}

// ok: who stops it has started it.
type Engine struct {
	quit chan struct{}
	over chan struct{}
}

func NewEngine() *Engine { return &Engine{quit: make(chan struct{}), over: make(chan struct{})} }

func (e *Engine) Start() {
	go func() {
		defer close(e.over)
		<-e.quit
	}()
}

func (e *Engine) Stop() {
	close(e.quit)
	<-e.over
}

// ok: it looks whether it runs, and whether it has run.
type Motor struct {
	mu      sync.Mutex
	running bool
	quit    chan struct{}
	over    chan struct{}
}

func NewMotor() *Motor { return &Motor{quit: make(chan struct{}), over: make(chan struct{})} }

func (m *Motor) Start() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	select {
	case <-m.quit:
		return errors.New("stopped")
	default:
	}
	m.running = true
	go func() {
		defer close(m.over)
		<-m.quit
	}()
	return nil
}

func (m *Motor) Stop() {
	m.mu.Lock()
	running := m.running
	m.mu.Unlock()
	close(m.quit)
	if running {
		<-m.over
	}
}

// ok: it runs until it is stopped, and both set the flag.
type Switch struct {
	mu   sync.Mutex
	on   bool
	quit chan struct{}
}

func NewSwitch() *Switch { return &Switch{quit: make(chan struct{})} }

func (s *Switch) Start() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.on {
		return
	}
	s.on = true
	go func() { <-s.quit }()
}

func (s *Switch) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.on = false
	s.quit <- struct{}{}
}
