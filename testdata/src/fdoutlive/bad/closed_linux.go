//go:build linux

package bad

import (
	"errors"
	"net"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// It seems that the kernel needs the number for the call only. But events come
// with a number that is no longer the connection's.
func (s *selector) join(conn *net.TCPConn) error {
	f, err := conn.File()
	if err != nil {
		return err
	}
	defer f.Close()
	fd := int(f.Fd())
	return syscall.EpollCtl(s.epfd, syscall.EPOLL_CTL_ADD, fd, &syscall.EpollEvent{Fd: int32(fd)}) // want `fd is registered by syscall.EpollCtl but its owner f is closed on return`
}

func (s *selector) joinNamed(network, addr string) (err error) {
	conn, err := net.Dial(network, addr)
	if err != nil {
		return err
	}
	fc, ok := conn.(filer)
	if !ok {
		return errors.ErrUnsupported
	}
	f, err := fc.File()
	if err != nil {
		return err
	}
	if err = s.add(int(f.Fd()), unix.EPOLLIN|unix.EPOLLOUT); err != nil { // want `int\(f.Fd\(\)\) is kept by s.add but its owner f dies at line 39`
		conn.Close()
		return err
	}
	return f.Close()
}

func (s *selector) once(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	s.remember(int(f.Fd())) // want `int\(f.Fd\(\)\) is kept by s.remember but its owner f is closed on return`
	return nil
}
