package ok

import (
	"fmt"
	"log"
	"os"
	"os/exec"
	"strconv"
	"syscall"
)

// The path is used while the file lives.
func realPath(f *os.File) (string, error) {
	return os.Readlink("/proc/self/fd/" + strconv.Itoa(int(f.Fd())))
}

func openedPath(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	return os.Readlink(fmt.Sprintf("/proc/self/fd/%d", f.Fd()))
}

func runSealed(name string, args ...string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	cmd := exec.Command(fmt.Sprintf("/proc/self/fd/%d", f.Fd()), args...)
	return cmd.Run()
}

// Text for people.
func tell(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	log.Print("descriptor " + strconv.Itoa(int(f.Fd())))
	return fmt.Sprintf("%s is descriptor %d", name, f.Fd()), nil
}

// Taken out again.
func rawOnce(epfd int, name string, wait func()) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	fd := f.Fd()
	if _, _, errno := syscall.RawSyscall6(syscall.SYS_EPOLL_CTL, uintptr(epfd), 1, fd, 0, 0, 0); errno != 0 {
		return errno
	}
	defer syscall.RawSyscall6(syscall.SYS_EPOLL_CTL, uintptr(epfd), 2, fd, 0, 0, 0)
	wait()
	return nil
}

// The method value keeps the file.
func keptByMethodValue(name string) (func() uintptr, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	return f.Fd, nil
}
