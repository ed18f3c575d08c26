package ok

import (
	"errors"
	"reflect"
	"time"
)

// A closed channel is switched off; when both are, the loop ends.
func mergeTwo(a, b <-chan int) (sum int) {
	for a != nil || b != nil {
		select {
		case v, ok := <-a:
			if !ok {
				a = nil
				continue
			}
			sum += v
		case v, ok := <-b:
			if !ok {
				b = nil
				continue
			}
			sum += v
		}
	}
	return sum
}

func usesMergeTwo() int { return mergeTwo(numbers(2), numbers(3)) }

// A poll never blocks.
func poll() (n int) {
	ch := make(chan int)
	for range 3 {
		select {
		case v := <-ch:
			n += v
		default:
			n--
		}
	}
	return n
}

// Nobody ever sends, but the time is limited.
func limited() error {
	never := make(chan struct{})
	select {
	case <-never:
		return nil
	case <-time.After(time.Millisecond):
		return errors.New("timeout")
	}
}

// Quit is looked at first, then at both.
func priority(items int) (n int) {
	in, quit := make(chan int), make(chan struct{})
	go func() {
		for i := range items {
			in <- i
		}
		close(quit)
	}()
	for {
		select {
		case <-quit:
			return n
		default:
		}
		select {
		case <-in:
			n++
		case <-quit:
			return n
		}
	}
}

// The first of several goroutines closes; all the others leave by done.
func orDone(chans ...<-chan struct{}) <-chan struct{} {
	switch len(chans) {
	case 0:
		return nil
	case 1:
		return chans[0]
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if len(chans) == 2 {
			select {
			case <-chans[0]:
			case <-chans[1]:
			}
			return
		}
		select {
		case <-chans[0]:
		case <-chans[1]:
		case <-orDone(append(chans[2:], done)...):
		}
	}()
	return done
}

func usesOrDone() {
	a, b, c := make(chan struct{}), make(chan struct{}), make(chan struct{})
	done := orDone(a, b, c)
	close(c)
	<-done
}

// The cases of reflect.Select are not seen.
func reflected(n int) (sum int) {
	var cases []reflect.SelectCase
	for i := range n {
		ch := make(chan int, 1)
		ch <- i
		cases = append(cases, reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(ch)})
	}
	for range n {
		i, v, _ := reflect.Select(cases)
		cases[i].Chan = reflect.Value{}
		sum += int(v.Int())
	}
	return sum
}

// One loop serves all of them; it is left when all said goodbye.
func serveAll(n int) (served int) {
	requests, bye := make(chan int), make(chan struct{})
	for i := range n {
		go func() {
			requests <- i
			bye <- struct{}{}
		}()
	}
	for left := n; left > 0; {
		select {
		case <-requests:
			served++
		case <-bye:
			left--
		}
	}
	return served
}

// The send is switched off while there is nothing to send; the loop is left
// when the input is closed and the queue is empty.
func queue(in <-chan int, out chan<- int) {
	defer close(out)
	var items []int
	for in != nil || len(items) > 0 {
		var send chan<- int
		var next int
		if len(items) > 0 {
			send, next = out, items[0]
		}
		select {
		case v, ok := <-in:
			if !ok {
				in = nil
				break
			}
			items = append(items, v)
		case send <- next:
			items = items[1:]
		}
	}
}

func usesQueue() (sum int) {
	out := make(chan int)
	go queue(numbers(3), out)
	for v := range out {
		sum += v
	}
	return sum
}

// The label is left by the case that is closed.
func labelled() (n int) {
	in, quit := make(chan int), make(chan struct{})
	go func() {
		defer close(quit)
		in <- 1
		in <- 2
	}()
loop:
	for {
		select {
		case <-in:
			n++
		case <-quit:
			break loop
		}
	}
	return n
}

// The same channel in two cases.
func sameTwice() int {
	ch := make(chan int, 1)
	ch <- 1
	select {
	case v := <-ch:
		return v
	case v := <-ch:
		return -v
	}
}

// An error or the end: both come from one goroutine, which sends the error
// before it closes done.
func errorAndDone(fail bool) error {
	errc, done := make(chan error, 1), make(chan struct{})
	go func() {
		defer close(done)
		if fail {
			errc <- errors.New("failed")
		}
	}()
	<-done
	select {
	case err := <-errc:
		return err
	default:
		return nil
	}
}
