package ok

import (
	"errors"
	"net"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// A function makes a file of the number that it is given only where nothing failed
// before: else its caller has the number.
func wrap(fd int, name string) (*os.File, error) {
	if err := unix.SetNonblock(fd, true); err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), name), nil
}

func openWrapped(path string) (*os.File, error) {
	fd, err := unix.Open(path, unix.O_RDONLY, 0)
	if err != nil {
		return nil, err
	}
	f, err := wrap(fd, path)
	if err != nil {
		unix.Close(fd)
		return nil, err
	}
	return f, nil
}

// It makes one of a duplicate.
func second(fd int) (*os.File, error) {
	dup, err := unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(dup), "second"), nil
}

func withSecond(fd int, use func(*os.File)) error {
	f, err := second(fd)
	if err != nil {
		return errors.Join(err, unix.Close(fd))
	}
	use(f)
	return unix.Close(fd)
}

// One or the other.
func adoptNumber(fd int) *os.File { return os.NewFile(uintptr(fd), "adopted") }

func eitherWay(fd int, keep bool) *os.File {
	if !keep {
		unix.Close(fd)
		return nil
	}
	return adoptNumber(fd)
}

func otherNumber(keep bool) *os.File {
	if keep {
		return os.NewFile(4, "kept")
	}
	return os.NewFile(4, "other")
}

// In one process the number 3 is what systemd passes, in the other what the parent does.
func bySystemd() *os.File {
	var f *os.File
	if os.Getenv("LISTEN_FDS") != "" {
		f = os.NewFile(3, "systemd")
	}
	if os.Getenv("PARENT") != "" {
		f = os.NewFile(3, "parent")
	}
	return f
}

// Another descriptor has come to the number.
func replaced(with int) (a, b *os.File, err error) {
	a = os.NewFile(5, "before")
	if err := syscall.Dup3(with, 5, 0); err != nil {
		return nil, nil, err
	}
	return a, os.NewFile(5, "after"), nil
}

// The standard streams belong to all.
func streams() (*os.File, *os.File) { return os.NewFile(1, "out"), os.NewFile(1, "again") }

// The number is read anew.
func each(fds []int) (conns []net.Conn, err error) {
	for _, fd := range fds {
		f := adoptNumber(fd)
		c, err := net.FileConn(f)
		f.Close()
		if err != nil {
			return conns, err
		}
		conns = append(conns, c)
	}
	return conns, nil
}
