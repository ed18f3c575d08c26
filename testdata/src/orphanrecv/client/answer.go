package client

import (
	"errors"
	"io"
	"sync"
)

// Calls that wait for an answer in a variable, which the object keeps under a number.
type Line struct {
	w       io.WriteCloser
	mu      sync.Mutex
	pending map[byte]chan byte
	n       byte
}

func DialLine(rw io.ReadWriteCloser) *Line {
	l := &Line{w: rw, pending: make(map[byte]chan byte)}
	go l.read(rw)
	return l
}

func (l *Line) read(r io.Reader) {
	var b [2]byte
	for {
		if _, err := io.ReadFull(r, b[:]); err != nil {
			return
		}
		l.mu.Lock()
		ch, ok := l.pending[b[0]]
		delete(l.pending, b[0])
		l.mu.Unlock()
		if ok {
			ch <- b[1]
		}
	}
}

func (l *Line) Call() (byte, error) {
	ch := make(chan byte, 1)
	l.mu.Lock()
	l.n++
	n := l.n
	l.pending[n] = ch
	l.mu.Unlock()
	if _, err := l.w.Write([]byte{n}); err != nil {
		return 0, err
	}
	return <-ch, nil // want `the caller of Call blocks forever receiving from ch once those who could answer have ended; wait for their end too`
}

func (l *Line) Close() error { return l.w.Close() }

// ok: the call waits for the reader's end, too.
type Rope struct {
	rw    io.ReadWriteCloser
	mu    sync.Mutex
	waits map[byte]chan byte
	n     byte
	done  chan struct{}
}

func DialRope(rw io.ReadWriteCloser) *Rope {
	r := &Rope{rw: rw, waits: make(map[byte]chan byte), done: make(chan struct{})}
	go r.read()
	return r
}

func (r *Rope) read() {
	defer close(r.done)
	var b [2]byte
	for {
		if _, err := io.ReadFull(r.rw, b[:]); err != nil {
			return
		}
		r.mu.Lock()
		ch, ok := r.waits[b[0]]
		r.mu.Unlock()
		if ok {
			ch <- b[1]
		}
	}
}

func (r *Rope) Call() (byte, error) {
	ch := make(chan byte, 1)
	r.mu.Lock()
	r.n++
	n := r.n
	r.waits[n] = ch
	r.mu.Unlock()
	if _, err := r.rw.Write([]byte{n}); err != nil {
		return 0, err
	}
	select {
	case v := <-ch:
		return v, nil
	case <-r.done:
		return 0, errors.New("no rope")
	}
}

func (r *Rope) Close() error { return r.rw.Close() }

// ok: the reader answers what is left; to a call that comes later, the writer does.
type Trunk struct {
	rw      io.ReadWriteCloser
	mu      sync.Mutex
	pending map[byte]chan byte
	n       byte
}

func DialTrunk(rw io.ReadWriteCloser) *Trunk {
	w := &Trunk{rw: rw, pending: make(map[byte]chan byte)}
	go w.read()
	return w
}

func (w *Trunk) read() {
	var b [2]byte
	for {
		if _, err := io.ReadFull(w.rw, b[:]); err != nil {
			break
		}
		w.mu.Lock()
		ch := w.pending[b[0]]
		delete(w.pending, b[0])
		w.mu.Unlock()
		if ch != nil {
			ch <- b[1]
		}
	}
	w.rw.Close()
	w.mu.Lock()
	for n, ch := range w.pending {
		delete(w.pending, n)
		close(ch)
	}
	w.mu.Unlock()
}

func (w *Trunk) Call() (byte, error) {
	ch := make(chan byte, 1)
	w.mu.Lock()
	w.n++
	n := w.n
	w.pending[n] = ch
	w.mu.Unlock()
	if _, err := w.rw.Write([]byte{n}); err != nil {
		return 0, err
	}
	return <-ch, nil
}

func (w *Trunk) Close() error { return w.rw.Close() }

// ok: who closes it answers what is left.
type Cable struct {
	rw      io.ReadWriteCloser
	mu      sync.Mutex
	pending map[byte]chan byte
	n       byte
}

func DialCable(rw io.ReadWriteCloser) *Cable {
	c := &Cable{rw: rw, pending: make(map[byte]chan byte)}
	go c.read()
	return c
}

func (c *Cable) read() {
	var b [2]byte
	for {
		if _, err := io.ReadFull(c.rw, b[:]); err != nil {
			return
		}
		c.mu.Lock()
		ch := c.pending[b[0]]
		c.mu.Unlock()
		if ch != nil {
			ch <- b[1]
		}
	}
}

func (c *Cable) Call() byte {
	ch := make(chan byte, 1)
	c.mu.Lock()
	c.n++
	c.pending[c.n] = ch
	c.mu.Unlock()
	return <-ch
}

func (c *Cable) Close() error {
	c.mu.Lock()
	for _, ch := range c.pending {
		close(ch)
	}
	c.pending = nil
	c.mu.Unlock()
	return c.rw.Close()
}
