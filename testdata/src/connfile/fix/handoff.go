package fix

import (
	"net"
	"net/http"
	"os"
	"os/exec"

	"golang.org/x/sys/unix"
)

// The child gets a duplicate.
func restart(l *net.TCPListener) error {
	f, err := l.File() // want `l becomes blocking when its File goes to a child`
	if err != nil {
		return err
	}
	defer f.Close()
	cmd := exec.Command(os.Args[0])
	cmd.ExtraFiles = []*os.File{f}
	if err := cmd.Start(); err != nil {
		return err
	}
	return http.Serve(l, nil)
}

type upgrader struct {
	l    net.Listener
	file *os.File
}

func (s *upgrader) restart() (err error) {
	if s.file, err = s.l.(*net.UnixListener).File(); err != nil { // want `becomes blocking when its File goes to a child`
		return err
	}
	cmd := exec.Command(os.Args[0])
	cmd.ExtraFiles = append(cmd.ExtraFiles, s.file)
	return cmd.Start()
}

func (s *upgrader) Serve() error { return http.Serve(s.l, nil) }

// No fix: the listener is an interface, of which SyscallConn is not known, or a name is in
// the way.

func restartAny(l interface {
	net.Listener
	File() (*os.File, error)
}) error {
	f, err := l.File() // want `l becomes blocking when its File goes to a child`
	if err != nil {
		return err
	}
	cmd := exec.Command(os.Args[0])
	cmd.ExtraFiles = []*os.File{f}
	if err := cmd.Start(); err != nil {
		return err
	}
	return http.Serve(l, nil)
}

func restartNamed(f *net.TCPListener) error {
	dup, err := f.File() // want `f becomes blocking when its File goes to a child`
	if err != nil {
		return err
	}
	cmd := exec.Command(os.Args[0])
	cmd.ExtraFiles = []*os.File{dup}
	if err := cmd.Start(); err != nil {
		return err
	}
	return http.Serve(f, nil)
}

var _ = unix.Close
