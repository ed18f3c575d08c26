// Package user has the numbers of one package kept by another.
package user

import (
	"errors"
	"net"
	"os"
	"syscall"

	"fdoutlive/crosspkg/poll"
	"fdoutlive/crosspkg/sock"
)

// Another package opens.

func listenerNumber(addr string) (int, error) {
	f, err := sock.Listen(addr)
	if err != nil {
		return -1, err
	}
	return int(f.Fd()), nil // want `int\(f.Fd\(\)\) is returned but its owner f dies at line 21`
}

type terminal struct {
	name string
	fd   uintptr
}

func (t *terminal) open(n int) error {
	name, tty, err := sock.Tty(n)
	if err != nil {
		return err
	}
	t.name = name
	t.fd = tty.Fd() // want `tty.Fd\(\) is stored in t.fd but its owner tty dies at line 35`
	return nil
}

// Another package tells the number.
func firstNumber(src *sock.Source) (fd int, err error) {
	f, err := src.Next()
	if err != nil {
		return -1, err
	}
	fd = sock.FD(f)
	return fd, nil // want `fd is returned but its owner f dies at line 45`
}

func ownNumber(path string) int {
	f, err := os.Open(path)
	if err != nil {
		return -1
	}
	defer sock.Close(f)
	return sock.FD(f) // want `sock.FD\(f\) is returned but its owner f is closed on return`
}

func dialNumber(addr string) (int, error) {
	conn, err := sock.Dial(addr)
	if err != nil {
		return -1, err
	}
	fd, err := sock.Sysfd(conn)
	if err != nil {
		return -1, err
	}
	return fd, nil // want `fd is returned but its owner conn dies at line 63`
}

// Another package keeps it.

func watch(set *poll.Set, paths ...string) error {
	for _, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		set.Add(int(f.Fd())) // want `int\(f.Fd\(\)\) is kept by set.Add but its owner f dies at line 78`
	}
	return nil
}

func watchSocket(conn *net.UnixConn) error {
	f, err := conn.File()
	if err != nil {
		return err
	}
	defer f.Close()
	poll.Watch(f.Fd()) // want `f.Fd\(\) is kept by poll.Watch but its owner f is closed on return`
	return nil
}

func register(r poll.Registrar, addr string) error {
	f, err := sock.Listen(addr)
	if err != nil {
		return err
	}
	fd := sock.FD(f)
	if err := syscall.SetNonblock(fd, true); err != nil {
		return errors.Join(err, f.Close())
	}
	poll.Register(r, fd) // want `fd is kept by poll.Register but its owner f dies at line 98`
	return nil
}

func registerDirect(r poll.Registrar, path string) {
	f, err := os.Open(path)
	if err != nil {
		return
	}
	r.Add(int(f.Fd())) // want `int\(f.Fd\(\)\) is kept by r.Add but its owner f dies at line 111`
}

// Both are others.
func both(set *poll.Set) error {
	_, tty, err := sock.Tty(1)
	if err != nil {
		return err
	}
	set.Add(sock.FD(tty)) // want `sock.FD\(tty\) is kept by set.Add but its owner tty dies at line 120`
	return nil
}

// A second owner for what another package opened.
func reopened(addr string) (net.Listener, error) {
	f, err := sock.Listen(addr)
	if err != nil {
		return nil, err
	}
	return net.FileListener(os.NewFile(uintptr(sock.FD(f)), "listener")) // want `both own`
}
