package files

import (
	"net"
	"os"
	"syscall"
)

// Conn carries its connection where other packages can reach it.
type Conn struct{ *net.TCPConn }

// Open returns a file that shares its flags with the connection.
func Open(conn net.Conn) (*os.File, error) { // want Open:`files\(dups:\[0\] fresh:\[0\]\)`
	return conn.(*net.TCPConn).File()
}

// OpenTwice does the same through Open.
func OpenTwice(conn net.Conn) (*os.File, error) { // want OpenTwice:`files\(dups:\[0\] fresh:\[0\]\)`
	f, err := Open(conn)
	if err != nil {
		return nil, err
	}
	return f, nil
}

// Detach returns a file of a connection that is closed.
func Detach(conn *net.TCPConn) (*os.File, error) { // want Detach:`files\(closes:\[0\] fresh:\[0\]\)`
	defer conn.Close()
	return conn.File()
}

// Path prints a file's number.
func Path(f *os.File) uintptr { return number(f) } // want Path:`files\(fds:\[0\] borrows:\[0\] number:0 of:0\)`

func number(f *os.File) uintptr { return f.Fd() }

// Prepare makes a descriptor nonblocking.
func Prepare(fd int) error { // want Prepare:`files\(nonblock:\[0\] asks:\[0\]\)`
	return syscall.SetNonblock(fd, true)
}

// Tidy asks for the number and repairs what that does.
func Tidy(f *os.File) error { // want Tidy:`files\(nonblock:\[0\] borrows:\[0\]\)`
	return Prepare(int(f.Fd()))
}

// A Poller asks for the number in a method.
type Poller struct{ fds []uintptr }

func (p *Poller) Add(f *os.File) { // want Add:`files\(fds:\[1\] borrows:\[1\] held:\[1\]\)`
	p.fds = append(p.fds, f.Fd())
}

// Info is the real implementation of an interface that user has.
type Info struct{}

func (*Info) Dup(conn *net.TCPConn) (*os.File, error) { return conn.File() } // want Dup:`files\(dups:\[0\] fresh:\[0\]\)`

func (*Info) Number(f *os.File) uintptr { return f.Fd() } // want Number:`files\(fds:\[1\] borrows:\[1\] number:0 of:1\)`

// Block makes a descriptor blocking.
func Block(fd int) error { // want Block:`files\(clears:\[0\] asks:\[0\]\)`
	return syscall.SetNonblock(fd, false)
}

// Sysfd returns the number of the caller's connection.
func Sysfd(conn *net.UDPConn) (fd int, err error) { // want Sysfd:`files\(borrows:\[0\] number:0 of:0\)`
	raw, err := conn.SyscallConn()
	if err != nil {
		return -1, err
	}
	err = raw.Control(func(n uintptr) { fd = int(n) })
	return fd, err
}
