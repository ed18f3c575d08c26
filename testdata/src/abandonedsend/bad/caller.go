package bad

import (
	"context"
	"fmt"
	"sync"
)

// The goroutine that should receive is started after the send.
func greet(name string) {
	names := make(chan string)
	names <- name // want `blocks forever`
	go func() {
		fmt.Println("hello,", <-names)
	}()
}

// Two places, three sends, no receiver yet.
func preload() (sum int) {
	queue := make(chan int, 2)
	queue <- 1
	queue <- 2
	queue <- 3 // want `blocks forever`
	close(queue)
	for v := range queue {
		sum += v
	}
	return sum
}

// The writer ends at its first error, and the caller goes on to send.
func writeLog(lines []string, write func(string) error) error {
	ch := make(chan string)
	done := make(chan error, 1)
	go func() {
		for l := range ch {
			if err := write(l); err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	for _, l := range lines {
		ch <- l // want `blocks forever`
	}
	close(ch)
	return <-done
}

// Workers return at an error, and nobody takes the jobs any more.
func processOrders(orders []int, process func(int) error) {
	const workers = 2
	jobs := make(chan int)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for o := range jobs {
				if err := process(o); err != nil {
					fmt.Println("worker", w, err)
					return
				}
			}
		}()
	}
	for _, o := range orders {
		jobs <- o // want `blocks forever`
	}
	close(jobs)
	wg.Wait()
}

type ticker struct {
	stop chan struct{}
}

func startTicker(tick func() error) *ticker {
	t := &ticker{stop: make(chan struct{})}
	go func() {
		for {
			select {
			case <-t.stop:
				return
			default:
			}
			if err := tick(); err != nil {
				return
			}
		}
	}()
	return t
}

func (t *ticker) Stop() {
	t.stop <- struct{}{} // want `blocks forever`
}

// Stopping one that has ended by itself.
func tickFor(tick func() error, work func()) {
	t := startTicker(tick)
	work()
	t.Stop()
}

// The error path does not give the place back.
func throttled(jobs []string, limit int, run func(string) (string, error)) (failed int) {
	sem := make(chan struct{}, limit)
	for _, j := range jobs {
		sem <- struct{}{} // not found: blocks forever
		if _, err := run(j); err != nil {
			failed++
			continue
		}
		<-sem
	}
	return failed
}

// A token is put back that was not taken.
func returnTwice(work func() error) error {
	tokens := make(chan struct{}, 1)
	tokens <- struct{}{}
	<-tokens
	defer func() {
		tokens <- struct{}{} // want `blocks forever`
	}()
	if err := work(); err != nil {
		tokens <- struct{}{}
		return err
	}
	return nil
}

// The receiver leaves with the context, the sender does not look at it.
func fillBuffer(ctx context.Context, rows []int) int {
	ch := make(chan int)
	sum := make(chan int, 1)
	go func() {
		s := 0
		defer func() { sum <- s }()
		for {
			select {
			case v, ok := <-ch:
				if !ok {
					return
				}
				s += v
			case <-ctx.Done():
				return
			}
		}
	}()
	for _, r := range rows {
		ch <- r // want `blocks forever`
	}
	close(ch)
	return <-sum
}

// Holding the only place and asking for another.
func lockTwice(update func() error) error {
	lock := make(chan struct{}, 1)
	lock <- struct{}{}
	defer func() { <-lock }()
	save := func() error {
		lock <- struct{}{} // want `blocks forever`
		defer func() { <-lock }()
		return update()
	}
	if err := update(); err != nil {
		return save()
	}
	return nil
}

// The errors of all go into a channel that is read after the loop.
func checkEach(hosts []string, ping func(string) (string, error)) (failures []error) {
	errs := make(chan error)
	for _, h := range hosts {
		if _, err := ping(h); err != nil {
			errs <- err // want `blocks forever`
		}
	}
	close(errs)
	for err := range errs {
		failures = append(failures, err)
	}
	return failures
}

// One channel for question and answer, and both sides send.
func echo(msg string) string {
	wire := make(chan string)
	go func() {
		wire <- "welcome" // want `blocks forever`
		wire <- "echo " + <-wire
	}()
	wire <- msg // also
	return <-wire
}
