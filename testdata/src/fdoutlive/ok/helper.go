package ok

import (
	"fmt"
	"os"
	"runtime"
	"syscall"
	"unsafe"
)

// Functions that give the number to system calls.

func receiveID(fd int) (id uint64, err error) {
	if _, _, e := syscall.Syscall(syscall.SYS_IOCTL, uintptr(fd), 0xc0502100, uintptr(unsafe.Pointer(&id))); e != 0 {
		return id, e
	}
	return id, nil
}

// name needs no descriptor.
func name(fd int) string { return fmt.Sprint("descriptor ", fd) }

func supervise(handle func(uint64)) error {
	f := os.NewFile(3, "notifications")
	if f == nil {
		return syscall.EBADF
	}
	defer f.Close()
	fd := int(f.Fd())
	for {
		id, err := receiveID(fd)
		if err != nil {
			return err
		}
		handle(id)
	}
}

func superviseKept(handle func(uint64)) {
	f := os.NewFile(3, "notifications")
	defer runtime.KeepAlive(f)
	for fd := int(f.Fd()); ; {
		id, err := receiveID(fd)
		if err != nil {
			return
		}
		handle(id)
	}
}

// Once is over before a collection is likely to come.
func once(path string) (uint64, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	return receiveID(int(f.Fd()))
}

func nameLater(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	fd := int(f.Fd())
	err = f.Close()
	return name(fd), err
}
