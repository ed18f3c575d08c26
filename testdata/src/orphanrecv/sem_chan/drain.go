package sem_chan

// Drained after the close.
func closeThenDrain() (n int) {
	ch := make(chan int, 3)
	for i := range 3 {
		ch <- i
	}
	close(ch)
	for {
		if _, ok := <-ch; !ok {
			return n
		}
		n++
	}
}

// Drained, but never closed, and the loop waits for the close.
func drainWithoutClose() (n int) {
	ch := make(chan int, 3)
	for i := range 3 {
		ch <- i
	}
	for {
		if _, ok := <-ch; !ok { // want `blocks forever`
			return n
		}
		n++
	}
}

// A zero value is taken for the end.
func zeroForEnd() (n int) {
	ch := make(chan int, 3)
	for i := 2; i >= 0; i-- {
		ch <- i
	}
	for v := <-ch; v != 0; v = <-ch {
		n++
	}
	return n
}

// The end never comes: no zero was sent.
func noZeroForEnd() (n int) {
	ch := make(chan int, 2)
	ch <- 2
	ch <- 1
	for {
		if v := <-ch; v == 0 { // want `blocks forever`
			return n
		}
		n++
	}
}

// The default ends the draining.
func drainByPoll() (n int) {
	ch := make(chan int, 3)
	ch <- 1
	for {
		select {
		case <-ch:
			n++
		default:
			return n
		}
	}
}

// Closed by one, drained by another.
func drainElsewhere() int {
	ch, done := make(chan int, 3), make(chan int)
	ch <- 1
	go func() {
		n := 0
		for range ch {
			n++
		}
		done <- n
	}()
	close(ch)
	return <-done
}

// As often as it was sent.
func equallyOften(n int) (sum int) {
	ch := make(chan int, 1)
	go func() {
		for i := range n {
			ch <- i
		}
	}()
	for range n {
		sum += <-ch
	}
	return sum
}

// Once more than it was sent, but only for some.
func onceMoreForSome(n int) (sum int) {
	ch := make(chan int)
	go func() {
		for i := 0; i < n; i++ {
			ch <- i
		}
	}()
	for i := 0; i < n; i++ {
		sum += <-ch
	}
	if sum > 2 {
		sum += <-ch // want `blocks forever`
	}
	return sum
}

// Half of them are even; both loops know.
func evenOnes(n int) (sum int) {
	ch := make(chan int)
	go func() {
		for i := 0; i < n; i++ {
			if i%2 == 0 {
				ch <- i
			}
		}
	}()
	for i := 0; i < n; i++ {
		if i%2 == 0 {
			sum += <-ch
		}
	}
	return sum
}

// One loop takes two at a time.
func twoAtATime(n int) (sum int) {
	ch := make(chan int)
	go func() {
		for i := range 2 * n {
			ch <- i
		}
	}()
	for range n {
		sum += <-ch - <-ch
	}
	return sum
}

// Large numbers: as many as were sent, in two halves.
func twoHalves() (sum int) {
	ch := make(chan int)
	for range 2 {
		go func() {
			for i := range 50 {
				ch <- i
			}
		}()
	}
	for range 100 {
		sum += <-ch
	}
	return sum
}

// One more than that.
func hundredAndOne() (sum int) {
	ch := make(chan int)
	go func() {
		for i := range 100 {
			ch <- i
		}
	}()
	for i := 0; i <= 100; i++ {
		sum += <-ch // want `blocks forever`
	}
	return sum
}
