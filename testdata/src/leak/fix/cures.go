package fix

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"
)

// A send becomes a case.
func stream(ctx context.Context, rows []string, use func(string) bool) {
	out := make(chan string)
	go func() {
		defer close(out)
		for _, r := range rows {
			out <- r // want `send in a select with case <-ctx.Done\(\)$`
		}
	}()
	for r := range out {
		if !use(r) {
			return
		}
	}
}

// It is the last statement, so there is nothing to return from.
func lastOne(ctx context.Context, load func() []int) int {
	squares := make(chan int)
	for _, n := range load() {
		go func() {
			squares <- n * n // want `send in a select with case <-ctx.Done\(\)$`
		}()
	}
	select {
	case n := <-squares:
		return n
	case <-ctx.Done():
		return 0
	}
}

// Its lines would have to be moved.
func multiline(ctx context.Context, rows []string, use func(pair) bool) {
	out := make(chan pair)
	go func() {
		defer close(out)
		for _, r := range rows {
			out <- pair{ // want `send in a select with case <-ctx.Done\(\)$`
				r, len(r),
			}
		}
	}()
	for r := range out {
		if !use(r) {
			return
		}
	}
}

type pair struct {
	s string
	n int
}

// Nobody tells the workers that there is no more.
func workers(list []int, work func(int)) {
	jobs := make(chan int)
	var wg sync.WaitGroup
	for range 2 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for j := range jobs { // want `add close\(jobs\) after the loop of line 78$`
				work(j)
			}
		}()
	}
	for _, j := range list {
		jobs <- j
	} // all are sent
	wg.Wait() // also
}

// The sender returns early.
func produce(list []string, parse func(string) (int, error), use func(int)) {
	parsed := make(chan int)
	go func() {
		for _, s := range list {
			n, err := parse(s)
			if err != nil {
				return
			}
			parsed <- n
		}
	}()
	for n := range parsed { // want `add defer close\(parsed\)$`
		use(n)
	}
}

// Nobody ever sends.
func background(work func()) {
	quit := make(chan struct{})
	go func() {
		<-quit // want `add defer close\(quit\) after line 103$`
	}()
	work()
}

// Several send, and somebody waits for them.
func merged(list []int, use func(int)) {
	results := make(chan int)
	var wg sync.WaitGroup
	for _, n := range list {
		wg.Go(func() { results <- n })
	}
	go func() {
		wg.Wait()
	}()
	for n := range results { // want `add close\(results\)$`
		use(n)
	}
}

// Two channels of which each needs room.
func two(load func() (string, error)) (string, error) {
	loaded, failed := make(chan string), make(chan error)
	for range 1 {
		go func() {
			s, err := load()
			if err != nil {
				failed <- err // want `make failed with a buffer of 1$`
				return
			}
			loaded <- s // want `make loaded with a buffer of 1$`
		}()
	}
	select {
	case s := <-loaded:
		return s, nil
	case err := <-failed:
		return "", err
	default:
		return "", nil
	}
}

// A zero value would be taken for a result.
func value(load func() error) error {
	errs := make(chan error)
	go func() {
		if err := load(); err != nil {
			errs <- err
		}
	}()
	return <-errs // want `; nothing helps$`
}

// Both hold the lock while they wait: room for one does not help.
func locked(mu *sync.Mutex, work func() int) int {
	result := make(chan int)
	go func() {
		mu.Lock()
		defer mu.Unlock()
		result <- work()
	}()
	mu.Lock()
	defer mu.Unlock()
	return <-result
}

// The same with a lock that is seen.
func lockedHere(work func() int) int {
	var mu sync.Mutex
	result := make(chan int)
	go func() {
		mu.Lock()        // also
		result <- work() // want `; nothing helps$`
		mu.Unlock()
	}()
	mu.Lock() // also
	defer mu.Unlock()
	return <-result // want `; nothing helps$`
}

// Only one holds it while it waits.
func unlocks(work func(), n *int) {
	var mu sync.Mutex
	done := make(chan struct{})
	go func() {
		work()
		mu.Lock() // also
		*n++
		mu.Unlock()
		close(done)
	}()
	mu.Lock()
	*n++
	<-done // want `unlock mu before receiving$`
	mu.Unlock()
}

// A context that the caller of an errgroup made.
func group(g *errgroup.Group, ctx context.Context, load func() ([]int, error), use func(int) bool) {
	numbers := make(chan int)
	g.Go(func() error {
		defer close(numbers)
		list, err := load()
		if err != nil {
			return err
		}
		for _, n := range list {
			numbers <- n // want `send in a select with case <-ctx.Done\(\)$`
		}
		return nil
	})
	for n := range numbers {
		if !use(n) {
			return
		}
	}
}

// Its cancel function has a name.
func cancelled(parent context.Context, work func(context.Context) error) error {
	ctx, stop := context.WithCancel(context.WithoutCancel(parent))
	go func() {
		<-ctx.Done() // want `call stop on every path, as by defer stop\(\)$`
	}()
	if err := work(ctx); err != nil {
		return err
	}
	stop()
	return nil
}

// It is closed, but not if there is an error.
func closedLate(list []string, parse func(string) (int, error), use func(int)) error {
	parsed := make(chan int)
	go func() {
		for n := range parsed { // want `defer the close\(parsed\) of line 252$`
			use(n)
		}
	}()
	for _, s := range list {
		n, err := parse(s)
		if err != nil {
			return err
		}
		parsed <- n
	}
	close(parsed)
	return nil
}
