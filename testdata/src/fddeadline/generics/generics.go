package generics

import (
	"errors"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// A device of any protocol.
type device[T any] struct {
	file   *os.File
	decode func([]byte) (T, error)
}

func open[T any](path string, decode func([]byte) (T, error)) (*device[T], error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	return &device[T]{f, decode}, nil
}

func (d *device[T]) pending() (int, error) {
	return unix.IoctlGetInt(int(d.file.Fd()), unix.TIOCINQ) // want `deadline`
}

func (d *device[T]) next(timeout time.Duration) (v T, err error) {
	if err := d.file.SetReadDeadline(time.Now().Add(timeout)); err != nil {
		return v, err
	}
	buf := make([]byte, 64)
	n, err := d.file.Read(buf)
	if err != nil {
		return v, err
	}
	return d.decode(buf[:n])
}

func temperatures() (float32, error) {
	d, err := open("/dev/ttyUSB0", func(b []byte) (float32, error) { return float32(len(b)), nil })
	if err != nil {
		return 0, err
	}
	return d.next(time.Second)
}

// Nonblocking again.
type repaired[T any] struct {
	file *os.File
	last T
}

func newRepaired[T any](path string) (r *repaired[T], err error) {
	r = new(repaired[T])
	if r.file, err = os.Open(path); err != nil {
		return nil, err
	}
	return r, unix.SetNonblock(int(r.file.Fd()), true)
}

func (r *repaired[T]) read(p []byte) (int, error) {
	r.file.SetReadDeadline(time.Now().Add(time.Second))
	return r.file.Read(p)
}

// The file by way of a type parameter.

type timed interface {
	Read([]byte) (int, error)
	SetReadDeadline(time.Time) error
}

func readWithin[F timed](f F, p []byte, d time.Duration) (int, error) {
	if err := f.SetReadDeadline(time.Now().Add(d)); err != nil {
		return 0, err
	}
	return f.Read(p)
}

func number[N ~int | ~uintptr](f interface{ Fd() uintptr }) N { return N(f.Fd()) }

func between(p []byte) (int, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return 0, err
	}
	defer w.Close()
	if _, err := unix.IoctlGetInt(int(r.Fd()), unix.TIOCINQ); err != nil { // want `deadline`
		return 0, err
	}
	if err := r.SetReadDeadline(time.Now().Add(time.Second)); err != nil {
		return 0, err
	}
	return readWithin(r, p, time.Second)
}

// One end has the number, the other one the deadline.
func ends[N ~int](p []byte) (n N, err error) {
	r, w, err := os.Pipe()
	if err != nil {
		return 0, err
	}
	n = number[N](w)
	_, err = readWithin(r, p, time.Second)
	return n, errors.Join(err, r.Close(), w.Close())
}

// A stream of any events, read by a goroutine until Close.
type stream[T any] struct {
	input  *os.File
	decode func([]byte) (T, error)
	events chan T
}

func openStream[T any](decode func([]byte) (T, error)) (*stream[T], error) {
	f, err := os.Open("/dev/hidraw0")
	if err != nil {
		return nil, err
	}
	if _, err := unix.IoctlGetInt(int(f.Fd()), 0x80044801); err != nil { // want `the Close of line 142 does not wake the Read of line 130`
		return nil, err
	}
	s := &stream[T]{f, decode, make(chan T)}
	go func() {
		defer close(s.events)
		buf := make([]byte, 64)
		for {
			n, err := f.Read(buf)
			if err != nil {
				return
			}
			if v, err := s.decode(buf[:n]); err == nil {
				s.events <- v
			}
		}
	}()
	return s, nil
}

func (s *stream[T]) Close() error { return s.input.Close() }

func moves() (*stream[int8], error) {
	return openStream(func(b []byte) (int8, error) { return int8(b[0]), nil })
}
