// A connection is made blocking for one system call, and nonblocking again. The
// deadline of a Read fires.
package main

import (
	"fmt"
	"net"
	"os"
	"syscall"
	"time"
)

func prepare(conn *net.TCPConn) error {
	raw, err := conn.SyscallConn()
	if err != nil {
		return err
	}
	var serr error
	if err := raw.Control(func(fd uintptr) {
		syscall.SetNonblock(int(fd), false)
		_, serr = syscall.Write(int(fd), []byte("hello"))
		if err := syscall.SetNonblock(int(fd), true); err != nil {
			serr = err
		}
	}); err != nil {
		return err
	}
	return serr
}

func main() {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	must(err)
	conn, err := net.Dial("tcp", ln.Addr().String())
	must(err)
	peer, err := ln.Accept() // and says nothing
	must(err)
	must(prepare(conn.(*net.TCPConn)))
	must(conn.SetReadDeadline(time.Now().Add(100 * time.Millisecond)))
	read := make(chan error, 1)
	go func() {
		_, err := conn.Read(make([]byte, 1))
		read <- err
	}()
	select {
	case <-read:
		fmt.Println("deadline fired")
	case <-time.After(30 * time.Second):
		fmt.Println("deadline missed")
		os.Exit(1)
	}
	must(peer.Close())
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
