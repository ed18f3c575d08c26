package ok

import (
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

// Locks that last as long as they are meant to.

func locked(path string, work func() error) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		return err
	}
	return work()
}

func lockedKept(path string, work func() error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer runtime.KeepAlive(f)
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_SH); err != nil {
		return err
	}
	return work()
}

type locker struct{ f *os.File }

func (l *locker) lock(dir string) error {
	f, err := os.Create(filepath.Join(dir, "LOCK"))
	if err != nil {
		return err
	}
	if err := flockFile(f, syscall.LOCK_EX); err != nil {
		f.Close()
		return err
	}
	l.f = f
	return nil
}

func (l *locker) unlock() error { return flockFile(l.f, syscall.LOCK_UN) }

func flockFile(f *os.File, how int) error { return syscall.Flock(int(f.Fd()), how) }

func acquire(path string) (*os.File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	return f, syscall.Flock(int(f.Fd()), syscall.LOCK_EX)
}

// Given back before the file goes.
func isFree(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	fd := int(f.Fd())
	free := syscall.Flock(fd, syscall.LOCK_EX|syscall.LOCK_NB) == nil
	if free {
		syscall.Flock(fd, syscall.LOCK_UN)
	}
	return free
}

// What the caller has is the caller's to keep.
func lockOf(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX) }
