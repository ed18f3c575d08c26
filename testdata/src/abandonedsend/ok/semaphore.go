package ok

import (
	"context"
	"sync"
)

// Each place that is taken is given back by the goroutine that took it.
func limited(jobs []string, limit int, run func(string) (string, error)) {
	sem := make(chan struct{}, max(limit, 1))
	var wg sync.WaitGroup
	for _, j := range jobs {
		wg.Add(1)
		sem <- struct{}{}
		go func() {
			defer wg.Done()
			defer func() { <-sem }()
			_, _ = run(j)
		}()
	}
	wg.Wait()
}

// The goroutines wait for a place themselves.
func limitedInside(jobs []string, run func(string) (string, error)) {
	sem := make(chan struct{}, 2)
	var wg sync.WaitGroup
	for _, j := range jobs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			sem <- struct{}{}
			defer func() { <-sem }()
			_, err := run(j)
			if err != nil {
				return
			}
			_, _ = run(j + "/details")
		}()
	}
	wg.Wait()
}

// The caller fills the semaphore in the end, which waits for all.
func fillToWait(jobs []string, run func(string) (string, error)) {
	const limit = 3
	sem := make(chan struct{}, limit)
	for _, j := range jobs {
		sem <- struct{}{}
		go func() {
			_, _ = run(j)
			<-sem
		}()
	}
	for range limit {
		sem <- struct{}{}
	}
}

// Tokens are put in before, taken out and put back: there is always room.
func tokens(jobs []string, n int, run func(string) (string, error)) int {
	if n <= 0 {
		n = 1
	}
	tickets := make(chan struct{}, n)
	for range n {
		tickets <- struct{}{}
	}
	var wg sync.WaitGroup
	for _, j := range jobs {
		<-tickets
		wg.Add(1)
		go func() {
			defer wg.Done()
			_, _ = run(j)
			tickets <- struct{}{}
		}()
	}
	wg.Wait()
	return len(tickets)
}

// A mutex made of a channel: the one who holds it gives it back.
func channelMutex(writers int) int {
	mu := make(chan struct{}, 1)
	n := 0
	var wg sync.WaitGroup
	for range writers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu <- struct{}{}
			n++
			<-mu
		}()
	}
	wg.Wait()
	return n
}

// A try-lock gives up instead of waiting.
func tryLock(critical func()) bool {
	lock := make(chan struct{}, 1)
	run := func() bool {
		select {
		case lock <- struct{}{}:
			defer func() { <-lock }()
			critical()
			return true
		default:
			return false
		}
	}
	return run() && run()
}

// Waiting for a place ends with the context; the error path returns before the
// goroutine is started.
func acquire(ctx context.Context, jobs []string, run func(string) (string, error)) error {
	sem := make(chan struct{}, 1)
	var wg sync.WaitGroup
	defer wg.Wait()
	for _, j := range jobs {
		select {
		case sem <- struct{}{}:
		case <-ctx.Done():
			return ctx.Err()
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			defer func() { <-sem }()
			_, _ = run(j)
		}()
	}
	return nil
}

type pool struct {
	free chan *buffer
}

type buffer struct{ data []byte }

func newPool(n int) *pool {
	p := &pool{free: make(chan *buffer, n)}
	for range n {
		p.free <- &buffer{}
	}
	return p
}

func (p *pool) get() *buffer { return <-p.free }

func (p *pool) put(b *buffer) {
	select {
	case p.free <- b:
	default: // full: leave it to the garbage collector
	}
}

// Putting more than there is room for drops it.
func useBuffers(n int) {
	p := newPool(2)
	b := p.get()
	p.put(b)
	for range n {
		p.put(&buffer{})
	}
}

// A semaphore type of its own, with methods.
type semaphore chan struct{}

func (s semaphore) lock()   { s <- struct{}{} }
func (s semaphore) unlock() { <-s }

// Locked and unlocked in pairs.
func withSemaphoreType(items []int, f func(int) error) error {
	s := make(semaphore, 1)
	for _, it := range items {
		s.lock()
		err := f(it)
		s.unlock()
		if err != nil {
			return err
		}
	}
	return nil
}

// The results go into slots of a slice, the semaphore is only held by the living.
func indexed(urls []string, get func(string) (string, error)) []string {
	sem := make(chan struct{}, 4)
	pages := make([]string, len(urls))
	var wg sync.WaitGroup
	for i, u := range urls {
		wg.Go(func() {
			sem <- struct{}{}
			defer func() { <-sem }()
			pages[i], _ = get(u)
		})
	}
	wg.Wait()
	return pages
}
