package bad

import (
	"errors"
	"fmt"
	"time"
)

func sendUnmade() {
	var ch chan int
	ch <- 1 // want `send on ch blocks forever: it is nil, no path makes it; make it before it is used`
}

func receiveUnmade() int {
	var ch chan int
	return <-ch // want `receive from ch blocks forever: it is nil, no path makes it; make it before it is used`
}

func rangeUnmade() {
	var ch chan int
	for v := range ch { // want `receive from ch blocks forever`
		fmt.Println(v)
	}
}

func closeUnmade() {
	var ch chan int
	close(ch) // want `close of ch panics: it is nil, no path makes it; make it before it is used`
}

func deferredClose() {
	var ch chan int
	defer close(ch) // want `close of ch panics`
}

// A condition that never holds.
func constantCondition() {
	var ch chan int
	if false {
		ch = make(chan int, 1)
		ch <- 1
	}
	go func(ch chan int) {
		fmt.Println(<-ch) // want `receive from ch blocks forever`
	}(ch)
}

// Made under a condition only.
func conditional(parallel bool) int {
	var results chan int
	if parallel {
		results = make(chan int)
	}
	go func() {
		results <- 1 // want `send on results blocks forever: it is nil on a path that does not make it; make it on every path`
	}()
	return <-results // want `receive from results blocks forever: it is nil on a path that does not make it`
}

func conditionalLocal(n int, work func() int) int {
	var done chan int
	if n > 0 {
		done = make(chan int, 1)
		done <- work()
	}
	fmt.Println("waiting")
	return <-done // want `receive from done blocks forever: it is nil on the path that the condition at line 62 decides; make it on every path`
}

func unrelatedCondition(a, b bool) {
	var ch chan int
	if a {
		ch = make(chan int, 1)
	}
	if b {
		ch <- 1 // want `send on ch blocks forever`
	}
}

func captured() {
	var done chan bool
	go func() {
		done <- true // want `send on done blocks forever: it is nil, no path makes it`
	}()
	<-done // want `receive from done blocks forever`
}

func passed() {
	var ch chan string
	go worker(ch)
}

func worker(ch <-chan string) {
	for s := range ch { // want `receive from ch blocks forever`
		fmt.Println(s)
	}
}

func twoDeep() { first(nil) }

func first(ch chan int) { second(ch) }

func second(ch chan int) {
	ch <- 1 // want `send on ch blocks forever`
}

// Of two calls one passes nil.
func callers() {
	consume(make(chan int), false)
	consume(nil, false)
}

func consume(ch chan int, verbose bool) {
	if verbose {
		fmt.Println("consuming")
	}
	<-ch // want `receive from ch blocks forever`
}

func literal() {
	func(ch chan int) {
		close(ch) // want `close of ch panics`
	}(nil)
}

type server struct {
	quit  chan bool
	ready chan bool
}

func (s *server) run() {
	close(s.ready)
	<-s.quit // want `receive from s.quit blocks forever: nothing in this package assigns the field quit; make it before it is used`
}

func newServer() *server { return &server{ready: make(chan bool)} }

var stopped chan struct{}

func waitStopped() {
	<-stopped // want `receive from stopped blocks forever: nothing in this package assigns the variable stopped; make it before it is used`
}

func open(name string) (<-chan string, error) {
	if name == "" {
		return nil, errors.New("no name")
	}
	ch := make(chan string, 1)
	ch <- name
	return ch, nil
}

func errorNotLookedAt(name string) string {
	ch, _ := open(name)
	return <-ch // want `receive from ch blocks forever: it is nil when the call that returns it fails; look at its error first`
}

func afterFunc() {
	t := time.AfterFunc(time.Second, func() { fmt.Println("time is up") })
	<-t.C // want `receive from t.C blocks forever: a timer made by time.AfterFunc has no channel; use time.NewTimer`
}

// Drained as one drains what time.NewTimer returns.
func afterFuncDrained(f func()) {
	t := time.AfterFunc(0, f)
	time.Sleep(10 * time.Millisecond)
	if t != nil && !t.Stop() {
		<-t.C // want `receive from t.C blocks forever: a timer made by time.AfterFunc has no channel; use time.NewTimer`
	}
}

// Stopped at once, it cannot be over: this one is right.
func afterFuncStopped(f func()) *time.Timer {
	t := time.AfterFunc(1<<63-1, f)
	if !t.Stop() {
		<-t.C
	}
	return t
}

func selectAllNil() {
	var in, out chan int
	select { // want `select blocks forever: it is nil, no path makes it`
	case v := <-in:
		fmt.Println(v)
	case out <- 1:
	}
}

func selectOneCase() {
	var in chan int
	select {
	case v := <-in: // want `receive from in blocks forever`
		fmt.Println(v)
	}
}

func assignedNil() {
	ch := make(chan int)
	ch = nil
	<-ch // want `receive from ch blocks forever`
}

func returnsNil() chan int { return nil }

func receiveFromCall() {
	<-returnsNil() // want `receive from returnsNil\(\) blocks forever`
}

func oneCaseForgotten(kind int) {
	var ch chan int
	switch kind {
	case 0:
		ch = make(chan int, 1)
	case 1:
		_ = kind
	}
	ch <- 1 // want `send on ch blocks forever`
}
