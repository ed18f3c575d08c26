package ok

import (
	"context"
	"net"
	"os"
	"sync"
)

// Who asks keeps the others from asking until the answer is there.
type caller struct {
	mu   sync.Mutex
	conn net.Conn
	buf  []byte
}

func (c *caller) Ask(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, err := c.conn.Write(b); err != nil {
		return 0, err
	}
	return c.conn.Read(c.buf)
}

func (c *caller) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.conn.Close()
}

// The lock is one of those who read.
type reader struct {
	mu   sync.Mutex
	conn net.Conn
	buf  []byte
}

func (r *reader) Next() (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.conn.Read(r.buf)
}

func (r *reader) Close() error { return r.conn.Close() }

// The lock is given back before.
func (r *reader) Later() (int, error) {
	r.mu.Lock()
	conn := r.conn
	r.mu.Unlock()
	return conn.Read(r.buf)
}

// The context ends the wait.
type source interface {
	Receive(context.Context) (int, error)
	Close() error
}

type inbox struct {
	mu  sync.Mutex
	src source
}

func (i *inbox) Next(ctx context.Context) (int, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.src.Receive(ctx)
}

func (i *inbox) Close() error {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.src.Close()
}

// A draft is a file of its own until it is there as a whole.
type draft struct {
	mu     sync.RWMutex
	f      *os.File
	closed bool
}

// NewDraft makes one.
func NewDraft(dir string) (*draft, error) {
	f, err := os.CreateTemp(dir, "")
	if err != nil {
		return nil, err
	}
	return &draft{f: f}, nil
}

func (d *draft) Read(p []byte) (int, error) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	if d.closed {
		return 0, os.ErrClosed
	}
	return d.f.Read(p)
}

func (d *draft) Cancel() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed = true
	return d.f.Close()
}
