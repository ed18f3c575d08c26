// Package lib stands for packages that others use in the changes re-enacted here.
package lib

import (
	"os"
	"syscall"
)

// A Loopback serves a file by its number (hanwen/go-fuse, nodefs).
type Loopback struct{ fd int }

// NewLoopback returns one.
func NewLoopback(fd int) *Loopback { return &Loopback{fd: fd} }

// Read reads from it.
func (l *Loopback) Read(b []byte, off int64) (int, error) { return syscall.Pread(l.fd, b, off) }

// A Locked file counts who has it (minio/minio, pkg/lock).
type Locked struct {
	*os.File
	Refs int
}

// Open locks a file.
func Open(path string) (*Locked, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_SH); err != nil {
		f.Close()
		return nil, err
	}
	return &Locked{File: f, Refs: 1}, nil
}

// Single creates a file that says that the program runs
// (allan-simon/go-singleinstance).
func Single(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}
