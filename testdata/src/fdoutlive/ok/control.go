package ok

import (
	"errors"
	"fmt"
	"log"
	"net"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// The caller has the connection.
func sysfd(c syscall.Conn) (int, error) {
	raw, err := c.SyscallConn()
	if err != nil {
		return -1, err
	}
	fd := -1
	if err := raw.Control(func(p uintptr) { fd = int(p) }); err != nil {
		return -1, err
	}
	return fd, nil
}

// So does the receiver.
func (c *client) number() (fd uintptr) {
	raw, err := c.conn.SyscallConn()
	if err != nil {
		return ^uintptr(0)
	}
	raw.Control(func(p uintptr) { fd = p })
	return fd
}

// What leaves the callback is a result, not the number.
func bufferSize(addr string) (size int, err error) {
	conn, err := net.Dial("udp", addr)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	raw, err := conn.(*net.UDPConn).SyscallConn()
	if err != nil {
		return 0, err
	}
	var serr error
	err = raw.Control(func(fd uintptr) {
		size, serr = syscall.GetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF)
	})
	return size, errors.Join(err, serr)
}

func receive(addr *net.UDPAddr) (n int, from syscall.Sockaddr, err error) {
	conn, err := net.ListenUDP("udp", addr)
	if err != nil {
		return 0, nil, err
	}
	raw, err := conn.SyscallConn()
	if err != nil {
		return 0, nil, err
	}
	buf := make([]byte, 1500)
	rerr := raw.Read(func(fd uintptr) bool {
		n, from, err = syscall.Recvfrom(int(fd), buf, 0)
		return err != syscall.EAGAIN
	})
	return n, from, errors.Join(rerr, err)
}

// A duplicate has a life of its own.
func dialDup(addr string) (int, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return -1, err
	}
	defer conn.Close()
	raw, err := conn.(*net.TCPConn).SyscallConn()
	if err != nil {
		return -1, err
	}
	var (
		newFD  int
		dupErr error
	)
	if err := raw.Control(func(fd uintptr) {
		newFD, dupErr = unix.FcntlInt(fd, unix.F_DUPFD_CLOEXEC, 0)
	}); err != nil {
		return -1, err
	}
	if dupErr != nil {
		return -1, os.NewSyscallError("fcntl", dupErr)
	}
	return newFD, nil
}

func (l *loop) adopt(ln *net.UnixListener) error {
	defer ln.Close()
	raw, err := ln.SyscallConn()
	if err != nil {
		return err
	}
	var derr error
	if err := raw.Control(func(fd uintptr) {
		l.fd, derr = syscall.Dup(int(fd))
	}); err != nil {
		return err
	}
	return derr
}

// The connection is used after the number, in one way or another.

func tuned(addr string, serve func(net.Conn)) error {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	raw, err := conn.(*net.TCPConn).SyscallConn()
	if err != nil {
		return err
	}
	var fd int
	if err := raw.Control(func(p uintptr) { fd = int(p) }); err != nil {
		return err
	}
	if err := syscall.SetsockoptInt(fd, syscall.IPPROTO_TCP, syscall.TCP_NODELAY, 0); err != nil {
		return err
	}
	serve(conn)
	return conn.Close()
}

func probe(addr string) (err error) {
	conn, err := net.Dial("unix", addr)
	if err != nil {
		return err
	}
	defer conn.Close() // after the last use of the number
	fd, err := sysfd(conn.(*net.UnixConn))
	if err != nil {
		return fmt.Errorf("no descriptor: %w", err)
	}
	return syscall.Shutdown(fd, syscall.SHUT_WR)
}

func dialBeside(addr string) (net.Conn, int, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, -1, err
	}
	fd := -1
	if sc, ok := conn.(syscall.Conn); ok {
		raw, err := sc.SyscallConn()
		if err != nil {
			return conn, -1, nil
		}
		raw.Control(func(p uintptr) { fd = int(p) })
	}
	return conn, fd, nil
}

// Only printed.
func traceDial(addr string) error {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	raw, err := conn.(*net.TCPConn).SyscallConn()
	if err != nil {
		return err
	}
	var fd uintptr
	if err := raw.Control(func(p uintptr) { fd = p }); err != nil {
		return err
	}
	log.Printf("dialed %s, descriptor %d", addr, fd)
	return nil
}

// net holds the socket that it is about to bind.
func listenConfig(fds *[]int) net.ListenConfig {
	return net.ListenConfig{Control: func(network, address string, c syscall.RawConn) error {
		return c.Control(func(fd uintptr) { *fds = append(*fds, int(fd)) })
	}}
}
