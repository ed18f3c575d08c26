// A second file for a duplicate closes the duplicate.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

// size asks a file of its own, so as not to disturb f.
func size(f *os.File) (int64, error) {
	fd, err := syscall.Dup(int(f.Fd()))
	if err != nil {
		return 0, os.NewSyscallError("dup", err)
	}
	alias := os.NewFile(uintptr(fd), "alias")
	st, err := alias.Stat()
	if err != nil {
		return 0, err
	}
	return st.Size(), nil
}

func main() {
	dir, err := os.MkdirTemp("", "alias")
	must(err)
	lost := work(dir)
	must(os.RemoveAll(dir))
	if lost != "" {
		fmt.Println("descriptor lost:", lost)
		os.Exit(1)
	}
	fmt.Println("descriptor alive")
}

func work(dir string) (lost string) {
	f, err := os.Create(filepath.Join(dir, "first"))
	must(err)
	defer f.Close()
	if n, err := size(f); n != 0 || err != nil {
		return fmt.Sprint("size ", n, ": ", err)
	}

	collect()
	other, err := os.Create(filepath.Join(dir, "other"))
	must(err)
	defer other.Close()

	if _, err := f.WriteString("for the first"); err != nil {
		return err.Error()
	}
	if st, err := os.Stat(other.Name()); err != nil || st.Size() != 0 {
		return "the other file was written to"
	}
	if st, err := os.Stat(f.Name()); err != nil || st.Size() == 0 {
		return "nothing was written"
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
