package client

import "sync"

// The client runs the loop itself, in a goroutine.
type Hub struct {
	join, leave chan int
	quit        chan struct{}
}

func NewHub() *Hub {
	return &Hub{join: make(chan int), leave: make(chan int), quit: make(chan struct{})}
}

func (h *Hub) Run() {
	members := make(map[int]bool)
	for {
		select {
		case id := <-h.join:
			members[id] = true
		case id := <-h.leave:
			delete(members, id)
		case <-h.quit:
			return
		}
	}
}

func (h *Hub) Join(id int) bool {
	select {
	case h.join <- id:
		return true
	case <-h.quit:
		return false
	}
}

func (h *Hub) Leave(id int) {
	h.leave <- id // want `the caller of Leave blocks forever sending to h.leave once Stop has run; wait for quit too, as Join does`
}

func (h *Hub) Stop() { close(h.quit) }

// The loop tells that it has left, and a call looks at that.
type Buffer struct {
	items chan int
	flush chan chan struct{}
	quit  chan struct{}
	done  chan struct{}
}

func NewBuffer() *Buffer {
	b := &Buffer{items: make(chan int), flush: make(chan chan struct{}), quit: make(chan struct{}), done: make(chan struct{})}
	go b.run()
	return b
}

func (b *Buffer) run() {
	defer close(b.done)
	for {
		select {
		case n := <-b.items:
			println(n)
		case c := <-b.flush:
			close(c)
		case <-b.quit:
			return
		}
	}
}

func (b *Buffer) Add(n int) bool {
	select {
	case b.items <- n:
		return true
	case <-b.done:
		return false
	}
}

func (b *Buffer) Flush() {
	c := make(chan struct{})
	b.flush <- c // want `the caller of Flush blocks forever sending to b.flush once Close has run; wait for done too, as Add does`
	<-c
}

func (b *Buffer) Close() {
	close(b.quit)
	<-b.done
}

// The one who serves has failed before it is told to end.
type Server struct {
	stop chan struct{}
	work func() error
}

func NewServer(work func() error) *Server { return &Server{make(chan struct{}), work} }

func (s *Server) Serve() error {
	for {
		select {
		case <-s.stop:
			return nil
		default:
		}
		if err := s.work(); err != nil {
			return err
		}
		select {
		case <-s.stop:
			return nil
		case <-ticks():
		}
	}
}

func (s *Server) Close() {
	s.stop <- struct{}{} // want `the caller of Close blocks forever sending to s.stop after a client's NewServer, Serve and Close; `
}

// ok: it is told by a close.
type Daemon struct {
	stop chan struct{}
	once sync.Once
	work func() error
}

func NewDaemon(work func() error) *Daemon { return &Daemon{stop: make(chan struct{}), work: work} }

func (d *Daemon) Serve() error {
	for {
		select {
		case <-d.stop:
			return nil
		case <-ticks():
		}
		if err := d.work(); err != nil {
			return err
		}
	}
}

func (d *Daemon) Close() { d.once.Do(func() { close(d.stop) }) }

// ok: nothing says that a call may come during the end, and the loop is no call that does.
type Line struct {
	in   chan int
	quit chan struct{}
}

func NewLine() *Line { return &Line{make(chan int), make(chan struct{})} }

func (l *Line) Run() {
	for {
		select {
		case n := <-l.in:
			println(n)
		case <-l.quit:
			return
		}
	}
}

func (l *Line) Put(n int) { l.in <- n }

func (l *Line) Stop() { close(l.quit) }

func ticks() <-chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}

// A type that is not exported is used in the package only.
type room struct {
	enter, exit chan int
	over        chan struct{}
}

func newRoom() *room {
	return &room{enter: make(chan int), exit: make(chan int), over: make(chan struct{})}
}

func (r *room) run() {
	for n := 0; ; {
		select {
		case <-r.enter:
			n++
		case <-r.exit:
			n--
		case <-r.over:
			return
		}
	}
}

func (r *room) visit(look func()) {
	select {
	case r.enter <- 1:
	case <-r.over:
		return
	}
	look()
	r.exit <- 1 // want `the caller of visit blocks forever sending to r.exit once stop has run; wait for over here too`
}

func (r *room) stop() { close(r.over) }

func Show(look func()) (visit, end func()) {
	r := newRoom()
	go r.run()
	return func() { r.visit(look) }, func() { r.stop() }
}

// ok: the same, with a way out.
type hall struct {
	enter, exit chan int
	over        chan struct{}
}

func newHall() *hall {
	return &hall{enter: make(chan int), exit: make(chan int), over: make(chan struct{})}
}

func (h *hall) run() {
	for n := 0; ; {
		select {
		case <-h.enter:
			n++
		case <-h.exit:
			n--
		case <-h.over:
			return
		}
	}
}

func (h *hall) visit(look func()) {
	select {
	case h.enter <- 1:
	case <-h.over:
		return
	}
	look()
	select {
	case h.exit <- 1:
	case <-h.over:
	}
}

func (h *hall) stop() { close(h.over) }

func ShowHall(look func()) (visit, end func()) {
	h := newHall()
	go h.run()
	return func() { h.visit(look) }, func() { h.stop() }
}
