// Package bad has numbers in fields, or in what others keep, that two own.
package bad

import (
	"net"
	"os"
	"syscall"
)

// One method makes a file of the number, another closes it.

type event struct {
	fd   int32
	mask uint64
}

func (e *event) File() *os.File { return os.NewFile(uintptr(e.fd), "event") }

func (e *event) Close() error {
	if err := syscall.Close(int(e.fd)); err != nil { // want `the descriptor of the file is closed by number and again by the file`
		return os.NewSyscallError("close", err)
	}
	return nil
}

// Both are in fields, and closed.

type poller struct {
	fd   int
	file *os.File
}

func newPoller() (*poller, error) {
	fd, err := syscall.EpollCreate1(syscall.EPOLL_CLOEXEC)
	if err != nil {
		return nil, err
	}
	return &poller{fd: fd, file: os.NewFile(uintptr(fd), "epoll")}, nil
}

func (p *poller) Close() error {
	err := p.file.Close()
	syscall.Close(p.fd) // want `is closed by number and again by`
	return err
}

// An error that comes when the file is made closes the number.

func listen(addr syscall.Sockaddr) (l net.Listener, err error) {
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			syscall.Close(fd) // want `the descriptor of file is closed by number and again by file`
		}
	}()
	if err = syscall.Bind(fd, addr); err != nil {
		return nil, err
	}
	file := os.NewFile(uintptr(fd), "listener")
	if l, err = net.FileListener(file); err != nil {
		return nil, err
	}
	return l, file.Close()
}

// What a method returns is a part of what its owner keeps.

type entry struct {
	op byte
	fd int32
}

type ring struct {
	entries []entry
	tail    uint32
}

func (r *ring) next() *entry {
	e := &r.entries[r.tail%uint32(len(r.entries))]
	r.tail++
	return e
}

func (r *ring) read(fd int) {
	e := r.next()
	e.op = 1
	e.fd = int32(fd)
}

func (r *ring) load(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	r.read(int(f.Fd())) // want `int\(f.Fd\(\)\) is kept by r.read but its owner f dies`
	return nil
}
