package sem_ctx

import "time"

// A timer fires once.
func timer() {
	t := time.NewTimer(time.Millisecond)
	<-t.C
}

func timerTwice() {
	t := time.NewTimer(time.Millisecond)
	<-t.C
	<-t.C // want `blocks forever`
}

func timerRange() {
	t := time.NewTimer(time.Millisecond)
	for range t.C { // want `blocks forever`
	}
}

// After fires once, too.
func after() {
	<-time.After(time.Millisecond)
	ch := time.After(time.Millisecond)
	<-ch
}

func afterTwice() {
	ch := time.After(time.Millisecond)
	<-ch
	<-ch // want `blocks forever`
}

// Stopped in time, it does not fire. Since Go 1.23 a value that nobody received
// yet is taken back, so that holds always.
func timerStopped() {
	t := time.NewTimer(time.Hour)
	t.Stop()
	<-t.C // want `blocks forever`
}

func timerStoppedLate() {
	t := time.NewTimer(time.Millisecond)
	time.Sleep(5 * time.Millisecond)
	t.Stop()
	<-t.C // want `blocks forever`
}

// Stop tells whether the timer was still to fire.
func timerStopTells() {
	t := time.NewTimer(time.Hour)
	if !t.Stop() {
		<-t.C
	}
}

func timerStopTellsFalse() {
	t := time.NewTimer(time.Hour)
	t.Stop()
	if !t.Stop() {
		<-t.C // want `blocks forever`
	}
}

// Reset starts it again, stopped or fired.
func timerReset() {
	t := time.NewTimer(time.Hour)
	t.Stop()
	t.Reset(time.Millisecond)
	<-t.C
	t.Reset(time.Millisecond)
	<-t.C
}

func timerResetStopped() {
	t := time.NewTimer(time.Millisecond)
	<-t.C
	t.Reset(time.Hour)
	t.Stop()
	<-t.C // want `blocks forever`
}

// A goroutine waits already when the timer is stopped.
func timerStoppedElsewhere() {
	t := time.NewTimer(time.Hour)
	go func() {
		<-t.C // want `blocks forever`
	}()
	t.Stop()
}

// A ticker fires again and again.
func ticker() {
	t := time.NewTicker(time.Millisecond)
	defer t.Stop()
	<-t.C
	<-t.C
	for range t.C {
		break
	}
}

// Not when it is stopped: its channel is not closed.
func tickerStopped() {
	t := time.NewTicker(time.Millisecond)
	<-t.C
	t.Stop()
	<-t.C // want `blocks forever`
}

func tickerStoppedByBody() {
	t := time.NewTicker(time.Millisecond)
	for range t.C { // want `blocks forever`
		t.Stop()
	}
}

func tickerStoppedAndLeft() {
	t := time.NewTicker(time.Millisecond)
	for range t.C {
		t.Stop()
		break
	}
}

func tickerReset() {
	t := time.NewTicker(time.Millisecond)
	t.Stop()
	t.Reset(time.Millisecond)
	<-t.C
	t.Stop()
}

// The channel outlives the ticker variable.
func tickerChannel() {
	t := time.NewTicker(time.Hour)
	c := t.C
	t.Stop()
	<-c // want `blocks forever`
}

// AfterFunc runs its function,
func afterFuncRuns() {
	ran := make(chan struct{})
	time.AfterFunc(time.Millisecond, func() { close(ran) })
	<-ran
}

// not when it is stopped,
func timerFuncStopped() {
	ran := make(chan struct{})
	t := time.AfterFunc(time.Hour, func() { close(ran) })
	t.Stop()
	<-ran // want `blocks forever`
}

// but when it is reset,
func timerFuncReset() {
	ran := make(chan struct{})
	t := time.AfterFunc(time.Hour, func() { close(ran) })
	t.Stop()
	t.Reset(time.Millisecond)
	<-ran
}

// and each time that it is.
func timerFuncResetAgain() {
	ran := make(chan struct{}, 2)
	t := time.AfterFunc(time.Millisecond, func() { ran <- struct{}{} })
	<-ran
	t.Reset(time.Millisecond)
	<-ran
}

func timerFuncOnce() {
	ran := make(chan struct{}, 2)
	time.AfterFunc(time.Millisecond, func() { ran <- struct{}{} })
	<-ran
	<-ran // want `blocks forever`
}

// A timer in a select beside something dead is enough.
func timerInSelect() {
	dead := make(chan int)
	select {
	case <-dead:
	case <-time.After(time.Millisecond):
	}
}

// A stopped one is not.
func stoppedTimerInSelect() {
	dead := make(chan int)
	t := time.NewTimer(time.Hour)
	t.Stop()
	select { // want `blocks forever`
	case <-dead:
	case <-t.C:
	}
}

// Sleep ends.
func sleep() {
	ch := make(chan int, 1)
	time.Sleep(time.Millisecond)
	ch <- 1
	<-ch
}
