// Package sem_sync is about the other ways in which goroutines wait for each
// other.
package sem_sync

import (
	"sync"
	"sync/atomic"
)

// Once runs its function once.
func once() int {
	ch := make(chan int)
	var o sync.Once
	go o.Do(func() { ch <- 1 })
	go o.Do(func() { ch <- 2 })
	return <-ch
}

// Two Onces are two.
func twoOnces() int {
	ch := make(chan int)
	var a, b sync.Once
	go func() {
		a.Do(func() { ch <- 1 })
		b.Do(func() {
			ch <- 2 // want `blocks forever`
		})
	}()
	return <-ch
}

// The second Do waits for the end of the first one.
func onceWaits() int {
	s := &struct {
		sync.Once
		ch chan int
	}{ch: make(chan int)}
	ready := make(chan struct{})
	go s.Do(func() {
		close(ready)
		s.ch <- 1 // not found: blocks forever
	})
	<-ready
	s.Do(func() {})
	return <-s.ch
}

// A Once that was done does nothing.
func onceDone() {
	ch := make(chan int)
	var o sync.Once
	o.Do(func() {})
	o.Do(func() { ch <- 1 })
}

// OnceFunc and OnceValue likewise.
func onceFunc() int {
	ch := make(chan int)
	send := sync.OnceFunc(func() { ch <- 1 })
	go send()
	go send()
	return <-ch
}

func onceValue() int {
	ch := make(chan int)
	get := sync.OnceValue(func() int {
		v := <-ch
		return v
	})
	go func() {
		ch <- 1
		ch <- 2 // want `blocks forever`
	}()
	return get() + get()
}

// Wait waits for the sends.
func waitGroup(n int) (got int) {
	ch := make(chan int)
	var wg sync.WaitGroup
	for i := range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			ch <- i
		}()
	}
	go func() {
		wg.Wait()
		close(ch)
	}()
	for range ch {
		got++
	}
	return got
}

// Wait before the receive waits for ever.
func waitTooEarly() int {
	ch := make(chan int)
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		ch <- 1 // want `blocks forever`
	}()
	wg.Wait() // also
	return <-ch
}

// Done before the send lets Wait go on.
func doneBeforeSend() int {
	ch := make(chan int)
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		wg.Done()
		ch <- 1
	}()
	wg.Wait()
	return <-ch
}

// Go counts by itself.
func waitGroupGo() (sum int) {
	ch := make(chan int, 2)
	var wg sync.WaitGroup
	wg.Go(func() { ch <- 1 })
	wg.Go(func() { ch <- 2 })
	wg.Wait()
	close(ch)
	for v := range ch {
		sum += v
	}
	return sum
}

func waitGroupGoStuck() {
	ch := make(chan int, 1)
	var wg sync.WaitGroup
	for i := range 2 {
		wg.Go(func() {
			ch <- i + 1 // want `blocks forever`
		})
	}
	wg.Wait() // also
	<-ch
}

// A counter of zero does not wait, so the early return is taken.
func waitNothing() {
	ch := make(chan int)
	var wg sync.WaitGroup
	go func() {
		ch <- 1 // want `blocks forever`
	}()
	wg.Wait()
}

// Unlocked before.
func sendUnlocked() int {
	ch := make(chan int)
	var mu sync.Mutex
	n := 0
	go func() {
		mu.Lock()
		n++
		mu.Unlock()
		ch <- 1
	}()
	v := <-ch
	mu.Lock()
	defer mu.Unlock()
	return v + n
}

// TryLock fails while it is locked.
func tryLock() {
	ch := make(chan int)
	var mu sync.Mutex
	mu.Lock()
	go func() {
		ch <- 1 // want `blocks forever`
	}()
	if mu.TryLock() {
		<-ch
	}
}

// Readers do not exclude each other.
func readers() int {
	ch := make(chan int)
	var mu sync.RWMutex
	mu.RLock()
	defer mu.RUnlock()
	go func() {
		mu.RLock()
		defer mu.RUnlock()
		ch <- 1
	}()
	return <-ch
}

// Under the mutex a flag is safe: it is either set before or not.
func flagLocked() int {
	ch := make(chan int)
	var mu sync.Mutex
	closed := false
	go func() {
		mu.Lock()
		defer mu.Unlock()
		if closed {
			return
		}
		closed = true
	}()
	go func() { ch <- 1 }()
	mu.Lock()
	closed = true
	mu.Unlock()
	return <-ch
}

// The one who swaps first sends.
func swapWins() int {
	ch := make(chan int)
	var done atomic.Bool
	send := func(v int) {
		if !done.Swap(true) {
			ch <- v
		}
	}
	go send(1)
	go send(2)
	return <-ch
}

// Loading and storing are two steps: both may come through.
func loadThenStore(between func()) int {
	ch := make(chan int)
	var done atomic.Bool
	send := func(v int) {
		if !done.Load() {
			between()
			done.Store(true)
			ch <- v // not found: blocks forever
		}
	}
	go send(1)
	go send(2)
	return <-ch
}

// The last one to count down closes.
func countDown() (sum int) {
	ch := make(chan int)
	var left atomic.Int32
	left.Store(2)
	for i := range 2 {
		go func() {
			ch <- i
			if left.Add(-1) == 0 {
				close(ch)
			}
		}()
	}
	for v := range ch {
		sum += v
	}
	return sum
}

// An atomic pointer to a channel.
func atomicPointer() int {
	var p atomic.Pointer[chan int]
	ch := make(chan int)
	p.Store(&ch)
	go func() { *p.Load() <- 1 }()
	return <-ch
}

func atomicPointerStuck() {
	var p atomic.Pointer[chan int]
	ch := make(chan int)
	p.Store(&ch)
	go func() {
		c := *p.Load()
		c <- 1 // want `blocks forever`
	}()
}

// A condition variable orders the receive behind the signal.
func cond() int {
	ch := make(chan int)
	c := sync.NewCond(new(sync.Mutex))
	ready := false
	go func() {
		c.L.Lock()
		ready = true
		c.L.Unlock()
		c.Broadcast()
		ch <- 1
	}()
	c.L.Lock()
	for !ready {
		c.Wait()
	}
	c.L.Unlock()
	return <-ch
}

// What stands in a sync.Map is there.
func syncMap() int {
	var m sync.Map
	ch := make(chan int)
	m.Store("a", ch)
	go func() { ch <- 1 }()
	v, ok := m.Load("a")
	if !ok {
		return 0
	}
	return <-v.(chan int)
}
