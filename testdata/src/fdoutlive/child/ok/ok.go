// Package ok tells children the numbers that files have there.
package ok

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
)

func start(bin, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	cmd := exec.Command(bin)
	cmd.ExtraFiles = append(cmd.ExtraFiles, f)
	cmd.Args = append(cmd.Args, fmt.Sprint("--fd=", 2+len(cmd.ExtraFiles)))
	return cmd.Run()
}

// The child opens the descriptor of this process.
func startByPath(bin, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return exec.Command(bin, fmt.Sprintf("/proc/%d/fd/%d", os.Getpid(), f.Fd())).Run()
}

// The descriptor stays open on exec.
func startUncovered(bin, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, _, e := syscall.Syscall(syscall.SYS_FCNTL, f.Fd(), syscall.F_SETFD, 0); e != 0 {
		return e
	}
	return exec.Command(bin, fmt.Sprint(f.Fd())).Run()
}

func startWith(bin, path string, uncover func(uintptr)) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	uncover(f.Fd())
	return exec.Command(bin, fmt.Sprint(f.Fd())).Run()
}

// It was inherited itself.
func passOn(bin string) error {
	f := os.NewFile(3, "inherited")
	defer f.Close()
	return exec.Command(bin, fmt.Sprint(f.Fd())).Run()
}

// The caller's file may be anything.
func startFor(bin string, f *os.File) error { return exec.Command(bin, fmt.Sprint(f.Fd())).Run() }

// It is for people.
func say(path string) {
	f, err := os.Open(path)
	if err != nil {
		return
	}
	defer f.Close()
	fmt.Println("descriptor", fmt.Sprint(f.Fd()))
}
