package client

import (
	"errors"
	"sync"
	"time"
)

// Goroutines that are left behind beside one that a ticker wakes, which has the object, too.
type Books struct {
	mu       sync.Mutex
	loans    map[string]int
	lend     chan string
	done     chan struct{}
	failures int
}

func newBooks() *Books {
	b := &Books{loans: make(map[string]int), lend: make(chan string), done: make(chan struct{})}
	go b.count()
	go b.clean()
	return b
}

func OpenBooks(connect func() error) (*Books, error) {
	b := newBooks()
	if err := connect(); err != nil {
		return nil, err
	}
	return b, nil
}

func (b *Books) count() {
	for {
		select { // want `goroutine blocks forever in select when OpenBooks returns at line 28; close one of its channels on every path`
		case name := <-b.lend:
			b.mu.Lock()
			b.loans[name]++
			b.mu.Unlock()
		case <-b.done:
			return
		}
	}
}

func (b *Books) clean() {
	t := time.NewTicker(1e6)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			b.mu.Lock()
			clear(b.loans)
			b.mu.Unlock()
		case <-b.done:
			return
		}
	}
}

func (b *Books) Lend(name string) { b.lend <- name }

func (b *Books) Close() { close(b.done) }

// ok: the one that the ticker wakes ends the other one, some day.
type Shelf struct {
	lend chan string
	done chan struct{}
	ask  func() error
}

func newShelf(ask func() error) *Shelf {
	s := &Shelf{lend: make(chan string), done: make(chan struct{}), ask: ask}
	go s.count()
	go s.watch()
	return s
}

func OpenShelf(ask func() error) (*Shelf, error) {
	s := newShelf(ask)
	if ask() != nil {
		return nil, errors.New("no shelf")
	}
	return s, nil
}

func (s *Shelf) count() {
	for {
		select {
		case <-s.lend:
		case <-s.done:
			return
		}
	}
}

func (s *Shelf) watch() {
	t := time.NewTicker(1e6)
	defer t.Stop()
	for range t.C {
		if s.isLost() {
			s.Close()
			return
		}
	}
}

func (s *Shelf) isLost() bool { return s.ask() != nil }

func (s *Shelf) Close() { close(s.done) }

// ok: it sends to the other one.
type Drum struct {
	beat chan time.Time
	n    int
}

func newDrum() *Drum {
	d := &Drum{beat: make(chan time.Time)}
	go d.play()
	go d.tick()
	return d
}

func (d *Drum) play() {
	for range d.beat {
		d.n++
	}
}

func (d *Drum) tick() {
	t := time.NewTicker(1e6)
	for now := range t.C {
		d.beat <- now
	}
}

func OpenDrum(connect func() error) (*Drum, error) {
	d := newDrum()
	if err := connect(); err != nil {
		return nil, err
	}
	return d, nil
}
