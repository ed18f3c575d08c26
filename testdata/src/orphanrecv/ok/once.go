package ok

import (
	"sync"
	"sync/atomic"
)

// Whoever comes first closes it.
func closeOnce() {
	done := make(chan struct{})
	var once sync.Once
	for range 3 {
		go once.Do(func() { close(done) })
	}
	<-done
}

// OnceFunc is the same as a value.
func onceFunc(both bool) {
	quit := make(chan struct{})
	stop := sync.OnceFunc(func() { close(quit) })
	defer stop()
	go func() { <-quit }()
	if both {
		stop()
	}
}

// OnceValue makes the goroutine and the channel on first use.
var sharedResult = sync.OnceValue(func() <-chan int {
	ch := make(chan int, 1)
	go func() {
		defer close(ch)
		ch <- 1
	}()
	return ch
})

func usesOnceValue() int { return <-sharedResult() }

// WaitGroup.Go counts the goroutine that sends; then the channel is closed.
func waitGroupGo(items []string) (sum int) {
	out := make(chan int)
	var wg sync.WaitGroup
	for _, item := range items {
		wg.Go(func() { out <- len(item) })
	}
	go func() {
		wg.Wait()
		close(out)
	}()
	for n := range out {
		sum += n
	}
	return sum
}

// Everything is in the buffer when the channel is closed: no closer needed.
func waitThenClose(items []string) (sum int) {
	out := make(chan int, len(items))
	var wg sync.WaitGroup
	for _, item := range items {
		wg.Go(func() { out <- len(item) })
	}
	wg.Wait()
	close(out)
	for n := range out {
		sum += n
	}
	return sum
}

// The flag under the lock says whether the channel was closed already.
type latch struct {
	mu   sync.Mutex
	open bool
	ch   chan struct{}
}

func (l *latch) release() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.open {
		l.open = true
		close(l.ch)
	}
}

func usesLatch() {
	l := &latch{ch: make(chan struct{})}
	go l.release()
	go l.release()
	<-l.ch
}

// Broadcast by replacing: the old channel is closed, the new one is for the
// next round.
type notifier struct {
	mu      sync.Mutex
	changed chan struct{}
	version int
}

func (n *notifier) wait(version int) {
	for {
		n.mu.Lock()
		changed, current := n.changed, n.version
		n.mu.Unlock()
		if current > version {
			return
		}
		<-changed
	}
}

func (n *notifier) notify() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.version++
	close(n.changed)
	n.changed = make(chan struct{})
}

func usesNotifier() {
	n := &notifier{changed: make(chan struct{})}
	go n.wait(0)
	go n.wait(1)
	n.notify()
	n.notify()
}

// A compare-and-swap decides who closes.
func closeByCAS() {
	done := make(chan struct{})
	var closed atomic.Bool
	for range 3 {
		go func() {
			if closed.CompareAndSwap(false, true) {
				close(done)
			}
		}()
	}
	<-done
}

// A barrier: the last who arrives lets all of them go.
func barrier(parties int) {
	var mu sync.Mutex
	arrived, gate := 0, make(chan struct{})
	var wg sync.WaitGroup
	for range parties {
		wg.Go(func() {
			mu.Lock()
			arrived++
			if arrived == parties {
				close(gate)
			}
			mu.Unlock()
			<-gate
		})
	}
	wg.Wait()
}

// A wait with a channel for a wait group: the goroutine closes it.
func waitWithChannel(work []func()) {
	var wg sync.WaitGroup
	for _, w := range work {
		wg.Go(w)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		wg.Wait()
	}()
	<-done
}

// The condition is signaled before the channel is waited for.
func condThenChannel() {
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	ready, done := false, make(chan struct{})
	go func() {
		mu.Lock()
		for !ready {
			cond.Wait()
		}
		mu.Unlock()
		close(done)
	}()
	mu.Lock()
	ready = true
	cond.Broadcast()
	mu.Unlock()
	<-done
}
