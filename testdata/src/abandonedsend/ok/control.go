package ok

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"strings"
	"time"
)

// The same condition starts the sender and reads from it.
func correlated(async bool, load func(string) (string, error)) string {
	ch := make(chan string)
	if async {
		go func() {
			s, _ := load("x")
			ch <- s
		}()
	}
	fmt.Println("doing other things")
	if async {
		return <-ch
	}
	return ""
}

type options struct {
	prefetch bool
	workers  int
	name     string
}

// A field that nobody changes in between.
func byField(o *options, load func(string) (string, error)) (s string) {
	ch := make(chan error)
	if o.prefetch {
		go func() {
			var err error
			s, err = load(o.name)
			ch <- err
		}()
	}
	if o.prefetch {
		if err := <-ch; err != nil {
			return err.Error()
		}
	}
	return s
}

// The opposite condition leaves before.
func negated(o options, load func(string) (string, error)) error {
	errs := make(chan error)
	if o.prefetch {
		go func() {
			_, err := load(o.name)
			errs <- err
		}()
	}
	if !o.prefetch {
		return nil
	}
	return <-errs
}

// Nothing is started for an empty list.
func emptyFirst(items []string, load func(string) (string, error)) error {
	if len(items) == 0 {
		return errors.New("nothing to do")
	}
	errs := make(chan error)
	go func() {
		_, err := load(items[0])
		errs <- err
	}()
	return <-errs
}

// Everything that may fail comes before the goroutine.
func validateFirst(name string, load func(string) (string, error)) (string, error) {
	ch := make(chan string)
	if name == "" {
		return "", errors.New("no name")
	}
	if strings.Contains(name, "/") {
		return "", fmt.Errorf("bad name %q", name)
	}
	go func() {
		s, err := load(name)
		if err != nil {
			s = ""
		}
		ch <- s
	}()
	return <-ch, nil
}

// The error path closes what the sender listens to.
func errorCloses(n int, check func(int) error) error {
	ch, quit := make(chan int), make(chan struct{})
	go func() {
		for i := range n {
			select {
			case ch <- i:
			case <-quit:
				return
			}
		}
		close(ch)
	}()
	for v := range ch {
		if err := check(v); err != nil {
			close(quit)
			return err
		}
	}
	return nil
}

// Only started if it is waited for: the mode is a constant.
func constantMode(load func(string) (string, error)) string {
	const background = false
	ch := make(chan string)
	if background {
		go func() {
			s, _ := load("x")
			ch <- s
		}()
		return ""
	}
	go func() { ch <- "x" }()
	return <-ch
}

// Each case of the switch that starts a sender has one that receives.
func byKind(kind string, load func(string) (string, error)) string {
	ch := make(chan string)
	switch kind {
	case "remote":
		go func() {
			s, _ := load(kind)
			ch <- s
		}()
	case "local":
		go func() { ch <- kind }()
	}
	switch kind {
	case "remote", "local":
		return <-ch
	default:
		return ""
	}
}

// What is nil was not made, and then nothing was started.
func byNil(enabled bool, n int) (sum int) {
	var ch chan int
	if enabled {
		ch = make(chan int)
		go func() {
			defer close(ch)
			for i := range n {
				ch <- i
			}
		}()
	}
	if ch != nil {
		for v := range ch {
			sum += v
		}
	}
	return sum
}

// log.Fatal ends the process, and with it the sender.
func fatal(load func(string) (string, error)) string {
	ch := make(chan string)
	go func() {
		s, _ := load("x")
		ch <- s
	}()
	host, err := os.Hostname()
	if err != nil {
		log.Fatal(err)
	}
	return host + <-ch
}

// So does os.Exit.
func exit(broken bool, load func(string) (string, error)) string {
	ch := make(chan string)
	go func() {
		s, _ := load("x")
		ch <- s
	}()
	if broken {
		fmt.Fprintln(os.Stderr, "broken")
		os.Exit(2)
	}
	return <-ch
}

// A panic is reported on the channel by the deferred function.
func reportsPanic(work func()) (err error) {
	errs := make(chan error)
	go func() {
		defer func() {
			if v := recover(); v != nil {
				errs <- fmt.Errorf("panic: %v", v)
				return
			}
			errs <- nil
		}()
		work()
	}()
	return <-errs
}

// The deferred send has its receiver on each way out.
func deferredSend(jobs []string, run func(string) (string, error)) int {
	done := make(chan bool)
	for _, j := range jobs {
		go func() {
			defer func() { done <- true }()
			if j == "" {
				return
			}
			if _, err := run(j); err != nil {
				return
			}
			_, _ = run(j)
		}()
	}
	for range jobs {
		<-done
	}
	return len(jobs)
}

// The deferred receive takes what the early return leaves.
func deferredReceive(first func() error) error {
	done := make(chan struct{})
	go func() {
		time.Sleep(time.Millisecond)
		done <- struct{}{}
	}()
	defer func() { <-done }()
	if err := first(); err != nil {
		return err
	}
	return nil
}

// The loop goes on until the flag that the receiver's last value sets.
func untilClosed(n int) (sum int) {
	type session struct {
		closed bool
		in     chan int
	}
	s := &session{in: make(chan int)}
	go func() {
		for i := range n {
			s.in <- i
		}
		close(s.in)
	}()
	for !s.closed {
		v, ok := <-s.in
		if !ok {
			s.closed = true
			continue
		}
		sum += v
	}
	return sum
}

// break leaves the select, not the loop.
func breakInSelect(ctx context.Context, n int) (got int) {
	ch := make(chan int)
	go func() {
		for i := range n {
			ch <- i
		}
	}()
	for got < n {
		select {
		case v := <-ch:
			got++
			if v == 1 {
				break
			}
		case <-ctx.Done():
			// the end of the context ends nothing here
			<-ch
			got++
		}
	}
	return got
}

// goto goes back to the receive.
func again(n int) (sum int) {
	ch := make(chan int)
	go func() {
		for i := range n {
			ch <- i
		}
		close(ch)
	}()
next:
	v, ok := <-ch
	if ok {
		sum += v
		goto next
	}
	return sum
}

// The flag says whether somebody was started.
func startedFlag(names []string, load func(string) (string, error)) string {
	ch := make(chan string)
	started := false
	for _, n := range names {
		if n != "" && !started {
			started = true
			go func() {
				s, _ := load(n)
				ch <- s
			}()
		}
	}
	if !started {
		return ""
	}
	return <-ch
}

// Each error path but the last is before the sender.
func lookup(primary, secondary func(string) (string, error)) (string, error) {
	s, err := primary("x")
	if err == nil {
		return s, nil
	}
	ch := make(chan error)
	go func() {
		var err error
		s, err = secondary("x")
		ch <- err
	}()
	if e := <-ch; e != nil {
		return "", errors.Join(err, e)
	}
	return s, nil
}
