// A file is locked and forgotten: when it is collected, the next one gets the lock.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

func lock(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) // want `the lock ends with its owner f`
}

func main() {
	dir, err := os.MkdirTemp("", "flock")
	must(err)
	lost := work(filepath.Join(dir, "LOCK"))
	must(os.RemoveAll(dir))
	if lost != "" {
		fmt.Println("descriptor lost:", lost)
		os.Exit(1)
	}
	fmt.Println("descriptor alive")
}

func work(path string) (lost string) {
	must(lock(path))
	collect()
	if lock(path) == nil {
		return "somebody else got the lock"
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
