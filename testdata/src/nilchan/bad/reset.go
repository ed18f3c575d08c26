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
