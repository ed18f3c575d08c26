package bad

import (
	"os"
	"syscall"
	"time"
)

// Blocking by number.
func settled(p []byte) (int, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return 0, err
	}
	defer w.Close()
	raw, err := r.SyscallConn()
	if err != nil {
		return 0, err
	}
	if err := raw.Control(func(fd uintptr) {
		syscall.SetNonblock(int(fd), false) // want `SetNonblock makes the file blocking: the deadline of line 25 never fires, Close wakes no Read; leave it nonblocking`
	}); err != nil {
		return 0, err
	}
	r.SetReadDeadline(time.Now().Add(time.Second))
	return r.Read(p)
}

type console struct {
	tty  *os.File
	done chan struct{}
}

func newConsole() (*console, error) {
	f, err := os.Open("/dev/ttyS0")
	if err != nil {
		return nil, err
	}
	raw, err := f.SyscallConn()
	if err != nil {
		return nil, err
	}
	raw.Control(func(fd uintptr) {
		err = syscall.SetNonblock(int(fd), false) // want `the Close of line 62 does not wake the Read of line 54; leave it nonblocking`
	})
	c := &console{f, make(chan struct{})}
	go c.read()
	return c, err
}

func (c *console) read() {
	defer close(c.done)
	for {
		if _, err := c.tty.Read(make([]byte, 80)); err != nil {
			return
		}
	}
}

func (c *console) Stop() {
	defer func() { <-c.done }()
	c.tty.Close()
}
