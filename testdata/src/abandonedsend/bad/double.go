package bad

import (
	"errors"
	"fmt"
	"time"
)

// The return after the first send was forgotten.
func loadSettings(path string, read func(string) (string, error)) error {
	errs := make(chan error)
	go func() {
		_, err := read(path)
		if err != nil {
			errs <- fmt.Errorf("settings: %w", err)
		}
		errs <- nil // want `blocks forever`
	}()
	return <-errs
}

// The deferred function sends once more.
func runJob(job func() error) error {
	done := make(chan error)
	go func() {
		defer func() {
			done <- nil // want `blocks forever`
		}()
		if err := job(); err != nil {
			done <- err
			return
		}
	}()
	return <-done
}

// A panic after the send is reported by a second send.
func guarded(step func(), cleanup func()) error {
	result := make(chan error)
	go func() {
		defer func() {
			if v := recover(); v != nil {
				result <- fmt.Errorf("panic: %v", v) // want `blocks forever`
			}
		}()
		step()
		result <- nil
		cleanup()
	}()
	return <-result
}

// The callback is called for the header and for the body.
func download(get func(part string) (string, error)) string {
	ch := make(chan string)
	onPart := func(s string) {
		ch <- s // want `blocks forever`
	}
	go func() {
		for _, part := range []string{"header", "body"} {
			if s, err := get(part); err == nil {
				onPart(s)
			}
		}
	}()
	select {
	case s := <-ch:
		return s
	case <-time.After(10 * time.Millisecond):
		return ""
	}
}

// Either the result or the error, and nobody for either.
func publish(msg string, send func(string) (string, error)) error {
	sent, failed := make(chan string), make(chan error)
	go func() {
		id, err := send(msg)
		if err == nil {
			err = errors.New("not acknowledged")
		}
		select { // want `blocks forever`
		case sent <- id:
		case failed <- err:
		}
	}()
	select {
	case <-sent:
		return nil
	case err := <-failed:
		return err
	case <-time.After(5 * time.Millisecond):
		return errTimeout
	}
}

// Two consumers, both of which leave after their first.
func balance(items []int, handle func(int)) {
	left, right := make(chan int), make(chan int)
	go func() {
		for _, it := range items {
			select { // want `blocks forever`
			case left <- it:
			case right <- it:
			}
		}
	}()
	handle(<-left)
	handle(<-right)
}

// An error for each invalid field, but one is read.
func validateForm(fields map[string]string) error {
	errs := make(chan error)
	go func() {
		defer close(errs)
		for name, value := range fields {
			if value == "" {
				errs <- fmt.Errorf("%s is empty", name) // want `blocks forever`
			}
		}
	}()
	return <-errs
}

// The progress is sent more often than it is read.
func copyFiles(files []string, cp func(string) (string, error)) (last string) {
	progress := make(chan string, 1)
	go func() {
		for _, f := range files {
			if _, err := cp(f); err != nil {
				progress <- "failed " + f // not found: blocks forever
				continue
			}
			progress <- "copied " + f // not found: blocks forever
		}
	}()
	for range 2 {
		last = <-progress
	}
	return last
}

// After its first error the receiver takes no more errors.
func tail(lines []string, check func(string) (string, error)) (n int, first error) {
	out, errs := make(chan string), make(chan error)
	source := errs
	go func() {
		defer close(out)
		for _, l := range lines {
			s, err := check(l)
			if err != nil {
				source <- err // want `blocks forever`
				continue
			}
			out <- s
		}
	}()
	for {
		select { // also
		case _, ok := <-out:
			if !ok {
				return n, first
			}
			n++
		case first = <-errs:
			errs = nil
		}
	}
}
