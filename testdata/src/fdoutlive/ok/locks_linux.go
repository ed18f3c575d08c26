package ok

import (
	"fmt"
	"os"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// The lock is given back, or its file is closed, or kept.

func withRecordLock(path string, do func()) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	lock := &syscall.Flock_t{Type: syscall.F_WRLCK}
	if err := syscall.FcntlFlock(f.Fd(), syscall.F_SETLKW, lock); err != nil {
		return err
	}
	do()
	return syscall.FcntlFlock(f.Fd(), syscall.F_SETLK, &syscall.Flock_t{Type: syscall.F_UNLCK})
}

func recordLocked(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	return f, syscall.FcntlFlock(f.Fd(), syscall.F_SETLK, &syscall.Flock_t{Type: syscall.F_WRLCK})
}

// It is only looked who has the lock.
func isLocked(path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	lock := syscall.Flock_t{Type: syscall.F_WRLCK}
	err = syscall.FcntlFlock(f.Fd(), syscall.F_GETLK, &lock)
	return lock.Type != syscall.F_UNLCK, err
}

// The interface lasts.
func createPersistent(req unsafe.Pointer) error {
	f, err := os.OpenFile("/dev/net/tun", os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, f.Fd(), unix.TUNSETIFF, uintptr(req)); errno != 0 {
		return errno
	}
	const persist = 0x400454cb
	return unix.IoctlSetInt(int(f.Fd()), persist, 1)
}

// The file of a namespace may die: the thread is in it.
func enter(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return unix.Setns(int(f.Fd()), syscall.CLONE_NEWNET)
}

// The same path is opened before the lock, where it has failed, or behind its end; another
// path, or by a descriptor that stays.

type lockedPath struct {
	file, log  *os.File
	path, logs string
}

func lockPath(path string) (l *lockedPath, err error) {
	old, _ := os.ReadFile(path)
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.FcntlFlock(f.Fd(), syscall.F_SETLK, &syscall.Flock_t{Type: syscall.F_WRLCK}); err != nil {
		now, _ := os.ReadFile(path)
		f.Close()
		return nil, fmt.Errorf("locked by %s: %w", now, err)
	}
	if len(old) > 0 {
		f.Close()
		return nil, os.WriteFile(path, nil, 0o600)
	}
	return &lockedPath{file: f, path: path}, nil
}

func (l *lockedPath) Log() ([]byte, error) { return os.ReadFile(l.logs) }

func (l *lockedPath) Reopen() (err error) {
	l.log, err = os.Open(l.path)
	return err
}

// It belongs to the open file description.
func descriptionLock(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		return nil, err
	}
	_, err = os.ReadFile(path)
	return f, err
}

// The file is closed when the function is done with the lock.
func lookAtLocked(path string, look func(*os.File)) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := syscall.FcntlFlock(f.Fd(), syscall.F_SETLK, &syscall.Flock_t{Type: syscall.F_WRLCK}); err != nil {
		return err
	}
	again, err := os.Open(path)
	if err != nil {
		return err
	}
	defer again.Close()
	look(again)
	return nil
}
