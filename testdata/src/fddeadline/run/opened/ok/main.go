// The number is asked for under SyscallConn, and the deadline fires.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

func open(name string) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	raw, err := f.SyscallConn()
	if err != nil {
		f.Close()
		return nil, err
	}
	var what string
	var derr error
	err = raw.Control(func(fd uintptr) { what, derr = describe(fd) })
	if err := errors.Join(err, derr); err != nil {
		f.Close()
		return nil, err
	}
	fmt.Println("opened", what)
	return f, nil
}

func describe(fd uintptr) (string, error) {
	var st syscall.Stat_t
	if err := syscall.Fstat(int(fd), &st); err != nil {
		return "", err
	}
	return fmt.Sprintf("inode %d", st.Ino), nil
}

func main() {
	dir, err := os.MkdirTemp("", "opened")
	must(err)
	defer os.RemoveAll(dir)
	name := filepath.Join(dir, "keys")
	must(syscall.Mkfifo(name, 0o600))
	f, err := open(name)
	must(err)
	must(f.SetReadDeadline(time.Now().Add(50 * time.Millisecond)))
	done := make(chan error, 1)
	go func() {
		_, err := f.Read(make([]byte, 1))
		done <- err
	}()
	select {
	case err := <-done:
		fmt.Println("deadline fired:", err)
	case <-time.After(2 * time.Second):
		fmt.Println("deadline missed")
		os.RemoveAll(dir)
		os.Exit(1)
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
