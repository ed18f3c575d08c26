// Package reactor serves many clients in one goroutine.
package reactor

import (
	"errors"
	"net"
	"os"
	"syscall"

	"stories/002/fixed/poll"
)

// ErrStop ends Run when a client asks for it.
var ErrStop = errors.New("a client has said to stop")

// stop is what that client sends.
const stop = "stop"

// An Eventpoller answers the frames of its clients.
type Eventpoller struct {
	p       *poll.Poller
	file    *os.File // of the listener: its descriptor is in p
	answer  func(inframe []byte) []byte
	clients map[int]*conn
	buf     []byte
}

// A conn is a client's connection; its descriptor has no other owner.
type conn struct {
	fd  int
	out []byte // not written yet
}

// CreatePoller returns an Eventpoller that answers by a function.
func CreatePoller(answer func(inframe []byte) []byte) (*Eventpoller, error) {
	p, err := poll.Open()
	if err != nil {
		return nil, err
	}
	return &Eventpoller{
		p:       p,
		answer:  answer,
		clients: make(map[int]*conn),
		buf:     make([]byte, 1<<16),
	}, nil
}

// Run serves the clients of a listener.
func (e *Eventpoller) Run(listener *net.TCPListener) error {
	file, err := listener.File()
	if err != nil {
		return err
	}
	e.file = file
	// The listener's events are those of the descriptor that is no client's.
	if err := e.p.AddRead(int(file.Fd())); err != nil {
		return err
	}
	return e.p.Wait(func(fd int, event uint32) error {
		c, ok := e.clients[fd]
		switch {
		case !ok:
			return e.accept(fd)
		case event&poll.WriteEvents > 0:
			return e.write(c)
		case event&poll.ReadEvents > 0:
			return e.read(c)
		}
		return e.drop(c)
	})
}

func (e *Eventpoller) accept(listener int) error {
	fd, _, err := syscall.Accept(listener)
	if err == syscall.EAGAIN || err == syscall.ECONNABORTED {
		return nil
	}
	if err != nil {
		return os.NewSyscallError("accept", err)
	}
	if err := e.p.AddRead(fd); err != nil {
		syscall.Close(fd)
		return err
	}
	e.clients[fd] = &conn{fd: fd}
	return nil
}

func (e *Eventpoller) read(c *conn) error {
	n, err := syscall.Read(c.fd, e.buf)
	switch {
	case err == syscall.EAGAIN:
		return nil
	case n <= 0:
		return e.drop(c)
	case string(e.buf[:n]) == stop:
		return ErrStop
	}
	c.out = append(c.out, e.answer(e.buf[:n])...)
	return e.p.ModReadWrite(c.fd)
}

func (e *Eventpoller) write(c *conn) error {
	n, err := syscall.Write(c.fd, c.out)
	if err == syscall.EAGAIN {
		return nil
	}
	if err != nil {
		return e.drop(c)
	}
	if c.out = c.out[n:]; len(c.out) == 0 {
		return e.p.ModRead(c.fd)
	}
	return nil
}

// drop forgets a client; closing its descriptor takes it out of the poller.
func (e *Eventpoller) drop(c *conn) error {
	delete(e.clients, c.fd)
	return syscall.Close(c.fd)
}
