package ok

import (
	"sync"
	"time"
)

// The goroutine has the channel of its own start.
type own struct{ stop chan struct{} }

func (o *own) start(poll func()) {
	o.stop = make(chan struct{})
	go func(stop <-chan struct{}) {
		for {
			select {
			case <-time.After(time.Second):
				poll()
			case <-stop:
				return
			}
		}
	}(o.stop)
}

func (o *own) end() {
	close(o.stop)
	o.stop = nil
}

// It is forgotten when the goroutine has ended.
type waited struct {
	stop, done chan struct{}
	wg         sync.WaitGroup
}

func (w *waited) start(poll func()) {
	w.stop, w.done = make(chan struct{}), make(chan struct{})
	w.wg.Add(1)
	go w.run(poll)
}

func (w *waited) run(poll func()) {
	defer w.wg.Done()
	defer close(w.done)
	for {
		select {
		case <-time.After(time.Second):
			poll()
		case <-w.stop:
			return
		}
	}
}

func (w *waited) end() {
	close(w.stop)
	<-w.done
	w.stop = nil
}

func (w *waited) endByGroup() {
	close(w.stop)
	w.wg.Wait()
	w.stop = nil
}

// The goroutine asks whether it is nil.
type asked struct {
	mu   sync.Mutex
	stop chan struct{}
}

func (a *asked) start(poll func()) {
	a.stop = make(chan struct{})
	go func() {
		for {
			a.mu.Lock()
			stop := a.stop
			a.mu.Unlock()
			if stop == nil {
				return
			}
			select {
			case <-time.After(time.Second):
				poll()
			case <-stop:
				return
			}
		}
	}()
}

func (a *asked) end() {
	a.mu.Lock()
	defer a.mu.Unlock()
	close(a.stop)
	a.stop = nil
}

// It waits once, with the channel that it found when it started.
type once struct{ stop chan struct{} }

func (o *once) start(then func()) {
	o.stop = make(chan struct{})
	go func() {
		<-o.stop
		then()
	}()
}

func (o *once) end() {
	close(o.stop)
	o.stop = nil
}

// It is told by an element first, which it takes before the channel is reset.
type told struct{ stop chan bool }

func (t *told) start(events <-chan int, handle func(int)) {
	t.stop = make(chan bool)
	go func() {
		for {
			select {
			case <-t.stop:
				return
			case e := <-events:
				handle(e)
			}
		}
	}()
}

func (t *told) end() {
	t.stop <- true
	close(t.stop)
	t.stop = nil
}

// Who waits for news comes round again: each close is for those who wait now.
type News struct {
	mu      sync.Mutex
	changed chan struct{}
	quit    chan struct{}
}

func NewNews() *News {
	n := &News{changed: make(chan struct{}), quit: make(chan struct{})}
	go func() {
		for {
			select {
			case <-n.changed:
			case <-n.quit:
				return
			}
		}
	}()
	return n
}

func (n *News) Tell() {
	n.mu.Lock()
	defer n.mu.Unlock()
	close(n.changed)
	n.changed = make(chan struct{})
}

func (n *News) Close() { close(n.quit) }

// The goroutine is given the channel, and the next one gets another.
type Given struct{ over chan struct{} }

func (g *Given) Start(work chan func()) {
	g.over = make(chan struct{})
	go func(over chan struct{}) {
		for {
			select {
			case f := <-work:
				f()
			case <-over:
				return
			}
		}
	}(g.over)
}

func (g *Given) Stop() {
	close(g.over)
	g.over = make(chan struct{})
}

// The loop asks each time whether it is over.
type Asking struct {
	mu      sync.Mutex
	stopped bool
	over    chan struct{}
}

func (a *Asking) isStopped() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.stopped
}

func (a *Asking) Start(work func()) {
	a.over = make(chan struct{})
	go func() {
		for !a.isStopped() {
			select {
			case <-time.After(time.Second):
				work()
			case <-a.over:
				return
			}
		}
	}()
}

func (a *Asking) Stop() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.stopped = true
	close(a.over)
	a.over = make(chan struct{})
}

// The end waits for the goroutine before it makes the channel anew.
type Waiting struct {
	wg   sync.WaitGroup
	over chan struct{}
}

func (w *Waiting) Start(work chan func()) {
	w.wg.Add(1)
	go func() {
		defer w.wg.Done()
		for {
			select {
			case f := <-work:
				f()
			case <-w.over:
				return
			}
		}
	}()
}

func (w *Waiting) Stop() {
	close(w.over)
	w.wg.Wait()
	w.over = make(chan struct{})
}
