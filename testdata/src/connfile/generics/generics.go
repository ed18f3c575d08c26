package generics

import (
	"net"
	"os"
)

type filer interface {
	File() (*os.File, error)
}

// The type arguments that are seen decide.
func descriptor[C filer](conn C) uintptr {
	f, _ := conn.File()
	return f.Fd() // want `conn becomes blocking by Fd`
}

func use(conn *net.TCPConn) uintptr { return descriptor(conn) }

func archived[A filer](a A) uintptr {
	f, _ := a.File()
	return f.Fd()
}

type archive struct{}

func (archive) File() (*os.File, error) { return os.Stdin, nil }

func useArchive(a archive) uintptr { return archived(a) }

// Nobody instantiates it here, but all types that could be are sockets.
func socket[C interface {
	*net.TCPConn | *net.UnixConn
	filer
}](conn C) uintptr {
	f, _ := conn.File()
	return f.Fd() // want `conn becomes blocking by Fd`
}

type holder[T any] struct {
	conn *net.TCPConn
	file *os.File
	note T
}

func (h *holder[T]) open() (err error) {
	h.file, err = h.conn.File()
	return err
}

func (h *holder[T]) number() uintptr {
	return h.file.Fd() // want `h.conn becomes blocking by Fd`
}
