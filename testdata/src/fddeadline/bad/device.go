package bad

import (
	"bytes"
	"errors"
	"fmt"
	"log"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

func password(prompt string) (string, error) {
	tty, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err != nil {
		return "", err
	}
	defer tty.Close()
	fd := int(tty.Fd()) // want `deadline`
	old, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err != nil {
		return "", err
	}
	silent := *old
	silent.Lflag &^= 8
	if err := unix.IoctlSetTermios(fd, unix.TCSETS, &silent); err != nil {
		return "", err
	}
	defer unix.IoctlSetTermios(fd, unix.TCSETS, old)
	fmt.Fprint(tty, prompt)
	tty.SetReadDeadline(time.Now().Add(30 * time.Second))
	buf := make([]byte, 128)
	n, err := tty.Read(buf)
	return strings.TrimSpace(string(buf[:n])), err
}

// A serial port: the number is for the settings, the deadlines for the protocol,
// in methods of their own.
type port struct {
	mu      sync.Mutex
	file    *os.File
	timeout time.Duration
	baud    uint32
}

func openPort(timeout time.Duration) (*port, error) {
	f, err := os.OpenFile("/dev/ttyUSB0", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		return nil, fmt.Errorf("serial: %w", err)
	}
	p := &port{file: f, timeout: timeout, baud: 9600}
	if err := p.configure(); err != nil {
		f.Close()
		return nil, err
	}
	return p, nil
}

func (p *port) configure() error {
	fd := int(p.file.Fd()) // want `deadline`
	t, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err != nil {
		return os.NewSyscallError("TCGETS", err)
	}
	t.Ispeed, t.Ospeed = p.baud, p.baud
	return os.NewSyscallError("TCSETS", unix.IoctlSetTermios(fd, unix.TCSETS, t))
}

func (p *port) Read(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.file.SetReadDeadline(time.Now().Add(p.timeout)); err != nil {
		return 0, err
	}
	return p.file.Read(b)
}

func (p *port) outq() (int, error) {
	return unix.IoctlGetInt(int(p.file.Fd()), unix.TIOCOUTQ) // want `deadline`
}

// A tunnel that is opened with the right name and read until it is closed.
type tunnel struct {
	dev    *os.File
	name   string
	closed chan struct{}
}

func newTunnel(name string) (t *tunnel, err error) {
	t = &tunnel{name: name, closed: make(chan struct{})}
	if t.dev, err = os.OpenFile("/dev/net/tun", os.O_RDWR, 0); err != nil {
		return nil, err
	}
	if err := unix.IoctlSetInt(int(t.dev.Fd()), unix.TUNSETIFF, 1); err != nil { // want `deadline`
		t.dev.Close()
		return nil, err
	}
	return t, nil
}

func (t *tunnel) packets(each func([]byte)) error {
	buf := make([]byte, 1500)
	for {
		select {
		case <-t.closed:
			return t.dev.Close()
		default:
		}
		t.dev.SetReadDeadline(time.Now().Add(time.Second))
		n, err := t.dev.Read(buf)
		switch {
		case err == nil:
			each(buf[:n])
		case !os.IsTimeout(err):
			return err
		}
	}
}

// Nobody knows what the path is, but deadlines are expected to work.
func follow(path string, timeout time.Duration) (line []byte, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	log.Printf("following %s as %d", path, f.Fd()) // want `deadline`
	if err := f.SetReadDeadline(time.Now().Add(timeout)); err != nil {
		return nil, err
	}
	buf := make([]byte, 1024)
	n, err := f.Read(buf)
	line, _, _ = bytes.Cut(buf[:n], []byte{'\n'})
	return line, err
}

func keys(event int) (<-chan [24]byte, error) {
	f, err := os.Open(fmt.Sprintf("/dev/input/event%d", event))
	if err != nil {
		return nil, err
	}
	if err := unix.IoctlSetInt(int(f.Fd()), 0x40044590, 1); err != nil { // want `deadline`
		return nil, errors.Join(err, f.Close())
	}
	ch := make(chan [24]byte)
	go func() {
		defer close(ch)
		defer f.Close()
		for {
			var ev [24]byte
			f.SetReadDeadline(time.Now().Add(time.Hour))
			if _, err := f.Read(ev[:]); err != nil {
				return
			}
			ch <- ev
		}
	}()
	return ch, nil
}

// An embedded file has its methods promoted.
type hid struct {
	*os.File
	reports int
}

func openHID(n int) (*hid, error) {
	f, err := os.OpenFile(fmt.Sprint("/dev/hidraw", n), os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	return &hid{File: f}, nil
}

func (h *hid) descriptorSize() (int, error) {
	return unix.IoctlGetInt(int(h.Fd()), 0x80044801) // want `deadline`
}

func (h *hid) report(p []byte) (int, error) {
	h.reports++
	if err := h.SetDeadline(time.Now().Add(time.Second)); err != nil {
		return 0, err
	}
	return h.Read(p)
}

// One of two files, whichever it is.
func input(interactive bool) ([]byte, error) {
	var (
		f   *os.File
		err error
	)
	if interactive {
		f, err = os.Open("/dev/tty")
	} else {
		f, _, err = os.Pipe()
	}
	if err != nil {
		return nil, err
	}
	fmt.Fprintln(os.Stderr, "descriptor", f.Fd()) // want `deadline`
	buf := make([]byte, 80)
	f.SetReadDeadline(time.Now().Add(time.Minute))
	n, err := f.Read(buf)
	return buf[:n], err
}

// A function of this package opens.
func openRaw(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		return nil, fmt.Errorf("raw: %w", err)
	}
	return f, nil
}

func exchange(path string, out, in []byte) error {
	f, err := openRaw(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil { // want `deadline`
		return err
	}
	f.SetDeadline(time.Now().Add(100 * time.Millisecond))
	if _, err := f.Write(out); err != nil {
		return err
	}
	_, err = f.Read(in)
	return err
}

// The file is opened, and asked for its number, in one function, and read in another
// that gets it from a third.
func openKeys(name string) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_RDONLY, 0)
	if err != nil {
		return nil, err
	}
	if err := grab(f.Fd()); err != nil { // want `deadline`
		f.Close()
		return nil, err
	}
	return f, nil
}

func grab(fd uintptr) error { return unix.IoctlSetInt(int(fd), 0x4590, 1) }

func keyboard() (*os.File, error) { return openKeys("/dev/input/event0") }

func nextKey(p []byte) (int, error) {
	f, err := keyboard()
	if err != nil {
		return 0, err
	}
	defer f.Close()
	if err := f.SetReadDeadline(time.Now().Add(time.Second)); err != nil {
		return 0, err
	}
	return f.Read(p)
}
