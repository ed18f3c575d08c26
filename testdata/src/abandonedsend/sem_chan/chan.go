// Package sem_chan is about the semantics of channels: each function shows
// whether one rule of theirs is right in the engine.
package sem_chan

// Each send needs one receive.
func oneForOne() int {
	ch := make(chan int)
	go func() { ch <- 1 }()
	return <-ch
}

func twoForOne() int {
	ch := make(chan int)
	go func() {
		ch <- 1
		ch <- 2 // want `blocks forever`
	}()
	return <-ch
}

// Which of the two is stuck depends on the schedule.
func eitherOfTwo(first, second func()) int {
	ch := make(chan int)
	go func() {
		first()
		ch <- 1 // want `blocks forever`
	}()
	go func() {
		second()
		ch <- 2 // also
	}()
	return <-ch
}

// A channel without a buffer does not serve its own goroutine.
func sendToSelf() {
	ch := make(chan int)
	ch <- 1 // want `blocks forever`
	<-ch
}

func bufferServesSelf() int {
	ch := make(chan int, 1)
	ch <- 1
	return <-ch
}

// The buffer takes as many as its size, and a receive makes room for one.
func fullBuffer() {
	ch := make(chan int, 2)
	ch <- 1
	ch <- 2
	<-ch
	ch <- 3
	ch <- 4 // want `blocks forever`
}

func exactBuffer() {
	ch := make(chan int, 3)
	for i := 0; i < 3; i++ {
		ch <- i
	}
}

func oneTooMany() {
	ch := make(chan int, 3)
	for i := 0; i <= 3; i++ {
		ch <- i // want `blocks forever`
	}
}

// Sizes that are not constant.
func symbolicFits(n int) {
	ch := make(chan int, n)
	for i := 0; i < n; i++ {
		ch <- i
	}
}

func symbolicTooSmall(n int) {
	ch := make(chan int, n)
	for i := 0; i <= n; i++ {
		ch <- i // want `blocks forever`
	}
}

func sizePlusOne(items []int) {
	ch := make(chan int, len(items)+1)
	ch <- -1
	for _, it := range items {
		ch <- it
	}
}

func sizeMinusOne(n int) {
	if n < 1 {
		return
	}
	ch := make(chan int, n-1)
	for i := range n {
		ch <- i // want `blocks forever`
	}
}

func doubleSize(n int) {
	ch := make(chan int, 2*n)
	for i := range n {
		ch <- i
		ch <- -i
	}
}

func otherSize(n, m int) {
	ch := make(chan int, n)
	for i := range m {
		ch <- i // not found: blocks forever
	}
}

// Buffered values survive the close, and the range takes them all.
func closedWithRest() (sum int) {
	ch := make(chan int, 2)
	done := make(chan int)
	ch <- 1
	ch <- 2
	close(ch)
	for v := range ch {
		sum += v
	}
	go func() { done <- sum }()
	if sum != 3 {
		return sum
	}
	return <-done
}

// A receive from a closed channel takes nothing from a sender elsewhere.
func closedIsNoHelp() {
	ch, other := make(chan int), make(chan int)
	close(other)
	go func() {
		ch <- 1 // want `blocks forever`
	}()
	<-other
	<-other
}

// The comma-ok form tells the end.
func commaOK(n int) (sum int) {
	ch := make(chan int)
	go func() {
		for i := range n {
			ch <- i
		}
		close(ch)
	}()
	for {
		v, ok := <-ch
		if !ok {
			return sum
		}
		sum += v
	}
}

// The first value is zero: looking at the value is not the same as at ok.
func zeroIsNotTheEnd(n int) (sum int) {
	ch := make(chan int)
	go func() {
		for i := range n {
			ch <- i // want `blocks forever`
		}
		close(ch)
	}()
	for {
		v := <-ch
		if v == 0 {
			return sum
		}
		sum += v
	}
}

// A send on a closed channel panics: it does not block.
func sendOnClosed() (err any) {
	ch := make(chan int)
	defer func() { err = recover() }()
	close(ch)
	ch <- 1
	return nil
}

// What comes after the panic is recovered still runs.
func sendAfterPanic() {
	closed, open := make(chan int), make(chan int)
	close(closed)
	go func() {
		defer func() {
			_ = recover()
			open <- 1 // want `blocks forever`
		}()
		closed <- 1
	}()
}

// What comes after the panic in the same function does not.
func notAfterPanic() {
	closed, open := make(chan int), make(chan int)
	close(closed)
	go func() {
		defer func() { _ = recover() }()
		closed <- 1
		open <- 1
	}()
}

// Closing frees the waiting sender, by a panic.
func closeFreesSender() {
	ch := make(chan int)
	go func() {
		defer func() { _ = recover() }()
		ch <- 1
	}()
	close(ch)
}

// The second close panics, and so the receive is not reached.
func closedTwice() (v int) {
	ch, quit := make(chan int), make(chan struct{})
	defer func() { _ = recover() }()
	go func() {
		ch <- 1 // want `blocks forever`
	}()
	close(quit)
	close(quit)
	return <-ch
}

// The operands come first: the send waits for the receive at its right.
func operandsFirst() int {
	in, out := make(chan int), make(chan int)
	go func() { out <- 1 + <-in }()
	in <- 1
	return <-out
}

func operandsFirstStuck() int {
	in, out := make(chan int), make(chan int)
	go func() {
		out <- 1 + <-in // want `blocks forever`
	}()
	in <- 1
	return 0
}

// Values come in the order in which they were sent.
func inOrder() {
	ch := make(chan int)
	go func() {
		ch <- 1
		ch <- 2
		ch <- 3
	}()
	for {
		if v := <-ch; v == 3 {
			return
		}
	}
}

func inOrderLeftBehind() {
	ch := make(chan int)
	go func() {
		ch <- 1
		ch <- 2
		ch <- 3 // want `blocks forever`
	}()
	for {
		if v := <-ch; v == 2 {
			return
		}
	}
}

// len and cap of a buffer.
func drainByLen() {
	ch := make(chan int, 3)
	ch <- 1
	ch <- 2
	for len(ch) > 0 {
		<-ch
	}
	for len(ch) < cap(ch) {
		ch <- 0
	}
}

// The length of a channel without a buffer is always 0.
func lenOfUnbuffered() {
	ch := make(chan int)
	go func() {
		ch <- 1 // want `blocks forever`
	}()
	for len(ch) > 0 {
		<-ch
	}
}

// A conversion is the same channel.
func converted() int {
	type out chan<- int
	ch := make(chan int)
	go func() { out(ch) <- 1 }()
	return <-(<-chan int)(ch)
}

// Two channels of one type are two.
func confused() int {
	a, b := make(chan int), make(chan int, 1)
	go func() {
		a <- 1 // want `blocks forever`
	}()
	b <- 1
	return <-b
}

// Channels can be compared.
func compared(swap bool) int {
	a, b := make(chan int), make(chan int)
	ch := a
	if swap {
		ch = b
	}
	go func() { ch <- 1 }()
	if ch == a {
		return <-a
	}
	return <-b
}

func comparedWrong(swap bool) int {
	a, b := make(chan int), make(chan int, 1)
	ch := a
	if swap {
		ch = b
	}
	go func() {
		ch <- 1 // want `blocks forever`
	}()
	if ch == a {
		return 0
	}
	return <-b
}
