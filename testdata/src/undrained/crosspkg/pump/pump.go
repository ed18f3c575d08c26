// Package pump has functions whose callers must end what they start.
package pump

import (
	"context"
	"sync"
	"time"
)

// A Pump works until it is closed.
type Pump struct {
	in   chan func()
	quit chan struct{}
	once sync.Once
	wg   sync.WaitGroup
}

// New returns a pump, which must be closed.
func New() *Pump { // want New:`owes Close`
	p := &Pump{in: make(chan func()), quit: make(chan struct{})}
	p.wg.Add(1)
	go p.run()
	return p
}

// Open does the same, or fails.
func Open(name string) (*Pump, error) { // want Open:`owes Close`
	if name == "" {
		return nil, context.Canceled
	}
	p := &Pump{in: make(chan func()), quit: make(chan struct{})}
	p.wg.Add(1)
	go p.run()
	return p, nil
}

// Bound ends with its context too.
func Bound(ctx context.Context) *Pump { // want Bound:`owes Close`
	p := &Pump{in: make(chan func()), quit: make(chan struct{})}
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-p.quit:
				return
			case f := <-p.in:
				f()
			}
		}
	}()
	return p
}

func (p *Pump) run() {
	defer p.wg.Done()
	for {
		select {
		case f := <-p.in:
			f()
		case <-p.quit:
			return
		}
	}
}

func (p *Pump) Do(f func()) { p.in <- f }

// Close ends the goroutine.
func (p *Pump) Close() {
	p.once.Do(func() { close(p.quit) })
	p.wg.Wait()
}

// Every calls f until stop is called.
func Every(d time.Duration, f func()) (stop func()) { // want Every:`owes call`
	done := make(chan struct{})
	go func() {
		t := time.NewTicker(d)
		defer t.Stop()
		for {
			select {
			case <-t.C:
				f()
			case <-done:
				return
			}
		}
	}()
	return func() { close(done) }
}

// all keeps the pumps, and Shutdown closes them.
var (
	mu  sync.Mutex
	all []*Pump
)

// Kept is closed by Shutdown.
func Kept() *Pump {
	p := &Pump{in: make(chan func()), quit: make(chan struct{})}
	p.wg.Add(1)
	go p.run()
	mu.Lock()
	defer mu.Unlock()
	all = append(all, p)
	return p
}

func Shutdown() {
	mu.Lock()
	defer mu.Unlock()
	for _, p := range all {
		p.Close()
	}
}

// A Job ends by itself when it has worked so often.
type Job struct{ quit chan struct{} }

func Start(n int, f func()) *Job {
	j := &Job{quit: make(chan struct{})}
	go func() {
		for range n {
			select {
			case <-j.quit:
				return
			default:
				f()
			}
		}
	}()
	return j
}

func (j *Job) Stop() { close(j.quit) }

// A Feed ends when its input does, too.
type Feed struct{ quit chan struct{} }

func Read(in <-chan int, f func(int)) *Feed {
	fd := &Feed{quit: make(chan struct{})}
	go func() {
		for {
			select {
			case v, ok := <-in:
				if !ok {
					return
				}
				f(v)
			case <-fd.quit:
				return
			}
		}
	}()
	return fd
}

func (f *Feed) Stop() { close(f.quit) }

// A Beat has a context of its own.
type Beat struct{ cancel context.CancelFunc }

func NewBeat(f func()) *Beat { // want NewBeat:`owes Stop`
	ctx, cancel := context.WithCancel(context.Background())
	b := &Beat{cancel: cancel}
	go b.run(ctx, f)
	return b
}

func (b *Beat) run(ctx context.Context, f func()) {
	t := time.NewTicker(time.Second)
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			f()
		}
	}
}

func (b *Beat) Stop() { b.cancel() }

// Background returns the cancel function itself.
func Background(f func()) context.CancelFunc { // want Background:`owes call`
	ctx, cancel := context.WithCancel(context.Background())
	t := time.NewTicker(time.Second)
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-t.C:
				f()
			}
		}
	}()
	return cancel
}

// Changes sends until the context ends, and closes nothing.
func Changes(ctx context.Context, in <-chan int) (<-chan int, error) { // want Changes:`stays open`
	if in == nil {
		return nil, context.Canceled
	}
	out := make(chan int)
	go func() {
		for {
			select {
			case v := <-in:
				select {
				case out <- v:
				case <-ctx.Done():
					return
				}
			case <-ctx.Done():
				return
			}
		}
	}()
	return out, nil
}

// Closed closes it.
func Closed(ctx context.Context, in <-chan int) <-chan int { // want Closed:`owes a drain`
	out := make(chan int)
	go func() {
		defer close(out)
		for {
			select {
			case v := <-in:
				select {
				case out <- v:
				case <-ctx.Done():
					return
				}
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

// Poll returns a channel, and what ends its goroutine.
func Poll(f func() error) (errs <-chan error, stop func()) { // want Poll:`owes call`
	ch := make(chan error)
	done := make(chan struct{})
	go func() {
		defer close(ch)
		t := time.NewTicker(time.Second)
		defer t.Stop()
		for {
			select {
			case <-done:
				return
			case <-t.C:
				select {
				case ch <- f():
				case <-done:
					return
				}
			}
		}
	}()
	return ch, func() { close(done) }
}

// Pages sends page by page, until it has come to the end, or the context ends.
func Pages(ctx context.Context, get func(int) ([]int, bool)) <-chan []int { // want Pages:`owes a drain`
	ch := make(chan []int, 2)
	go func() {
		defer close(ch)
		for i := 0; ; i++ {
			p, more := get(i)
			select {
			case ch <- p:
			case <-ctx.Done():
				return
			}
			if !more {
				return
			}
		}
	}()
	return ch
}

// Once sends once.
func Once(ctx context.Context, get func() int) <-chan int {
	ch := make(chan int)
	go func() {
		defer close(ch)
		select {
		case ch <- get():
		case <-ctx.Done():
		}
	}()
	return ch
}

// Stoppable has another way out, of its own.
func Stoppable(ctx context.Context, quit chan struct{}, in <-chan int) <-chan int {
	ch := make(chan int)
	inner := make(chan struct{})
	go func() {
		<-quit
		close(inner)
	}()
	go func() {
		defer close(ch)
		for v := range in {
			select {
			case ch <- v:
			case <-inner:
				return
			case <-ctx.Done():
				return
			}
		}
	}()
	return ch
}
