// A pipe is asked how much there is to read, inside Control. The deadline that is
// set afterwards fires.
package main

import (
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
	"unsafe"
)

// pending returns the number of bytes in the pipe.
func pending(r *os.File) (n int32, err error) {
	const fionread = 0x541b
	raw, err := r.SyscallConn()
	if err != nil {
		return 0, err
	}
	var errno syscall.Errno
	if err := raw.Control(func(fd uintptr) {
		_, _, errno = syscall.Syscall(syscall.SYS_IOCTL, fd, fionread, uintptr(unsafe.Pointer(&n)))
	}); err != nil {
		return 0, err
	}
	if errno != 0 {
		return 0, errno
	}
	return n, nil
}

func main() {
	r, w, err := os.Pipe()
	must(err)
	defer w.Close()
	n, err := pending(r)
	must(err)
	if n != 0 {
		panic("the pipe is not empty")
	}

	must(r.SetReadDeadline(time.Now().Add(100 * time.Millisecond)))
	read := make(chan error, 1)
	go func() {
		_, err := r.Read(make([]byte, 1))
		read <- err
	}()
	select {
	case err := <-read:
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			panic(fmt.Sprint("read: ", err))
		}
		fmt.Println("deadline fired")
	case <-time.After(30 * time.Second):
		fmt.Println("deadline missed")
		os.Exit(1)
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
