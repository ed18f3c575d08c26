//go:build unix

// Package after has what each change made of it.
package after

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"syscall"

	"connfile/history/lib"
)

// cloudflare/tableflip#17.
func export(fds *lib.Fds, addr string) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	if err := fds.AddRaw(addr, l.(*net.TCPListener)); err != nil {
		return err
	}
	return http.Serve(l, nil)
}

// osrg/gobgp#118.
func setOption(l *net.TCPListener, option int) error {
	raw, err := l.SyscallConn()
	if err != nil {
		return err
	}
	var serr error
	if err := raw.Control(func(fd uintptr) {
		serr = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, option, 1)
	}); err != nil {
		return err
	}
	return serr
}

// mosn/mosn#210.
type connection struct {
	raw  net.Conn
	file *os.File
}

func newConnection(raw net.Conn) (*connection, error) {
	c := &connection{raw: raw}
	if tc, ok := raw.(*net.TCPConn); ok {
		f, err := tc.File()
		if err != nil {
			return nil, err
		}
		c.file = f
	}
	go c.read()
	return c, nil
}

func (c *connection) read() {
	b := make([]byte, 1024)
	for {
		if _, err := c.raw.Read(b); err != nil {
			return
		}
	}
}

func (c *connection) linger() error {
	fd := int(c.file.Fd())
	serr := syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_OOBINLINE, 1)
	if err := syscall.SetNonblock(fd, true); err != nil {
		return err
	}
	return serr
}

// mosn/mosn#287.
func original(conn net.Conn) (int, error) {
	tc := conn.(*net.TCPConn)
	raw, err := tc.SyscallConn()
	if err != nil {
		return 0, err
	}
	var port int
	var serr error
	if err := raw.Control(func(fd uintptr) {
		port, serr = syscall.GetsockoptInt(int(fd), syscall.IPPROTO_IP, 80)
	}); err != nil {
		return 0, err
	}
	return port, serr
}

// miekg/dns#288.
type server struct{ conn *net.UDPConn }

func setUDPOptions(conn *net.UDPConn) error {
	f, err := conn.File()
	if err != nil {
		return err
	}
	defer f.Close()
	if err := syscall.SetsockoptInt(int(f.Fd()), syscall.IPPROTO_IP, syscall.IP_TTL, 1); err != nil {
		return err
	}
	return syscall.SetNonblock(int(f.Fd()), true)
}

func (s *server) listen(addr string) error {
	l, err := net.ListenPacket("udp", addr)
	if err != nil {
		return err
	}
	s.conn = l.(*net.UDPConn)
	if err := setUDPOptions(s.conn); err != nil {
		return err
	}
	b := make([]byte, 512)
	for {
		if _, _, err := s.conn.ReadFromUDP(b); err != nil {
			return err
		}
	}
}

func (s *server) shutdown() error { return s.conn.Close() }

// golang/go#29277.
func closes(l *net.UnixListener) error {
	f, err := l.File()
	if err != nil {
		return err
	}
	defer f.Close()
	fmt.Fprintln(os.Stderr, "inherited", f.Fd())
	if err := syscall.SetNonblock(int(f.Fd()), true); err != nil {
		return err
	}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			c.Close()
		}
	}()
	return l.Close()
}

// facebookarchive/grace#40.
type restarter struct{ l *net.TCPListener }

func (r *restarter) Serve() error { return http.Serve(r.l, nil) }

func (r *restarter) restart() error {
	f, err := r.l.File()
	if err != nil {
		return err
	}
	defer f.Close()
	cmd := exec.Command(os.Args[0])
	cmd.ExtraFiles = []*os.File{f}
	if err := cmd.Start(); err != nil {
		return err
	}
	return syscall.SetNonblock(int(f.Fd()), true)
}

// dolthub/go-mysql-server#1106.
func fileName(c *net.TCPConn) (string, error) {
	f, err := c.File()
	if err != nil {
		return "", err
	}
	defer f.Close()
	return f.Name(), nil
}
