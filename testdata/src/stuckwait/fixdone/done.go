// Package fixdone has groups whose Done is deferred by the fix.
package fixdone

import (
	"io"
	"sync"
)

type writer struct {
	wg  sync.WaitGroup
	out io.Writer
	buf []byte
}

func (w *writer) flush() error {
	if w.out == nil {
		return nil
	}
	w.wg.Add(1)
	if len(w.buf) == 0 {
		return nil // want `w.wg, added to at line 19, is not done here`
	}
	_, err := w.out.Write(w.buf)
	if err != nil {
		return err // also
	}
	w.buf = nil
	w.wg.Done()
	return nil
}

func (w *writer) start(work func() error) {
	w.wg.Add(2 - 1)
	go func() {
		if err := work(); err != nil {
			return // want `w.wg is not done when this goroutine ends here`
		}
		w.buf = nil
		w.wg.Done()
	}()
}

// deferred things come in an order: no fix.
func (w *writer) ordered(mu *sync.Mutex) {
	w.wg.Add(1)
	go func() {
		mu.Lock()
		defer mu.Unlock()
		if len(w.buf) > 0 {
			return // want `w.wg is not done when this goroutine ends here`
		}
		w.wg.Done()
	}()
}

func (w *writer) close() { w.wg.Wait() }
