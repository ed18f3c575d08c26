// Package bad passes connections to functions that leave them blocking, and keeps them in
// slices and maps.
package bad

import (
	"context"
	"net"
	"net/http"
	"os"
	"os/exec"
	"syscall"

	"connfile/helpers/opts"
)

func dial(addr string) (net.Conn, error) {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	return c, opts.Mark(c.(*net.TCPConn), 7) // want `c becomes blocking by Mark, which calls Fd on its File`
}

func read(c *net.UDPConn, b []byte) (int, error) {
	if err := opts.Marked(c); err != nil { // want `c becomes blocking by Marked`
		return 0, err
	}
	return c.Read(b)
}

func serve(l *net.TCPListener) error {
	if _, err := opts.Child("/bin/next", l); err != nil { // want `l becomes blocking by Child, which gives its File to a child`
		return err
	}
	return http.Serve(l, nil)
}

// A method asks for the number again and again.

type desc struct{ file *os.File }

func (d *desc) fd() int { return int(d.file.Fd()) } // want `conn becomes blocking by Fd on its File`

func handle(conn *net.TCPConn) (*desc, error) {
	f, err := conn.File()
	if err != nil {
		return nil, err
	}
	d := &desc{f}
	return d, syscall.SetNonblock(d.fd(), true)
}

type poller struct{ ep int }

func (p *poller) start(d *desc) error {
	return syscall.EpollCtl(p.ep, syscall.EPOLL_CTL_ADD, d.fd(), &syscall.EpollEvent{Events: 1})
}

// The listeners are in a slice, and so are their Files.

type upgrader struct {
	listeners []net.Listener
	files     []*os.File
}

func (u *upgrader) Listen(addr string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	f, err := l.(*net.TCPListener).File() // want `l becomes blocking when its File goes to a child`
	if err != nil {
		return nil, err
	}
	u.listeners, u.files = append(u.listeners, l), append(u.files, f)
	return l, nil
}

func (u *upgrader) upgrade() error {
	cmd := exec.Command(os.Args[0])
	cmd.ExtraFiles = append(cmd.ExtraFiles, u.files...)
	return cmd.Start()
}

// The listeners are in a map; what serves them is another name of each.

type server struct {
	http      *http.Server
	listeners map[string]*net.TCPListener
}

func (s *server) serve(addr string) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	s.listeners[addr] = l.(*net.TCPListener)
	return s.http.Serve(l)
}

func (s *server) restart(ctx context.Context) error {
	var files []*os.File
	for _, l := range s.listeners {
		f, err := l.File() // want `l becomes blocking when its File goes to a child`
		if err != nil {
			return err
		}
		files = append(files, f)
	}
	if _, err := os.StartProcess(os.Args[0], os.Args, &os.ProcAttr{Files: files}); err != nil {
		return err
	}
	return s.http.Shutdown(ctx)
}
