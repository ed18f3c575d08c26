// Another package sets an option by the number of the File of a connection, of which it
// knows no more than that it has one. The deadline of a Read does not fire.
package main

import (
	"fmt"
	"net"
	"os"
	"time"

	"connfile/run/helper/opts"
)

func main() {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	must(err)
	conn, err := net.Dial("tcp", ln.Addr().String())
	must(err)
	peer, err := ln.Accept() // and says nothing
	must(err)
	must(opts.Reuse(conn.(*net.TCPConn))) // want `conn becomes blocking by Reuse, which calls Fd on its File`
	must(conn.SetReadDeadline(time.Now().Add(100 * time.Millisecond)))
	read := make(chan error, 1)
	go func() {
		_, err := conn.Read(make([]byte, 1))
		read <- err
	}()
	select {
	case <-read:
		fmt.Println("deadline fired")
	case <-time.After(time.Second):
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
