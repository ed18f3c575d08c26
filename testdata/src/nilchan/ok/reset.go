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
