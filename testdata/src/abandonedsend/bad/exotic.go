package bad

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"
)

// Goexit ends the receiver in the middle of its loop.
func consumeUntil(values []int, stop int) (sum int) {
	ch := make(chan int)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for v := range ch {
			if v == stop {
				runtime.Goexit()
			}
			sum += v
		}
	}()
	go func() {
		defer close(ch)
		for _, v := range values {
			ch <- v // want `blocks forever`
		}
	}()
	<-done
	return sum
}

// A test that fails does not read its server's error.
func testServer(t testing.TB, serve func() error, get func(string) (string, error)) {
	t.Helper()
	served := make(chan error)
	go func() { served <- serve() }() // want `blocks forever`
	if _, err := get("/"); err != nil {
		t.Fatal(err)
	}
	if err := <-served; err != nil {
		t.Fatal(err)
	}
}

// The receiver panics, and its caller lives on.
func tally(votes []string) (counts map[int]int, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("tally: %v", v)
		}
	}()
	ballots := make(chan string)
	go func() {
		defer close(ballots)
		for _, v := range votes {
			ballots <- v // want `blocks forever`
		}
	}()
	counts = make(map[int]int)
	for b := range ballots {
		n, err := strconv.Atoi(b)
		if err != nil {
			panic("spoiled ballot " + b)
		}
		counts[n]++
	}
	return counts, nil
}

// A panicking callback takes the receiver with it; the deferred recover is one
// function up.
func eachRow(rows []int, visit func(int)) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("row: %v", v)
		}
	}()
	return visitRows(rows, visit)
}

func visitRows(rows []int, visit func(int)) error {
	ch := make(chan int)
	go func() {
		for _, r := range rows {
			ch <- r // not found: blocks forever
		}
		close(ch)
	}()
	for r := range ch {
		if r < 0 {
			panic(errors.New("negative row"))
		}
		visit(r)
	}
	return nil
}

// The timer's function sends when nobody waits any more.
func acquireLease(try func() error) error {
	expired := make(chan struct{})
	time.AfterFunc(5*time.Millisecond, func() {
		expired <- struct{}{} // want `blocks forever`
	})
	for {
		if err := try(); err == nil {
			return nil
		}
		select {
		case <-expired:
			return errTimeout
		case <-time.After(time.Millisecond):
		}
	}
}

// The deferred send is the first thing to be forgotten.
func runHooks(hooks []func() error) error {
	finished := make(chan int)
	for i, hook := range hooks {
		go func() {
			defer func() {
				finished <- i // want `blocks forever`
			}()
			if err := hook(); err != nil {
				fmt.Println("hook", i, err)
			}
		}()
	}
	for n := range hooks {
		if i := <-finished; i != n {
			return fmt.Errorf("hook %d overtook hook %d", i, n)
		}
	}
	return nil
}

// A deferred call of a function with the channel as its argument.
func signalEnd(work func(string) (string, error)) (err error) {
	end := make(chan bool)
	go func() {
		defer notifyEnd(end)
		_, _ = work("x")
	}()
	select {
	case <-end:
		return nil
	case <-time.After(5 * time.Millisecond):
		return errTimeout
	}
}

func notifyEnd(end chan<- bool) { end <- true } // want `blocks forever`

// A goroutine that starts the goroutine that sends.
func warmUp(regions []string, load func(string) (string, error)) string {
	loaded := make(chan string)
	go func() {
		for _, r := range regions {
			go func() {
				s, err := load(r)
				if err != nil {
					s = "cold " + r
				}
				loaded <- s // want `blocks forever`
			}()
		}
	}()
	select {
	case s := <-loaded:
		return s
	case <-time.After(5 * time.Millisecond):
		return ""
	}
}

// Recursion: each level sends, and the first that is found is enough.
func search(dir string, subdirs map[string][]string, want string) string {
	found := make(chan string)
	go searchDir(dir, subdirs, want, found)
	select {
	case path := <-found:
		return path
	case <-time.After(10 * time.Millisecond):
		return ""
	}
}

func searchDir(dir string, subdirs map[string][]string, want string, found chan<- string) {
	if dir == want {
		found <- dir // want `blocks forever`
	}
	for _, sub := range subdirs[dir] {
		searchDir(sub, subdirs, want, found)
	}
}

// Once lets one goroutine send, and that one comes too late.
func leader(candidates []string, campaign func(string) (string, error)) string {
	e := &election{winner: make(chan string)}
	for _, c := range candidates {
		go func() {
			if _, err := campaign(c); err != nil {
				return
			}
			e.once.Do(func() {
				e.winner <- c // want `blocks forever`
			})
		}()
	}
	select {
	case c := <-e.winner:
		return c
	case <-time.After(5 * time.Millisecond):
		return ""
	}
}

type election struct {
	once   sync.Once
	winner chan string
}

// The loop over the sequence is left, the goroutine behind it is not told.
func numbers(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		ch := make(chan int)
		go func() {
			for i := range n {
				ch <- i // not found: blocks forever
			}
			close(ch)
		}()
		for v := range ch {
			if !yield(v) {
				return
			}
		}
	}
}

// Takes the first of the numbers.
func firstNumber(n int) int {
	for v := range numbers(n) {
		return v
	}
	return -1
}

// The receiver is in the body of a loop over a function, which returns.
func matchSeq(seq iter.Seq[int], n int) (int, error) {
	values := make(chan int)
	go func() {
		for i := range n {
			values <- i // want `blocks forever`
		}
		close(values)
	}()
	for want := range seq {
		got, ok := <-values
		if !ok {
			return 0, errors.New("too short")
		}
		if got != want {
			return got, nil
		}
	}
	for v := range values {
		fmt.Println("left", v)
	}
	return 0, nil
}

// WaitGroup.Go, and nobody calls Wait nor reads the second.
func fetchPair(get func(string) (string, error)) string {
	var wg sync.WaitGroup
	pages := make(chan string)
	for _, u := range []string{"a", "b"} {
		wg.Go(func() {
			s, _ := get(u)
			pages <- s // want `blocks forever`
		})
	}
	return <-pages
}

// The receiver waits for two, of which one ends the context.
func watchBoth(ctx context.Context, disk, network func() error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	events := make(chan error)
	watch := func(f func() error) {
		err := f()
		cancel(err)
		events <- err // want `blocks forever`
	}
	go watch(disk)
	go watch(network)
	<-ctx.Done()
	return context.Cause(ctx)
}

// The channel that is made anew in each round is not the one that is read.
func rotate(segments []string, write func(string) (string, error)) (last string) {
	written := make(chan string)
	for _, s := range segments {
		written = make(chan string)
		go func(ch chan<- string) {
			out, _ := write(s)
			ch <- out // want `blocks forever`
		}(written)
	}
	if len(segments) == 0 {
		return ""
	}
	return <-written
}

// The struct is copied, the channel is the same, and one receive is missing.
func probeTwice(host string, ping func(string) (string, error)) bool {
	p := probe{target: host, result: nil}
	results := make(chan bool)
	p.result = results
	again := p
	again.target += "/again"
	go p.run(ping)
	go again.run(ping)
	return <-results
}

// The receiver gives up after an odd number of failures, in a loop with a
// label.
func pollUntil(ctx context.Context, poll func(string) (string, error)) (n int) {
	ctx, cancel := context.WithCancel(ctx)
	states := make(chan string)
	go func() {
		defer close(states)
		for ctx.Err() == nil {
			s, err := poll("state")
			if err != nil {
				s = "error"
			}
			states <- s // not found: blocks forever
		}
	}()
polling:
	for s := range states {
		switch s {
		case "error":
			n++
			if n%2 == 1 {
				cancel()
				break polling
			}
		case "ready":
			break polling
		}
	}
	cancel()
	return n
}

// A panic in the sender's callback is caught, and then it sends once more.
func safeCall(call func(string) (string, error)) (string, error) {
	replies := make(chan string)
	go func() {
		defer func() {
			if recover() != nil {
				replies <- "panicked" // want `blocks forever`
			}
		}()
		s, err := call("safe")
		if err != nil {
			panic(err)
		}
		replies <- s // also
	}()
	select {
	case s := <-replies:
		return s, nil
	case <-time.After(5 * time.Millisecond):
		return "", errTimeout
	}
}
