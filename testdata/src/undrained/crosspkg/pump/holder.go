package pump

import "time"

// A Pool hides its type, and is told to end by a message.
type Pool interface {
	Get() string
	Close()
}

type pool struct {
	hosts []string
	stop  chan chan struct{}
}

func NewPool(hosts []string) Pool { // want NewPool:`owes Close`
	p := &pool{hosts, make(chan chan struct{})}
	go p.decay()
	return p
}

func (p *pool) decay() {
	t := time.NewTicker(time.Second)
	for {
		select {
		case done := <-p.stop:
			t.Stop()
			close(done)
			return
		case <-t.C:
		}
	}
}

func (p *pool) Get() string { return p.hosts[0] }

func (p *pool) Close() {
	done := make(chan struct{})
	p.stop <- done
	<-done
}

// A Bus does what it is told.
type Bus struct{ commands chan command }

type command struct {
	op string
	to chan string
}

func NewBus() *Bus { return newBus(0) } // want NewBus:`owes Shutdown ShutdownAll`

func newBus(room int) *Bus {
	b := &Bus{make(chan command, room)}
	go b.run()
	return b
}

func (b *Bus) run() {
	var all []chan string
loop:
	for c := range b.commands {
		switch c.op {
		case "end":
			break loop
		case "sub":
			all = append(all, c.to)
		default:
			for _, to := range all {
				to <- c.op
			}
		}
	}
	for _, to := range all {
		close(to)
	}
}

func (b *Bus) Sub() chan string {
	to := make(chan string, 1)
	b.commands <- command{"sub", to}
	return to
}

func (b *Bus) Pub(s string) { b.commands <- command{op: s} }

func (b *Bus) Shutdown() { b.commands <- command{op: "end"} }

func (b *Bus) ShutdownAll() { b.Shutdown() }

// A Recorder ends what it has made.
type Recorder struct {
	bus *Bus
	log []string
}

func NewRecorder() *Recorder { // want NewRecorder:`owes Flush`
	r := &Recorder{bus: NewBus()}
	return r
}

func (r *Recorder) Record(s string) { r.bus.Pub(s) }

func (r *Recorder) Flush() { r.bus.Shutdown() }

// A Counter counts what it gets until that is closed: what is sent ends nothing.
type Counter struct {
	in chan int
	n  int
}

func NewCounter() *Counter { // want NewCounter:`owes Close`
	c := &Counter{in: make(chan int)}
	go func() {
		for n := range c.in {
			c.n += n
		}
	}()
	return c
}

func (c *Counter) Add(n int) { c.in <- n }

func (c *Counter) Close() { close(c.in) }

// A Shared ends with the last one who has it.
type Shared struct {
	in   chan int
	refs int
}

func NewShared() *Shared {
	s := &Shared{in: make(chan int), refs: 1}
	go func() {
		for range s.in {
		}
	}()
	return s
}

func (s *Shared) Close() { s.unref() }

func (s *Shared) unref() {
	if s.refs--; s.refs == 0 {
		close(s.in)
	}
}
