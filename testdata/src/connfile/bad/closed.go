package bad

import (
	"bufio"
	"crypto/tls"
	"net"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// A Close on some paths only leaves the connection in use on the others.

func closedOnError(conn *net.TCPConn) error {
	f, err := conn.File()
	if err != nil {
		conn.Close()
		return err
	}
	defer f.Close()
	if err := syscall.SetsockoptInt(int(f.Fd()), syscall.IPPROTO_TCP, tcpUserTimeout, 1); err != nil { // want `conn becomes blocking`
		conn.Close()
		return err
	}
	return nil
}

func closedByConditionalDefer(conn *net.TCPConn) (err error) {
	defer func() {
		if err != nil {
			conn.Close()
		}
	}()
	f, err := conn.File()
	if err != nil {
		return err
	}
	defer f.Close()
	return syscall.SetsockoptInt(int(f.Fd()), syscall.IPPROTO_TCP, tcpUserTimeout, 1) // want `conn becomes blocking`
}

// What went somewhere before is still in use.

func servedBefore(ln *net.TCPListener, handle func(net.Conn)) error {
	conn, err := ln.AcceptTCP()
	if err != nil {
		return err
	}
	go handle(conn)
	f, err := conn.File()
	if err != nil {
		return err
	}
	defer f.Close()
	return syscall.SetsockoptInt(int(f.Fd()), syscall.IPPROTO_TCP, tcpUserTimeout, 1) // want `conn becomes blocking`
}

func bufferedBefore(conn *net.TCPConn) (string, error) {
	defer conn.Close()
	r := bufio.NewReader(conn)
	f, err := conn.File()
	if err != nil {
		return "", err
	}
	_ = f.Fd() // want `conn becomes blocking`
	f.Close()
	return r.ReadString('\n')
}

type pool struct{ conns []net.Conn }

func (p *pool) dial(addr *net.TCPAddr) error {
	conn, err := net.DialTCP("tcp", nil, addr)
	if err != nil {
		return err
	}
	p.conns = append(p.conns, conn)
	f, err := conn.File()
	if err != nil {
		return err
	}
	defer f.Close()
	return syscall.SetsockoptInt(int(f.Fd()), syscall.IPPROTO_TCP, tcpUserTimeout, 1) // want `conn becomes blocking`
}

// A connection that some function returns is not new.
func ofTLS(c *tls.Conn) error {
	f, err := c.NetConn().(*net.TCPConn).File()
	if err != nil {
		return err
	}
	defer f.Close()
	return syscall.SetsockoptInt(int(f.Fd()), syscall.IPPROTO_TCP, tcpUserTimeout, 1) // want `c.NetConn\(\) becomes blocking`
}

// An interface that only a connection satisfies.
type socket interface {
	net.Conn
	File() (*os.File, error)
}

func tune(s socket) error {
	f, err := s.File()
	if err != nil {
		return err
	}
	defer f.Close()
	return syscall.SetsockoptInt(int(f.Fd()), syscall.IPPROTO_TCP, tcpUserTimeout, 1) // want `s becomes blocking`
}

// Reading the flags repairs nothing, nor does making it nonblocking too early.
func tooEarly(conn *net.TCPConn) error {
	f, err := conn.File()
	if err != nil {
		return err
	}
	defer f.Close()
	fd := f.Fd() // want `conn becomes blocking`
	if err := unix.SetNonblock(int(fd), true); err != nil {
		return err
	}
	_, err = unix.FcntlInt(f.Fd(), unix.F_GETFL, 0) // want `conn becomes blocking`
	return err
}

// What is returned, sent or handed out by SyscallConn lives on.

func dial(addr string) (net.Conn, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	f, err := conn.(*net.TCPConn).File()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	_ = f.Fd() // want `conn becomes blocking`
	return conn, nil
}

func accept(ln *net.TCPListener, conns chan<- net.Conn) error {
	conn, err := ln.AcceptTCP()
	if err != nil {
		return err
	}
	f, err := conn.File()
	if err != nil {
		return err
	}
	defer f.Close()
	_ = f.Fd() // want `conn becomes blocking`
	conns <- conn
	return nil
}
