package stuck

import "sync"

// Who waits holds the lock that the sender needs; the sender is stuck as well,
// but not at a channel.
func lockHeld() {
	var mu sync.Mutex
	ch := make(chan int)
	mu.Lock()
	defer mu.Unlock()
	go func() {
		mu.Lock() // also
		defer mu.Unlock()
		ch <- 1
	}()
	<-ch // want `blocks forever`
}

// The one who holds the mutex while it sends keeps the receiver from coming.
func sendLocked() {
	s := &struct {
		sync.Mutex
		ch chan int
	}{ch: make(chan int)}
	locked := make(chan struct{})
	go func() {
		s.Lock()
		defer s.Unlock()
		close(locked)
		s.ch <- 1 // want `blocks forever`
	}()
	<-locked
	s.Lock() // also
	<-s.ch
	s.Unlock()
}
