// Another package opens a FIFO, and asks for its number. The Close of this one does not
// wake the Read of a goroutine.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"fddeadline/run/opener/line"
)

type reader struct {
	f    *os.File
	done chan struct{}
}

func open(dir string) *reader {
	f, err := line.Open(filepath.Join(dir, "line"))
	must(err)
	r := &reader{f: f, done: make(chan struct{})}
	go r.read()
	return r
}

func (r *reader) read() {
	defer close(r.done)
	buf := make([]byte, 64)
	for {
		if _, err := r.f.Read(buf); err != nil {
			return
		}
	}
}

func (r *reader) Close() error {
	return r.f.Close() // want `this Close does not wake the Read of line 32: Open has made the file blocking by Fd`
}

func main() {
	dir, err := os.MkdirTemp("", "line")
	must(err)
	must(syscall.Mkfifo(filepath.Join(dir, "line"), 0o600))
	r := open(dir)
	time.Sleep(100 * time.Millisecond) // the goroutine reads
	must(r.Close())
	woken := false
	select {
	case <-r.done:
		woken = true
	case <-time.After(time.Second):
	}
	must(os.RemoveAll(dir))
	if !woken {
		fmt.Println("Read not woken")
		os.Exit(1)
	}
	fmt.Println("Read woken")
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
