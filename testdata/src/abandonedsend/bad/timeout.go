package bad

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

var errTimeout = errors.New("timeout")

// The answer that comes after the timeout finds nobody.
func fetchTimeout(url string, fetch func(string) (string, error)) (string, error) {
	type answer struct {
		body string
		err  error
	}
	ch := make(chan answer)
	go func() {
		body, err := fetch(url)
		ch <- answer{body, err} // want `blocks forever`
	}()
	select {
	case a := <-ch:
		return a.body, a.err
	case <-time.After(5 * time.Millisecond):
		return "", errTimeout
	}
}

// The caller's context ends before the query does.
func queryContext(ctx context.Context, stmt string, query func(string) (string, error)) error {
	done := make(chan error)
	go func() {
		_, err := query(stmt)
		done <- err // want `blocks forever`
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// A timer instead of time.After, and the result in a variable.
func resolve(host string, lookup func(string) (string, error)) (addr string, err error) {
	finished := make(chan struct{})
	go func() {
		addr, err = lookup(host)
		finished <- struct{}{} // want `blocks forever`
	}()
	timer := time.NewTimer(2 * time.Millisecond)
	defer timer.Stop()
	select {
	case <-finished:
	case <-timer.C:
		return "", fmt.Errorf("resolve %s: %w", host, errTimeout)
	}
	return addr, err
}

// One deadline for all: the slow ones stay behind.
func dialAll(addrs []string, dial func(string) (string, error)) (conns []string, err error) {
	dialed := make(chan string)
	for _, a := range addrs {
		go func() {
			c, err := dial(a)
			if err != nil {
				c = ""
			}
			dialed <- c // want `blocks forever`
		}()
	}
	deadline := time.After(5 * time.Millisecond)
	for range addrs {
		select {
		case c := <-dialed:
			conns = append(conns, c)
		case <-deadline:
			return conns, errTimeout
		}
	}
	return conns, nil
}

// Polls until it is ready, but the waiter is gone by then.
func waitReady(ctx context.Context, ready func() bool) error {
	up := make(chan bool)
	go func() {
		for !ready() {
			time.Sleep(time.Millisecond)
		}
		up <- true // want `blocks forever`
	}()
	for {
		select {
		case <-up:
			return nil
		case <-ctx.Done():
			return fmt.Errorf("not ready: %w", ctx.Err())
		}
	}
}

type process interface {
	Wait() error
	Kill() error
}

// Killed after the timeout: then Wait returns, and nobody takes its error.
func runCommand(p process, timeout time.Duration) error {
	exited := make(chan error)
	go func() { exited <- p.Wait() }() // want `blocks forever`
	select {
	case err := <-exited:
		return err
	case <-time.After(timeout):
		if err := p.Kill(); err != nil {
			return err
		}
		return errTimeout
	}
}

type sleeper time.Duration

func (s sleeper) Wait() error { time.Sleep(time.Duration(s)); return nil }
func (s sleeper) Kill() error { return nil }

// Waits for the handlers, but no longer than the context allows.
func drainHandlers(ctx context.Context, handlers *sync.WaitGroup) error {
	idle := make(chan struct{})
	go func() {
		handlers.Wait()
		idle <- struct{}{} // want `blocks forever`
	}()
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Either channel finds nobody after the timeout.
func readConfig(path string, read func(string) (string, error)) (string, error) {
	content := make(chan string)
	failure := make(chan error)
	go func() {
		s, err := read(path)
		if err != nil {
			failure <- err // want `blocks forever`
			return
		}
		content <- s // want `blocks forever`
	}()
	select {
	case s := <-content:
		return s, nil
	case err := <-failure:
		return "", err
	case <-time.After(5 * time.Millisecond):
		return "", errTimeout
	}
}

// Each attempt that is too slow leaves a goroutine behind.
func callWithRetry(attempts int, call func(string) (string, error)) (string, error) {
	for range attempts {
		reply := make(chan string)
		go func() {
			s, err := call("status")
			if err != nil {
				s = err.Error()
			}
			reply <- s // want `blocks forever`
		}()
		select {
		case s := <-reply:
			return s, nil
		case <-time.After(2 * time.Millisecond):
			continue // the next attempt has a channel of its own
		}
	}
	return "", errTimeout
}

// The deadline ends the loop, and the rest of the rows is not read.
func exportRows(rows []string, write func(string) error) (n int) {
	ch := make(chan string)
	go func() {
		defer close(ch)
		for _, r := range rows {
			ch <- r // want `blocks forever`
		}
	}()
	timeout := time.After(5 * time.Millisecond)
export:
	for {
		select {
		case r, ok := <-ch:
			if !ok {
				break export
			}
			if write(r) == nil {
				n++
			}
		case <-timeout:
			break export
		}
	}
	return n
}

// A timeout of zero means none, but with one the sender is abandoned.
func withOptionalTimeout(timeout time.Duration, work func() error) error {
	done := make(chan error)
	go func() { done <- work() }() // want `blocks forever`
	if timeout == 0 {
		return <-done
	}
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return errTimeout
	}
}

// Gives up when the goroutine has not answered at once.
func peek(load func(string) (string, error)) (string, bool) {
	ch := make(chan string)
	go func() {
		s, _ := load("peek")
		ch <- s // want `blocks forever`
	}()
	select {
	case s := <-ch:
		return s, true
	default:
		return "", false
	}
}
