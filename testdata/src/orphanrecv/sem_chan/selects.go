package sem_chan

import "time"

// A default makes it a poll.
func selectDefault() int {
	ch := make(chan int)
	select {
	case v := <-ch:
		return v
	default:
		return 0
	}
}

// One ready case is enough.
func selectOneReady() int {
	a, b := make(chan int, 1), make(chan int)
	a <- 1
	select {
	case v := <-a:
		return v
	case v := <-b:
		return -v
	}
}

// A closed channel is always ready.
func selectClosed() bool {
	a, b := make(chan int), make(chan int)
	close(b)
	select {
	case <-a:
		return false
	case _, ok := <-b:
		return !ok
	}
}

// Several are ready: one of them is taken, whichever.
func selectSeveral() {
	a, b := make(chan int, 1), make(chan int, 1)
	a <- 1
	b <- 1
	select {
	case <-a:
		<-b
	case <-b:
		<-a
	}
}

// Whichever is taken, the rest is waited for; one of the ways there is not.
func selectSeveralRest() {
	a, b := make(chan int, 1), make(chan int)
	a <- 1
	go func() {
		select {
		case b <- 1:
		case <-time.After(time.Millisecond):
		}
	}()
	select {
	case <-a:
		<-time.After(20 * time.Millisecond)
		<-b // want `blocks forever`
	case <-b:
		<-a
	}
}

// A case whose channel is nil is not there.
func selectNilCase() int {
	var a chan int
	b := make(chan int, 1)
	b <- 1
	select {
	case v := <-a:
		return v
	case v := <-b:
		return v
	}
}

func selectNilCaseDead() {
	var a chan int
	b := make(chan int)
	select { // want `blocks forever`
	case <-a:
	case <-b:
	}
}

// The same channel twice.
func selectTwice() int {
	ch := make(chan int, 1)
	ch <- 1
	select {
	case v := <-ch:
		return v
	case v, ok := <-ch:
		if ok {
			return v
		}
	}
	return 0
}

func selectTwiceDead() {
	ch := make(chan int)
	select { // want `blocks forever`
	case <-ch:
	case <-ch:
	}
}

// One case is no poll.
func selectOne() {
	ch := make(chan int)
	select {
	case v := <-ch: // want `blocks forever`
		println(v)
	}
}

// The two cases of one select do not serve each other.
func selectNoSelfService() {
	ch := make(chan int)
	select { // want `blocks forever`
	case ch <- 1:
	case <-ch:
	}
}

// The operands of all cases are evaluated, in order, before any is chosen.
func selectOperands() int {
	ch := make(chan int, 1)
	ready := func() chan int {
		ch <- 1
		return make(chan int)
	}
	select {
	case <-ready():
		return 0
	case v := <-ch:
		return v
	}
}

// A receive in an operand blocks before the select does.
func selectOperandBlocks() {
	ch, chans := make(chan int, 1), make(chan chan int)
	ch <- 1
	select {
	case <-<-chans: // want `blocks forever`
	case <-ch:
	}
}

// A loop over a select: it is left by the closed channel.
func selectLoop() (n int) {
	in, quit := make(chan int), make(chan struct{})
	go func() {
		in <- 1
		in <- 2
		close(quit)
	}()
	for {
		select {
		case v := <-in:
			n += v
		case <-quit:
			return n
		}
	}
}

// A closed channel that is not switched off fires again and again; so the loop
// goes on until the other one is closed too.
func selectLoopBothClosed() (n int) {
	a, b := make(chan int), make(chan int)
	close(a)
	go func() { time.Sleep(time.Millisecond); close(b) }()
	for {
		select {
		case <-a:
			n++
		case <-b:
			return n
		}
	}
}

// A break of the select, then the loop's condition.
func selectBreak() {
	ch := make(chan int, 1)
	ch <- 1
	for ok := true; ok; {
		select {
		case <-ch:
			ok = false
			break
		}
	}
}

// Send and receive cases: a receiver elsewhere serves the send.
func selectSendServed() {
	out, in := make(chan int), make(chan int)
	go func() { <-out }()
	select {
	case out <- 1:
	case <-in:
	}
}

// Send and receive cases, and nobody at either.
func selectMixedDead() {
	out, in := make(chan int), make(chan int)
	select { // want `blocks forever`
	case out <- 1:
	case <-in:
	}
}

// There is room in the buffer.
func selectSendBuffered() {
	out, in := make(chan int, 1), make(chan int)
	select {
	case out <- 1:
	case <-in:
	}
}

// No cases at all.
func selectNone() {
	go func() {
		select {} // want `blocks forever`
	}()
}

// Polling until it is there.
func pollUntilThere() int {
	ch := make(chan int, 1)
	go func() { ch <- 1 }()
	for {
		select {
		case v := <-ch:
			return v
		default:
			time.Sleep(time.Millisecond)
		}
	}
}

// Polled away: what was received by the poll is not there any more.
func polledAway() {
	ch := make(chan int, 1)
	ch <- 1
	select {
	case <-ch:
	default:
	}
	<-ch // want `blocks forever`
}

// A poll in an empty channel takes nothing away.
func polledNothing() {
	ch := make(chan int, 1)
	select {
	case <-ch:
	default:
	}
	ch <- 1
	<-ch
}
