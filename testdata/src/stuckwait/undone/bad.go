// Package undone has groups in fields that some path does not count down.
package undone

import (
	"context"
	"errors"
	"sync"
)

// A writer counts who is flushing (influxdb-client-go PR 33).
type writer struct {
	mu  sync.Mutex
	wg  sync.WaitGroup
	buf []byte
}

func (w *writer) flush(send func([]byte) error) error {
	w.wg.Add(1)
	w.mu.Lock()
	if len(w.buf) == 0 {
		w.mu.Unlock()
		return nil // want `w.wg, added to at line 18, is not done here: the Wait at line 34 blocks for ever; call Done first`
	}
	buf := w.buf
	w.buf = nil
	w.mu.Unlock()
	if err := send(buf); err != nil {
		return err // also
	}
	w.wg.Done()
	return nil
}

func (w *writer) close() { w.wg.Wait() }

// A group has room for so many (fatih/semgroup PR 2).
type group struct {
	wg   sync.WaitGroup
	room chan struct{}
}

func (g *group) start(ctx context.Context, f func()) error {
	g.wg.Add(1)
	select {
	case g.room <- struct{}{}:
	case <-ctx.Done():
		return errors.New("no room") // want `g.wg, added to at line 43, is not done here: the Wait at line 57 blocks for ever; call Done first`
	}
	go func() {
		defer g.wg.Done()
		defer func() { <-g.room }()
		f()
	}()
	return nil
}

func (g *group) wait() { g.wg.Wait() }

// A service ends without a word.
type service struct {
	wg  sync.WaitGroup
	run func() error
}

func (s *service) start() {
	s.wg.Add(1)
	go s.loop()
}

func (s *service) loop() {
	for range 3 {
		if err := s.run(); err != nil {
			return // want `s.wg is not done when this goroutine ends here, as it is on other paths: the Wait at line 79 blocks for ever; defer Done`
		}
	}
	s.wg.Done()
}

func (s *service) stop() { s.wg.Wait() }

// All are added at once, and each is to be done (homeport/havener PR 161).
type fleet struct {
	wg   sync.WaitGroup
	exec func(string) error
}

func (f *fleet) one(name string) {
	if err := f.exec(name); err != nil {
		return // want `f.wg is not done when this goroutine ends here, as it is on other paths: the Wait at line 99 blocks for ever; defer Done`
	}
	f.wg.Done()
}

func (f *fleet) all(names []string) {
	f.wg.Add(len(names))
	for _, name := range names {
		go f.one(name)
	}
	f.wg.Wait()
}
