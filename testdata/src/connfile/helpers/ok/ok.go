// Package ok passes connections to functions that leave them as they are, or needs them no
// longer.
package ok

import (
	"net"
	"net/http"
	"os"
	"os/exec"
	"syscall"

	"connfile/helpers/opts"
)

func repaired(c *net.UDPConn, b []byte) (int, error) {
	if err := opts.MarkAndRepair(c, 7); err != nil {
		return 0, err
	}
	return c.Read(b)
}

// Nobody reads from it afterwards.
func send(addr string, b []byte) error {
	c, err := net.Dial("udp", addr)
	if err != nil {
		return err
	}
	defer c.Close()
	if err := opts.Mark(c.(*net.UDPConn), 7); err != nil {
		return err
	}
	_, err = c.Write(b)
	return err
}

// A file of another kind has a File.
type archive struct{ f *os.File }

func (a *archive) File() (*os.File, error) { return a.f, nil }

func mark(a *archive) error { return opts.Mark(a, 7) }

// It is made nonblocking by the caller.
func controlled(c *net.UDPConn, b []byte) (int, error) {
	if err := opts.Mark(c, 7); err != nil {
		return 0, err
	}
	raw, err := c.SyscallConn()
	if err != nil {
		return 0, err
	}
	if err := raw.Control(func(fd uintptr) { err = syscall.SetNonblock(int(fd), true) }); err != nil {
		return 0, err
	}
	return c.Read(b)
}

func serve(l *net.TCPListener) error {
	if _, err := opts.ChildRepaired("/bin/next", l); err != nil {
		return err
	}
	return http.Serve(l, nil)
}

// The child has it from here on.
func leave(l *net.TCPListener) error {
	if _, err := opts.Child("/bin/next", l); err != nil {
		return err
	}
	return l.Close()
}

// A method asks for the number, and who calls it makes the file nonblocking again.

type desc struct{ file *os.File }

func (d *desc) fd() int { return int(d.file.Fd()) }

func handle(conn *net.TCPConn) (*desc, error) {
	f, err := conn.File()
	if err != nil {
		return nil, err
	}
	d := &desc{f}
	if err := d.tune(); err != nil {
		return nil, err
	}
	return d, syscall.SetNonblock(d.fd(), true)
}

func (d *desc) tune() error {
	return syscall.SetsockoptInt(d.fd(), syscall.SOL_SOCKET, syscall.SO_MARK, 1)
}

// The Files in the slice are repaired.

type upgrader struct {
	listeners []net.Listener
	files     []*os.File
}

func (u *upgrader) Listen(addr string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	f, err := l.(*net.TCPListener).File()
	if err != nil {
		return nil, err
	}
	u.listeners, u.files = append(u.listeners, l), append(u.files, f)
	return l, nil
}

func (u *upgrader) upgrade() error {
	cmd := exec.Command(os.Args[0])
	cmd.ExtraFiles = append(cmd.ExtraFiles, u.files...)
	err := cmd.Start()
	for _, f := range u.files {
		syscall.SetNonblock(int(f.Fd()), true)
	}
	return err
}
