//go:build unix

package bad

import (
	"fmt"
	"os"
	"strconv"
	"syscall"
)

func process(bin, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	args := []string{bin, fmt.Sprint("--fd=", f.Fd())} // want `the child is told the number of f in this process: .* put f into ProcAttr.Files, and tell its index`
	p, err := os.StartProcess(bin, args, &os.ProcAttr{Files: []*os.File{nil, nil, nil, f}})
	if err != nil {
		return err
	}
	_, err = p.Wait()
	return err
}

func processByEnvironment(bin, path string) (*os.Process, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	attr := &os.ProcAttr{Env: append(os.Environ(), "FD="+strconv.Itoa(int(f.Fd())))} // want `put f into ProcAttr.Files`
	return os.StartProcess(bin, []string{bin}, attr)
}

func fork(bin, path string) (int, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	return syscall.ForkExec(bin, []string{bin, fmt.Sprint(f.Fd())}, // want `put f into ProcAttr.Files`
		&syscall.ProcAttr{Files: []uintptr{0, 1, 2, f.Fd()}})
}

func replace(bin, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return syscall.Exec(bin, []string{bin, fmt.Sprint("--fd=", f.Fd())}, os.Environ()) // want `the new program is told the number of f, which is closed on exec`
}

func replaceByEnvironment(bin, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	env := append(os.Environ(), fmt.Sprintf("FD=%d", f.Fd())) // want `the new program is told the number of f`
	return syscall.Exec(bin, []string{bin}, env)
}
