package client

import (
	"errors"
	"sync"
)

// Calls that are found in a map when their object is ended: they are under way then.
type Guest interface {
	Read() error
	Write(string) error
	Close() error
}

type session struct {
	guest Guest
	out   chan string
}

// Who has left the map is closed by nobody.
type Sessions struct {
	mu  sync.Mutex
	all map[int]*session
}

func NewSessions() *Sessions { return &Sessions{all: make(map[int]*session)} }

func (l *Sessions) add(n int, p Guest) *session {
	s := &session{p, make(chan string, 8)}
	l.mu.Lock()
	l.all[n] = s
	l.mu.Unlock()
	return s
}

func (l *Sessions) remove(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s, ok := l.all[n]
	if !ok {
		return
	}
	delete(l.all, n)
	close(s.out)
}

func (l *Sessions) Serve(n int, p Guest) {
	s := l.add(n, p)
	defer l.remove(n)
	go func() {
		for text := range s.out { // want `s.out: goroutine blocks forever ranging after Shutdown during Serve; let Shutdown end it`
			if s.guest.Write(text) != nil {
				return
			}
		}
	}()
	for p.Read() == nil {
	}
}

func (l *Sessions) Shutdown() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for n, s := range l.all {
		s.guest.Close()
		delete(l.all, n)
	}
}

// ok: the end closes what it takes from the map.
type Guests struct {
	mu  sync.Mutex
	all map[int]*session
}

func NewGuests() *Guests { return &Guests{all: make(map[int]*session)} }

func (l *Guests) Serve(n int, p Guest) {
	s := &session{p, make(chan string, 8)}
	l.mu.Lock()
	l.all[n] = s
	l.mu.Unlock()
	defer l.remove(n)
	go func() {
		for text := range s.out {
			if s.guest.Write(text) != nil {
				return
			}
		}
	}()
	for p.Read() == nil {
	}
}

func (l *Guests) remove(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if s, ok := l.all[n]; ok {
		delete(l.all, n)
		close(s.out)
	}
}

func (l *Guests) Shutdown() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for n, s := range l.all {
		s.guest.Close()
		close(s.out)
		delete(l.all, n)
	}
}

// ok: the end leaves them in the map, and they take themselves out.
type Visitors struct {
	mu  sync.Mutex
	all map[int]*session
}

func NewVisitors() *Visitors { return &Visitors{all: make(map[int]*session)} }

func (l *Visitors) Serve(n int, p Guest) {
	s := &session{p, make(chan string, 8)}
	l.mu.Lock()
	l.all[n] = s
	l.mu.Unlock()
	defer func() {
		l.mu.Lock()
		delete(l.all, n)
		close(s.out)
		l.mu.Unlock()
	}()
	go func() {
		for text := range s.out {
			if s.guest.Write(text) != nil {
				return
			}
		}
	}()
	for p.Read() == nil {
	}
}

func (l *Visitors) Shutdown() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, s := range l.all {
		s.guest.Close()
	}
}

// ok: who is in the map is not under way, but was added for good.
type Members struct {
	mu  sync.Mutex
	all map[int]*session
}

func NewMembers() *Members { return &Members{all: make(map[int]*session)} }

func (l *Members) Add(n int, p Guest) {
	s := &session{p, make(chan string, 8)}
	l.mu.Lock()
	l.all[n] = s
	l.mu.Unlock()
	go func() {
		for text := range s.out {
			s.guest.Write(text)
		}
	}()
}

func (l *Members) Remove(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if s, ok := l.all[n]; ok {
		delete(l.all, n)
		close(s.out)
	}
}

func (l *Members) Shutdown() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for n, s := range l.all {
		delete(l.all, n)
		close(s.out)
	}
}

// ok: the goroutine ends with its call.
type Callers struct {
	mu  sync.Mutex
	all map[int]*session
}

func NewCallers() *Callers { return &Callers{all: make(map[int]*session)} }

func (l *Callers) Serve(n int, p Guest) {
	s := &session{p, make(chan string, 8)}
	l.mu.Lock()
	l.all[n] = s
	l.mu.Unlock()
	over := make(chan struct{})
	defer func() {
		l.mu.Lock()
		delete(l.all, n)
		l.mu.Unlock()
		close(over)
	}()
	go func() {
		for {
			select {
			case text := <-s.out:
				s.guest.Write(text)
			case <-over:
				return
			}
		}
	}()
	for p.Read() == nil {
	}
}

func (l *Callers) Shutdown() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for n, s := range l.all {
		s.guest.Close()
		delete(l.all, n)
	}
}

// fake is a guest that reads until it is closed.
type fake struct {
	closed chan struct{}
	once   sync.Once
}

func (f *fake) Read() error {
	<-f.closed
	return errors.New("closed")
}

func (f *fake) Write(string) error { return nil }

func (f *fake) Close() error {
	f.once.Do(func() { close(f.closed) })
	return nil
}
