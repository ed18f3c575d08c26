// Package opts sets options of connections of which it does not know the type.
package opts

import (
	"os"
	"syscall"
)

// Reuse sets an option by the number of the File.
func Reuse(c interface{ File() (*os.File, error) }) error {
	f, err := c.File()
	if err != nil {
		return err
	}
	defer f.Close()
	return syscall.SetsockoptInt(int(f.Fd()), syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1)
}

// ReuseRaw sets it under SyscallConn.
func ReuseRaw(c syscall.Conn) error {
	raw, err := c.SyscallConn()
	if err != nil {
		return err
	}
	var serr error
	if err := raw.Control(func(fd uintptr) {
		serr = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1)
	}); err != nil {
		return err
	}
	return serr
}
