package stuck

import (
	"sync"
	"time"
)

// Two methods take the locks of one object in two orders: a run shows it, and so do the methods
// themselves.
type ledger struct {
	mu, audit sync.Mutex
	sum       int
}

func (l *ledger) add(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	time.Sleep(time.Millisecond)
	l.audit.Lock() // want `^l.audit: goroutine blocks forever in Lock, check, who holds it, blocks too at line \d+; take locks in one order everywhere$`
	defer l.audit.Unlock()
	l.sum += n
}

func (l *ledger) check() int {
	l.audit.Lock()
	defer l.audit.Unlock()
	time.Sleep(time.Millisecond)
	l.mu.Lock() // also
	defer l.mu.Unlock()
	return l.sum
}

func addsAndChecks() {
	l := new(ledger)
	go l.add(1)
	go l.check()
}

// The worker wants the lock under which it is waited for, by the client of the object.
type service struct {
	mu   sync.Mutex
	n    int
	wg   sync.WaitGroup
	jobs chan int
	quit chan struct{}
}

func openService() *service {
	s := &service{jobs: make(chan int, 1), quit: make(chan struct{})}
	s.wg.Add(1)
	go s.work()
	return s
}

func (s *service) work() {
	defer s.wg.Done()
	for {
		select {
		case <-s.quit:
			return
		case n := <-s.jobs:
			time.Sleep(5 * time.Millisecond)
			s.mu.Lock() // also
			s.n += n
			s.mu.Unlock()
		}
	}
}

func (s *service) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.quit)
	s.wg.Wait() // want `^s.wg: goroutine blocks forever in Wait, work blocks too at line \d+; unlock s.mu before$`
}

func closesService() {
	s := openService()
	s.jobs <- 1
	go func() {
		time.Sleep(time.Millisecond)
		s.close()
	}()
}
