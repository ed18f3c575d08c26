package user

import (
	"net"
	"os"

	"fdoutlive/crosspkg/poll"
	"fdoutlive/crosspkg/sock"
)

// The file stays with its package, or with its source.

func logNumber(name string) (int, error) {
	f, err := sock.Log(name)
	if err != nil {
		return -1, err
	}
	return sock.FD(f), nil
}

func dirNumber(src *sock.Source) int { return int(src.Dir().Fd()) }

// It is kept beside.

type server struct {
	set   poll.Set
	files []*os.File
	own   poll.Owners
}

func (s *server) listen(addr string) error {
	f, err := sock.Listen(addr)
	if err != nil {
		return err
	}
	s.files = append(s.files, f)
	s.set.Add(sock.FD(f))
	return nil
}

// The other package keeps the file.
func (s *server) addOwned(path string) (int, error) {
	f, err := os.Open(path)
	if err != nil {
		return -1, err
	}
	return s.own.AddFile(f), nil
}

// The other package uses the number and forgets it, or only looks at it.

func drain(path string, buf []byte) (int, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	return poll.Drain(sock.FD(f), buf), nil
}

func (s *server) known(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer sock.Close(f)
	return s.set.Has(int(f.Fd()))
}

// Taken out before the file is closed.
func (s *server) during(path string, do func()) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	fd := sock.FD(f)
	s.set.Add(fd)
	defer s.set.Remove(fd)
	do()
	return nil
}

// Held by a goroutine, in the other package, while the number is in use.
func (s *server) hold(path string, stop <-chan struct{}) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	s.set.Add(sock.FD(f))
	go poll.Hold(f, stop)
	return nil
}

// The connection is returned beside its number.
func dialBeside(addr string) (net.Conn, int, error) {
	conn, err := sock.Dial(addr)
	if err != nil {
		return nil, -1, err
	}
	fd, err := sock.Sysfd(conn)
	return conn, fd, err
}
