//go:build linux

// A lease on a file is taken and forgotten: when the file is collected, others open it
// unnoticed.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

func lease(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return setLease(f.Fd()) // want `the lease ends with its owner f`
}

func setLease(fd uintptr) error {
	if _, _, errno := syscall.Syscall(syscall.SYS_FCNTL, fd, syscall.F_SETLEASE, syscall.F_RDLCK); errno != 0 {
		return errno
	}
	return nil
}

func main() {
	dir, err := os.MkdirTemp("", "lease")
	must(err)
	lost := work(filepath.Join(dir, "file"))
	must(os.RemoveAll(dir))
	if lost != "" {
		fmt.Println("descriptor lost:", lost)
		os.Exit(1)
	}
	fmt.Println("descriptor alive")
}

func work(path string) (lost string) {
	must(os.WriteFile(path, nil, 0o600))
	must(lease(path))
	collect()
	f, err := os.OpenFile(path, os.O_WRONLY|syscall.O_NONBLOCK, 0)
	if err == nil {
		f.Close()
		return "no lease is broken"
	}
	if !errors.Is(err, syscall.EWOULDBLOCK) {
		panic(err)
	}
	return ""
}

// collect lets the garbage collector find and close what nobody has: each time until it
// has done so with something that was dropped later.
func collect() {
	for range 3 {
		found := make(chan struct{})
		runtime.AddCleanup(&struct{ next *int }{}, func(found chan struct{}) { close(found) }, found)
		runtime.GC()
		<-found
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
