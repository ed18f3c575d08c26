// Package devs opens devices and asks them things.
package devs

import (
	"errors"
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// Serial opens a serial port.
func Serial(name string) (*os.File, error) {
	return os.OpenFile("/dev/"+name, os.O_RDWR, 0)
}

// Pipe returns two ends.
func Pipe() (r, w *os.File, err error) { return os.Pipe() }

// Record creates a plain file.
func Record(name string) (*os.File, error) { return os.Create(name) }

// Adopt makes a file of a descriptor.
func Adopt(fd int, name string) (*os.File, error) {
	if err := unix.SetNonblock(fd, true); err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), name), nil
}

// Pending returns the number of bytes to be read; the file is blocking from then
// on.
func Pending(f *os.File) (int, error) {
	return unix.IoctlGetInt(int(f.Fd()), unix.TIOCINQ)
}

// PendingNonblocking repairs that.
func PendingNonblocking(f *os.File) (int, error) {
	fd := int(f.Fd())
	n, err := unix.IoctlGetInt(fd, unix.TIOCINQ)
	return n, errors.Join(err, unix.SetNonblock(fd, true))
}

// PendingRaw needs no repair.
func PendingRaw(f *os.File) (n int, err error) {
	raw, err := f.SyscallConn()
	if err != nil {
		return 0, err
	}
	cerr := raw.Control(func(fd uintptr) { n, err = unix.IoctlGetInt(int(fd), unix.TIOCINQ) })
	return n, errors.Join(cerr, err)
}

// ReadWithin reads with a deadline.
func ReadWithin(f *os.File, p []byte, d time.Duration) (int, error) {
	if err := f.SetReadDeadline(time.Now().Add(d)); err != nil {
		return 0, err
	}
	return f.Read(p)
}

// Terminal opens a terminal for its own.
func Terminal(name string) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	if err := unix.IoctlSetInt(int(f.Fd()), 0x540c, 0); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// A Port has its file where other packages see it.
type Port struct {
	File    *os.File
	Timeout time.Duration
}

// Open opens a port.
func Open(name string) (*Port, error) {
	f, err := Serial(name)
	if err != nil {
		return nil, err
	}
	return &Port{File: f, Timeout: time.Second}, nil
}

// Lines asks for the state of the modem.
func (p *Port) Lines() (int, error) {
	return unix.IoctlGetInt(int(p.File.Fd()), 0x5415) // want `deadline`
}

// Read reads with a deadline.
func (p *Port) Read(b []byte) (int, error) { return ReadWithin(p.File, b, p.Timeout) }

// Pty opens a terminal, and asks for its number in functions of its own.
func Pty() (pty *os.File, name string, err error) {
	p, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		return nil, "", err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, p.Close())
		}
	}()
	n, err := number(p)
	if err != nil {
		return nil, "", err
	}
	return p, fmt.Sprint("/dev/pts/", n), nil
}

func number(f *os.File) (int, error) { return unix.IoctlGetInt(int(f.Fd()), unix.TIOCINQ) }

// PtyRaw opens one, and leaves it as it is.
func PtyRaw() (*os.File, error) {
	p, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	if _, err := PendingRaw(p); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

// Keyboard opens an input device, and asks for its number.
func Keyboard(name string) (*os.File, error) {
	f, err := os.OpenFile("/dev/input/"+name, os.O_RDONLY, 0)
	if err != nil {
		return nil, err
	}
	if _, err := unix.IoctlGetInt(int(f.Fd()), unix.TIOCINQ); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// KeyboardRaw leaves it as it is.
func KeyboardRaw(name string) (*os.File, error) {
	f, err := os.OpenFile("/dev/input/"+name, os.O_RDONLY, 0)
	if err != nil {
		return nil, err
	}
	if _, err := PendingRaw(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}
