// Package lib stands for packages that others use in the changes re-enacted here.
package lib

import (
	"os"
	"syscall"
)

// Fds are inherited by another process (cloudflare/tableflip).
type Fds struct{ used map[string]int }

// A Conn has a File.
type Conn interface{ File() (*os.File, error) }

// Add duplicates the descriptor of a connection.
func (f *Fds) Add(name string, c Conn) error {
	file, err := c.File()
	if err != nil {
		return err
	}
	defer file.Close()
	fd, err := syscall.Dup(int(file.Fd()))
	if err != nil {
		return err
	}
	f.used[name] = fd
	return nil
}

// AddRaw does so under SyscallConn.
func (f *Fds) AddRaw(name string, c Conn) error {
	file, err := c.File()
	if err != nil {
		return err
	}
	defer file.Close()
	raw, err := file.SyscallConn()
	if err != nil {
		return err
	}
	var derr error
	if err := raw.Control(func(fd uintptr) {
		var n int
		if n, derr = syscall.Dup(int(fd)); derr == nil {
			f.used[name] = n
		}
	}); err != nil {
		return err
	}
	return derr
}
