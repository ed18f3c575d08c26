// Package traces has functions whose counter-examples are written down in the
// files named after them.
package traces

import (
	"context"
	"errors"
	"time"
)

var errLate = errors.New("late")

// Timeout leaves its goroutine behind when the timer fires first.
func Timeout(get func() string) (string, error) {
	results := make(chan string)
	go func() {
		results <- get()
	}()
	select {
	case r := <-results:
		return r, nil
	case <-time.After(time.Second):
		return "", errLate
	}
}

// Collect returns on the first error and leaves the others behind.
func Collect(jobs []func() error) error {
	errs := make(chan error)
	for _, job := range jobs {
		go func() {
			errs <- job()
		}()
	}
	for range jobs {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

// Pipeline closes what it sends and forgets to cancel.
func Pipeline(lines []string) int {
	ctx, cancel := context.WithCancel(context.Background())
	out := make(chan string, 1)
	var done = make(chan struct{})
	go func() {
		defer close(done)
		for line := range out {
			if line == "" {
				continue
			}
			<-ctx.Done()
			return
		}
	}()
	for _, line := range lines {
		out <- line
	}
	close(out)
	<-done
	cancel()
	return len(lines)
}
