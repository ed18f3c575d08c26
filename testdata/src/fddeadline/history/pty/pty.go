// Package pty opens terminals (creack/pty).
package pty

import (
	"os"
	"strconv"
	"syscall"
	"unsafe"
)

// Open asks for the numbers of the files that it returns.
func Open() (ptm, pts *os.File, err error) {
	p, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		return nil, nil, err
	}
	defer func() {
		if err != nil {
			_ = p.Close()
		}
	}()
	name, err := ptsname(p)
	if err != nil {
		return nil, nil, err
	}
	t, err := os.OpenFile(name, os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		return nil, nil, err
	}
	return p, t, nil
}

func ptsname(f *os.File) (string, error) {
	var n uint32
	if err := ioctl(f.Fd(), 0x80045430, uintptr(unsafe.Pointer(&n))); err != nil {
		return "", err
	}
	return "/dev/pts/" + strconv.Itoa(int(n)), nil
}

func ioctl(fd, cmd, arg uintptr) error {
	if _, _, e := syscall.Syscall(syscall.SYS_IOCTL, fd, cmd, arg); e != 0 {
		return e
	}
	return nil
}

// OpenRaw asks under SyscallConn.
func OpenRaw() (ptm, pts *os.File, err error) {
	p, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		return nil, nil, err
	}
	defer func() {
		if err != nil {
			_ = p.Close()
		}
	}()
	var n uint32
	if err := ioctlRaw(p, 0x80045430, uintptr(unsafe.Pointer(&n))); err != nil {
		return nil, nil, err
	}
	t, err := os.OpenFile("/dev/pts/"+strconv.Itoa(int(n)), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		return nil, nil, err
	}
	return p, t, nil
}

func ioctlRaw(f *os.File, cmd, arg uintptr) error {
	raw, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var ierr error
	if err := raw.Control(func(fd uintptr) { ierr = ioctl(fd, cmd, arg) }); err != nil {
		return err
	}
	return ierr
}
