package ok

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"sync"
	"time"
)

var errTimeout = errors.New("timeout")

type process interface {
	Wait() error
	Kill() error
}

// Killed after the timeout, and then its end is waited for.
func runCommand(p process, timeout time.Duration) error {
	exited := make(chan error)
	go func() { exited <- p.Wait() }()
	select {
	case err := <-exited:
		return err
	case <-time.After(timeout):
		return errors.Join(errTimeout, p.Kill(), <-exited)
	}
}

// The end of the context is passed on to the worker, and its answer awaited.
func stopAndWait(ctx context.Context, work func(context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	done := make(chan error)
	go func() { done <- work(ctx) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		cancel()
		return <-done
	}
}

// Each way out takes the second answer, too.
func userAndOrders(id string, user, orders func(string) (string, error)) error {
	users, ordered := make(chan error), make(chan error)
	go func() {
		_, err := user(id)
		users <- err
	}()
	go func() {
		_, err := orders(id)
		ordered <- err
	}()
	if err := <-users; err != nil {
		<-ordered
		return err
	}
	return <-ordered
}

// One place for the first error, and the others do not insist.
func firstErrorOnly(shards []string, sync1 func(string) (string, error)) error {
	errs := make(chan error, 1)
	var wg sync.WaitGroup
	for _, s := range shards {
		wg.Go(func() {
			if _, err := sync1(s); err != nil {
				select {
				case errs <- err:
				default:
				}
			}
		})
	}
	wg.Wait()
	select {
	case err := <-errs:
		return err
	default:
		return nil
	}
}

// The server gives up on clients whose context has ended.
func readWithin(ctx context.Context, key string, read func(string) (string, error)) (string, error) {
	type request struct {
		ctx   context.Context
		reply chan string
	}
	requests := make(chan request)
	go func() {
		for r := range requests {
			v, _ := read(key)
			select {
			case r.reply <- v:
			case <-r.ctx.Done():
			}
		}
	}()
	defer close(requests)
	r := request{ctx, make(chan string)}
	requests <- r
	select {
	case v := <-r.reply:
		return v, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// Stopping is closing: it needs nobody who takes it.
func stopByClose(tick func() error, work func()) {
	stop := make(chan struct{})
	go func() {
		for {
			select {
			case <-stop:
				return
			default:
			}
			if err := tick(); err != nil {
				return
			}
		}
	}()
	work()
	close(stop)
}

// The word that stops it has a place in the buffer.
func stopByBuffer(tick func() error, work func()) {
	stop := make(chan struct{}, 1)
	go func() {
		for tick() == nil {
			select {
			case <-stop:
				return
			default:
			}
		}
	}()
	work()
	stop <- struct{}{}
}

// The place is given back on both ways out of the function.
func throttled(jobs []string, limit int, run func(string) (string, error)) (failed int) {
	sem := make(chan struct{}, max(1, limit))
	one := func(j string) error {
		sem <- struct{}{}
		defer func() { <-sem }()
		_, err := run(j)
		return err
	}
	for _, j := range jobs {
		if one(j) != nil {
			failed++
		}
	}
	return failed
}

// Goexit runs the deferred drain.
func consumeUntil(values []int, stop int) (sum int) {
	ch, done := make(chan int), make(chan struct{})
	go func() {
		defer close(done)
		defer func() {
			for range ch {
			}
		}()
		for v := range ch {
			if v == stop {
				runtime.Goexit()
			}
			sum += v
		}
	}()
	for _, v := range values {
		ch <- v
	}
	close(ch)
	<-done
	return sum
}

// The panic, too.
func tally(votes []string) (n int, err error) {
	ballots := make(chan string)
	go func() {
		defer close(ballots)
		for _, v := range votes {
			ballots <- v
		}
	}()
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("tally: %v", v)
		}
		for range ballots {
		}
	}()
	for b := range ballots {
		i, err := strconv.Atoi(b)
		if err != nil {
			panic("spoiled ballot " + b)
		}
		n += i
	}
	return n, nil
}

// Room for both sends.
func reportTwice(job func() error) error {
	done := make(chan error, 2)
	go func() {
		defer func() { done <- nil }()
		if err := job(); err != nil {
			done <- err
			return
		}
	}()
	return <-done
}

// The word is given by closing, which nobody must wait for.
func drainHandlers(ctx context.Context, handlers func()) error {
	idle := make(chan struct{})
	go func() {
		handlers()
		close(idle)
	}()
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// A place for the one who loses.
func hedge(primary, backup func() (string, error)) string {
	first, second := make(chan string, 1), make(chan string, 1)
	go func() {
		s, _ := primary()
		first <- s
	}()
	go func() {
		s, _ := backup()
		second <- s
	}()
	select {
	case s := <-first:
		return s
	case s := <-second:
		return s
	}
}
