package bad

import "sync"

type service struct {
	mu    sync.Mutex
	ready bool
	wg    sync.WaitGroup
	done  chan struct{}
	in    chan string
}

func Open() *service {
	s := &service{ready: true, done: make(chan struct{}), in: make(chan string, 8)}
	s.wg.Add(1)
	go s.process()
	return s
}

func (s *service) process() {
	defer s.wg.Done()
	for {
		select {
		case <-s.in:
			if !s.isReady() {
				return
			}
		case <-s.done:
			return
		}
	}
}

func (s *service) isReady() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ready
}

// The worker wants the lock under which it is waited for.
func (s *service) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ready = false
	close(s.done)
	s.wg.Wait() // want `^s.wg.Wait waits with s.mu held for process, which locks it at line 35: blocks for ever; unlock it before$`
}
