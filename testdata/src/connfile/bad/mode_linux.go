package bad

import (
	"net"
	"syscall"

	"golang.org/x/sys/unix"
)

// The caller of dup3 says what number the duplicate has; or it is the result.
func dupTo(conn *net.TCPConn, to int) error {
	raw, err := conn.SyscallConn()
	if err != nil {
		return err
	}
	var derr error
	if err := raw.Control(func(fd uintptr) { derr = unix.Dup3(int(fd), to, unix.O_CLOEXEC) }); err != nil {
		return err
	}
	if derr != nil {
		return derr
	}
	return unix.SetNonblock(to, false) // want `conn becomes blocking by SetNonblock`
}

func dupRaw(conn *net.TCPConn, to uintptr) (err error) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return err
	}
	cerr := raw.Control(func(fd uintptr) {
		dup, _, errno := syscall.RawSyscall(syscall.SYS_DUP3, fd, to, syscall.O_CLOEXEC)
		if errno != 0 {
			err = errno
			return
		}
		err = syscall.SetNonblock(int(dup), false) // want `conn becomes blocking by SetNonblock`
	})
	if cerr != nil {
		return cerr
	}
	return err
}
