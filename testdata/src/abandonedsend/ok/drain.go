package ok

import (
	"errors"
	"sync"
	"time"
)

// Whoever leaves early leaves a goroutine behind that takes the rest.
func drainOnError(n int, step func(int) error) error {
	errs := make(chan error)
	for i := range n {
		go func() { errs <- step(i) }()
	}
	for i := 0; i < n; i++ {
		if err := <-errs; err != nil {
			go func(left int) {
				for range left {
					<-errs
				}
			}(n - i - 1)
			return err
		}
	}
	return nil
}

// The deferred function takes what is left until the producer closes.
func deferredDrain(lines []string, parse func(string) (string, error)) error {
	out := make(chan string)
	go func() {
		defer close(out)
		for _, l := range lines {
			out <- l
		}
	}()
	defer func() {
		for range out {
		}
	}()
	for l := range out {
		if _, err := parse(l); err != nil {
			return err
		}
	}
	return nil
}

// All answers are taken, the first error is kept.
func keepFirstError(hosts []string, ping func(string) (string, error)) error {
	errs := make(chan error)
	for _, h := range hosts {
		go func() {
			_, err := ping(h)
			errs <- err
		}()
	}
	var first error
	for range hosts {
		if err := <-errs; err != nil && first == nil {
			first = err
		}
	}
	return first
}

// Joins the errors of all, so all are taken.
func joinErrors(hosts []string, ping func(string) (string, error)) error {
	errs := make(chan error)
	for _, h := range hosts {
		go func() {
			_, err := ping(h)
			errs <- err
		}()
	}
	var all error
	for range hosts {
		all = errors.Join(all, <-errs)
	}
	return all
}

// The drainer is there from the start, in a goroutine of its own.
func background(items []int) int {
	log := make(chan int)
	var sum int
	done := make(chan struct{})
	go func() {
		defer close(done)
		for v := range log {
			sum += v
		}
	}()
	for _, it := range items {
		if it < 0 {
			continue
		}
		log <- it
	}
	close(log)
	<-done
	return sum
}

// After the timeout somebody still waits for the late answer.
func lateAnswer(fetch func(string) (string, error)) string {
	ch := make(chan string)
	go func() {
		s, _ := fetch("x")
		ch <- s
	}()
	select {
	case s := <-ch:
		return s
	case <-time.After(time.Millisecond):
		go func() { <-ch }() // late, but taken
		return ""
	}
}

// After the timeout the caller waits on, with a message.
func patient(fetch func(string) (string, error)) (string, bool) {
	ch := make(chan string)
	go func() {
		s, _ := fetch("x")
		ch <- s
	}()
	late := false
	for {
		select {
		case s := <-ch:
			return s, late
		case <-time.After(time.Millisecond):
			late = true
		}
	}
}

// Both channels are read until both are closed.
func outAndErr(lines []string, check func(string) (string, error)) (n, failed int) {
	out, errs := make(chan string), make(chan error)
	go func() {
		defer close(out)
		defer close(errs)
		for _, l := range lines {
			s, err := check(l)
			if err != nil {
				errs <- err
				continue
			}
			out <- s
		}
	}()
	for out != nil || errs != nil {
		select {
		case _, ok := <-out:
			if !ok {
				out = nil
				continue
			}
			n++
		case _, ok := <-errs:
			if !ok {
				errs = nil
				continue
			}
			failed++
		}
	}
	return n, failed
}

// The goroutine that closes waits for the senders, and the range for the close.
func closer(hosts []string, query func(string) (string, error)) []string {
	results := make(chan string)
	var wg sync.WaitGroup
	for _, h := range hosts {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if s, err := query(h); err == nil {
				results <- s
			}
		}()
	}
	go func() {
		wg.Wait()
		close(results)
	}()
	var all []string
	for s := range results {
		all = append(all, s)
	}
	return all
}

// The error ends the processing, not the reading.
func readOn(rows []string, store func(string) (string, error)) error {
	ch := make(chan string)
	go func() {
		for _, r := range rows {
			ch <- r
		}
		close(ch)
	}()
	var err error
	for r := range ch {
		if err != nil {
			continue // the rest is of no interest, but must be taken
		}
		_, err = store(r)
	}
	return err
}

// The stop function that is deferred drains.
func withStop(n int) int {
	next, stop := counter(n)
	defer stop()
	for {
		v, ok := next()
		if !ok || v > 2 {
			return v
		}
	}
}

func counter(n int) (next func() (int, bool), stop func()) {
	ch := make(chan int)
	go func() {
		defer close(ch)
		for i := range n {
			ch <- i
		}
	}()
	next = func() (int, bool) {
		v, ok := <-ch
		return v, ok
	}
	stop = func() {
		for range ch {
		}
	}
	return next, stop
}
