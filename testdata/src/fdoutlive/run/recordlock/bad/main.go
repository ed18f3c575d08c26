//go:build unix

// A file is locked by fcntl(2), and read by its path: that closes another descriptor of
// it, which ends the lock. The next process gets it.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// lock locks the file, and tells who it was before.
func lock(path string) (f *os.File, owner []byte, err error) {
	if f, err = os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return nil, nil, err
	}
	if err := syscall.FcntlFlock(f.Fd(), syscall.F_SETLK, &syscall.Flock_t{Type: syscall.F_WRLCK}); err != nil {
		f.Close()
		return nil, nil, err
	}
	owner, err = os.ReadFile(path) // want `closing this file ends the lock`
	return f, owner, err
}

func main() {
	if len(os.Args) > 1 { // the next process
		if _, _, err := lock(os.Args[1]); err != nil {
			os.Exit(1)
		}
		return
	}
	dir, err := os.MkdirTemp("", "lock")
	must(err)
	lost := work(filepath.Join(dir, "LOCK"))
	must(os.RemoveAll(dir))
	if lost {
		fmt.Println("lock lost")
		os.Exit(1)
	}
	fmt.Println("lock held")
}

func work(path string) (lost bool) {
	f, _, err := lock(path)
	must(err)
	defer f.Close()
	self, err := os.Executable()
	must(err)
	return exec.Command(self, path).Run() == nil
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
