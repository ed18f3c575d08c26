// A struct has the file that is locked. Nobody keeps it: when it is collected, the next one
// gets the lock.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

type lock struct{ f *os.File }

func newLock(path string) (*lock, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, err
	}
	return &lock{f}, nil
}

func main() {
	dir, err := os.MkdirTemp("", "lock")
	must(err)
	lost, err := work(filepath.Join(dir, "LOCK"))
	must(err)
	must(os.RemoveAll(dir))
	if lost != "" {
		fmt.Println("descriptor lost:", lost)
		os.Exit(1)
	}
	fmt.Println("descriptor alive")
}

func work(path string) (lost string, err error) {
	if _, err := newLock(path); err != nil { // want `nobody keeps the result of newLock, which has the lock`
		return "", err
	}
	collect()
	l, err := newLock(path)
	if err == nil {
		return "somebody else got the lock", l.f.Close()
	}
	return "", nil
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
