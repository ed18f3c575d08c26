package ok

import (
	"errors"
	"os"
	"sync/atomic"
)

// The goroutine closes done however it ends.
func doneDeferred(name string) (size int64) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		info, err := os.Stat(name)
		if err != nil {
			return
		}
		size = info.Size()
	}()
	<-done
	return size
}

// Sent by a defer, before every one of the early returns.
func doneSentDeferred(name string) bool {
	done := make(chan bool)
	go func() {
		found := false
		defer func() { done <- found }()
		if name == "" {
			return
		}
		if _, err := os.Stat(name); err != nil {
			return
		}
		found = true
	}()
	return <-done
}

// Each branch sends, the one that fails too.
func sentOnEachBranch(name string) error {
	errc := make(chan error)
	go func() {
		if name == "" {
			errc <- errors.New("no name")
			return
		}
		f, err := os.Open(name)
		if err != nil {
			errc <- err
			return
		}
		errc <- f.Close()
	}()
	return <-errc
}

// The helper that is called closes it.
func closedByHelper() {
	done := make(chan struct{})
	go finish(done)
	<-done
}

func finish(done chan<- struct{}) { close(done) }

// The other variable holds the same channel.
func closedByAlias(n int) {
	quit := make(chan struct{})
	waiting := quit
	go func() { <-waiting }()
	if n > 0 {
		close(quit)
	} else {
		close(waiting)
	}
}

// Every case of the switch closes or sends.
func closedInEachCase(mode string) {
	done := make(chan struct{}, 1)
	go func() { <-done }()
	switch mode {
	case "send":
		done <- struct{}{}
	case "close":
		close(done)
	default:
		defer close(done)
	}
}

// A closure that is deferred closes it.
func closedByStop(fail bool) error {
	quit := make(chan struct{})
	stop := func() { close(quit) }
	defer stop()
	go func() { <-quit }()
	if fail {
		return errors.New("failed")
	}
	return nil
}

// The caller is handed the function that closes it.
func background(work func()) (stop func()) {
	quit := make(chan struct{})
	go func() {
		<-quit
		work()
	}()
	return func() { close(quit) }
}

// Calls what it was handed.
func usesBackground() {
	stop := background(func() {})
	defer stop()
}

// The caller is handed what may be closed, and what tells that it was.
func handles() (quit chan<- struct{}, done <-chan struct{}) {
	q, d := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(d)
		<-q
	}()
	return q, d
}

func usesHandles() {
	quit, done := handles()
	close(quit)
	<-done
}

// The quit channel is handed out in a struct.
type task struct {
	Quit chan struct{}
	name string
}

func newTask(name string) *task {
	t := &task{Quit: make(chan struct{}), name: name}
	go func() { <-t.Quit }()
	return t
}

func usesTask() {
	t := newTask("index")
	close(t.Quit)
}

// A handshake: quit is sent, not closed, and the loop receives it once.
func quitHandshake(items []int) (sum int) {
	in, quit := make(chan int), make(chan chan int)
	go func() {
		total := 0
		for {
			select {
			case v := <-in:
				total += v
			case reply := <-quit:
				reply <- total
				return
			}
		}
	}()
	for _, v := range items {
		in <- v
	}
	reply := make(chan int)
	quit <- reply
	return <-reply
}

// Closed unless it was already.
func closedOnce(twice bool) {
	quit := make(chan struct{})
	go func() { <-quit }()
	stop := func() {
		select {
		case <-quit:
		default:
			close(quit)
		}
	}
	stop()
	if twice {
		stop()
	}
}

// All quit channels of the map are closed before they are deleted.
func closedFromMap(names []string) {
	quits := make(map[string]chan struct{})
	for _, name := range names {
		if _, ok := quits[name]; ok {
			continue
		}
		quit := make(chan struct{})
		quits[name] = quit
		go func() { <-quit }()
	}
	for name, quit := range quits {
		close(quit)
		delete(quits, name)
	}
}

// A broadcast: one close lets all of them go.
func startTogether(n int) int32 {
	start := make(chan struct{})
	done := make(chan struct{})
	var count atomic.Int32
	for range n {
		go func() {
			<-start
			count.Add(1)
			done <- struct{}{}
		}()
	}
	close(start)
	for range n {
		<-done
	}
	return count.Load()
}

// Ready is closed when the set-up is over, also when it failed.
func readyAfterInit(name string) error {
	ready := make(chan struct{})
	go func() { <-ready }()
	defer close(ready)
	if name == "" {
		return errors.New("no name")
	}
	return nil
}

// Either ready is closed or an error is sent; the caller waits for both.
func readyOrFailed(name string) error {
	ready, failed := make(chan struct{}), make(chan error, 1)
	go func() {
		if name == "" {
			failed <- errors.New("no name")
			return
		}
		close(ready)
	}()
	select {
	case <-ready:
		return nil
	case err := <-failed:
		return err
	}
}

// The same condition starts the goroutine and waits for it.
func sameCondition(async bool) {
	done := make(chan struct{})
	if async {
		go close(done)
	}
	if async {
		<-done
	}
}

// Waits only if there is a channel, and then there is a goroutine.
func onlyIfMade(async bool) {
	var done chan struct{}
	if async {
		done = make(chan struct{})
		go func() { close(done) }()
	}
	if done != nil {
		<-done
	}
}

// The error tells whether there is somebody to wait for.
func begin(name string) (<-chan string, error) {
	if name == "" {
		return nil, errors.New("no name")
	}
	ch := make(chan string)
	go func() { ch <- "hello " + name }()
	return ch, nil
}

// Waits only if there was no error, and then somebody sends.
func errorLookedAt(name string) string {
	ch, err := begin(name)
	if err != nil {
		return ""
	}
	return <-ch
}

// Counts what was started, skips included.
func countsStarted(items []string) (sum int) {
	results := make(chan int)
	pending := 0
	for _, item := range items {
		if item == "" {
			continue
		}
		pending++
		go func() { results <- len(item) }()
	}
	for ; pending > 0; pending-- {
		sum += <-results
	}
	return sum
}

// Who skips an item sends nevertheless.
func skipsButSends(items []string) (sum int) {
	results := make(chan int)
	go func() {
		for _, item := range items {
			if item == "" {
				results <- 0
				continue
			}
			results <- len(item)
		}
	}()
	for range items {
		sum += <-results
	}
	return sum
}
