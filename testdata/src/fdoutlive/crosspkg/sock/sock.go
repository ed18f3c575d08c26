// Package sock opens sockets and files, and tells their numbers.
package sock

import (
	"fmt"
	"net"
	"os"
	"sync"
	"syscall"
)

// FD returns the number of the caller's file.
func FD(f *os.File) int { return int(f.Fd()) } // want FD:`files\(fds:\[0\] borrows:\[0\] number:0 of:0\)`

// Sysfd returns the number of the caller's connection.
func Sysfd(c syscall.Conn) (fd int, err error) { // want Sysfd:`files\(borrows:\[0\] number:0 of:0\)`
	raw, err := c.SyscallConn()
	if err != nil {
		return -1, err
	}
	err = raw.Control(func(p uintptr) { fd = int(p) })
	return fd, err
}

// Listen returns a file for a new socket that listens.
func Listen(addr string) (*os.File, error) { // want Listen:`files\(fresh:\[0\]\)`
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	defer ln.Close()
	return ln.(*net.TCPListener).File()
}

// Tty returns a file for a terminal, with its name.
func Tty(n int) (name string, f *os.File, err error) { // want Tty:`files\(fresh:\[1\] pollable:\[1\] waiting:\[1\]\)`
	name = fmt.Sprintf("/dev/tty%d", n)
	f, err = os.OpenFile(name, os.O_RDWR|syscall.O_NOCTTY, 0)
	return name, f, err
}

// Dial connects.
func Dial(addr string) (*net.TCPConn, error) { // want Dial:`files\(fresh:\[0\]\)`
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	return conn.(*net.TCPConn), nil
}

var (
	mu   sync.Mutex
	logs = map[string]*os.File{}
)

// Log returns the file of a log, which stays open.
func Log(name string) (*os.File, error) {
	mu.Lock()
	defer mu.Unlock()
	if f, ok := logs[name]; ok {
		return f, nil
	}
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, err
	}
	logs[name] = f
	return f, nil
}

// Close closes a file and says so.
func Close(f *os.File) { // want Close:`files\(closes:\[0\] borrows:\[0\]\)`
	if err := f.Close(); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", f.Name(), err)
	}
}

// A Source gives files away.
type Source struct{ dir *os.File }

// Next returns the next file of the folder.
func (s *Source) Next() (*os.File, error) { // want Next:`files\(fresh:\[0\] pollable:\[0\] borrows:\[0\]\)`
	names, err := s.dir.Readdirnames(1)
	if err != nil {
		return nil, err
	}
	return os.Open(s.dir.Name() + "/" + names[0])
}

// Dir returns the folder, which is the source's.
func (s *Source) Dir() *os.File { return s.dir }
