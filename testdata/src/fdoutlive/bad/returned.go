package bad

import (
	"errors"
	"fmt"
	"log"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// The caller gets a number. Nobody has the file: the next garbage collection
// closes it.

func openJournal(dir string) (int, error) {
	f, err := os.OpenFile(filepath.Join(dir, "current.log"), os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o644)
	if err != nil {
		return -1, err
	}
	return int(f.Fd()), nil // want `int\(f.Fd\(\)\) is returned but its owner f dies at line 24`
}

// netnsHandle returns what setns(2) wants later on.
func netnsHandle(pid int) (uintptr, error) {
	ns, err := os.Open(filepath.Join("/proc", strconv.Itoa(pid), "ns/net"))
	if err != nil {
		return 0, fmt.Errorf("network namespace of %d: %w", pid, err)
	}
	handle := ns.Fd()
	return handle, nil // want `handle is returned but its owner ns dies at line 33`
}

// The listener is closed where anything fails, so fd seems to be looked after.
func inheritable(addr string) (fd int, err error) {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return -1, err
	}
	defer func() {
		if err != nil {
			ln.Close()
		}
	}()
	dup, err := ln.(*net.TCPListener).File()
	if err != nil {
		return -1, err
	}
	fd = int(dup.Fd())
	if _, err = unix.FcntlInt(uintptr(fd), unix.F_SETFL, 0); err != nil {
		dup.Close()
		return -1, err
	}
	return fd, nil // want `fd is returned but its owner dup dies at line 52`
}

// Whichever it is, nobody keeps it.
func scratch(name string) (int, error) {
	var (
		f   *os.File
		err error
	)
	if name == "" {
		f, err = os.CreateTemp("", "scratch-*")
	} else {
		f, err = os.Create(name)
	}
	if err != nil {
		return -1, err
	}
	fd := int(f.Fd())
	return fd, nil // want `fd is returned but its owner f dies at line 74`
}

type loop struct {
	epfd   int
	waker  *os.File
	wakefd int
	fd     int
	fds    []int
	names  map[int]string
	byName map[string]int
	slots  [4]int32
	onStop func()
	hooks  []func() error
	queue  chan int
}

// One end is kept, the other is not.
func (l *loop) wakeup() (int, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return -1, os.NewSyscallError("pipe2", err)
	}
	l.waker = r
	return int(w.Fd()), nil // want `int\(w.Fd\(\)\) is returned but its owner w dies at line 99`
}

// Both ends are lost.
func socketpairLike() ([2]int, error) {
	in, out, err := os.Pipe()
	if err != nil {
		return [2]int{-1, -1}, err
	}
	return [2]int{int(in.Fd()), int(out.Fd())}, nil // want `its owner in dies at line 108` `its owner out dies at line 108`
}

// NewFile is an owner like any other: the file is used once, for its methods.
func sharedMemory(name string, size int64) (int, error) {
	raw, err := unix.MemfdCreate(name, unix.MFD_CLOEXEC)
	if err != nil {
		return -1, fmt.Errorf("memfd_create: %v", err)
	}
	mem := os.NewFile(uintptr(raw), name)
	if err := mem.Truncate(size); err != nil {
		mem.Close()
		return -1, err
	}
	return int(mem.Fd()), nil // want `int\(mem.Fd\(\)\) is returned but its owner mem dies at line 122`
}

// The connection lives on, but the number is the duplicate's.
func peerDescriptor(conn *net.TCPConn) (fd int, err error) {
	file, err := conn.File()
	if err != nil {
		return
	}
	fd = int(file.Fd())
	err = syscall.SetsockoptInt(fd, syscall.IPPROTO_TCP, syscall.TCP_NODELAY, 1)
	return // want `fd is returned but its owner file dies at line 131`
}

type filer interface {
	File() (*os.File, error)
}

func descriptorOf(conn net.Conn) (uintptr, error) {
	fc, ok := conn.(filer)
	if !ok {
		return 0, errors.New("not a connection of the kernel")
	}
	file, err := fc.File()
	if err != nil {
		return 0, err
	}
	return file.Fd(), nil // want `file.Fd\(\) is returned but its owner file dies at line 149`
}

// A helper takes the number, another one opens.

func fileno(f *os.File) int {
	if f == nil {
		return -1
	}
	return int(f.Fd())
}

func openSerial(n int) (*os.File, error) {
	f, err := os.OpenFile(fmt.Sprintf("/dev/ttyUSB%d", n), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		return nil, fmt.Errorf("serial port %d: %w", n, err)
	}
	return f, nil
}

func modem() (int, error) {
	for n := range 4 {
		port, err := openSerial(n)
		if err != nil {
			log.Print(err)
			continue
		}
		return fileno(port), nil // want `fileno\(port\) is returned but its owner port dies at line 176`
	}
	return -1, os.ErrNotExist
}

// The file is used for a while, but the number is used for longer.
func lockfile(path string) (fd int, err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return -1, err
	}
	fd = int(f.Fd())
	if err = syscall.Flock(fd, syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return -1, fmt.Errorf("%s is taken: %w", f.Name(), err)
	}
	if _, err = fmt.Fprintf(f, "%d\n", os.Getpid()); err != nil {
		return -1, err
	}
	return fd, nil // want `fd is returned but its owner f dies at line 191`
}

// In a structure, by value or by pointer, it is still a number alone.

type ends struct{ read, write int }

func newEnds() (e ends, err error) {
	r, w, err := os.Pipe()
	if err != nil {
		return e, err
	}
	return ends{
		read:  int(r.Fd()), // want `its owner r dies at line 207`
		write: int(w.Fd()), // want `its owner w dies at line 208`
	}, nil
}

type tunDevice struct {
	name string
	fd   int
	mtu  int
}

func newTun(name string) (*tunDevice, error) {
	f, err := os.OpenFile("/dev/net/tun", os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	fd := int(f.Fd())
	if err := unix.IoctlSetInt(fd, unix.TUNSETIFF, 1); err != nil {
		f.Close()
		return nil, os.NewSyscallError("TUNSETIFF", err)
	}
	return &tunDevice{name: name, fd: fd, mtu: 1500}, nil // want `fd is (returned|stored).* but its owner f dies at line 223`
}

// The function literal is one more function.
func cgroupProcs(slice string) (int, error) {
	open := func(elem ...string) (int, error) {
		dir, err := os.Open(filepath.Join(append([]string{"/sys/fs/cgroup", slice}, elem...)...))
		if err != nil {
			return -1, err
		}
		return int(dir.Fd()), nil // want `int\(dir.Fd\(\)\) is returned but its owner dir dies at line 238`
	}
	fd, err := open("cgroup.procs")
	if errors.Is(err, os.ErrNotExist) {
		return open("tasks")
	}
	return fd, err
}

// SyscallConn of a connection that the caller made and forgets.

func sysfd(c syscall.Conn) (int, error) {
	raw, err := c.SyscallConn()
	if err != nil {
		return -1, err
	}
	fd := -1
	if err := raw.Control(func(p uintptr) { fd = int(p) }); err != nil {
		return -1, err
	}
	return fd, nil
}

func dialNumber(addr string) (int, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return -1, err
	}
	fd, err := sysfd(conn.(*net.TCPConn))
	if err != nil {
		return -1, err
	}
	return fd, nil // want `fd is returned but its owner conn dies at line 266`
}

func acceptNumber(ln net.Listener) (fd int, err error) {
	conn, err := ln.Accept()
	if err != nil {
		return -1, err
	}
	sc, ok := conn.(syscall.Conn)
	if !ok {
		conn.Close()
		return -1, errors.ErrUnsupported
	}
	fd, err = sysfd(sc)
	return fd, err // want `fd is returned but its owner conn dies at line 283`
}

// A root and its files are owners each.
func beneath(dir, name string) (uintptr, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return 0, err
	}
	defer root.Close()
	f, err := root.Open(name)
	if err != nil {
		return 0, err
	}
	return f.Fd(), nil // want `f.Fd\(\) is returned but its owner f dies at line 298`
}
