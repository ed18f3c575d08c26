// Another package opens a FIFO, and asks for its number under SyscallConn. The Close
// of this one wakes the Read of a goroutine.
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
	f, err := line.OpenRaw(filepath.Join(dir, "line"))
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
	return r.f.Close()
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
	case <-time.After(30 * time.Second):
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
