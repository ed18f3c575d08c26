package sem_chan

// Whichever case is ready may be taken, so the other sender may stay.
func severalReady(wait func()) int {
	a, b := make(chan int), make(chan int)
	go func() {
		a <- 1 // want `blocks forever`
	}()
	go func() {
		b <- 2 // want `blocks forever`
	}()
	wait()
	select {
	case v := <-a:
		return v
	case v := <-b:
		return v
	}
}

// The loop takes one from each.
func oneFromEach() (sum int) {
	a, b := make(chan int), make(chan int)
	go func() { a <- 1 }()
	go func() { b <- 2 }()
	for range 2 {
		select {
		case v := <-a:
			sum += v
		case v := <-b:
			sum += v
		}
	}
	return sum
}

// A case on a nil channel is never taken.
func nilCase() int {
	ch := make(chan int)
	var never chan int
	go func() { ch <- 1 }()
	select {
	case v := <-ch:
		return v
	case <-never:
		return 0
	}
}

// With its channel set to nil, the case is off.
func switchedOff() int {
	ch := make(chan int)
	in, last := ch, make(chan int, 1)
	last <- 0
	go func() {
		ch <- 1
		ch <- 2 // want `blocks forever`
	}()
	sum := <-in
	in = nil
	select {
	case v := <-in:
		sum += v
	case <-last:
	}
	return sum
}

// A closed channel is always ready.
func closedCase() int {
	ch, closed := make(chan int), make(chan struct{})
	close(closed)
	go func() {
		ch <- 1 // want `blocks forever`
	}()
	select {
	case v := <-ch:
		return v
	case <-closed:
		return 0
	}
}

// default is for when nobody is ready.
func defaultLeaves(wait func()) int {
	ch := make(chan int)
	go func() {
		wait()
		ch <- 1 // want `blocks forever`
	}()
	select {
	case v := <-ch:
		return v
	default:
		return 0
	}
}

// A full buffer is ready, so default is not taken.
func readyBeforeDefault() int {
	ch, full := make(chan int), make(chan int, 1)
	full <- 1
	go func() { ch <- 1 }()
	select {
	case <-full:
		return <-ch
	default:
		return 0
	}
}

// A send with default never blocks.
func sendOrDefault() bool {
	ch := make(chan int)
	select {
	case ch <- 1:
		return true
	default:
		return false
	}
}

// default in a loop tries until somebody comes.
func spin(yield func()) int {
	ch := make(chan int)
	go func() { ch <- 1 }()
	for {
		select {
		case v := <-ch:
			return v
		default:
			yield()
		}
	}
}

// Only sends, and nobody for either.
func onlySends() {
	a, b := make(chan int), make(chan int)
	go func() {
		select { // want `blocks forever`
		case a <- 1:
		case b <- 2:
		}
	}()
}

// Only sends, and somebody for one of them.
func oneOfTheSends() int {
	a, b := make(chan int), make(chan int)
	go func() {
		select {
		case a <- 1:
		case b <- 2:
		}
	}()
	return <-b
}

// One select is one send: the second receive's sender is another.
func onceOnly() int {
	a, b := make(chan int), make(chan int)
	go func() {
		for range 3 {
			select { // want `blocks forever`
			case a <- 1:
			case b <- 2:
			}
		}
	}()
	return <-a + <-b
}

// The same channel in two cases: one of them sends.
func sameTwice() int {
	ch := make(chan int)
	go func() {
		select {
		case ch <- 1:
		case ch <- 2:
		}
	}()
	return <-ch
}

func sameTwiceStuck() int {
	ch := make(chan int)
	go func() {
		for range 2 {
			select { // want `blocks forever`
			case ch <- 1:
			case ch <- 2:
			}
		}
	}()
	return <-ch
}

// The nil send case leaves one that nobody receives.
func nilSendCase() {
	ch := make(chan int)
	var off chan int
	go func() {
		select { // want `blocks forever`
		case ch <- 1:
		case off <- 1:
		}
	}()
}

// Two selects meet on one channel.
func selectMeetsSelect() int {
	ch, x, y := make(chan int), make(chan int), make(chan int)
	go func() {
		select {
		case ch <- 1:
		case x <- 1:
		}
	}()
	select {
	case v := <-ch:
		return v
	case v := <-y:
		return v
	}
}

// A select in which the goroutine could receive or send: the other end decides.
func sendOrReceive(stop bool) int {
	out, quit := make(chan int), make(chan struct{})
	go func() {
		select {
		case out <- 1:
		case <-quit:
		}
	}()
	if stop {
		close(quit)
		return 0
	}
	return <-out
}

// The value of a case that is not taken is computed, but not sent.
func valuesFirst() int {
	in, a, b := make(chan int, 1), make(chan int), make(chan int)
	in <- 1
	go func() {
		select { // want `blocks forever`
		case a <- <-in:
		case b <- 2:
		}
	}()
	return 0
}

// break in a case leaves the select only.
func breakOut() (sum int) {
	ch := make(chan int)
	go func() {
		ch <- 1
		ch <- 2
	}()
	for sum < 3 {
		select {
		case v := <-ch:
			sum += v
			if v == 1 {
				break
			}
			return sum
		}
	}
	return sum
}

// break with a label leaves the loop.
func breakLoop() (sum int) {
	ch := make(chan int)
	go func() {
		ch <- 1
		ch <- 2 // want `blocks forever`
	}()
loop:
	for {
		select {
		case v := <-ch:
			sum += v
			break loop
		}
	}
	return sum
}
