package bad

import (
	"fmt"
	"os"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// A path that names a descriptor is its number once more.

func selfPath(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("/proc/self/fd/%d", f.Fd()), nil // want `owner f dies`
}

func devPath() (string, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return "", err
	}
	defer w.Close()
	return "/dev/fd/" + strconv.Itoa(int(r.Fd())), nil // want `owner r dies`
}

type image struct{ path string }

func (i *image) seal(pid int, name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	i.path = "/proc/" + strconv.Itoa(pid) + "/fd/" + strconv.FormatUint(uint64(f.Fd()), 10) // want `owner f dies`
	return nil
}

// Registered by a system call.
func rawRegister(epfd int, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	var ev [12]byte
	_, _, errno := syscall.RawSyscall6(syscall.SYS_EPOLL_CTL, uintptr(epfd), 1, f.Fd(), addressOf(&ev), 0, 0) // want `owner f dies`
	if errno != 0 {
		return errno
	}
	return nil
}

func addressOf(*[12]byte) uintptr { return 0 }

// By a method value.
func byMethodValue(path string) (int, error) {
	f, err := os.Open(path)
	if err != nil {
		return -1, err
	}
	number := f.Fd
	if err := unix.Fdatasync(int(number())); err != nil {
		return -1, err
	}
	return int(number()), nil // want `owner f dies`
}
