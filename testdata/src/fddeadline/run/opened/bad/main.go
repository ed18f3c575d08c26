// A pipe is asked for its number where it is opened. Who gets it sets a deadline that
// never fires.
package main

import (
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
	what, err := describe(f.Fd()) // want `never fires`
	if err != nil {
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
