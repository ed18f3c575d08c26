package bad

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Locks of fcntl(2), which end with their file as well.

func recordLock(dir string) error {
	f, err := os.OpenFile(filepath.Join(dir, "LOCK"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return syscall.FcntlFlock(f.Fd(), syscall.F_SETLK, &syscall.Flock_t{Type: syscall.F_WRLCK}) // want `the lock ends with its owner f`
}

// Another state of the kernel.

func lease(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	_, err = unix.FcntlInt(f.Fd(), syscall.F_SETLEASE, syscall.F_RDLCK) // want `the lease ends with its owner f`
	return err
}

func createTap(name string) error {
	f, err := os.OpenFile("/dev/net/tun", os.O_RDWR, 0)
	if err != nil {
		return err
	}
	var req struct {
		name  [16]byte
		flags uint16
		_     [22]byte
	}
	copy(req.name[:15], name)
	req.flags = 2
	if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, f.Fd(), unix.TUNSETIFF, uintptr(unsafe.Pointer(&req))); errno != 0 { // want `the interface ends with its owner f`
		f.Close()
		return errno
	}
	return nil
}

// Through a function that gets the file.
func watch(f *os.File, path string) error {
	_, err := syscall.InotifyAddWatch(int(f.Fd()), path, syscall.IN_MODIFY)
	return err
}

func watched(path string) error {
	fd, err := syscall.InotifyInit()
	if err != nil {
		return err
	}
	f := os.NewFile(uintptr(fd), "inotify")
	return watch(f, path) // want `the watch ends with its owner f`
}

// The locked file is opened once more, and closed.

type store2 struct {
	lock *os.File
	path string
}

func openStore(path string) (*store2, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.FcntlFlock(f.Fd(), syscall.F_SETLK, &syscall.Flock_t{Type: syscall.F_WRLCK}); err != nil {
		owner, _ := os.ReadFile(path) // the lock is another process's
		return nil, fmt.Errorf("locked by %s: %w", owner, err)
	}
	if err := os.WriteFile(path, fmt.Append(nil, os.Getpid()), 0o600); err != nil { // want `closing this file ends the lock of line 80`
		return nil, err
	}
	return &store2{f, path}, nil
}

func (s *store2) Owner() (string, error) {
	data, err := os.ReadFile(s.path)
	return string(data), err
}

type records struct {
	file *os.File
	path string
}

func (r *records) open() error {
	f, err := os.OpenFile(r.path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	lock := syscall.Flock_t{Type: syscall.F_WRLCK, Len: 1}
	if err := syscall.FcntlFlock(f.Fd(), syscall.F_SETLKW, &lock); err != nil {
		f.Close()
		return err
	}
	r.file = f
	return nil
}

func (r *records) Size() (int64, error) {
	f, err := os.Open(r.path) // want `closing this file ends the lock of line 106`
	if err != nil {
		return 0, err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return st.Size(), nil
}
