package ok

import (
	"errors"
	"strconv"
	"sync"
)

// A future: settled in a defer, whatever the work does.
type future struct {
	done  chan struct{}
	value int
	err   error
}

func async(work func() (int, error)) *future {
	f := &future{done: make(chan struct{})}
	go func() {
		defer close(f.done)
		f.value, f.err = work()
	}()
	return f
}

func (f *future) await() (int, error) {
	<-f.done
	return f.value, f.err
}

func usesFuture(s string) (int, error) {
	return async(func() (int, error) { return strconv.Atoi(s) }).await()
}

// A promise: it can be kept or broken, and either ends the waiting.
type promise struct {
	once sync.Once
	done chan struct{}
	err  error
}

func (p *promise) resolve() { p.once.Do(func() { close(p.done) }) }

func (p *promise) reject(err error) {
	p.once.Do(func() {
		p.err = err
		close(p.done)
	})
}

func keepsPromise(s string) error {
	p := &promise{done: make(chan struct{})}
	go func() {
		if _, err := strconv.Atoi(s); err != nil {
			p.reject(err)
			return
		}
		p.resolve()
		p.resolve()
	}()
	<-p.done
	return p.err
}

// A result or an error: one of both is sent, and the caller waits for either.
func resultOrError(s string) (int, error) {
	result, errc := make(chan int, 1), make(chan error, 1)
	go func() {
		n, err := strconv.Atoi(s)
		if err != nil {
			errc <- err
			return
		}
		result <- n
	}()
	select {
	case n := <-result:
		return n, nil
	case err := <-errc:
		return 0, err
	}
}

// An error only if there is one; then the channel is closed.
func errorThenClose(s string) error {
	errc := make(chan error, 1)
	go func() {
		defer close(errc)
		if _, err := strconv.Atoi(s); err != nil {
			errc <- err
		}
	}()
	return <-errc // nil when closed
}

// The first response wins; the others find room in the buffer.
func firstWins(backends []string) string {
	if len(backends) == 0 {
		return ""
	}
	responses := make(chan string, len(backends))
	for _, b := range backends {
		go func() { responses <- b }()
	}
	return <-responses
}

// Who comes while a call is under way waits for it; its doer closes it.
type flight struct {
	mu    sync.Mutex
	calls map[string]*flightCall
}

type flightCall struct {
	done  chan struct{}
	value string
}

func (f *flight) do(key string, work func() string) string {
	f.mu.Lock()
	if c, ok := f.calls[key]; ok {
		f.mu.Unlock()
		<-c.done
		return c.value
	}
	c := &flightCall{done: make(chan struct{})}
	f.calls[key] = c
	f.mu.Unlock()
	defer func() {
		f.mu.Lock()
		delete(f.calls, key)
		f.mu.Unlock()
		close(c.done)
	}()
	c.value = work()
	return c.value
}

func usesFlight() {
	f := &flight{calls: make(map[string]*flightCall)}
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() { f.do("key", func() string { return "value" }) })
	}
	wg.Wait()
}

// A cache whose entries are filled once; all others wait for ready.
type entry struct {
	ready chan struct{}
	value string
	err   error
}

type memo struct {
	mu      sync.Mutex
	entries map[string]*entry
}

func (m *memo) get(key string, fill func(string) (string, error)) (string, error) {
	m.mu.Lock()
	e := m.entries[key]
	if e == nil {
		e = &entry{ready: make(chan struct{})}
		m.entries[key] = e
		m.mu.Unlock()
		e.value, e.err = fill(key)
		close(e.ready)
	} else {
		m.mu.Unlock()
		<-e.ready
	}
	return e.value, e.err
}

func usesMemo(fail bool) {
	m := &memo{entries: make(map[string]*entry)}
	fill := func(key string) (string, error) {
		if fail {
			return "", errors.New("failed")
		}
		return key, nil
	}
	for range 2 {
		m.get("key", fill)
	}
}

// The loop ends when the channel is closed, and is told so by comma-ok.
func commaOK(n int) (sum int) {
	ch := make(chan int)
	go func() {
		for i := range n {
			ch <- i
		}
		close(ch)
	}()
	for {
		v, ok := <-ch
		if !ok {
			return sum
		}
		sum += v
	}
}

// A generator that is told when nobody wants more.
func generate(quit <-chan struct{}) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for i := 0; ; i++ {
			select {
			case out <- i:
			case <-quit:
				return
			}
		}
	}()
	return out
}

// The deferred close tells the generator so.
func firstAbove(limit int) (found int) {
	quit := make(chan struct{})
	defer close(quit)
	for v := range generate(quit) {
		if v > limit {
			found = v
			break
		}
	}
	return found
}

// The result and the end come on one channel: the zero value is the end.
func sentinel(items []string) (n int) {
	ch := make(chan string)
	go func() {
		for _, item := range items {
			if item != "" {
				ch <- item
			}
		}
		ch <- ""
	}()
	for item := <-ch; item != ""; item = <-ch {
		n++
	}
	return n
}

// Errors are looked at as they come, the rest is drained in the background.
func drainsRest(items []string) error {
	errs := make(chan error)
	for _, item := range items {
		go func() {
			_, err := strconv.Atoi(item)
			errs <- err
		}()
	}
	for i := range items {
		if err := <-errs; err != nil {
			go func() {
				for range len(items) - i - 1 {
					<-errs
				}
			}()
			return err
		}
	}
	return nil
}

// Two halves are sorted out by two goroutines that both report.
func partition(values []int) (even, odd []int) {
	evens, odds, done := make(chan int), make(chan int), make(chan bool)
	go func() {
		for v := range evens {
			even = append(even, v)
		}
		done <- true
	}()
	go func() {
		for v := range odds {
			odd = append(odd, v)
		}
		done <- true
	}()
	for _, v := range values {
		if v%2 == 0 {
			evens <- v
		} else {
			odds <- v
		}
	}
	close(evens)
	close(odds)
	<-done
	<-done
	return even, odd
}
