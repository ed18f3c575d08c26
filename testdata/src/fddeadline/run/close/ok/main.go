// A line, here a FIFO, is locked inside Control and read by a goroutine, which Close
// ends.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

type line struct {
	dev  *os.File
	done chan struct{}
}

func openLine(dir string) (*line, error) {
	f, err := os.OpenFile(filepath.Join(dir, "line"), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		return nil, err
	}
	if err := lock(f); err != nil {
		f.Close()
		return nil, err
	}
	l := &line{dev: f, done: make(chan struct{})}
	go l.read()
	return l, nil
}

func lock(f *os.File) error {
	raw, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var lerr error
	err = raw.Control(func(fd uintptr) { lerr = syscall.Flock(int(fd), syscall.LOCK_EX|syscall.LOCK_NB) })
	return errors.Join(err, lerr)
}

func (l *line) read() {
	defer close(l.done)
	buf := make([]byte, 64)
	for {
		if _, err := l.dev.Read(buf); err != nil {
			return
		}
	}
}

func (l *line) Close() error { return l.dev.Close() }

func main() {
	dir, err := os.MkdirTemp("", "line")
	must(err)
	must(syscall.Mkfifo(filepath.Join(dir, "line"), 0o600))
	woken := work(dir)
	must(os.RemoveAll(dir))
	if !woken {
		fmt.Println("Read not woken")
		os.Exit(1)
	}
	fmt.Println("Read woken")
}

// work reports whether Close ends the goroutine.
func work(dir string) bool {
	l, err := openLine(dir)
	must(err)
	time.Sleep(100 * time.Millisecond) // the goroutine reads
	must(l.Close())
	select {
	case <-l.done:
		return true
	case <-time.After(30 * time.Second):
		return false
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
