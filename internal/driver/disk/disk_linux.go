package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// create creates a file in a folder, if possible without a name, so that nothing is
// left if we are killed.
func create(dir string) (f *os.File, name string, err error) {
	if _, err := os.Lstat("/proc/self/fd"); err == nil { // which publish needs
		fd, err := unix.Open(dir, unix.O_TMPFILE|unix.O_RDWR|unix.O_CLOEXEC, 0o600)
		if err == nil {
			return os.NewFile(uintptr(fd), dir), "", nil
		}
	}
	if f, err = os.CreateTemp(dir, prefix); err != nil {
		return nil, "", err
	}
	return f, f.Name(), nil
}

// publish gives a file that create has made a name that must be free.
func publish(f *os.File, from, to string) error {
	if from != "" {
		return link(from, to)
	}
	err := unix.Linkat(unix.AT_FDCWD, fmt.Sprintf("/proc/self/fd/%d", f.Fd()), unix.AT_FDCWD, to, unix.AT_SYMLINK_FOLLOW)
	if err != nil {
		return &fs.PathError{Op: "create", Path: to, Err: err}
	}
	return nil
}

// exchange gives each of two files the name of the other one.
func exchange(a, b string) error {
	err := unix.Renameat2(unix.AT_FDCWD, a, unix.AT_FDCWD, b, unix.RENAME_EXCHANGE)
	if errors.Is(err, unix.ENOSYS) || errors.Is(err, unix.EINVAL) {
		return errors.ErrUnsupported
	}
	if err != nil {
		return &os.LinkError{Op: "exchange", Old: a, New: b, Err: err}
	}
	return nil
}

// lease has everybody wait who opens a file for writing, until it is closed. It fails
// if somebody has it open so already. Not all file systems have leases, and of files of
// others we get none.
func lease(f *os.File) (ok bool, err error) {
	_, err = unix.FcntlInt(f.Fd(), unix.F_SETLEASE, unix.F_RDLCK)
	if errors.Is(err, unix.EAGAIN) {
		return false, err
	}
	return err == nil, nil
}

// broken reports whether somebody waits for the end of a lease.
func broken(f *os.File) bool {
	kind, err := unix.FcntlInt(f.Fd(), unix.F_GETLEASE, 0)
	return err != nil || kind != unix.F_RDLCK
}

// copyAttributes copies extended attributes, such as access control lists.
func copyAttributes(to, from int) {
	names := make([]byte, 64<<10)
	n, err := unix.Flistxattr(from, names)
	if err != nil {
		return
	}
	value := make([]byte, 64<<10)
	for _, name := range split(names[:n]) {
		if size, err := unix.Fgetxattr(from, name, value); err == nil {
			_ = unix.Fsetxattr(to, name, value[:size], 0)
		}
	}
}

// split returns the strings of a list in which a zero byte follows each.
func split(list []byte) (parts []string) {
	start := 0
	for i, b := range list {
		if b == 0 {
			parts = append(parts, string(list[start:i]))
			start = i + 1
		}
	}
	return parts
}
