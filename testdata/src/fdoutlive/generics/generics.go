package generics

import (
	"errors"
	"net"
	"os"
	"syscall"
)

type descriptor interface{ Fd() uintptr }

// The file is the caller's.
func number[F descriptor, N ~int | ~int32 | ~uintptr](f F) N { return N(f.Fd()) }

func openNumber(path string) (int32, error) {
	f, err := os.Open(path)
	if err != nil {
		return -1, err
	}
	return number[*os.File, int32](f), nil // want `is returned but its owner f dies at line 20`
}

func openAs[N ~int | ~uintptr](path string) (N, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	fd := N(f.Fd())
	return fd, nil // want `fd is returned but its owner f dies at line 28`
}

type fdNumber uintptr

func useOpenAs() (int, fdNumber, error) {
	a, err := openAs[int]("/dev/null")
	if err != nil {
		return 0, 0, err
	}
	b, err := openAs[fdNumber]("/dev/zero")
	return a, b, err
}

// A registry of anything, under descriptors.
type table[T any] struct {
	entries map[int]T
	files   []*os.File
}

func (t *table[T]) put(fd int, entry T) { t.entries[fd] = entry }

func (t *table[T]) keep(f *os.File, entry T) {
	t.files = append(t.files, f)
	t.put(int(f.Fd()), entry)
}

func (t *table[T]) open(path string, entry T) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	t.put(int(f.Fd()), entry) // want `int\(f.Fd\(\)\) is kept by t.put but its owner f dies at line 61`
	return nil
}

func (t *table[T]) openKept(path string, entry T) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	t.keep(f, entry)
	return nil
}

func openLabels(t *table[string], path string) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	t.put(int(f.Fd()), path) // want `int\(f.Fd\(\)\) is kept by t.put but its owner f is closed on return`
	return nil
}

type holder[N ~int | ~uintptr, E any] struct {
	fd    N
	file  *os.File
	extra E
}

func newHolder[N ~int | ~uintptr, E any](path string, extra E) (*holder[N, E], error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	return &holder[N, E]{fd: N(f.Fd()), file: f, extra: extra}, nil
}

func newNumberHolder[N ~int | ~uintptr, E any](path string, extra E) (*holder[N, E], error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	h := &holder[N, E]{extra: extra}
	h.fd = N(f.Fd()) // want `N\(f.Fd\(\)\) is stored in h.fd but its owner f dies at line 104`
	return h, nil
}

// An owner of either type.
func fileNumber[C interface {
	*net.TCPConn | *net.UnixConn
	File() (*os.File, error)
}](conn C) (uintptr, error) {
	f, err := conn.File()
	if err != nil {
		return 0, err
	}
	return f.Fd(), nil // want `f.Fd\(\) is returned but its owner f dies at line 117`
}

// What is done with the number before the file is closed is no matter.
func withFile[T any](path string, do func(fd uintptr) (T, error)) (result T, err error) {
	f, err := os.Open(path)
	if err != nil {
		return result, err
	}
	defer f.Close()
	return do(f.Fd())
}

func size(path string) (int64, error) {
	return withFile(path, func(fd uintptr) (int64, error) {
		var st syscall.Stat_t
		err := syscall.Fstat(int(fd), &st)
		return st.Size, err
	})
}

// A type parameter for the file itself.
func alias[F interface {
	descriptor
	Name() string
}](f F) *os.File {
	return os.NewFile(f.Fd(), f.Name()) // want `both own`
}

func aliasOf(f *os.File) *os.File { return alias(f) }
