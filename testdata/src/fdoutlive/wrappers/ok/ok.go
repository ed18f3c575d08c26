// Package ok has structs that own a descriptor, and keep it.
package ok

import (
	"net"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// Structs that have the file in a field.

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

func (d *device) number() int    { return int(d.f.Fd()) }
func (d *device) file() *os.File { return d.f }
func (d *device) Close() error   { return d.f.Close() }

// Somebody has the struct, or the file in it.
func deviceNumber(name string) (*device, int, error) {
	d, err := openDevice(name)
	if err != nil {
		return nil, -1, err
	}
	return d, d.number(), nil
}

func fileNumber(name string) (*os.File, int, error) {
	d, err := openDevice(name)
	if err != nil {
		return nil, -1, err
	}
	return d.file(), d.number(), nil
}

func fieldNumber(name string) (*os.File, int, error) {
	d, err := openDevice(name)
	if err != nil {
		return nil, -1, err
	}
	return d.f, d.number(), nil
}

var devices = map[int]*device{}

func registered(name string) (int, error) {
	d, err := openDevice(name)
	if err != nil {
		return -1, err
	}
	fd := d.number()
	devices[fd] = d
	return fd, nil
}

// The file is in two places.
type registry struct{ files []*os.File }

func (r *registry) open(name string) (*device, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	r.files = append(r.files, f)
	return &device{f: f}, nil
}

func (r *registry) number(name string) (int, error) {
	d, err := r.open(name)
	if err != nil {
		return -1, err
	}
	return d.number(), nil
}

// It is the caller's struct.
func numberOf(d *device) int { return d.number() }

// The number is not used for longer than the struct is.
func size(name string) (int64, error) {
	d, err := openDevice(name)
	if err != nil {
		return 0, err
	}
	defer d.Close()
	var st syscall.Stat_t
	err = syscall.Fstat(d.number(), &st)
	return st.Size, err
}

// A goroutine has it.
func pump(name string, use func([]byte)) (int, error) {
	d, err := openDevice(name)
	if err != nil {
		return -1, err
	}
	go func() {
		b := make([]byte, 64)
		for {
			n, err := d.f.Read(b)
			if err != nil {
				return
			}
			use(b[:n])
		}
	}()
	return d.number(), nil
}

// Of a struct from elsewhere it is not known who has it.
func elsewhere(get func() *device) int { return get().number() }

type server struct{ conn net.Conn }

func newServer(conn net.Conn) *server { return &server{conn} } // the caller's

// Locks that are kept.

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
	f, err := lockedFile(path)
	if err != nil {
		return
	}
	defer f.Close()
	run()
}

func runThenClose(path string, run func()) error {
	f, err := lockedFile(path)
	if err != nil {
		return err
	}
	run()
	return f.Close()
}

var lock *os.File

func startAlone(path string) (err error) {
	lock, err = lockedFile(path)
	return err
}

// The lock is only tried.
func isFree(path string) bool {
	_, err := lockedFile(path)
	return err == nil
}

func mustBeTaken(path string, fail func(string)) {
	_, err := lockedFile(path)
	if err == nil {
		fail("it was free")
	}
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

func (i *instance) unlock() error { return i.file.Close() }

func serveAlone(path string, serve func() error) error {
	i, err := newInstance(path)
	if err != nil {
		return err
	}
	defer i.unlock()
	return serve()
}

func serveLocked(path string, serve func() error) error {
	i := &instance{}
	if err := i.lock(path); err != nil {
		return err
	}
	err := serve()
	i.unlock()
	return err
}

func serveFor(i *instance, path string, serve func() error) error {
	if err := i.lock(path); err != nil {
		return err
	}
	return serve()
}

var current instance

func serveGlobal(path string, serve func() error) error {
	if err := current.lock(path); err != nil {
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

func journalNumber(path string) (*journal, uintptr, error) {
	j, err := openJournal(path)
	if err != nil {
		return nil, 0, err
	}
	return j, j.Fd(), nil
}

func journalFile(path string) (*os.File, uintptr, error) {
	j, err := openJournal(path)
	if err != nil {
		return nil, 0, err
	}
	return j.File, j.Fd(), nil
}

// The numbers are in a slice that goes to the kernel while the files are open.
func waitForAll(paths []string, ready func([]unix.PollFd)) error {
	var fds []unix.PollFd
	for _, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		fds = append(fds, unix.PollFd{Fd: int32(f.Fd()), Events: 1})
	}
	for {
		if _, err := unix.Poll(fds, -1); err != nil {
			return err
		}
		ready(fds)
	}
}
