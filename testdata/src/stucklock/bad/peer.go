package bad

import (
	"net"
	"os"
	"sync"
)

type stream interface {
	Send([]byte) error
	Recv() ([]byte, error)
	Close() error
}

// Who replaces a stream that is broken waits for what comes from it.
type link struct {
	mu   sync.RWMutex
	st   stream
	dial func() (stream, error)
	out  chan []byte
}

func (l *link) sender() {
	for b := range l.out {
		l.mu.RLock()
		err := l.st.Send(b)
		l.mu.RUnlock()
		if err == nil {
			continue
		}
		l.mu.Lock()
		if st, err := l.dial(); err == nil {
			l.st = st
		}
		l.mu.Unlock()
	}
}

func (l *link) receiver(f func([]byte)) {
	for {
		l.mu.RLock()
		b, err := l.st.Recv() // want `^l.st.Recv waits for the peer with l.mu held, for which line 31 waits then: both may wait for ever; unlock it before$`
		l.mu.RUnlock()
		if err != nil {
			return
		}
		f(b)
	}
}

// Close cannot end a Read that has the lock.
type reader struct {
	mu   sync.Mutex
	conn net.Conn
	buf  []byte
}

func (r *reader) Next() (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.conn.Read(r.buf) // want `^r.conn.Read waits for the peer with r.mu held, for which line 65 waits then: both may wait for ever; unlock it before$`
}

func (r *reader) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.conn.Close()
}

// A terminal is read from while somebody else wants to close it.
type terminal struct {
	mu     sync.RWMutex
	f      *os.File
	closed bool
}

// NewTerminal opens one.
func NewTerminal(name string) (*terminal, error) {
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	return &terminal{f: f}, nil
}

func (t *terminal) Read(p []byte) (int, error) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	if t.closed {
		return 0, os.ErrClosed
	}
	return t.f.Read(p) // want `t.f.Read waits for the peer with t.mu held`
}

func (t *terminal) Cancel() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.closed = true
	return t.f.Close()
}
