package bad

import (
	"os"
	"syscall"
	"unsafe"
)

// Functions that give the number to system calls.

type notification struct{ id, flags uint64 }

func receive(fd int) (n notification, err error) {
	if _, _, e := syscall.Syscall(syscall.SYS_IOCTL, uintptr(fd), 0xc0502100, uintptr(unsafe.Pointer(&n))); e != 0 {
		return n, e
	}
	return n, nil
}

func next(fd int) (uint64, error) {
	n, err := receive(fd)
	return n.id, err
}

// The file of an inherited number is asked for it once, and then only the number is used.
func supervise(handle func(uint64)) error {
	f := os.NewFile(3, "notifications")
	if f == nil {
		return syscall.EBADF
	}
	fd := int(f.Fd())
	for {
		id, err := next(fd) // want `fd is used in a loop but its owner f dies at line 31`
		if err != nil {
			return err
		}
		handle(id)
	}
}

func afterClose(path string) (uint64, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	fd := int(f.Fd())
	if err := f.Close(); err != nil {
		return 0, err
	}
	return next(fd) // want `fd is used but its owner f is closed at line 47`
}
