// Package sem_chan has what receives, ranges and selects do, one rule at a time.
package sem_chan

// A receive from a closed channel does not block.
func receiveClosed() (int, bool) {
	ch := make(chan int)
	close(ch)
	<-ch
	v, ok := <-ch
	return v, ok
}

// What is in the buffer comes first, then zero values.
func receiveClosedBuffered() (all [3]int) {
	ch := make(chan int, 2)
	ch <- 1
	ch <- 2
	close(ch)
	for i := range all {
		all[i] = <-ch
	}
	return all
}

// What is in the buffer is all there is: it was not closed.
func receiveBuffered() {
	ch := make(chan int, 2)
	ch <- 1
	ch <- 2
	<-ch
	<-ch
	<-ch // want `blocks forever`
}

// A close from a goroutine wakes those who wait already.
func closeWakes() {
	ch := make(chan int)
	go close(ch)
	<-ch
}

// Comma-ok does not make a receive a poll.
func commaOK() bool {
	ch := make(chan int)
	_, ok := <-ch // want `blocks forever`
	return ok
}

// A receive as a statement, an argument, an operand: all the same.
func receiveAsStatement() {
	ch := make(chan int)
	println(cap(ch)) // or else this would be how one waits for ever on purpose
	<-ch             // want `blocks forever`
}

func receiveAsArgument() {
	ch := make(chan string)
	println(<-ch) // want `blocks forever`
}

func receiveAsOperand() int {
	ch := make(chan int, 1)
	ch <- 1
	return <-ch + <-ch // want `blocks forever`
}

func receiveAsCondition() int {
	ch := make(chan bool)
	if <-ch { // want `blocks forever`
		return 1
	}
	return 0
}

func receiveAsGoArgument() {
	ch := make(chan int)
	go func(int) {}(<-ch) // want `blocks forever`
}

func receiveAsDeferArgument() {
	ch := make(chan int)
	defer func(int) {}(<-ch) // want `blocks forever`
}

// The operand of && is not always evaluated.
func receiveNotEvaluated() bool {
	ch := make(chan bool)
	never := false
	return never && <-ch
}

func receiveEvaluated(b bool) bool {
	ch := make(chan bool)
	return b && <-ch // want `blocks forever`
}

// A receive in a return, behind a deferred close: that comes too late.
func deferredTooLate() int {
	ch := make(chan int)
	defer close(ch)
	return <-ch // want `blocks forever`
}

// A deferred receive, and a close that was deferred later and so runs earlier.
func deferredInOrder() {
	ch := make(chan int)
	defer func() { <-ch }()
	defer close(ch)
}

func deferredOutOfOrder() {
	ch := make(chan int)
	defer close(ch)
	defer func() {
		<-ch // want `blocks forever`
	}()
}

// A receiver gets what a blocked sender holds, after the buffer.
func sendersQueue() (sum int) {
	ch := make(chan int, 1)
	for i := range 3 {
		go func() { ch <- i }()
	}
	return <-ch + <-ch + <-ch
}

// A value goes to one receiver only.
func oneValueForTwo() {
	ch := make(chan int)
	for range 2 {
		go func() {
			<-ch // want `blocks forever`
		}()
	}
	ch <- 1
}

// Conversions to one direction keep the channel.
func directions() {
	ch := make(chan int)
	var recv <-chan int = ch
	var send chan<- int = ch
	go func() { send <- 1 }()
	<-recv
	close(send)
	<-recv
}

// Two channels of the same type are two.
func differentChannels() {
	a, b := make(chan int, 1), make(chan int, 1)
	a <- 1
	println(<-b) // want `blocks forever`
}

// Swapped, and swapped back.
func swapped() {
	a, b := make(chan int, 1), make(chan int, 1)
	a <- 1
	a, b = b, a
	<-b
	a, b = b, a
	b <- 1
	<-b
	<-a // want `blocks forever`
}

// A channel in a channel is the same channel.
func channelOfChannel() {
	outer, inner := make(chan chan int, 1), make(chan int, 1)
	inner <- 1
	outer <- inner
	<-<-outer
}

func channelOfChannelEmpty() {
	outer, inner := make(chan chan int, 1), make(chan int, 1)
	outer <- inner
	<-<-outer // want `blocks forever`
}

// len and cap are known.
func drainByLen() {
	ch := make(chan int, 3)
	ch <- 1
	ch <- 2
	for len(ch) > 0 {
		<-ch
	}
}

func drainByCap() {
	ch := make(chan int, 3)
	ch <- 1
	ch <- 2
	for range cap(ch) {
		<-ch // want `blocks forever`
	}
}

// The zero size of elements changes nothing.
func emptyElements() {
	ch := make(chan struct{}, 1)
	ch <- struct{}{}
	<-ch
	<-ch // want `blocks forever`
}

// Compared: a channel is equal to itself only.
func compared(a chan int) {
	b := make(chan int)
	if a == b {
		<-b
	}
}
