package bad

import (
	"fmt"
	"time"
)

// Stop does not close the ticker's channel.
func rangeStoppedTicker(work func()) {
	ticker := time.NewTicker(time.Minute)
	go func() {
		for range ticker.C { // want `blocks forever`
			work()
		}
	}()
	ticker.Stop()
}

// Stopped when the function returns, while the goroutine goes on ranging.
func tickerStoppedInDefer(n int) {
	ticker := time.NewTicker(time.Minute)
	defer ticker.Stop()
	go func() {
		for now := range ticker.C { // want `blocks forever`
			fmt.Println(now)
		}
	}()
	for i := range n {
		fmt.Println(i)
	}
}

// The ticker is stopped where it is waited for.
func waitsAfterStop() {
	ticker := time.NewTicker(time.Millisecond)
	<-ticker.C
	ticker.Stop()
	<-ticker.C // want `blocks forever`
}

// A stopped timer does not fire.
func timerStopped() {
	t := time.NewTimer(time.Minute)
	t.Stop()
	<-t.C // want `blocks forever`
}

// A timer fires once.
func timerReceivedTwice() {
	t := time.NewTimer(time.Millisecond)
	<-t.C
	fmt.Println("first")
	<-t.C // want `blocks forever`
}

// Drained though its value was received already.
func drainedTwice() {
	t := time.NewTimer(time.Millisecond)
	<-t.C
	if !t.Stop() {
		<-t.C // want `blocks forever`
	}
}

// The function that closes the channel was stopped before it ran.
func afterFuncStopped() {
	done := make(chan struct{})
	t := time.AfterFunc(time.Minute, func() { close(done) })
	t.Stop()
	<-done // want `blocks forever`
}

// Stop's result is right, but taken the wrong way round.
func stopMisunderstood() {
	done := make(chan struct{})
	t := time.AfterFunc(time.Minute, func() { close(done) })
	if !t.Stop() {
		close(done)
	}
	<-done // want `blocks forever`
}

// A watchdog that is kept in a struct.
type watchdog struct {
	ticker *time.Ticker
	beats  int
}

func (w *watchdog) run() {
	for range w.ticker.C { // want `blocks forever`
		w.beats++
	}
}

func (w *watchdog) stop() { w.ticker.Stop() }

func watchdogStopped() {
	w := &watchdog{ticker: time.NewTicker(time.Minute)}
	go w.run()
	w.stop()
}

// The timeout was switched off, and there is nobody else.
func timeoutSwitchedOff() {
	answer := make(chan string)
	timeout := time.NewTimer(time.Minute)
	go func() {
		select { // want `blocks forever`
		case a := <-answer:
			fmt.Println(a)
		case <-timeout.C:
			fmt.Println("timeout")
		}
	}()
	timeout.Stop()
}

// The monitor listens for beats of a worker that has ended.
func heartStopped(steps int) {
	beats := make(chan int)
	go func() {
		last := 0
		for beat := range beats { // want `blocks forever`
			last = beat
		}
		fmt.Println("last beat", last)
	}()
	for i := range steps {
		beats <- i
	}
}

// The limiter is refilled a limited number of times.
func limitedRefill(requests int) {
	const burst = 2
	tokens := make(chan struct{}, burst)
	go func() {
		for range burst {
			tokens <- struct{}{}
		}
	}()
	for i := range requests {
		<-tokens // want `blocks forever`
		fmt.Println("request", i)
	}
}
