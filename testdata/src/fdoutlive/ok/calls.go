package ok

import (
	"errors"
	"net"
	"os"
	"runtime"
	"strconv"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// The number is used by functions that are done with it when they return.

type feeder struct {
	fd   int
	sink func([]byte)
}

func (p *feeder) run() error {
	buf := make([]byte, 4096)
	for {
		n, err := syscall.Read(p.fd, buf)
		if err != nil {
			return os.NewSyscallError("read", err)
		}
		if n == 0 {
			return nil
		}
		p.sink(buf[:n])
	}
}

func runPump(path string, sink func([]byte)) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	p := &feeder{sink: sink}
	p.fd = int(f.Fd())
	if err := p.run(); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// The field is somebody else's, but stale only after run.
func (p *feeder) runOn(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	p.fd = int(f.Fd())
	return p.run()
}

func setRaw(fd int) (restore func() error, err error) {
	old, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err != nil {
		return nil, err
	}
	saved := *old
	old.Lflag = 0
	if err := unix.IoctlSetTermios(fd, unix.TCSETS, old); err != nil {
		return nil, err
	}
	return func() error { return unix.IoctlSetTermios(fd, unix.TCSETS, &saved) }, nil
}

func isTerminal(fd int) bool {
	_, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	return err == nil
}

// The number goes into restore, which is called before the file is closed.
func prompt(question string) (answer []byte, err error) {
	tty, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	defer tty.Close()
	if !isTerminal(int(tty.Fd())) {
		return nil, errors.New("no terminal")
	}
	restore, err := setRaw(int(tty.Fd()))
	if err != nil {
		return nil, err
	}
	defer restore()
	if _, err := tty.WriteString(question); err != nil {
		return nil, err
	}
	buf := make([]byte, 64)
	n, err := tty.Read(buf)
	return buf[:n], err
}

func readFull(fd int, p []byte) error {
	for len(p) > 0 {
		n, err := syscall.Read(fd, p)
		if err != nil {
			return err
		}
		p = p[n:]
	}
	return nil
}

func header(path string) (h [16]byte, err error) {
	f, err := os.Open(path)
	if err != nil {
		return h, err
	}
	defer f.Close()
	err = readFull(Fd(f), h[:])
	return h, err
}

// The number is stored for the time of the call, and taken away.
type active struct {
	mu  sync.Mutex
	fds map[int]bool
}

func (a *active) with(fd int, do func() error) error {
	a.mu.Lock()
	a.fds[fd] = true
	a.mu.Unlock()
	defer func() {
		a.mu.Lock()
		delete(a.fds, fd)
		a.mu.Unlock()
	}()
	return do()
}

func (a *active) sync(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	fd := int(f.Fd())
	return a.with(fd, func() error { return syscall.Fsync(fd) })
}

// KeepAlive, behind the last use of the number.

func drain(path string, into chan<- []byte) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	fd := int(f.Fd())
	go func() {
		defer close(into)
		for {
			buf := make([]byte, 512)
			n, err := syscall.Read(fd, buf)
			if n <= 0 || err != nil {
				break
			}
			into <- buf[:n]
		}
		runtime.KeepAlive(f)
	}()
	return nil
}

func (l *loop) serve(ln *net.TCPListener, handle func(fd int)) error {
	f, err := ln.File()
	if err != nil {
		return err
	}
	l.fd = int(f.Fd())
	for {
		fd, _, err := syscall.Accept(l.fd)
		if errors.Is(err, syscall.EINTR) {
			continue
		} else if err != nil {
			runtime.KeepAlive(f)
			return err
		}
		handle(fd)
	}
}

func (l *loop) serveUntil(ln *net.UnixListener, stop func() bool) error {
	f, err := ln.File()
	if err != nil {
		return err
	}
	defer runtime.KeepAlive(f)
	l.fd = int(f.Fd())
	for !stop() {
		fd, _, err := syscall.Accept(l.fd)
		if err != nil {
			return err
		}
		syscall.Close(fd)
	}
	return nil
}

// Who takes the number is not known: one of them only prints it.

type sink interface{ take(fd int) }

type printer struct{}

func (printer) take(fd int) { println(fd) }

type list struct{ fds []int }

func (l *list) take(fd int) { l.fds = append(l.fds, fd) }

func give(s sink, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	s.take(int(f.Fd()))
	return nil
}

var _, _ sink = printer{}, (*list)(nil)

// By value, in a structure that is gone with the call.

type copying struct {
	from, to int
	limit    int64
}

func (c copying) do() (n int, err error) {
	buf := make([]byte, 1<<15)
	for int64(n) < c.limit {
		m, err := syscall.Read(c.from, buf)
		if m <= 0 || err != nil {
			return n, err
		}
		if _, err := syscall.Write(c.to, buf[:m]); err != nil {
			return n, err
		}
		n += m
	}
	return n, nil
}

func copyFile(from, to string, limit int64) (int, error) {
	src, err := os.Open(from)
	if err != nil {
		return 0, err
	}
	defer src.Close()
	dst, err := os.Create(to)
	if err != nil {
		return 0, err
	}
	n, err := copying{int(src.Fd()), int(dst.Fd()), limit}.do()
	return n, errors.Join(err, dst.Close())
}

// The next program has the descriptor, this one is gone.
func upgrade(ln *net.TCPListener) error {
	f, err := ln.File()
	if err != nil {
		return err
	}
	fd := int(f.Fd())
	if _, err := unix.FcntlInt(uintptr(fd), unix.F_SETFL, 0); err != nil {
		return err
	}
	os.Setenv("LISTENER", strconv.Itoa(fd))
	err = syscall.Exec("/proc/self/exe", os.Args, os.Environ())
	f.Close()
	return err
}

// A finalizer or a cleanup has the file.

type device struct{ fd int }

func openDevice(path string) (*device, error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	d := &device{fd: int(f.Fd())}
	runtime.AddCleanup(d, func(f *os.File) { f.Close() }, f)
	return d, nil
}

func openFinalized(path string) (*device, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	d := &device{int(f.Fd())}
	runtime.SetFinalizer(d, func(*device) { f.Close() })
	return d, nil
}

// The file is the listener's now, and no number is left.
func listener(conn *net.TCPListener) (net.Listener, error) {
	f, err := conn.File()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return net.FileListener(f)
}

// The number that is kept is the new one's.
func renumber(path string, at int) (int, error) {
	f, err := os.Open(path)
	if err != nil {
		return -1, err
	}
	defer f.Close()
	if err := unix.Dup2(int(f.Fd()), at); err != nil {
		return -1, err
	}
	return at, nil
}

// In each round another file, closed when its number is used up.
func checksums(paths []string, sum func(fd int) uint32) (map[string]uint32, error) {
	sums := make(map[string]uint32)
	var fd int
	for _, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		fd = int(f.Fd())
		sums[path] = sum(fd)
		f.Close()
	}
	return sums, nil
}
