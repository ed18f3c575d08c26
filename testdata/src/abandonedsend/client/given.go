package client

import (
	"errors"
	"strconv"
)

// Channels that clients are given: they receive from them as long as they have the object.
type Change struct{ Path string }

type Watch struct {
	paths  chan string
	events chan Change
	done   chan struct{}
}

func NewWatch() *Watch {
	w := &Watch{paths: make(chan string), events: make(chan Change), done: make(chan struct{})}
	go w.run()
	return w
}

func (w *Watch) run() {
	for {
		select {
		case <-w.done:
			return
		case path := <-w.paths:
			w.tell(path)
		}
	}
}

func (w *Watch) tell(path string) {
	if path != "" {
		w.events <- Change{path} // want `w.events: goroutine blocks forever sending after a client's NewWatch, Add and Close; let Close end it`
	}
}

func (w *Watch) Add(path string) {
	select {
	case w.paths <- path:
	case <-w.done:
	}
}

func (w *Watch) Events() <-chan Change { return w.events }

func (w *Watch) Close() { close(w.done) }

// ok: who receives is told when there is nothing more.
type Told struct {
	paths  chan string
	Events chan Change
	done   chan struct{}
}

func NewTold() *Told {
	t := &Told{paths: make(chan string), Events: make(chan Change), done: make(chan struct{})}
	go t.run()
	return t
}

func (t *Told) run() {
	defer close(t.Events)
	for {
		select {
		case <-t.done:
			return
		case path := <-t.paths:
			t.Events <- Change{path}
		}
	}
}

func (t *Told) Add(path string) {
	select {
	case t.paths <- path:
	case <-t.done:
	}
}

func (t *Told) Close() { close(t.done) }

// ok: what it sends may come too late.
type Late struct {
	paths  chan string
	Events chan Change
	done   chan struct{}
}

func NewLate() *Late {
	l := &Late{paths: make(chan string), Events: make(chan Change), done: make(chan struct{})}
	go l.run()
	return l
}

func (l *Late) run() {
	for {
		select {
		case <-l.done:
			return
		case path := <-l.paths:
			select {
			case l.Events <- Change{path}:
			case <-l.done:
				return
			}
		}
	}
}

func (l *Late) Add(path string) {
	select {
	case l.paths <- path:
	case <-l.done:
	}
}

func (l *Late) Close() { close(l.done) }

// ok: the client waits for the last error, and for the signal that all is done.
type Task struct {
	Err  chan error
	Over chan struct{}
	done chan struct{}
}

func NewTask() *Task {
	t := &Task{Err: make(chan error), Over: make(chan struct{}), done: make(chan struct{})}
	go func() {
		<-t.done
		t.Err <- errors.New("stopped")
		t.Over <- struct{}{}
	}()
	return t
}

func (t *Task) Stop() { close(t.done) }

// ok: one result has room.
type Once struct {
	Result chan int
	done   chan struct{}
}

func NewOnce() *Once {
	o := &Once{Result: make(chan int, 1), done: make(chan struct{})}
	go func() {
		<-o.done
		o.Result <- 1
	}()
	return o
}

func (o *Once) Stop() { close(o.done) }

// ok: others have the channel, too.
var sinks []chan Change

type Shared struct {
	events chan Change
	done   chan struct{}
}

func NewShared() *Shared {
	s := &Shared{events: make(chan Change), done: make(chan struct{})}
	sinks = append(sinks, s.events)
	go func() {
		for {
			select {
			case <-s.done:
				return
			default:
			}
			s.events <- Change{}
		}
	}()
	return s
}

func (s *Shared) Events() <-chan Change { return s.events }

func (s *Shared) Close() { close(s.done) }

// ok: the client closes what it sends to.
type Intake struct {
	In   chan Change
	done chan struct{}
}

func NewIntake() *Intake {
	s := &Intake{In: make(chan Change), done: make(chan struct{})}
	go func() {
		for range s.In {
		}
	}()
	return s
}

func (s *Intake) Close() { close(s.done) }

// A buffer fills when the client has left, and who feeds the loop has the object, too.
type Feeder struct {
	raw    chan string
	events chan Change
	done   chan struct{}
}

func NewFeeder() *Feeder {
	return &Feeder{raw: make(chan string), events: make(chan Change, 100), done: make(chan struct{})}
}

func (f *Feeder) Start() {
	go func() {
		for i := 0; ; i++ {
			select {
			case f.raw <- strconv.Itoa(i):
			case <-f.done:
				return
			}
		}
	}()
	go f.run()
}

func (f *Feeder) run() {
	for {
		select {
		case <-f.done:
			return
		case path := <-f.raw:
			f.events <- Change{path} // want `f.events: goroutine blocks forever sending after a client's NewFeeder, Start and Stop; let Stop end it`
		}
	}
}

func (f *Feeder) Events() <-chan Change { return f.events }

func (f *Feeder) Stop() { close(f.done) }

// ok: who feeds the loop makes room.
type Dropping struct {
	raw    chan string
	events chan Change
	done   chan struct{}
}

func NewDropping() *Dropping {
	return &Dropping{raw: make(chan string), events: make(chan Change, 100), done: make(chan struct{})}
}

func (d *Dropping) Start() {
	go func() {
		defer func() {
			for range d.events {
			}
		}()
		for i := 0; ; i++ {
			select {
			case d.raw <- strconv.Itoa(i):
			case <-d.done:
				return
			}
		}
	}()
	go d.run()
}

func (d *Dropping) run() {
	defer close(d.events)
	for {
		select {
		case <-d.done:
			return
		case path := <-d.raw:
			d.events <- Change{path}
		}
	}
}

func (d *Dropping) Stop() { close(d.done) }
