package ok

import (
	"errors"
	"sync"
	"time"
)

// The loop is left by done, not by the ticker.
func tickerWithDone() (ticks int) {
	ticker := time.NewTicker(time.Millisecond)
	defer ticker.Stop()
	done := make(chan struct{})
	time.AfterFunc(5*time.Millisecond, func() { close(done) })
	for {
		select {
		case <-ticker.C:
			ticks++
		case <-done:
			return ticks
		}
	}
}

// The range over the ticker is left by itself, and only then it is stopped.
func rangeTicker(n int) {
	ticker := time.NewTicker(time.Millisecond)
	defer ticker.Stop()
	for range ticker.C {
		if n--; n <= 0 {
			break
		}
	}
}

// A ticker that is never stopped ticks for ever: nobody is blocked.
func tickForever(work func()) {
	ticker := time.NewTicker(time.Second)
	go func() {
		for range ticker.C {
			work()
		}
	}()
}

// So does time.Tick.
func rangeTick(n int) {
	for range time.Tick(time.Millisecond) {
		if n--; n <= 0 {
			return
		}
	}
}

// A timer fires once, and is received from once.
func timerFires() {
	t := time.NewTimer(time.Millisecond)
	<-t.C
	<-time.After(time.Millisecond)
}

// The timer is stopped, but the result is there.
func timerOrResult() (int, error) {
	result := make(chan int, 1)
	go func() { result <- 1 }()
	t := time.NewTimer(time.Minute)
	defer t.Stop()
	select {
	case v := <-result:
		return v, nil
	case <-t.C:
		return 0, errors.New("timeout")
	}
}

// The idiom from before Go 1.23: the value is there if Stop came too late.
func stopAndDrain(wait time.Duration) {
	t := time.NewTimer(time.Millisecond)
	time.Sleep(wait)
	if !t.Stop() {
		<-t.C
	}
}

// The same, careful.
func stopAndPoll() {
	t := time.NewTimer(time.Millisecond)
	<-t.C
	if !t.Stop() {
		select {
		case <-t.C:
		default:
		}
	}
}

// A timer that was reset fires again.
func timerReset() {
	t := time.NewTimer(time.Millisecond)
	<-t.C
	t.Reset(time.Millisecond)
	<-t.C
	t.Stop()
	t.Reset(time.Millisecond)
	<-t.C
}

// So does a ticker.
func tickerReset() {
	t := time.NewTicker(time.Hour)
	t.Stop()
	t.Reset(time.Millisecond)
	<-t.C
	t.Stop()
}

// The function that the timer runs closes the channel.
func afterFuncFires() {
	done := make(chan struct{})
	time.AfterFunc(time.Millisecond, func() { close(done) })
	<-done
}

// The timer was stopped, then the channel is closed by hand.
func afterFuncStopped(early bool) {
	done := make(chan struct{})
	t := time.AfterFunc(time.Millisecond, func() { close(done) })
	if early && t.Stop() {
		close(done)
	}
	<-done
}

// A burst of events becomes one; the loop ends with its input.
func debounce(in <-chan string) (calls int) {
	t := time.NewTimer(time.Hour)
	t.Stop()
	for {
		select {
		case _, ok := <-in:
			if !ok {
				return calls
			}
			t.Reset(time.Millisecond)
		case <-t.C:
			calls++
		}
	}
}

func usesDebounce() int {
	in := make(chan string)
	go func() {
		defer close(in)
		in <- "a"
		in <- "b"
	}()
	return debounce(in)
}

// A heart that beats until it is stopped; who listens is told by close.
func heartbeat(stop <-chan struct{}) <-chan time.Time {
	beats := make(chan time.Time, 1)
	go func() {
		defer close(beats)
		t := time.NewTicker(time.Millisecond)
		defer t.Stop()
		for {
			select {
			case now := <-t.C:
				select {
				case beats <- now:
				default: // nobody listens
				}
			case <-stop:
				return
			}
		}
	}()
	return beats
}

func usesHeartbeat() (n int) {
	stop := make(chan struct{})
	time.AfterFunc(5*time.Millisecond, func() { close(stop) })
	for range heartbeat(stop) {
		n++
	}
	return n
}

// Tokens are refilled until the limiter is closed, which waits for that.
type limiter struct {
	tokens chan struct{}
	quit   chan struct{}
	done   sync.WaitGroup
}

func newLimiter(every time.Duration) *limiter {
	l := &limiter{tokens: make(chan struct{}, 1), quit: make(chan struct{})}
	l.done.Add(1)
	go func() {
		defer l.done.Done()
		t := time.NewTicker(every)
		defer t.Stop()
		for {
			select {
			case <-t.C:
				select {
				case l.tokens <- struct{}{}:
				default: // full
				}
			case <-l.quit:
				return
			}
		}
	}()
	return l
}

func (l *limiter) wait() { <-l.tokens }

func (l *limiter) close() {
	close(l.quit)
	l.done.Wait()
}

func usesLimiter() {
	l := newLimiter(time.Millisecond)
	defer l.close()
	l.wait()
	l.wait()
}

// Each attempt has a channel of its own; the last error is returned.
func retry(attempts int, work func() error) (err error) {
	for range attempts {
		errc := make(chan error, 1)
		go func() { errc <- work() }()
		select {
		case err = <-errc:
			if err == nil {
				return nil
			}
		case <-time.After(time.Second):
			err = errors.New("timeout")
		}
	}
	return err
}

// Polls until the flag is set; nothing waits on a channel but for time.
func pollUntil(ready func() bool) {
	for !ready() {
		<-time.After(time.Millisecond)
	}
}

// Receives again only if the timer was not received from.
func timerOncePerRound(in <-chan int) (sum, timeouts int) {
	t := time.NewTimer(time.Hour)
	defer t.Stop()
	for {
		if !t.Stop() {
			select {
			case <-t.C:
			default:
			}
		}
		t.Reset(time.Second)
		select {
		case v, ok := <-in:
			if !ok {
				return sum, timeouts
			}
			sum += v
		case <-t.C:
			timeouts++
		}
	}
}

// A timer that is not nil is set again whenever it was stopped, since nobody sets it to nil.
type batcher[T any] struct {
	items   chan T
	stop    chan struct{}
	timer   *time.Timer
	timeout time.Duration
	pending []T
	send    func([]T) error
}

func (b *batcher[T]) start() { go b.loop() }

func (b *batcher[T]) loop() {
	var expires <-chan time.Time
	if b.timeout != 0 {
		b.timer = time.NewTimer(b.timeout)
		expires = b.timer.C
	}
	for {
		select {
		case <-b.stop:
			return
		case x := <-b.items:
			b.pending = append(b.pending, x)
			if !b.hasTimer() || len(b.pending) > 100 {
				b.flush()
				b.stopTimer()
				b.setTimer()
			}
		case <-expires:
			b.flush()
			b.setTimer()
		}
	}
}

func (b *batcher[T]) flush() {
	if err := b.send(b.pending); err != nil {
		println(err)
	}
	b.pending = nil
}

func (b *batcher[T]) hasTimer() bool { return b.timer != nil }

func (b *batcher[T]) stopTimer() {
	if b.hasTimer() && !b.timer.Stop() {
		<-b.timer.C
	}
}

func (b *batcher[T]) setTimer() {
	if b.hasTimer() {
		b.timer.Reset(b.timeout)
	}
}
