package bad

import (
	"errors"
	"fmt"
	"strconv"
)

// One goroutine fails without a word, the other one finds nothing to tell.
func bothDead(fail, unhealthy bool) error {
	result, errc := make(chan string, 1), make(chan error, 1)
	go func() {
		if fail {
			return
		}
		result <- "fine"
	}()
	go func() {
		if unhealthy {
			errc <- errors.New("unhealthy")
		}
	}()
	select { // want `blocks forever`
	case r := <-result:
		fmt.Println(r)
		return nil
	case err := <-errc:
		return err
	}
}

// The loop has no way out: once both are closed it waits for nothing.
func mergeWithoutEnd(n int, handle func(int)) {
	a, b := make(chan int, n), make(chan int, n)
	for i := range n {
		a <- i
		b <- -i
	}
	close(a)
	close(b)
	left, right := a, b
	for {
		select { // want `blocks forever`
		case v, ok := <-left:
			if !ok {
				left = nil
				continue
			}
			handle(v)
		case v, ok := <-right:
			if !ok {
				right = nil
				continue
			}
			handle(v)
		}
	}
}

// Break leaves the select and not the loop; then nobody sends any more.
func breakLeavesSelect(values []int) (sum int) {
	in, last := make(chan int), make(chan struct{}, 1)
	go func() {
		for _, v := range values {
			in <- v
		}
		last <- struct{}{}
	}()
	for {
		select { // want `blocks forever`
		case v := <-in:
			sum += v
		case <-last:
			break
		}
	}
}

// Quit is listened to, but sent as a token, and there is one for two.
func oneQuitForTwo() {
	jobs, quit := make(chan int), make(chan bool, 1)
	for range 2 {
		go func() {
			for {
				select { // want `blocks forever`
				case j := <-jobs:
					fmt.Println(j)
				case <-quit:
					return
				}
			}
		}()
	}
	quit <- true
}

// Stays in the goroutine for ever, on purpose of nobody.
func parked(handler func()) {
	go func() {
		go handler()
		select {} // want `blocks forever`
	}()
}

// Keeps the program alive, as its author thought.
type listener struct{ accepted int }

func (l *listener) serve(accept func() error) {
	for {
		if err := accept(); err != nil {
			break
		}
		l.accepted++
	}
	select {} // want `blocks forever`
}

func listenerParked() {
	var l listener
	go l.serve(func() error { return errors.New("closed") })
}

// Errors end the feeder; the loop waits for jobs, or for a done that follows
// the last of them.
func feederFails(items []string) (sum int) {
	jobs, done := make(chan int), make(chan struct{})
	go func() {
		for _, item := range items {
			n, err := strconv.Atoi(item)
			if err != nil {
				return
			}
			jobs <- n
		}
		close(done)
	}()
	for {
		select { // want `blocks forever`
		case n := <-jobs:
			sum += n
		case <-done:
			return sum
		}
	}
}

// Paused until it is resumed, which nobody does.
func paused(values []int) {
	in, resume := make(chan int, len(values)), make(chan struct{})
	for _, v := range values {
		in <- v
	}
	go func() {
		source := in
		for {
			select { // want `blocks forever`
			case v := <-source:
				if v < 0 {
					source = nil
				}
			case <-resume:
				source = in
			}
		}
	}()
}
