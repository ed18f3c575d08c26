// Package bad has structs that own a descriptor, and lose it.
package bad

import (
	"net"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// Structs that have the file in a field: when they are gone, so is the descriptor.

type device struct {
	f    *os.File
	name string
}

func openDevice(name string) (*device, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	return &device{f: f, name: name}, nil
}

func (d *device) number() int  { return int(d.f.Fd()) }
func (d *device) Close() error { return d.f.Close() }

func deviceNumber(name string) (int, error) {
	d, err := openDevice(name)
	if err != nil {
		return -1, err
	}
	return d.number(), nil // want `d.number\(\) is returned but its owner d dies at line 35`
}

func closedDevice(name string) (int, error) {
	d, err := openDevice(name)
	if err != nil {
		return -1, err
	}
	defer d.Close()
	return d.number(), nil // want `d.number\(\) is returned but its owner d is closed on return`
}

type mapping struct {
	fd   int
	size int64
}

// The number goes on in a struct that does not have the file.
func mapDevice(name string) (*mapping, error) {
	d, err := openDevice(name)
	if err != nil {
		return nil, err
	}
	st, err := d.f.Stat()
	if err != nil {
		return nil, err
	}
	return &mapping{fd: int(d.f.Fd()), size: st.Size()}, nil // want `int\(d.f.Fd\(\)\) is stored in fd but its owner d dies at line 62`
}

type socket struct{ conn *net.TCPConn }

func dialSocket(addr string) (*socket, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	s := &socket{}
	s.conn = conn.(*net.TCPConn)
	return s, nil
}

func (s *socket) fd() (fd int, err error) {
	raw, err := s.conn.SyscallConn()
	if err != nil {
		return -1, err
	}
	err = raw.Control(func(n uintptr) { fd = int(n) })
	return fd, err
}

func socketNumber(addr string) (int, error) {
	s, err := dialSocket(addr)
	if err != nil {
		return -1, err
	}
	return s.fd() // want `is returned but its owner s dies at line 91`
}

// Locks whose file, or struct with it, nobody keeps.

func lockedFile(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

func runAlone(path string, run func()) {
	_, err := lockedFile(path) // want `nobody keeps the result of lockedFile, which has the lock`
	if err != nil {
		return
	}
	run()
}

func startAlone(path string) error {
	_, err := lockedFile(path) // want `nobody keeps the result of lockedFile, which has the lock`
	return err
}

func runNamed(path string, run func(string)) error {
	f, err := lockedFile(path) // want `the lock ends with its owner f, which dies at line \d+`
	if err != nil {
		return err
	}
	run(f.Name())
	return nil
}

type instance struct{ file *os.File }

func newInstance(path string) (*instance, error) {
	f, err := lockedFile(path)
	if err != nil {
		return nil, err
	}
	return &instance{f}, nil
}

func (i *instance) lock(path string) (err error) {
	i.file, err = lockedFile(path)
	return err
}

func serveAlone(path string, serve func() error) error {
	if _, err := newInstance(path); err != nil { // want `nobody keeps the result of newInstance, which has the lock`
		return err
	}
	return serve()
}

func serveLocked(path string, serve func() error) error {
	i := &instance{}
	if err := i.lock(path); err != nil { // want `the lock ends with its owner the instance, which dies at line \d+`
		return err
	}
	return serve()
}

// The file is embedded.

type journal struct {
	*os.File
	size int64
}

func openJournal(path string) (*journal, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	return &journal{File: f}, nil
}

func journalNumber(path string) (uintptr, error) {
	j, err := openJournal(path)
	if err != nil {
		return 0, err
	}
	return j.Fd(), j.Truncate(1 << 20) // want `j.Fd\(\) is returned but its owner j dies`
}

// The numbers are in a slice that goes to the kernel again and again.
func waitForAll(paths []string, ready func([]unix.PollFd)) error {
	var fds []unix.PollFd
	for _, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		fds = append(fds, unix.PollFd{Fd: int32(f.Fd()), Events: 1})
	}
	for {
		if _, err := unix.Poll(fds, -1); err != nil { // want `is used in a loop but its owner f dies`
			return err
		}
		ready(fds)
	}
}
