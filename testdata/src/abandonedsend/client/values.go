package client

import (
	"context"
	"errors"
	"io"
	"sync"
)

// An error that is made is none that a variable holds: who has closed it is told so.
type Object struct {
	mu     sync.Mutex
	ctx    context.Context
	cancel context.CancelFunc
	asks   chan int
	closed bool
	err    error
}

func NewObject(ctx context.Context, read func(int) error) *Object {
	ctx, cancel := context.WithCancel(ctx)
	o := &Object{ctx: ctx, cancel: cancel, asks: make(chan int)}
	go func() {
		defer cancel()
		for n := range o.asks {
			if read(n) != nil {
				return
			}
		}
	}()
	return o
}

func (o *Object) Ask(n int) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err != nil && o.err != io.EOF {
		return o.err
	}
	select {
	case o.asks <- n:
		return nil
	case <-o.ctx.Done():
		return o.ctx.Err()
	}
}

func (o *Object) Close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return
	}
	o.cancel()
	close(o.asks)
	o.err = errors.New("closed")
	o.closed = true
}

// A task that says that there are no more is no task of a client.
type task interface{ run() }

type last struct{ name string }

func (last) run() {}

var noMore = last{"no more"}

type tasks struct {
	queue chan task
	work  chan task
	done  sync.WaitGroup
	once  sync.Once
}

func newTasks() *tasks {
	t := &tasks{queue: make(chan task), work: make(chan task, 1)}
	t.done.Add(1)
	go func() {
		defer t.done.Done()
		for x := range t.work {
			x.run()
		}
	}()
	go func() {
		for {
			x, ok := <-t.queue
			if !ok {
				return
			}
			if x == noMore {
				close(t.work)
				continue
			}
			t.work <- x
		}
	}()
	return t
}

func (t *tasks) Close() {
	t.once.Do(func() {
		t.queue <- noMore
		t.done.Wait()
		close(t.queue)
	})
}

// What belongs to one key is told to whoever asks for that.
func byKey(hash func(string) uint32, told, asked string) {
	slots := []chan int{make(chan int), make(chan int)}
	go func() {
		slots[hash(told)%2] <- 1
	}()
	<-slots[hash(asked)%2]
}

// As many answers as there are parts of some size.
func inParts(keys []string, size int, ask func([]string) error) error {
	n := len(keys) / size
	if len(keys)%size != 0 {
		n++
	}
	errs := make(chan error, n)
	eachPart(len(keys), size, func(from, to int) {
		errs <- ask(keys[from:to])
	})
	for range n {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

func eachPart(n, size int, do func(from, to int)) {
	var wg sync.WaitGroup
	for i := 0; i < n; i += size {
		wg.Go(func() { do(i, min(i+size, n)) })
	}
	wg.Wait()
}
