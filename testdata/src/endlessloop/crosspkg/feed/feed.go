// Package feed returns channels.
package feed

import "context"

// A Source has values, and comes to its end.
type Source struct{ values []int }

// Watch closes the channel behind the last value.
func (s *Source) Watch(ctx context.Context) (<-chan int, error) { // want Watch:`closes 0`
	ch := make(chan int)
	go func() {
		defer close(ch)
		for _, v := range s.values {
			select {
			case ch <- v:
			case <-ctx.Done():
				return
			}
		}
	}()
	return ch, nil
}

// Until closes the channel when the context is done.
func Until(ctx context.Context) <-chan int {
	ch := make(chan int)
	go func() {
		defer close(ch)
		for i := 0; ; i++ {
			select {
			case ch <- i:
			case <-ctx.Done():
				return
			}
		}
	}()
	return ch
}

// Open never closes the channel.
func Open() <-chan int {
	ch := make(chan int, 1)
	go func() { ch <- 1 }()
	return ch
}

// Close closes channels that nobody is given.
func Close() {
	ch := make(chan int)
	go func() { close(ch) }()
	<-ch
}

// A Device has events until it is closed.
type Device interface {
	Events() <-chan int
	Close() error
}

// A Watcher is one too.
type Watcher struct {
	Events chan string
	Errors chan error
}

// NewWatcher starts one.
func NewWatcher() (*Watcher, error) {
	return &Watcher{make(chan string), make(chan error)}, nil
}

func (w *Watcher) Close() error { return nil }
