// A FIFO is read by a function that a goroutine is to end by Close, once its context is
// done. The Read stays in the kernel.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

func read(ctx context.Context, dir string) error {
	f, err := os.OpenFile(filepath.Join(dir, "line"), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		return err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil { // want `Close`
		f.Close()
		return err
	}
	go func() {
		<-ctx.Done()
		f.Close()
	}()
	buf := make([]byte, 64)
	for {
		if _, err := f.Read(buf); err != nil {
			return err
		}
	}
}

func main() {
	dir, err := os.MkdirTemp("", "line")
	must(err)
	must(syscall.Mkfifo(filepath.Join(dir, "line"), 0o600))
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	ended := make(chan error, 1)
	go func() { ended <- read(ctx, dir) }()
	woken := false
	select {
	case <-ended:
		woken = true
	case <-time.After(time.Second):
	}
	cancel()
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
