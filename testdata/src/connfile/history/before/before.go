//go:build unix

// Package before re-enacts what public histories mended, each before its change.
package before

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"syscall"

	"connfile/history/lib"
)

// cloudflare/tableflip#17: another package asks for the number of the File.
func export(fds *lib.Fds, addr string) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	if err := fds.Add(addr, l.(*net.TCPListener)); err != nil { // want `l becomes blocking by Add`
		return err
	}
	return http.Serve(l, nil)
}

// osrg/gobgp#118: an option of a listener.
func setOption(l *net.TCPListener, option int) error {
	f, err := l.File()
	if err != nil {
		return err
	}
	defer f.Close()
	return syscall.SetsockoptInt(int(f.Fd()), syscall.IPPROTO_TCP, option, 1) // want `l becomes blocking by Fd on its File`
}

// mosn/mosn#210: the File is kept beside the connection.
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
	return syscall.SetsockoptInt(int(c.file.Fd()), syscall.SOL_SOCKET, syscall.SO_OOBINLINE, 1) // want `tc becomes blocking by Fd on its File`
}

// mosn/mosn#287: the original destination, of a connection that is an interface.
func original(conn net.Conn) (int, error) {
	tc := conn.(*net.TCPConn)
	f, err := tc.File()
	if err != nil {
		return 0, err
	}
	defer f.Close()
	return syscall.GetsockoptInt(int(f.Fd()), syscall.IPPROTO_IP, 80) // want `tc becomes blocking by Fd on its File`
}

// miekg/dns#288: Shutdown does not end the server.
type server struct{ conn *net.UDPConn }

func setUDPOptions(conn *net.UDPConn) error {
	f, err := conn.File()
	if err != nil {
		return err
	}
	defer f.Close()
	return syscall.SetsockoptInt(int(f.Fd()), syscall.IPPROTO_IP, syscall.IP_TTL, 1) // want `conn becomes blocking by Fd on its File`
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

// golang/go#29277: Close of a listener hangs, though the number is only printed.
func closes(l *net.UnixListener) error {
	f, err := l.File()
	if err != nil {
		return err
	}
	defer f.Close()
	fmt.Fprintln(os.Stderr, "inherited", f.Fd()) // want `l becomes blocking by Fd on its File`
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

// facebookarchive/grace#40: a child has the listener that this process serves.
type restarter struct{ l *net.TCPListener }

func (r *restarter) Serve() error { return http.Serve(r.l, nil) }

func (r *restarter) restart() error {
	f, err := r.l.File() // want `r.l becomes blocking when its File goes to a child`
	if err != nil {
		return err
	}
	defer f.Close()
	cmd := exec.Command(os.Args[0])
	cmd.ExtraFiles = []*os.File{f}
	return cmd.Start()
}

// dolthub/go-mysql-server#1106: nobody closes the File.
func fileName(c *net.TCPConn) (string, error) {
	f, err := c.File() // want `the File of c is never closed`
	if err != nil {
		return "", err
	}
	return f.Name(), nil
}
