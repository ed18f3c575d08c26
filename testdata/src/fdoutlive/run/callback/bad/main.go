// A client takes the number of its connection out of Control, and forgets the
// connection. After a garbage collection the server has lost its client, and
// another connection has the number.
package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"runtime"
	"syscall"
	"time"
)

// A client writes without the poller of the runtime.
type client struct {
	fd    int
	local string
}

func dial(addr string) (*client, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	c := &client{local: conn.LocalAddr().String()}
	raw, err := conn.(*net.TCPConn).SyscallConn()
	if err != nil {
		return nil, err
	}
	var sysfd int
	if err := raw.Control(func(fd uintptr) { sysfd = int(fd) }); err != nil {
		return nil, err
	}
	c.fd = sysfd // want `sysfd is valid only inside the callback of Control`
	return c, nil
}

func (c *client) send(text string) error {
	_, err := syscall.Write(c.fd, []byte(text))
	return os.NewSyscallError("write", err)
}

func main() {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	must(err)
	defer ln.Close()

	c, err := dial(ln.Addr().String())
	must(err)
	peer, err := ln.Accept()
	must(err)
	defer peer.Close()
	must(c.send("one"))
	must(expect(peer, "one"))

	collect()
	others := make([]net.Conn, 2)
	for i := range others {
		others[i], err = net.Dial("tcp", ln.Addr().String())
		must(err)
		defer others[i].Close()
	}

	lost := c.send("two")
	if lost == nil {
		lost = expect(peer, "two")
	}
	if lost != nil {
		fmt.Println("descriptor lost:", lost)
		os.Exit(1)
	}
	fmt.Println("descriptor alive")
}

// expect reads what the client has sent.
func expect(peer net.Conn, text string) error {
	peer.SetReadDeadline(time.Now().Add(500 * time.Millisecond))
	buf := make([]byte, len(text))
	if _, err := io.ReadFull(peer, buf); err != nil {
		return fmt.Errorf("server waits for %q: %w", text, err)
	}
	if string(buf) != text {
		return fmt.Errorf("server has read %q, not %q", buf, text)
	}
	return nil
}

// collect lets the garbage collector find and close what nobody has: each time until it
// has done so with something that was dropped later.
func collect() {
	for range 3 {
		found := make(chan struct{})
		runtime.AddCleanup(&struct{ next *int }{}, func(found chan struct{}) { close(found) }, found)
		runtime.GC()
		<-found
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
