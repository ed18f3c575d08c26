package bad

import (
	"net"
	"net/http"
	"os"
	"os/exec"
)

func serveAfterFork(ln *net.TCPListener, h http.Handler) error {
	f, err := ln.File() // want `ln becomes blocking when its File goes to a child: Accept holds an OS thread, Close may hang; pass a dup made under SyscallConn`
	if err != nil {
		return err
	}
	defer f.Close()
	cmd := exec.Command("worker")
	cmd.ExtraFiles = []*os.File{f}
	if err := cmd.Start(); err != nil {
		return err
	}
	return http.Serve(ln, h)
}

func serveMeanwhile(ln *net.TCPListener, h http.Handler) error {
	go http.Serve(ln, h)
	f, err := ln.File() // want `ln becomes blocking when its File goes to a child`
	if err != nil {
		return err
	}
	defer f.Close()
	p, err := os.StartProcess("/bin/worker", nil, &os.ProcAttr{Files: []*os.File{os.Stdin, os.Stdout, os.Stderr, f}})
	if err != nil {
		return err
	}
	return p.Release()
}

func readAfterRun(conn *net.UnixConn, buf []byte) error {
	f, err := conn.File() // want `conn becomes blocking when its File goes to a child: Read holds`
	if err != nil {
		return err
	}
	defer f.Close()
	cmd := exec.Command("filter")
	cmd.Stdin, cmd.Stdout = f, f
	if err := cmd.Run(); err != nil {
		return err
	}
	_, err = conn.Read(buf)
	return err
}

// The listeners of a server that starts itself anew are kept in a list: one method hands
// them to the child, others go on serving them.
type graceful struct {
	active []net.Listener
	main   *net.TCPListener
}

func (g *graceful) Serve(h http.Handler) {
	for _, l := range g.active {
		go http.Serve(l, h)
	}
}

func (g *graceful) restart() (*os.Process, error) {
	var files []*os.File
	for _, l := range g.active {
		f, err := l.(interface{ File() (*os.File, error) }).File() // want `becomes blocking when its File goes to a child: Accept holds`
		if err != nil {
			return nil, err
		}
		defer f.Close()
		files = append(files, f)
	}
	return os.StartProcess(os.Args[0], os.Args, &os.ProcAttr{Files: files})
}

// Listen gives the listener to who uses the package, to serve it.
func (g *graceful) Listen(addr *net.TCPAddr) (*net.TCPListener, error) {
	l, err := net.ListenTCP("tcp", addr)
	if err != nil {
		return nil, err
	}
	g.main = l
	return l, nil
}

func (g *graceful) files() ([]*os.File, error) {
	f, err := g.main.File() // want `g.main becomes blocking when its File goes to a child`
	if err != nil {
		return nil, err
	}
	return []*os.File{f}, nil
}

func (g *graceful) spawn() error {
	files, err := g.files()
	if err != nil {
		return err
	}
	cmd := exec.Command(os.Args[0])
	cmd.ExtraFiles = files
	return cmd.Start()
}

func appended(ln *net.TCPListener) (net.Conn, error) {
	f, err := ln.File() // want `ln becomes blocking when its File goes to a child`
	if err != nil {
		return nil, err
	}
	defer f.Close()
	files := make([]*os.File, 0, 1)
	files = append(files, f)
	cmd := &exec.Cmd{Path: "/bin/worker", ExtraFiles: files}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return ln.Accept()
}
