// A line to a device, here a FIFO, is locked by its descriptor, which is made
// nonblocking again. The deadline of another method fires.
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
	dev     *os.File
	timeout time.Duration
}

func openLine(path string) (*line, error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	l := &line{dev: f, timeout: 100 * time.Millisecond}
	if err := l.lock(); err != nil {
		f.Close()
		return nil, err
	}
	return l, nil
}

// lock keeps other programs from using the line at the same time.
func (l *line) lock() error {
	fd := int(l.dev.Fd())
	return errors.Join(
		syscall.Flock(fd, syscall.LOCK_EX|syscall.LOCK_NB),
		syscall.SetNonblock(fd, true),
	)
}

func (l *line) Read(p []byte) (int, error) {
	if err := l.dev.SetReadDeadline(time.Now().Add(l.timeout)); err != nil {
		return 0, err
	}
	return l.dev.Read(p)
}

func main() {
	dir, err := os.MkdirTemp("", "line")
	must(err)
	path := filepath.Join(dir, "tty")
	must(syscall.Mkfifo(path, 0o600))
	fired := work(path)
	must(os.RemoveAll(dir))
	if !fired {
		fmt.Println("deadline missed")
		os.Exit(1)
	}
	fmt.Println("deadline fired")
}

// work reports whether a Read of a silent line comes back in time.
func work(path string) bool {
	l, err := openLine(path)
	must(err)
	read := make(chan error, 1)
	go func() {
		_, err := l.Read(make([]byte, 1))
		read <- err
	}()
	select {
	case err := <-read:
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			panic(fmt.Sprint("read: ", err))
		}
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
