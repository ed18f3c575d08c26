package user

import (
	"net"
	"os"
	"syscall"

	"connfile/crosspkg/files"
)

// The connection's type belongs to another package.
func tune(c files.Conn) uintptr {
	f, err := c.File()
	if err != nil {
		return 0
	}
	return f.Fd() // want `c becomes blocking by Fd`
}

// Another package calls File.
func opened(conn net.Conn) uintptr {
	f, err := files.OpenTwice(conn)
	if err != nil {
		return 0
	}
	return f.Fd() // want `conn becomes blocking by Fd`
}

// Another package calls Fd.
func printed(conn *net.TCPConn) uintptr {
	f, err := conn.File()
	if err != nil {
		return 0
	}
	return files.Path(f) // want `conn becomes blocking by Fd`
}

// Both do.
func both(conn *net.TCPConn, p *files.Poller) {
	if f, err := files.Open(conn); err == nil {
		p.Add(f) // want `conn becomes blocking by Fd`
	}
}

// The connection is closed over there.
func detached(conn *net.TCPConn) uintptr {
	f, err := files.Detach(conn)
	if err != nil {
		return 0
	}
	return f.Fd()
}

// Another package makes it nonblocking again.
func prepared(conn *net.TCPConn) error {
	f, err := conn.File()
	if err != nil {
		return err
	}
	defer f.Close()
	return files.Prepare(int(f.Fd()))
}

func tidied(conn *net.TCPConn) error {
	f, err := conn.File()
	if err != nil {
		return err
	}
	return files.Tidy(f)
}

// The concrete type behind an interface is seen where the field is set.

type informer interface {
	Dup(*net.TCPConn) (*os.File, error)
	Number(*os.File) uintptr
}

type listener struct {
	*net.TCPListener
	info informer
}

type conn struct {
	net.Conn
	file *os.File
	info informer
}

func listen(ln *net.TCPListener) *listener { return &listener{ln, new(files.Info)} }

func (ln *listener) Accept() (net.Conn, error) {
	c, err := ln.AcceptTCP()
	if err != nil {
		return nil, err
	}
	f, err := ln.info.Dup(c)
	if err != nil {
		return nil, err
	}
	return &conn{c, f, ln.info}, nil
}

func (c *conn) inform() uintptr {
	return c.info.Number(c.file) // want `c becomes blocking by Fd`
}

func forChild(conn *net.TCPConn) error {
	raw, err := conn.SyscallConn()
	if err != nil {
		return err
	}
	return raw.Control(func(fd uintptr) {
		files.Block(int(fd)) // want `conn becomes blocking by Block: each Read`
	})
}

// Another package tells the number.
func receiveBlocking(conn *net.UDPConn, b []byte) (int, error) {
	fd, err := files.Sysfd(conn)
	if err != nil {
		return 0, err
	}
	if err := syscall.SetNonblock(fd, false); err != nil { // want `conn becomes blocking by SetNonblock`
		return 0, err
	}
	return conn.Read(b)
}

func receiveNonblocking(conn *net.UDPConn, b []byte) (int, error) {
	fd, err := files.Sysfd(conn)
	if err != nil {
		return 0, err
	}
	if err := syscall.SetNonblock(fd, true); err != nil {
		return 0, err
	}
	return conn.Read(b)
}
