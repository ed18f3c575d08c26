package unheeded

import (
	"context"
	"sync"
)

// ok: it looks where it sends.
func Heeds(ctx context.Context, in <-chan int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for {
			select {
			case <-ctx.Done():
				return
			case v := <-in:
				select {
				case out <- v:
				case <-ctx.Done():
					return
				}
			}
		}
	}()
	return out
}

// ok: nothing says that who receives may leave: it is told when there is no more.
func Pipes(in <-chan int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for v := range in {
			out <- v
		}
	}()
	return out
}

// ok: the package receives itself, to the end.
func Sum(ctx context.Context, in <-chan int) (sum int) {
	for v := range numbers(ctx, in) {
		sum += v
	}
	return sum
}

func numbers(ctx context.Context, in <-chan int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for {
			select {
			case <-ctx.Done():
				return
			case v, ok := <-in:
				if !ok {
					return
				}
				out <- v
			}
		}
	}()
	return out
}

// ok: the end is that of the source, not of those who receive.
type Source struct {
	gone, out chan struct{}
	tick      chan int
}

func OpenSource(read func() error) *Source {
	s := &Source{gone: make(chan struct{}), out: make(chan struct{}), tick: make(chan int)}
	go func() {
		for read() == nil {
			s.tick <- 1
		}
		close(s.gone)
	}()
	go func() {
		defer close(s.out)
		for {
			select {
			case <-s.gone:
				return
			case <-s.tick:
				s.out <- struct{}{}
			}
		}
	}()
	return s
}

func (s *Source) Out() <-chan struct{} { return s.out }

// ok: there is room for the first one.
type Latest struct {
	done chan struct{}
	news chan int
}

func OpenLatest(v int, next func() int) *Latest {
	l := &Latest{done: make(chan struct{}), news: make(chan int, 1)}
	go func() {
		l.news <- v
		for {
			v := next()
			select {
			case l.news <- v:
			case <-l.done:
				return
			}
		}
	}()
	return l
}

func (l *Latest) News() <-chan int { return l.news }

func (l *Latest) Close() { close(l.done) }

// ok: there is room for all.
func Each(ctx context.Context, list []int, in <-chan int) <-chan int {
	out := make(chan int, len(list))
	go func() {
		for range list {
			select {
			case <-ctx.Done():
				return
			case v := <-in:
				out <- v
			}
		}
	}()
	return out
}

// ok: the end empties it.
type Emptied struct {
	done, in, out chan struct{}
	wg            sync.WaitGroup
}

func OpenEmptied() *Emptied {
	e := &Emptied{done: make(chan struct{}), in: make(chan struct{}), out: make(chan struct{})}
	e.wg.Add(1)
	go func() {
		defer e.wg.Done()
		defer close(e.out)
		for {
			select {
			case <-e.done:
				return
			case <-e.in:
				e.out <- struct{}{}
			}
		}
	}()
	return e
}

func (e *Emptied) Put() {
	select {
	case e.in <- struct{}{}:
	case <-e.done:
	}
}

func (e *Emptied) Out() <-chan struct{} { return e.out }

func (e *Emptied) Close() {
	close(e.done)
	for range e.out {
	}
	e.wg.Wait()
}

// ok: a method receives for the callers.
type Reader struct {
	done chan struct{}
	out  chan int
}

func OpenReader(in <-chan int) *Reader {
	r := &Reader{done: make(chan struct{}), out: make(chan int)}
	go func() {
		for {
			select {
			case <-r.done:
				close(r.out)
				return
			case v := <-in:
				r.out <- v
			}
		}
	}()
	return r
}

func (r *Reader) Rest() <-chan int { return r.out }

func (r *Reader) Next() (int, bool) {
	v, ok := <-r.out
	return v, ok
}

func (r *Reader) Close() {
	go func() {
		for range r.out {
		}
	}()
	close(r.done)
}

// ok: the channel is the callers' own, or may be anywhere.
func Into(ctx context.Context, in <-chan int, out chan<- int) {
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case v := <-in:
				out <- v
			}
		}
	}()
}

type registry struct{ all map[string]chan int }

func (r *registry) Open(ctx context.Context, name string, in <-chan int) <-chan int {
	out := make(chan int)
	r.all[name] = out
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case v := <-in:
				out <- v
			}
		}
	}()
	return out
}

// ok: the one who calls it sends, and knows what it does.
type Port struct {
	done chan struct{}
	out  chan int
}

func NewPort() *Port { return &Port{make(chan struct{}), make(chan int)} }

func (p *Port) Out() <-chan int { return p.out }

func (p *Port) Push(v int) { p.out <- v }

func (p *Port) TryPush(v int) {
	select {
	case p.out <- v:
	case <-p.done:
	}
}

func (p *Port) Close() { close(p.done) }

// ok: the end is only asked for, it is not waited for.
func Polls(ctx context.Context, next func() int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for {
			select {
			case <-ctx.Done():
				return
			default:
			}
			out <- next()
		}
	}()
	return out
}
