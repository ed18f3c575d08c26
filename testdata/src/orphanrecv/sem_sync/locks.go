package sem_sync

import (
	"sync"
	"sync/atomic"
	"time"
)

// A flag under a lock tells whether there is something to receive.
type box struct {
	mu   sync.Mutex
	full bool
	ch   chan int
}

func (b *box) put(v int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.full {
		b.full = true
		b.ch <- v
	}
}

func (b *box) take() (v int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.full {
		b.full = false
		v = <-b.ch
	}
	return v
}

func usesBox() int {
	b := &box{ch: make(chan int, 1)}
	b.put(1)
	b.put(2)
	return b.take() + b.take()
}

// The flag is not taken down.
func (b *box) takeAgain() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.full {
		return <-b.ch // want `blocks forever`
	}
	return 0
}

func takesTwice() int {
	b := &box{ch: make(chan int, 1)}
	b.put(1)
	return b.takeAgain() + b.takeAgain()
}

// The goroutine takes the lock when it is free, and then sends.
func lockFreed() {
	var mu sync.Mutex
	ch := make(chan int)
	mu.Lock()
	go func() {
		mu.Lock()
		defer mu.Unlock()
		ch <- 1
	}()
	mu.Unlock()
	<-ch
}

// TryLock does not wait.
func tryLock() {
	var mu sync.Mutex
	ch := make(chan int)
	mu.Lock()
	go func() {
		if mu.TryLock() {
			defer mu.Unlock()
		}
		ch <- 1
	}()
	<-ch
	mu.Unlock()
}

// What fails to take the lock does not send.
func tryLockFails() {
	var mu sync.Mutex
	ch := make(chan int)
	mu.Lock()
	go func() {
		if !mu.TryLock() {
			return
		}
		defer mu.Unlock()
		ch <- 1
	}()
	<-ch // want `blocks forever`
}

// Readers do not exclude each other.
func readers() {
	var mu sync.RWMutex
	ch := make(chan int)
	mu.RLock()
	defer mu.RUnlock()
	go func() {
		mu.RLock()
		defer mu.RUnlock()
		ch <- 1
	}()
	<-ch
}

// A condition is signaled, the goroutine goes on and sends.
func cond() {
	var mu sync.Mutex
	c := sync.NewCond(&mu)
	ready := false
	ch := make(chan int)
	go func() {
		mu.Lock()
		defer mu.Unlock()
		for !ready {
			c.Wait()
		}
		ch <- 1
	}()
	mu.Lock()
	ready = true
	mu.Unlock()
	c.Signal()
	<-ch
}

// Nobody signals it: the sender is stuck at the condition, the receiver at the
// channel.
func condNotSignaled() {
	var mu sync.Mutex
	c := sync.NewCond(&mu)
	ready := false
	ch := make(chan int)
	go func() {
		mu.Lock()
		defer mu.Unlock()
		for !ready {
			c.Wait()
		}
		ch <- 1
	}()
	<-ch // not found: blocks forever
}

// One of two is signaled.
func condSignalForTwo() {
	var mu sync.Mutex
	c := sync.NewCond(&mu)
	open := false
	ch := make(chan int, 2)
	for range 2 {
		go func() {
			mu.Lock()
			defer mu.Unlock()
			for !open {
				c.Wait()
			}
			ch <- 1
		}()
	}
	for range 10 { // both are waiting
		time.Sleep(time.Millisecond)
	}
	mu.Lock()
	open = true
	mu.Unlock()
	c.Signal()
	<-ch
	<-ch // want `blocks forever`
}

// All are.
func condBroadcast() {
	var mu sync.Mutex
	c := sync.NewCond(&mu)
	open := false
	ch := make(chan int, 2)
	for range 2 {
		go func() {
			mu.Lock()
			defer mu.Unlock()
			for !open {
				c.Wait()
			}
			ch <- 1
		}()
	}
	mu.Lock()
	open = true
	mu.Unlock()
	c.Broadcast()
	<-ch
	<-ch
}

// An atomic counter: the last one closes.
func atomicLast() {
	ch := make(chan int)
	var left atomic.Int32
	left.Store(2)
	for range 2 {
		go func() {
			if left.Add(-1) == 0 {
				close(ch)
			}
		}()
	}
	<-ch
}

// The counter starts too high.
func atomicTooHigh() {
	ch := make(chan int)
	var left atomic.Int32
	left.Store(3)
	for range 2 {
		go func() {
			if left.Add(-1) == 0 {
				close(ch)
			}
		}()
	}
	<-ch // want `blocks forever`
}

// One of both swaps, and that one closes.
func atomicSwap() {
	ch := make(chan int)
	var closed atomic.Bool
	for range 2 {
		go func() {
			if !closed.Swap(true) {
				close(ch)
			}
		}()
	}
	<-ch
}

// It was swapped before.
func atomicSwapped() {
	ch := make(chan int)
	var closed atomic.Bool
	closed.Store(true)
	if !closed.Swap(true) {
		close(ch)
	}
	<-ch // want `blocks forever`
}

// The functions of package atomic do the same.
func atomicFuncs() {
	ch := make(chan int)
	var state int32
	go func() {
		if atomic.CompareAndSwapInt32(&state, 0, 1) {
			close(ch)
		}
	}()
	<-ch
}

// Spins until the flag is set, then receives what was sent before.
func spins() int {
	ch := make(chan int, 1)
	var ready atomic.Bool
	go func() {
		ch <- 1
		ready.Store(true)
	}()
	for !ready.Load() {
		time.Sleep(time.Millisecond)
	}
	return <-ch
}

// A pointer that is swapped in: the channel behind it is closed.
func atomicPointer() {
	var p atomic.Pointer[chan int]
	ch := make(chan int)
	p.Store(&ch)
	go close(*p.Load())
	<-ch
}

// A sync.Map hands out what was put there.
func syncMap() {
	var m sync.Map
	ch := make(chan int)
	m.Store("a", ch)
	go func() {
		if v, ok := m.Load("a"); ok {
			close(v.(chan int))
		}
	}()
	<-ch
}
