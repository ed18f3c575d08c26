package sem_ctx

import (
	"time"
)

// After fires, sooner or later.
func after(wait func()) int {
	ch := make(chan int)
	go func() {
		wait()
		ch <- 1 // want `blocks forever`
	}()
	select {
	case v := <-ch:
		return v
	case <-time.After(2 * time.Millisecond):
		return 0
	}
}

// After is also a way out for a sender.
func afterFreesSender() {
	ch := make(chan int)
	go func() {
		select {
		case ch <- 1:
		case <-time.After(2 * time.Millisecond):
		}
	}()
}

// A timer fires once: the second select has nobody else.
func timerOnce(wait func()) (v int) {
	ch := make(chan int)
	go func() {
		wait()
		ch <- 1
	}()
	t := time.NewTimer(2 * time.Millisecond)
	select {
	case v = <-ch:
		return v
	case <-t.C:
	}
	select {
	case v = <-ch:
	case <-t.C:
	}
	return v
}

// A stopped timer does not fire.
func timerStopped() int {
	ch := make(chan int)
	go func() { ch <- 1 }()
	t := time.NewTimer(time.Hour)
	t.Stop()
	select {
	case v := <-ch:
		return v
	case <-t.C:
		return 0
	}
}

// Reset lets it fire again.
func timerReset(wait func()) int {
	ch := make(chan int)
	go func() {
		wait()
		ch <- 1 // want `blocks forever`
	}()
	t := time.NewTimer(time.Hour)
	t.Stop()
	t.Reset(2 * time.Millisecond)
	select {
	case v := <-ch:
		return v
	case <-t.C:
		return 0
	}
}

// A ticker fires as often as one waits.
func tickerTwice(wait func()) int {
	ch := make(chan int)
	go func() {
		wait()
		ch <- 1 // want `blocks forever`
	}()
	t := time.NewTicker(time.Millisecond)
	defer t.Stop()
	for range 2 {
		select {
		case v := <-ch:
			return v
		case <-t.C:
		}
	}
	return 0
}

// The function of AfterFunc runs in a goroutine of its own.
func afterFuncSends() int {
	ch := make(chan int)
	time.AfterFunc(time.Millisecond, func() { ch <- 1 })
	return <-ch
}

func afterFuncAbandoned() {
	ch := make(chan int)
	time.AfterFunc(time.Millisecond, func() {
		ch <- 1 // want `blocks forever`
	})
}

// Stopped before its time it does not run: Stop says so.
func afterFuncStop(d time.Duration, wait func()) int {
	ch := make(chan int)
	t := time.AfterFunc(d, func() { ch <- 1 })
	wait()
	if t.Stop() {
		return 0
	}
	return <-ch
}

// What Stop says is not looked at, and it may run already.
func afterFuncStopIgnored(wait func()) {
	ch := make(chan int)
	t := time.AfterFunc(time.Millisecond, func() {
		ch <- 1 // want `blocks forever`
	})
	wait()
	t.Stop()
}

// Reset of a function's timer runs it once more.
func afterFuncReset() int {
	ch := make(chan int)
	t := time.AfterFunc(time.Millisecond, func() {
		ch <- 1 // want `blocks forever`
	})
	v := <-ch
	t.Reset(time.Millisecond)
	return v
}

// Both the timer's function and the caller stop the wait; the channel has room
// for either.
func eitherEnds(work func()) {
	done := make(chan struct{}, 2)
	t := time.AfterFunc(time.Millisecond, func() { done <- struct{}{} })
	defer t.Stop()
	go func() {
		work()
		done <- struct{}{}
	}()
	<-done
}

// Sleep does not make an order, only time.
func sleepIsNoOrder(wait func()) int {
	ch := make(chan int)
	go func() {
		wait()
		ch <- 1 // want `blocks forever`
	}()
	time.Sleep(2 * time.Millisecond)
	select {
	case v := <-ch:
		return v
	default:
		return 0
	}
}

// A nil timer channel is never ready: no timeout was asked for.
func noTimeout(d time.Duration) int {
	if d != 0 {
		return 0
	}
	ch := make(chan int)
	go func() { ch <- 1 }()
	var timeout <-chan time.Time
	if d > 0 {
		timeout = time.After(d)
	}
	select {
	case v := <-ch:
		return v
	case <-timeout:
		return 0
	}
}

func perhapsTimeout(d time.Duration, wait func()) int {
	ch := make(chan int)
	go func() {
		wait()
		ch <- 1 // want `blocks forever`
	}()
	var timeout <-chan time.Time
	if d > 0 {
		timeout = time.After(d)
	}
	select {
	case v := <-ch:
		return v
	case <-timeout:
		return 0
	}
}
