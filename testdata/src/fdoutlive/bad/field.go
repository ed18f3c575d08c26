package bad

import (
	"io"
	"os"
	"syscall"
)

// A number is kept in a field, and a method makes a file of it for one question. The
// file is collected, and the field has the number of whatever is opened next.

type blockReader struct {
	fd   int
	name string
}

func (r *blockReader) size() (int64, error) {
	f := os.NewFile(uintptr(r.fd), r.name) // want `r.fd is used by readAt but its owner f dies at line \d+`
	st, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return st.Size(), nil
}

func (r *blockReader) readAt(b []byte, off int64) (int, error) { return syscall.Pread(r.fd, b, off) }

func (r *blockReader) close() error { return syscall.Close(r.fd) }

// Closed on the good path only: at an error the collector does it.
type mapped struct{ fd uintptr }

func (m *mapped) header() ([]byte, error) {
	b := make([]byte, 16)
	f := os.NewFile(m.fd, "mapped") // want `m.fd is used by grow`
	if _, err := io.ReadFull(f, b); err != nil {
		return nil, err
	}
	return b, f.Close()
}

func (m *mapped) grow(size int64) error { return syscall.Ftruncate(int(m.fd), size) }

// Two methods that each make a file.
type device struct{ sock struct{ fd int } }

func (d *device) writable() bool {
	_, err := os.NewFile(uintptr(d.sock.fd), "device").Write(nil) // want `d.sock.fd is used by readable`
	return err == nil
}

func (d *device) readable() bool {
	_, err := os.NewFile(uintptr(d.sock.fd), "device").Read(nil) // want `d.sock.fd is used by writable`
	return err == nil
}

// A package variable is as good as a field.
var lockFd int

func lockName() string {
	return os.NewFile(uintptr(lockFd), "lock").Name() // want `lockFd is used by unlock`
}

func unlock() error { return syscall.Flock(lockFd, syscall.LOCK_UN) }
