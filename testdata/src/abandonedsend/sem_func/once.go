package sem_func

import (
	"context"
	"database/sql"
	"net"
	"os"
	"syscall"
)

// Control calls its function once, or returns an error.
func control(f *os.File) error {
	raw, err := f.SyscallConn()
	if err != nil {
		return err
	}
	ch := make(chan error, 1)
	if err := raw.Control(func(fd uintptr) { ch <- syscall.SetNonblock(int(fd), true) }); err != nil {
		return err
	}
	return <-ch
}

func controlOpen() error {
	f, err := os.Open("/dev/null")
	if err != nil {
		return err
	}
	defer f.Close()
	return control(f)
}

func controlled() {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return
	}
	raw, err := ln.(*net.TCPListener).SyscallConn()
	if err != nil {
		return
	}
	numbers := make(chan uintptr)
	go func() {
		raw.Control(func(fd uintptr) {
			numbers <- fd // want `blocks forever`
		})
	}()
}

// After an error of Raw its function may have been called or not.
func raw(ctx context.Context, db *sql.DB) (any, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	found := make(chan any, 1)
	err = conn.Raw(func(driver any) error {
		found <- driver
		return nil
	})
	if err != nil {
		select {
		case <-found:
		default:
		}
		return nil, err
	}
	return <-found, nil
}
