package bad

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// Locks that end whenever the garbage collector runs.

func singleInstance(dir string) error {
	f, err := os.Create(filepath.Join(dir, "pid"))
	if err != nil {
		return err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil { // want `the lock ends with its owner f, which dies at line \d+`
		f.Close()
		return err
	}
	_, err = fmt.Fprintln(f, os.Getpid())
	return err
}

// Through functions that take the file, or its number.

func lockFile(f *os.File) error { return lockNumber(int(f.Fd())) }

func lockNumber(fd int) error {
	for {
		if err := syscall.Flock(fd, syscall.LOCK_EX); err != syscall.EINTR {
			return err
		}
	}
}

type store struct{ dir string }

func (s *store) lock() error {
	f, err := os.OpenFile(filepath.Join(s.dir, "LOCK"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return lockFile(f) // want `the lock ends with its owner f`
}

func (s *store) share() error {
	f, err := os.Open(s.dir)
	if err != nil {
		return err
	}
	return lockNumber(int(f.Fd())) // want `the lock ends`
}
