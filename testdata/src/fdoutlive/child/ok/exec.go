//go:build unix

package ok

import (
	"fmt"
	"os"
	"syscall"
)

// The numbers are indices.
func process(bin, path string) (*os.Process, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	files := []*os.File{os.Stdin, os.Stdout, os.Stderr}
	args := []string{bin, fmt.Sprint("--fd=", len(files))}
	return os.StartProcess(bin, args, &os.ProcAttr{Files: append(files, f)})
}

// The descriptor stays open on exec.
func replace(bin, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	if _, _, e := syscall.Syscall(syscall.SYS_FCNTL, f.Fd(), syscall.F_SETFD, 0); e != 0 {
		return e
	}
	return syscall.Exec(bin, []string{bin, fmt.Sprint("--fd=", f.Fd())}, os.Environ())
}

// syscall.Open does not ask for O_CLOEXEC.
func replaceByNumber(bin, path string) error {
	fd, err := syscall.Open(path, syscall.O_RDONLY, 0)
	if err != nil {
		return err
	}
	return syscall.Exec(bin, []string{bin, fmt.Sprint("--fd=", fd)}, os.Environ())
}
