package bad

import (
	"errors"
	"net"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// The number is good under SyscallConn, but the flags are those of the connection.

func blockingHandshake(conn *net.TCPConn) error {
	raw, err := conn.SyscallConn()
	if err != nil {
		return err
	}
	var serr error
	err = raw.Control(func(fd uintptr) {
		serr = syscall.SetNonblock(int(fd), false) // want `conn becomes blocking by SetNonblock: each Read holds an OS thread, deadlines are ignored; leave O_NONBLOCK as it is`
	})
	return errors.Join(err, serr)
}

type gateway struct {
	ln *net.TCPListener
}

func (g *gateway) accept() (net.Conn, error) {
	raw, err := g.ln.SyscallConn()
	if err != nil {
		return nil, err
	}
	raw.Control(func(fd uintptr) {
		flags, err := unix.FcntlInt(fd, unix.F_GETFL, 0)
		if err == nil {
			unix.FcntlInt(fd, unix.F_SETFL, flags&^unix.O_NONBLOCK) // want `g.ln becomes blocking by F_SETFL: each Accept holds`
		}
	})
	return g.ln.Accept()
}

func plain(conn *net.UDPConn) error {
	raw, err := conn.SyscallConn()
	if err != nil {
		return err
	}
	var errno syscall.Errno
	err = raw.Control(func(fd uintptr) {
		_, _, errno = syscall.Syscall(syscall.SYS_FCNTL, fd, syscall.F_SETFL, 0) // want `conn becomes blocking by F_SETFL`
	})
	if errno != 0 {
		return errno
	}
	return err
}

func fionbio(conn *net.TCPConn) error {
	raw, err := conn.SyscallConn()
	if err != nil {
		return err
	}
	off := int32(0)
	return raw.Control(func(fd uintptr) {
		syscall.Syscall(syscall.SYS_IOCTL, fd, 0x5421, uintptr(unsafe.Pointer(&off))) // want `conn becomes blocking by FIONBIO`
	})
}

// A duplicate has a number of its own, but not flags.
func duplicate(conn *net.TCPConn) (dup int, err error) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return -1, err
	}
	var derr error
	err = raw.Control(func(fd uintptr) { dup, derr = unix.FcntlInt(fd, unix.F_DUPFD_CLOEXEC, 0) })
	if err := errors.Join(err, derr); err != nil {
		return -1, err
	}
	return dup, makeBlocking(dup)
}

func makeBlocking(fd int) error { return unix.SetNonblock(fd, false) } // want `conn becomes blocking by SetNonblock`

// F_SETFL with what F_GETFL told before Fd was called is no cure, without O_NONBLOCK.
func setFlags(conn *net.TCPConn) error {
	f, err := conn.File()
	if err != nil {
		return err
	}
	defer f.Close()
	fd := f.Fd() // want `conn becomes blocking by Fd`
	_, err = unix.FcntlInt(fd, unix.F_SETFL, syscall.O_APPEND)
	return err
}

// Nonblocking, and blocking once more.
func onAndOff(conn *net.TCPConn) error {
	f, err := conn.File()
	if err != nil {
		return err
	}
	defer f.Close()
	fd := int(f.Fd()) // want `conn becomes blocking by Fd`
	if err := syscall.SetNonblock(fd, true); err != nil {
		return err
	}
	return syscall.SetNonblock(fd, false)
}
