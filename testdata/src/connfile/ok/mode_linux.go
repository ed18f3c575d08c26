package ok

import (
	"net"

	"golang.org/x/sys/unix"
)

// It is another descriptor that is duplicated.
func dupTo(conn *net.TCPConn, other, to int) error {
	raw, err := conn.SyscallConn()
	if err != nil {
		return err
	}
	var derr error
	if err := raw.Control(func(fd uintptr) { derr = unix.Dup3(other, to, unix.O_CLOEXEC) }); err != nil {
		return err
	}
	if derr != nil {
		return derr
	}
	return unix.SetNonblock(to, false)
}
