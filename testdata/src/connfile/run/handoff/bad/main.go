// The File of a listener goes to a child, and the listener goes on accepting. Close does not
// come back while Accept waits.
package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"time"
)

func start(l *net.TCPListener) error {
	f, err := l.File() // want `l becomes blocking when its File goes to a child`
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
	case <-time.After(time.Second):
		fmt.Println("Close hangs")
		os.Exit(1)
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
