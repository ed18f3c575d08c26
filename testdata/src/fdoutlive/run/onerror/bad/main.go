// An error closes the number of which a file has been made: when the file is collected, it
// closes another one's.
package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

// listen makes a listener of a socket that does not listen, which is an error.
func listen(string) (err error) {
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			syscall.Close(fd) // want `is closed by number and again by`
		}
	}()
	if err = syscall.SetNonblock(fd, true); err != nil {
		return err
	}
	f := os.NewFile(uintptr(fd), "socket")
	_, err = net.FileListener(f)
	return err
}

// try expects the error.
func try(path string) error {
	if listen(path) == nil {
		return os.ErrExist
	}
	return nil
}

func work(dir string) (lost string) {
	if err := try(filepath.Join(dir, "first")); err != nil {
		return err.Error()
	}
	other, err := os.Create(filepath.Join(dir, "other")) // gets the number
	must(err)
	defer other.Close()
	collect()
	if _, err := other.WriteString("still there"); err != nil {
		return err.Error()
	}
	return ""
}

func main() {
	dir, err := os.MkdirTemp("", "owners")
	must(err)
	lost := work(dir)
	must(os.RemoveAll(dir))
	if lost != "" {
		fmt.Println("descriptor lost:", lost)
		os.Exit(1)
	}
	fmt.Println("descriptor alive")
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
