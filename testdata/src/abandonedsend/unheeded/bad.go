// Package unheeded has channels that others are given, and who sends there looks elsewhere whether
// these have left.
package unheeded

import (
	"context"
	"sync"
)

type Event struct{ Name string }

// The loop looks at the context of the callers, but not where it sends.
func Follow(ctx context.Context, lines <-chan string) <-chan Event {
	out := make(chan Event)
	go func() {
		defer close(out)
		for {
			select {
			case <-ctx.Done():
				return
			case line, ok := <-lines:
				if !ok {
					return
				}
				out <- Event{line} // want `out: goroutine blocks forever sending if who receives leaves with ctx.Done\(\), as line 19 expects; select on it here too`
			}
		}
	}()
	return out
}

// So does one whose end comes with the channel.
type edge struct {
	in, out, quit chan struct{}
}

func NewEdge() (in chan<- struct{}, out <-chan struct{}, clean func()) {
	e := &edge{in: make(chan struct{}, 1), out: make(chan struct{}), quit: make(chan struct{})}
	go e.work()
	return e.in, e.out, func() { close(e.quit) }
}

func (e *edge) work() {
	for {
		select {
		case <-e.quit:
			return
		case <-e.in:
			e.out <- struct{}{} // want `e.out: goroutine blocks forever sending if who receives leaves with e.quit, as line 46 expects; select on it here too`
		}
	}
}

// Another one who sends there looks.
type Watcher struct {
	ctx    context.Context
	cancel context.CancelFunc
	next   func() (string, error)
	errs   chan error
	result chan Event
}

func Watch(ctx context.Context, next func() (string, error)) *Watcher {
	w := &Watcher{next: next, errs: make(chan error, 1), result: make(chan Event, 1)}
	w.ctx, w.cancel = context.WithCancel(ctx)
	go w.run()
	return w
}

func (w *Watcher) Stop() { w.cancel() }

func (w *Watcher) Result() <-chan Event { return w.result }

func (w *Watcher) run() {
	var wg sync.WaitGroup
	wg.Add(1)
	go w.read(&wg)
	select {
	case err := <-w.errs:
		w.result <- Event{err.Error()} // want `w.result: goroutine blocks forever sending if who receives leaves with w.ctx.Done\(\), as line 98 expects; select on it here too`
		w.cancel()
	case <-w.ctx.Done():
	}
	wg.Wait()
	close(w.result)
}

func (w *Watcher) read(wg *sync.WaitGroup) {
	defer wg.Done()
	for {
		name, err := w.next()
		if err != nil {
			w.errs <- err
			return
		}
		select {
		case w.result <- Event{name}:
		case <-w.ctx.Done():
			return
		}
	}
}

// The context is in what the callers have set.
type Params struct {
	Context context.Context
	Source  <-chan int
}

func Subscribe(p Params) chan int {
	if p.Context == nil {
		p.Context = context.Background()
	}
	results := make(chan int)
	go func() {
		for {
			select {
			case <-p.Context.Done():
				return
			case v := <-p.Source:
				results <- v // want `results: goroutine blocks forever sending if who receives leaves with p.Context.Done\(\), as line 118 expects; select on it here too`
			}
		}
	}()
	return results
}
