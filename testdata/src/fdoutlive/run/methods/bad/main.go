// One method makes a file of the number of a field, another one closes that: when the file is
// collected, it closes a third one's.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

type event struct{ fd int }

func open(path string) (*event, error) {
	fd, err := syscall.Open(path, syscall.O_RDWR|syscall.O_CREAT|syscall.O_CLOEXEC, 0o600)
	if err != nil {
		return nil, err
	}
	return &event{fd}, nil
}

func (e *event) File() (*os.File, error) { return os.NewFile(uintptr(e.fd), "event"), nil }

func (e *event) Close() error { return syscall.Close(e.fd) } // want `is closed by number and again by`

// size asks the file of an event.
func size(path string) error {
	e, err := open(path)
	if err != nil {
		return err
	}
	defer e.Close()
	f, err := e.File()
	if err != nil {
		return err
	}
	_, err = f.Stat()
	return err
}

func work(dir string) (lost string) {
	if err := size(filepath.Join(dir, "first")); err != nil {
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
