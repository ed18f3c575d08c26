package bad

import "sync"

// Stop closes the channel, and forgets it before the loop has come to it again.
type Poller struct {
	mu    sync.Mutex
	stop  chan struct{}
	kicks chan struct{}
	poll  func()
}

func NewPoller(poll func()) *Poller { return &Poller{kicks: make(chan struct{}, 1), poll: poll} }

func (p *Poller) Kick() { p.kicks <- struct{}{} }

func (p *Poller) Start() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stop != nil {
		return
	}
	p.stop = make(chan struct{})
	go p.run()
}

func (p *Poller) run() {
	for {
		select { // want `select never sees that stop is closed if Stop has set it to nil by then; read the field before the goroutine starts`
		case <-p.kicks:
			p.poll()
		case <-p.stop:
			return
		}
	}
}

func (p *Poller) Stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stop != nil {
		close(p.stop)
		p.stop = nil
	}
}

// A literal that waits for the end between its rounds.
type Sweeper struct {
	over  chan struct{}
	sweep func()
}

func (s *Sweeper) Start() {
	s.over = make(chan struct{})
	go func() {
		for {
			s.sweep()
			<-s.over // want `receive from over blocks forever if End has set it to nil by then; read the field before the goroutine starts`
		}
	}()
}

func (s *Sweeper) End() {
	close(s.over)
	s.over = nil
}

// Stop puts a new channel in the place of the one that it has closed.
type Loader struct {
	mu      sync.Mutex
	wg      sync.WaitGroup
	started bool
	over    chan struct{}
	jobs    chan func()
}

func NewLoader() *Loader { return &Loader{over: make(chan struct{}), jobs: make(chan func(), 1)} }

func (l *Loader) Start() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.started {
		l.started = true
		l.wg.Add(1)
		go l.run()
	}
}

func (l *Loader) run() {
	defer l.wg.Done()
	for {
		select { // want `select never sees that over is closed if Stop has made it anew by then; read the field before the goroutine starts`
		case job := <-l.jobs:
			job()
		case <-l.over:
			return
		}
	}
}

func (l *Loader) Add(job func()) { l.jobs <- job }

func (l *Loader) Stop() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.started {
		l.started = false
		close(l.over)
		l.over = make(chan struct{})
	}
}
