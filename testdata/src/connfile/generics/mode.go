//go:build unix

package generics

import (
	"net"
	"syscall"
)

func blockingFor[C interface {
	net.Conn
	syscall.Conn
}](conn C) error {
	raw, err := conn.SyscallConn()
	if err != nil {
		return err
	}
	return raw.Control(func(fd uintptr) {
		syscall.SetNonblock(int(fd), false) // want `conn becomes blocking by SetNonblock`
	})
}
