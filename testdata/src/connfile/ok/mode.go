package ok

import (
	"errors"
	"io"
	"net"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// Blocking for one system call, and back.
func inOneGo(conn *net.TCPConn, p []byte) (n int, err error) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return 0, err
	}
	var rerr error
	err = raw.Control(func(fd uintptr) {
		syscall.SetNonblock(int(fd), false)
		defer syscall.SetNonblock(int(fd), true)
		n, rerr = syscall.Read(int(fd), p)
	})
	return n, errors.Join(err, rerr)
}

// Back in another callback.
func whileChildRuns(conn *net.TCPConn, run func() error) error {
	raw, err := conn.SyscallConn()
	if err != nil {
		return err
	}
	raw.Control(func(fd uintptr) { syscall.SetNonblock(int(fd), false) })
	err = run()
	raw.Control(func(fd uintptr) { syscall.SetNonblock(int(fd), true) })
	return err
}

// The connection is closed: the duplicate alone is blocking.
func detached(conn *net.TCPConn) (fd int, err error) {
	defer conn.Close()
	raw, err := conn.SyscallConn()
	if err != nil {
		return -1, err
	}
	var derr error
	err = raw.Control(func(n uintptr) { fd, derr = syscall.Dup(int(n)) })
	if err := errors.Join(err, derr); err != nil {
		return -1, err
	}
	return fd, syscall.SetNonblock(fd, false)
}

// The flags that are written have O_NONBLOCK, or may.

func appendFlag(conn *net.TCPConn) error {
	raw, err := conn.SyscallConn()
	if err != nil {
		return err
	}
	return raw.Control(func(fd uintptr) {
		if flags, err := unix.FcntlInt(fd, unix.F_GETFL, 0); err == nil {
			unix.FcntlInt(fd, unix.F_SETFL, flags|syscall.O_ASYNC)
		}
	})
}

func byNumber(conn *net.TCPConn) error {
	f, err := conn.File()
	if err != nil {
		return err
	}
	defer f.Close()
	fd := f.Fd()
	flags, _, errno := syscall.Syscall(syscall.SYS_FCNTL, fd, syscall.F_GETFL, 0)
	if errno == 0 {
		_, _, errno = syscall.Syscall(syscall.SYS_FCNTL, fd, syscall.F_SETFL, flags|syscall.O_NONBLOCK)
	}
	if errno != 0 {
		return errno
	}
	return nil
}

func as(conn *net.TCPConn, nonblocking bool) error {
	raw, err := conn.SyscallConn()
	if err != nil {
		return err
	}
	return raw.Control(func(fd uintptr) { syscall.SetNonblock(int(fd), nonblocking) })
}

// A socket of its own, which no connection has.
func rawSocket() (int, error) {
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	if err != nil {
		return -1, err
	}
	return fd, syscall.SetNonblock(fd, false)
}

// A file of which nobody asks when it is read.
func slowPort(f *os.File) (byte, error) {
	raw, err := f.SyscallConn()
	if err != nil {
		return 0, err
	}
	if err := raw.Control(func(fd uintptr) { unix.SetNonblock(int(fd), false) }); err != nil {
		return 0, err
	}
	var b [1]byte
	_, err = io.ReadFull(f, b[:])
	return b[0], err
}
