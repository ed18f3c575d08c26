package bad

import (
	"fmt"
	"net"
	"os"
	"syscall"
)

const tcpUserTimeout = 0x12

func setsockopt(conn *net.TCPConn, ms int) error {
	f, err := conn.File()
	if err != nil {
		return err
	}
	defer f.Close()
	return syscall.SetsockoptInt(int(f.Fd()), syscall.IPPROTO_TCP, tcpUserTimeout, ms) // want `conn becomes blocking by Fd on its File: each Read holds an OS thread, deadlines are ignored; use SyscallConn\(\).Control`
}

func printing(conn *net.UDPConn) {
	f, err := conn.File()
	if err == nil {
		fmt.Println("descriptor", f.Fd()) // want `conn becomes blocking by Fd`
		f.Close()
	}
}

func unixAndIP(conn *net.UnixConn, raw *net.IPConn) {
	f, _ := conn.File()
	_ = f.Fd() // want `conn becomes blocking by Fd`
	g, _ := raw.File()
	_ = g.Fd() // want `raw becomes blocking by Fd`
}

func listener(ln net.Listener) (uintptr, error) {
	f, err := ln.(*net.TCPListener).File()
	if err != nil {
		return 0, err
	}
	return f.Fd(), nil // want `ln becomes blocking by Fd on its File: each Accept holds an OS thread, deadlines are ignored; use net.ListenConfig.Control`
}

// The interface says that the value is a connection, whatever its type.
func assertion(conn net.Conn) {
	if fc, ok := conn.(interface{ File() (*os.File, error) }); ok {
		f, err := fc.File()
		if err != nil {
			return
		}
		defer f.Close()
		_ = syscall.SetsockoptInt(int(f.Fd()), syscall.SOL_SOCKET, syscall.SO_KEEPALIVE, 1) // want `fc becomes blocking by Fd`
	}
}

type filer interface{ File() (*os.File, error) }

func visibleType(conn *net.TCPConn) {
	var fc filer = conn
	f, _ := fc.File()
	_ = f.Fd() // want `fc becomes blocking by Fd`
}

func variable(conn *net.TCPConn, again bool) {
	var f *os.File
	if again {
		f, _ = conn.File()
	} else {
		f, _ = os.Open("/dev/null")
	}
	_ = f.Fd() // want `conn becomes blocking by Fd`
}

func captured(conn *net.TCPConn) {
	f, _ := conn.File()
	run := func() uintptr {
		return f.Fd() // want `conn becomes blocking by Fd`
	}
	_ = run()
	f = nil
}

type server struct {
	ln   *net.TCPListener
	file *os.File
}

func (s *server) start() (err error) {
	s.file, err = s.ln.File()
	return err
}

func (s *server) register() uintptr {
	return s.file.Fd() // want `s.ln becomes blocking by Fd`
}

func open(c *net.TCPConn) (*os.File, error) { return c.File() }

func throughResult(c *net.TCPConn) {
	f, err := open(c)
	if err != nil {
		return
	}
	_ = f.Fd() // want `c becomes blocking by Fd`
}

func number(f *os.File) int { return int(f.Fd()) } // want `peer.conn becomes blocking by Fd`

type peer struct{ conn *net.TCPConn }

func (peer *peer) throughParameter() int {
	f, _ := peer.conn.File()
	return number(f)
}

// The second Fd undoes what SetNonblock did.
func twice(conn *net.TCPConn) {
	f, _ := conn.File()
	fd := int(f.Fd()) // want `conn becomes blocking by Fd`
	_ = syscall.SetNonblock(fd, true)
	fmt.Println(f.Fd()) // want `conn becomes blocking by Fd`
}

func explicitlyBlocking(conn *net.TCPConn) {
	f, _ := conn.File()
	_ = syscall.SetNonblock(int(f.Fd()), false) // want `conn becomes blocking by Fd`
}

// Closed only at the end: the reads in between block.
func closedLate(conn *net.TCPConn) error {
	defer conn.Close()
	f, err := conn.File()
	if err != nil {
		return err
	}
	_ = f.Fd() // want `conn becomes blocking by Fd`
	f.Close()
	var buf [512]byte
	for {
		if _, err := conn.Read(buf[:]); err != nil {
			return err
		}
	}
}

func localButServed(handle func(net.Conn)) error {
	conn, err := net.Dial("tcp", "localhost:80")
	if err != nil {
		return err
	}
	f, err := conn.(*net.TCPConn).File()
	if err != nil {
		return err
	}
	_ = f.Fd() // want `conn becomes blocking by Fd`
	go handle(conn)
	return f.Close()
}

type wrapped struct{ *net.TCPConn }

func (w wrapped) tune() {
	f, _ := w.File()
	_ = f.Fd() // want `w becomes blocking by Fd`
}

func ignored(conn *net.TCPConn) {
	f, _ := conn.File()
	//gopitfalls:ignore connfile the connection is only written to, by one goroutine
	_ = f.Fd()
	_ = f.Fd() //gopitfalls:ignore connfile see above
	//gopitfalls:ignore connfile
	_ = f.Fd() // want `conn becomes blocking by Fd`
	//gopitfalls:ignore nosuch some reason
	_ = f.Fd() // want `conn becomes blocking by Fd`
}

// The message names the method that needs no descriptor.

func keepAlive(conn *net.TCPConn) error {
	f, err := conn.File()
	if err != nil {
		return err
	}
	defer f.Close()
	return syscall.SetsockoptInt(int(f.Fd()), syscall.IPPROTO_TCP, syscall.TCP_KEEPIDLE, 30) // want `conn becomes blocking by Fd on its File: .*; use SetKeepAliveConfig`
}

func buffers(conn *net.UDPConn) {
	f, _ := conn.File()
	fd := int(f.Fd()) // want `; use SetReadBuffer`
	_ = syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_RCVBUF, 1<<20)
	f.Close()
}

func unixNoDelay(conn *net.UnixConn) {
	f, _ := conn.File()
	_ = syscall.SetsockoptInt(int(f.Fd()), syscall.IPPROTO_TCP, syscall.TCP_NODELAY, 1) // want `; use SyscallConn\(\).Control`
	f.Close()
}

func reuseAddr(ln *net.TCPListener) {
	f, _ := ln.File()
	_ = syscall.SetsockoptInt(int(f.Fd()), syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1) // want `; drop it, net sets SO_REUSEADDR`
	f.Close()
}

// By method values.
func methodValues(conn *net.TCPConn) uintptr {
	open := conn.File
	f, err := open()
	if err != nil {
		return 0
	}
	defer f.Close()
	fd := f.Fd
	return fd() // want `becomes blocking by Fd on its File`
}
