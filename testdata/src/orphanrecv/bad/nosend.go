package bad

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
)

// The goroutine returns on an error, and sends nothing.
func returnsOnError(name string) int64 {
	size := make(chan int64)
	go func() {
		info, err := os.Stat(name)
		if err != nil {
			return
		}
		size <- info.Size()
	}()
	return <-size // want `blocks forever`
}

// The error is sent only if there is one.
func errorOnlyIfThereIsOne(s string) error {
	errc := make(chan error)
	go func() {
		if _, err := strconv.Atoi(s); err != nil {
			errc <- err
		}
	}()
	return <-errc // want `blocks forever`
}

// The result has a channel and so has the error; only one is waited for.
func errorNotWaitedFor(s string) int {
	result, errc := make(chan int, 1), make(chan error, 1)
	go func() {
		n, err := strconv.Atoi(s)
		if err != nil {
			errc <- err
			return
		}
		result <- n
	}()
	return <-result // want `blocks forever`
}

// Bad items are skipped, but all are waited for.
func skipsItems(items []string) (sum int) {
	results := make(chan int)
	go func() {
		for _, item := range items {
			n, err := strconv.Atoi(item)
			if err != nil {
				continue
			}
			results <- n
		}
	}()
	for range items {
		sum += <-results // want `blocks forever`
	}
	return sum
}

// Goroutines are started for some of the items only.
func startsForSome(paths []string) (found int) {
	hits := make(chan bool)
	for _, path := range paths {
		if strings.HasPrefix(path, ".") {
			continue
		}
		go func() {
			_, err := os.Stat(path)
			hits <- err == nil
		}()
	}
	for range paths {
		if <-hits { // want `blocks forever`
			found++
		}
	}
	return found
}

// One result more is waited for than is sent.
func oneTooMany(n int) (sum int) {
	results := make(chan int)
	for i := 0; i < n; i++ {
		go func() { results <- i }()
	}
	for i := 0; i <= n; i++ {
		sum += <-results // want `blocks forever`
	}
	return sum
}

// The switch has no default.
func noDefault(kind string) string {
	answer := make(chan string)
	go func() {
		switch kind {
		case "ping":
			answer <- "pong"
		case "hello":
			answer <- "world"
		}
	}()
	return <-answer // want `blocks forever`
}

// Started under one condition, waited for without.
func startedConditionally(n int, work func()) {
	done := make(chan struct{})
	if n > 0 {
		go func() {
			defer close(done)
			work()
		}()
	}
	<-done // want `blocks forever`
}

// The search stops at the first match; the caller wants to hear of all.
func stopsAtFirst(words []string, want string) (matches int) {
	found := make(chan bool, len(words))
	go func() {
		for _, w := range words {
			found <- w == want
			if w == want {
				break
			}
		}
	}()
	for range words {
		if <-found { // want `blocks forever`
			matches++
		}
	}
	return matches
}

// Goexit ends the goroutine before it sends.
func goexitFirst(fail bool) int {
	result := make(chan int)
	go func() {
		if fail {
			runtime.Goexit()
		}
		result <- 1
	}()
	return <-result // want `blocks forever`
}

// The panic is recovered, but then there is no result.
func recoveredWithoutResult(items []int, i int) int {
	result := make(chan int)
	go func() {
		defer func() {
			if v := recover(); v != nil {
				fmt.Println("recovered:", v)
			}
		}()
		if i >= len(items) {
			panic("out of range")
		}
		result <- items[i]
	}()
	return <-result // want `blocks forever`
}

// A helper panics; the worker's loop survives, and its caller waits.
func helperPanics(s string) (n int) {
	out := make(chan int)
	go func() {
		defer func() { _ = recover() }()
		out <- mustParse(s)
	}()
	n = <-out // want `blocks forever`
	return n
}

func mustParse(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic(err)
	}
	return n
}

// The attempts are used up.
func attemptsUsedUp(attempts int, try func() error) {
	done := make(chan struct{})
	go func() {
		for range attempts {
			if try() == nil {
				close(done)
				return
			}
		}
	}()
	<-done // want `blocks forever`
}

// Told before anybody listened, without waiting for them: the news is lost.
func toldTooEarly() {
	changed := make(chan struct{})
	select {
	case changed <- struct{}{}:
	default:
	}
	go func() {
		<-changed // want `blocks forever`
	}()
}

// The queue is full and the request is dropped, but not the wait for its reply.
func droppedButWaited() string {
	type request struct{ reply chan string }
	requests := make(chan request, 1)
	requests <- request{reply: make(chan string, 1)}
	r := request{reply: make(chan string, 1)}
	select {
	case requests <- r:
	default: // full
	}
	close(requests)
	go func() {
		for req := range requests {
			req.reply <- "done"
		}
	}()
	return <-r.reply // want `blocks forever`
}

// The leaves of the recursion send nothing.
type node struct{ children []*node }

func countNodes(n *node, out chan<- int) {
	if len(n.children) == 0 {
		return
	}
	in := make(chan int)
	sum := 1
	for _, child := range n.children {
		go countNodes(child, in)
	}
	for range n.children {
		sum += <-in // want `blocks forever`
	}
	out <- sum
}

func countsNodes() {
	out := make(chan int, 1)
	countNodes(&node{children: []*node{{}, {}}}, out)
}

// The right end of the chain gets nothing.
func chainWithoutEnd(n int) {
	left := make(chan int)
	first := left
	for range n {
		right := make(chan int)
		go func(left chan<- int, right <-chan int) {
			left <- 1 + <-right // want `blocks forever`
		}(left, right)
		left = right
	}
	_ = first
}

// Waits for the winner though all may have lost.
func nobodyWins(names []string) (*os.File, error) {
	files := make(chan *os.File, len(names))
	for _, name := range names {
		go func() {
			f, err := os.Open(name)
			if err != nil {
				return
			}
			files <- f
		}()
	}
	f := <-files // want `blocks forever`
	if f == nil {
		return nil, errors.New("nothing")
	}
	return f, nil
}

var (
	errDone  = errors.New("done")
	errAgain = errors.New("again")
)

// Another error than the one that is waited for.
func wrongError() {
	ch := make(chan error)
	go untilDone(ch)
	ch <- errAgain
}

func untilDone(ch chan error) {
	for {
		if err := <-ch; err == errDone { // want `blocks forever receiving when wrongError returns`
			return
		}
	}
}
