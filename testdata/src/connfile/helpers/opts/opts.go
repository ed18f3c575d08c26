// Package opts is given connections of which it does not know the type, and starts children.
package opts

import (
	"net"
	"os"
	"os/exec"
	"syscall"
)

// A Filer has a File.
type Filer interface{ File() (*os.File, error) }

// Mark asks for the number of the File.
func Mark(c Filer, mark int) error {
	f, err := c.File()
	if err != nil {
		return err
	}
	defer f.Close()
	return syscall.SetsockoptInt(int(f.Fd()), syscall.SOL_SOCKET, syscall.SO_MARK, mark)
}

// Marked does so by way of Mark.
func Marked(c Filer) error { return Mark(c, 1) }

// MarkAndRepair makes it nonblocking again.
func MarkAndRepair(c Filer, mark int) error {
	f, err := c.File()
	if err != nil {
		return err
	}
	defer f.Close()
	fd := int(f.Fd())
	if err := syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_MARK, mark); err != nil {
		return err
	}
	return syscall.SetNonblock(fd, true)
}

// Child gives a listener to a child.
func Child(bin string, l *net.TCPListener) (*exec.Cmd, error) {
	f, err := l.File()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	cmd := exec.Command(bin)
	cmd.ExtraFiles = []*os.File{f}
	return cmd, cmd.Start()
}

// ChildRepaired makes it nonblocking again.
func ChildRepaired(bin string, l *net.TCPListener) (*exec.Cmd, error) {
	f, err := l.File()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	cmd := exec.Command(bin)
	cmd.ExtraFiles = []*os.File{f}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return cmd, syscall.SetNonblock(int(f.Fd()), true)
}
