// A duplicate of a listener goes to a child, and the listener goes on accepting. Close comes
// back while Accept waits.
package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"syscall"
	"time"
)

func start(l *net.TCPListener) error {
	f, err := dup(l)
	if err != nil {
		return err
	}
	defer f.Close()
	cmd := exec.Command(os.Args[0], "child")
	cmd.ExtraFiles = []*os.File{f}
	if err := cmd.Start(); err != nil {
		return err
	}
	go accept(l)
	return cmd.Wait()
}

// dup returns a file that Fd leaves nonblocking: os.NewFile found it so.
func dup(l *net.TCPListener) (f *os.File, err error) {
	raw, err := l.SyscallConn()
	if err != nil {
		return nil, err
	}
	cerr := raw.Control(func(fd uintptr) {
		n, _, e := syscall.Syscall(syscall.SYS_FCNTL, fd, syscall.F_DUPFD_CLOEXEC, 0)
		if e != 0 {
			err = e
			return
		}
		f = os.NewFile(n, "listener")
	})
	return f, errors.Join(cerr, err)
}

func accept(l *net.TCPListener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		c.Close()
	}
}

func main() {
	if len(os.Args) > 1 {
		return
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	must(err)
	must(start(ln.(*net.TCPListener)))
	time.Sleep(100 * time.Millisecond) // the goroutine accepts
	closed := make(chan error, 1)
	go func() { closed <- ln.Close() }()
	select {
	case <-closed:
		fmt.Println("Close returned")
	case <-time.After(30 * time.Second):
		fmt.Println("Close hangs")
		os.Exit(1)
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
