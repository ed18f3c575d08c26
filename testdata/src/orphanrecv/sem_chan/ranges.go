package sem_chan

// A range ends when the channel is closed, and not before.
func rangeClosed() (n int) {
	ch := make(chan int, 2)
	ch <- 1
	ch <- 2
	close(ch)
	for range ch {
		n++
	}
	return n
}

func rangeNotClosed() (n int) {
	ch := make(chan int, 2)
	ch <- 1
	ch <- 2
	for range ch { // want `blocks forever`
		n++
	}
	return n
}

// A range that is left does not wait for the end.
func rangeLeft() int {
	ch := make(chan int, 2)
	ch <- 1
	ch <- 2
	for v := range ch {
		if v == 2 {
			return v
		}
	}
	return 0
}

func rangeBreak() {
	ch := make(chan int, 1)
	ch <- 1
	for range ch {
		break
	}
}

// Continue goes on waiting.
func rangeContinue() {
	ch := make(chan int, 1)
	ch <- 1
	for v := range ch { // want `blocks forever`
		if v == 1 {
			continue
		}
		break
	}
}

// The body closes the channel that is ranged over.
func rangeClosedByBody() (n int) {
	ch := make(chan int, 1)
	ch <- 1
	for range ch {
		n++
		close(ch)
	}
	return n
}

// The body sends what the next round receives.
func rangeFedByBody() int {
	ch := make(chan int, 1)
	ch <- 3
	for v := range ch {
		if v == 0 {
			close(ch)
			continue
		}
		ch <- v - 1
	}
	return 0
}

func rangeFedByBodyOnly() {
	ch := make(chan int, 1)
	ch <- 3
	for v := range ch { // want `blocks forever`
		if v > 0 {
			ch <- v - 1
		}
	}
}

// The range evaluates its operand once: the variable may change.
func rangeOperandOnce() (n int) {
	ch := make(chan int, 1)
	ch <- 1
	close(ch)
	for range ch {
		ch = make(chan int)
		n++
	}
	return n
}

func rangeOperandReplaced() {
	ch := make(chan int, 1)
	old := ch
	old <- 1
	for range old { // want `blocks forever`
		ch = make(chan int)
		close(ch)
	}
}

// Two ranges over one channel: each value goes to one, the close to both.
func rangeShared() int {
	ch, done := make(chan int), make(chan int)
	for range 2 {
		go func() {
			n := 0
			for range ch {
				n++
			}
			done <- n
		}()
	}
	for i := range 3 {
		ch <- i
	}
	close(ch)
	return <-done + <-done
}

// Nested: the inner one is over when it is closed, for each of the outer.
func rangeNested() (n int) {
	outer := make(chan chan int, 2)
	for range 2 {
		inner := make(chan int, 1)
		inner <- 1
		close(inner)
		outer <- inner
	}
	close(outer)
	for inner := range outer {
		for range inner {
			n++
		}
	}
	return n
}

func rangeNestedInnerOpen() (n int) {
	outer := make(chan chan int, 2)
	for i := range 2 {
		inner := make(chan int, 1)
		if i == 0 {
			close(inner)
		}
		outer <- inner
	}
	close(outer)
	for inner := range outer {
		for range inner { // want `blocks forever`
			n++
		}
	}
	return n
}

// A range over the values of an array of channels receives from none.
func rangeArray() {
	chans := [2]chan int{make(chan int), make(chan int)}
	for _, ch := range chans {
		_ = ch
	}
}

func rangeArrayReceive() {
	chans := [2]chan int{make(chan int, 1), make(chan int, 1)}
	chans[0] <- 1
	for _, ch := range chans {
		<-ch // want `blocks forever`
	}
}

// A loop with goto and a label is a loop as well.
func rangeByGoto() (n int) {
	ch := make(chan int, 2)
	ch <- 1
	ch <- 2
again:
	<-ch // want `blocks forever`
	n++
	if n < 3 {
		goto again
	}
	return n
}
