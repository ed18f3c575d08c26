package ok

import (
	"errors"
	"fmt"
	"log"
	"net"
	"os"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// A system call that uses the number and is done with it.

func withLock(path string, do func() error) (err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDONLY, 0o644)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		return &os.PathError{Op: "flock", Path: path, Err: err}
	}
	defer syscall.Flock(int(f.Fd()), syscall.LOCK_UN)
	return do()
}

func diskSize(dev string) (int64, error) {
	f, err := os.Open(dev)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	var size uint64
	if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, f.Fd(), unix.BLKGETSIZE64, uintptr(unsafe.Pointer(&size))); errno != 0 {
		return 0, os.NewSyscallError("ioctl", errno)
	}
	return int64(size), nil
}

// Nothing closes the file, and nothing has its number.
func window() (cols, rows int, err error) {
	tty, err := os.Open("/dev/tty")
	if err != nil {
		return 0, 0, err
	}
	ws, err := unix.IoctlGetWinsize(int(tty.Fd()), unix.TIOCGWINSZ)
	if err != nil {
		return 0, 0, err
	}
	return int(ws.Col), int(ws.Row), nil
}

// The mapping outlives the descriptor (mmap(2)).
func mapFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return nil, err
	}
	return syscall.Mmap(int(f.Fd()), 0, int(st.Size()), syscall.PROT_READ, syscall.MAP_SHARED)
}

func (l *loop) mapField(path string, size int) (err error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	l.buf, err = syscall.Mmap(int(f.Fd()), 0, size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
	return errors.Join(err, f.Close())
}

func inode(path string) (st syscall.Stat_t, err error) {
	f, err := os.Open(path)
	if err != nil {
		return st, err
	}
	fd := int(f.Fd())
	err = syscall.Fstat(fd, &st)
	f.Close()
	return st, err
}

// A duplicate is kept, not the number.

func dup(path string) (int, error) {
	f, err := os.Open(path)
	if err != nil {
		return -1, err
	}
	defer f.Close()
	return syscall.Dup(int(f.Fd()))
}

func (l *loop) dupConn(conn *net.TCPConn) error {
	f, err := conn.File()
	if err != nil {
		return err
	}
	fd, err := unix.FcntlInt(f.Fd(), unix.F_DUPFD_CLOEXEC, 3)
	if err != nil {
		return fmt.Errorf("dup: %w", errors.Join(err, f.Close()))
	}
	l.fd = fd
	return f.Close()
}

func redirectStderr(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return err
	}
	defer f.Close()
	return unix.Dup2(int(f.Fd()), int(os.Stderr.Fd()))
}

// The kernel duplicates descriptors that are sent as rights.

func sendFile(sock int, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return syscall.Sendmsg(sock, []byte{0}, syscall.UnixRights(int(f.Fd())), nil, 0)
}

func sendFiles(conn *net.UnixConn, paths ...string) error {
	fds := make([]int, 0, len(paths))
	for _, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		fds = append(fds, int(f.Fd()))
	}
	_, _, err := conn.WriteMsgUnix([]byte("files"), syscall.UnixRights(fds...), nil)
	return err
}

// A structure or an array that a system call reads, and nobody after it.

func waitReadable(path string, ms int) (bool, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return false, err
	}
	defer f.Close()
	fds := []unix.PollFd{{Fd: int32(f.Fd()), Events: unix.POLLIN}}
	n, err := unix.Poll(fds, ms)
	if err != nil {
		return false, fmt.Errorf("poll: %w", err)
	}
	return n > 0 && fds[0].Revents&unix.POLLIN != 0, nil
}

func waitAny(paths []string) (ready int, err error) {
	files := make([]*os.File, len(paths))
	fds := make([]unix.PollFd, len(paths))
	for i, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			return -1, err
		}
		files[i] = f
		fds[i] = unix.PollFd{Fd: int32(f.Fd()), Events: unix.POLLIN}
	}
	defer func() {
		for _, f := range files {
			f.Close()
		}
	}()
	_, err = unix.Poll(fds, -1)
	for i := range fds {
		if fds[i].Revents != 0 {
			return i, err
		}
	}
	return -1, err
}

func spawn(argv []string, output string) (pid int, err error) {
	f, err := os.Create(output)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	attr := &syscall.ProcAttr{
		Env:   os.Environ(),
		Files: []uintptr{0, f.Fd(), f.Fd()},
	}
	return syscall.ForkExec(argv[0], argv, attr)
}

func spawnPiped(argv []string) (_ *os.File, err error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	var attr syscall.ProcAttr
	attr.Files = append(attr.Files, os.Stdin.Fd(), w.Fd(), os.Stderr.Fd())
	_, err = syscall.ForkExec(argv[0], argv, &attr)
	w.Close()
	if err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

// Only printed.

func announce(ln *net.TCPListener) error {
	f, err := ln.File()
	if err != nil {
		return err
	}
	defer f.Close()
	log.Printf("listening on %v, descriptor %d", ln.Addr(), f.Fd())
	fmt.Fprintln(os.Stderr, "fd", int(f.Fd()))
	return nil
}

func describe(path string) string {
	f, err := os.Open(path)
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%s is descriptor %d", f.Name(), f.Fd())
}

// Only compared, or an index of something else.
func isStandard(path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	fd := f.Fd()
	return fd <= 2, nil
}

// The device is held until the loop ends.
func eventsHeld(device string, out chan<- []byte) error {
	f, err := os.Open(device)
	if err != nil {
		return err
	}
	defer f.Close()
	fd := int(f.Fd())
	for {
		buf := make([]byte, 24)
		n, err := syscall.Read(fd, buf)
		if err != nil {
			return err
		}
		out <- buf[:n]
	}
}

// What is closed is only forgotten.
type forgetter struct{ known map[int]bool }

func (g *forgetter) forget(fd int) { delete(g.known, fd) }

func (g *forgetter) drop(f *os.File) {
	fd := int(f.Fd())
	f.Close()
	g.forget(fd)
}
