package client

import (
	"errors"
	"net"
	"sync"
	"time"
)

// Objects that are ended when they have failed to start. That one which nobody has started can be
// ended, they look at themselves.
type Listening struct {
	addr string
	l    net.Listener
	over chan struct{}
}

func NewListening(addr string) *Listening { return &Listening{addr: addr} }

func (s *Listening) Start() (err error) {
	s.over = make(chan struct{})
	s.l, err = net.Listen("tcp", s.addr)
	if err != nil {
		return err
	}
	go func() {
		defer close(s.over)
		for {
			c, err := s.l.Accept()
			if err != nil {
				return
			}
			c.Close()
		}
	}()
	return nil
}

func (s *Listening) Stop() {
	if s.over == nil {
		return
	}
	if s.l != nil {
		s.l.Close()
	}
	<-s.over // want `the caller of Stop blocks forever receiving from s.over after Start has failed; let Start end it when it fails`
}

// The error comes from a function of the client's.
type Prepared struct {
	prepare func() error
	mu      sync.Mutex
	started bool
	quit    chan struct{}
	over    chan struct{}
}

func NewPrepared(prepare func() error) *Prepared {
	return &Prepared{prepare: prepare, quit: make(chan struct{}), over: make(chan struct{})}
}

func (p *Prepared) Run() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.started = true
	if err := p.prepare(); err != nil {
		return err
	}
	go p.loop()
	return nil
}

func (p *Prepared) loop() {
	defer close(p.over)
	<-p.quit
}

func (p *Prepared) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.started {
		close(p.quit)
		<-p.over // want `the caller of Close blocks forever receiving from p.over after Run has failed; let Run end it when it fails`
	}
}

// ok: what has failed to start is over.
type Closing struct {
	addr string
	l    net.Listener
	over chan struct{}
}

func NewClosing(addr string) *Closing { return &Closing{addr: addr} }

func (s *Closing) Start() (err error) {
	s.over = make(chan struct{})
	s.l, err = net.Listen("tcp", s.addr)
	if err != nil {
		close(s.over)
		return err
	}
	go func() {
		defer close(s.over)
		s.l.Accept()
	}()
	return nil
}

func (s *Closing) Stop() {
	if s.over == nil {
		return
	}
	if s.l != nil {
		s.l.Close()
	}
	<-s.over
}

// ok: it is noted as started when it is.
type Noted struct {
	prepare func() error
	mu      sync.Mutex
	started bool
	quit    chan struct{}
	over    chan struct{}
}

func NewNoted(prepare func() error) *Noted {
	return &Noted{prepare: prepare, quit: make(chan struct{}), over: make(chan struct{})}
}

func (n *Noted) Start() error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.started {
		return errors.New("started")
	}
	if err := n.prepare(); err != nil {
		return err
	}
	n.started = true
	go n.loop()
	return nil
}

func (n *Noted) loop() {
	defer close(n.over)
	<-n.quit
}

func (n *Noted) Stop() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.started {
		n.started = false
		close(n.quit)
		<-n.over
	}
}

// ok: it cannot be ended before it is started, and so not when that has failed: who ends it knows.
type Strict struct {
	prepare func() error
	quit    chan struct{}
	over    chan struct{}
}

func NewStrict(prepare func() error) *Strict {
	return &Strict{prepare: prepare, quit: make(chan struct{}), over: make(chan struct{})}
}

func (s *Strict) Start() error {
	if err := s.prepare(); err != nil {
		return err
	}
	go func() {
		defer close(s.over)
		<-s.quit
	}()
	return nil
}

func (s *Strict) Stop() {
	close(s.quit)
	<-s.over
}

// ok: the goroutine was started before something else failed.
type Half struct {
	prepare func() error
	quit    chan struct{}
	over    chan struct{}
}

func NewHalf(prepare func() error) *Half { return &Half{prepare: prepare} }

func (h *Half) Start() error {
	h.quit, h.over = make(chan struct{}), make(chan struct{})
	go func() {
		defer close(h.over)
		<-h.quit
	}()
	return h.prepare()
}

func (h *Half) Stop() {
	if h.quit == nil {
		return
	}
	close(h.quit)
	<-h.over
}

// ok: it waits for some time.
type Patient struct {
	prepare func() error
	over    chan struct{}
}

func NewPatient(prepare func() error) *Patient { return &Patient{prepare: prepare} }

func (p *Patient) Start() error {
	p.over = make(chan struct{})
	if err := p.prepare(); err != nil {
		return err
	}
	go func() {
		defer close(p.over)
		time.Sleep(time.Second)
	}()
	return nil
}

func (p *Patient) Stop() {
	if p.over == nil {
		return
	}
	select {
	case <-p.over:
	case <-time.After(time.Second):
	}
}

// ok: whether there is something to wait for, it may find out by what the failure has left.
type Asking struct {
	prepare func() (net.Conn, error)
	conn    net.Conn
	over    chan struct{}
}

func NewAsking(prepare func() (net.Conn, error)) *Asking {
	return &Asking{prepare: prepare, over: make(chan struct{})}
}

func (a *Asking) Start() (err error) {
	a.conn, err = a.prepare()
	if err != nil {
		return err
	}
	go func() {
		defer close(a.over)
		a.conn.Read(make([]byte, 1))
	}()
	return nil
}

func (a *Asking) Stop() {
	if a.conn == nil {
		return
	}
	a.conn.Close()
	<-a.over
}
