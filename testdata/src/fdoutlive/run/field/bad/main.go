// A file that is made of the number in a field for one question, and collected: the
// field has the number of another file then, from which is read.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

type reader struct {
	fd   int
	name string
}

func open(name string) (*reader, error) {
	fd, err := syscall.Open(name, syscall.O_RDWR|syscall.O_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	return &reader{fd, name}, nil
}

func (r *reader) size() (int64, error) {
	f := os.NewFile(uintptr(r.fd), r.name) // want `r.fd is used by readAt`
	st, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return st.Size(), nil
}

func (r *reader) readAt(b []byte, off int64) (int, error) { return syscall.Pread(r.fd, b, off) }

func (r *reader) close() error { return syscall.Close(r.fd) }

func main() {
	dir, err := os.MkdirTemp("", "field")
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
	name := filepath.Join(dir, "first")
	must(os.WriteFile(name, []byte("first"), 0o600))
	r, err := open(name)
	must(err)
	defer r.close()
	if n, err := r.size(); n != 5 || err != nil {
		return fmt.Sprint("size ", n, ": ", err)
	}

	collect()
	other, err := os.Create(filepath.Join(dir, "other"))
	must(err)
	defer other.Close()
	_, err = other.WriteString("other")
	must(err)

	b := make([]byte, 5)
	if _, err := r.readAt(b, 0); err != nil {
		return err.Error()
	}
	if string(b) != "first" {
		return "read from the other file"
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
