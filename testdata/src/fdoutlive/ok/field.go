package ok

import (
	"net"
	"os"
	"syscall"
)

// A number in a field, and a file of it that ends it or lives as long.

type sock struct {
	fd   int
	file *os.File
}

func (s *sock) send(b []byte) (int, error) { return syscall.Write(s.fd, b) }

// The file is the way to close the number.
func (s *sock) close() error { return os.NewFile(uintptr(s.fd), "sock").Close() }

func (s *sock) drain(b []byte) error {
	f := os.NewFile(uintptr(s.fd), "sock")
	defer f.Close()
	_, err := f.Read(b)
	return err
}

// It is kept beside the number.
func (s *sock) open() {
	s.file = os.NewFile(uintptr(s.fd), "sock")
}

func (s *sock) asFile() *os.File { return os.NewFile(uintptr(s.fd), "sock") }

// A listener has a duplicate, and the number has served its purpose.
func (s *sock) listener() (net.Listener, error) {
	return net.FileListener(os.NewFile(uintptr(s.fd), "sock"))
}

// The field has none any more.
func (s *sock) last() (os.FileInfo, error) {
	f := os.NewFile(uintptr(s.fd), "sock")
	s.fd = -1
	return f.Stat()
}

// A duplicate is asked.
func (s *sock) size() (int64, error) {
	fd, err := syscall.Dup(s.fd)
	if err != nil {
		return 0, err
	}
	st, err := os.NewFile(uintptr(fd), "copy").Stat()
	if err != nil {
		return 0, err
	}
	return st.Size(), nil
}

// Nobody else uses the number.
type inherited struct{ fd uintptr }

func (i inherited) ready() error {
	_, err := os.NewFile(i.fd, "ready").WriteString("ready")
	return err
}
