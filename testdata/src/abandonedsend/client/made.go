package client

import (
	"sync"
	"time"
)

// A usable zero value, that starts its loop when it is first used.
type Batch struct {
	once sync.Once
	in   chan int
	quit chan struct{}
}

func (b *Batch) init() {
	b.once.Do(func() {
		b.in, b.quit = make(chan int), make(chan struct{})
		go b.loop()
	})
}

func (b *Batch) loop() {
	for {
		select {
		case n := <-b.in:
			println(n)
			time.Sleep(1e7)
		case <-b.quit:
			return
		}
	}
}

func (b *Batch) Add(n int) {
	b.init()
	b.in <- n // want `the caller of Add blocks forever sending to b.in once Close has run; wait for quit too, as TryAdd does`
}

func (b *Batch) TryAdd(n int) bool {
	b.init()
	select {
	case b.in <- n:
		return true
	case <-b.quit:
		return false
	}
}

func (b *Batch) Close() {
	b.init()
	close(b.quit)
}

// The client gets a channel, and a function by which it says that it has enough.
func Ticks(every time.Duration) (<-chan int, func()) {
	c, stop := make(chan int), make(chan struct{})
	go func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			case <-time.After(every):
			}
			c <- i // want `c: goroutine blocks forever sending after a client's Ticks and its stop function; let that end it`
		}
	}()
	return c, func() { close(stop) }
}

// ok: who has enough is no longer sent to.
func Beats(every time.Duration) (<-chan int, func()) {
	c, stop := make(chan int), make(chan struct{})
	go func() {
		for i := 0; ; i++ {
			time.Sleep(every)
			select {
			case c <- i:
			case <-stop:
				return
			}
		}
	}()
	return c, func() { close(stop) }
}

// ok: the function drains what is left.
func Texts(texts []string) (<-chan string, func()) {
	c, stop := make(chan string), make(chan struct{})
	go func() {
		defer close(c)
		for _, text := range texts {
			select {
			case <-stop:
				return
			default:
				c <- text
			}
		}
	}()
	return c, func() {
		close(stop)
		for range c {
		}
	}
}

// ok: the function is one that reads.
func Numbers(n int) (next func() (int, bool)) {
	c := make(chan int)
	go func() {
		defer close(c)
		for i := range n {
			c <- i
		}
	}()
	return func() (int, bool) {
		i, ok := <-c
		return i, ok
	}
}

// A function of the package starts what serves the object.
type Box struct {
	values chan int
	quit   chan struct{}
}

func NewBox() *Box { return &Box{values: make(chan int), quit: make(chan struct{})} }

func Fill(b *Box, next func() int) {
	go func() {
		for {
			select {
			case <-b.quit:
				return
			default:
			}
			b.values <- next() // want `b.values: goroutine blocks forever sending after a client's NewBox, Fill and Close; let Close end it`
		}
	}()
}

func (b *Box) Take() int { return <-b.values }

func (b *Box) Close() { close(b.quit) }

// ok: the literal has no goroutine before it is served, and none after.
type Signal struct {
	mu   sync.Mutex
	quit chan struct{}
}

func (s *Signal) Serve(work func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.quit != nil {
		return
	}
	quit, done := make(chan struct{}), make(chan struct{}, 1)
	s.quit = quit
	go func() {
		for {
			select {
			case <-quit:
				done <- struct{}{}
				return
			default:
				work()
			}
		}
	}()
}

func (s *Signal) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.quit != nil {
		close(s.quit)
		s.quit = nil
	}
}
