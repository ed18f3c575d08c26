package bad

import (
	"context"
	"fmt"
	"log"
	"net"
	"os"
	"path/filepath"
	"sync"
	"syscall"
)

// The number is stored, the file is not.

func (l *loop) openWaker() error {
	f, err := os.CreateTemp("", "waker")
	if err != nil {
		return err
	}
	l.wakefd = int(f.Fd()) // want `int\(f.Fd\(\)\) is stored in l.wakefd but its owner f dies at line 21`
	return nil
}

// The connection is stored, but the number is its duplicate's.

type session struct {
	id   uint64
	conn *net.TCPConn
	fd   int
}

func newSession(id uint64, conn *net.TCPConn) (*session, error) {
	s := &session{id: id, conn: conn}
	f, err := conn.File()
	if err != nil {
		return nil, fmt.Errorf("session %d: %w", id, err)
	}
	s.fd = int(f.Fd()) // want `int\(f.Fd\(\)\) is stored in s.fd but its owner f dies at line 39`
	return s, nil
}

var (
	pidLock   int
	inherited = map[string]uintptr{}
	table     struct {
		sync.Mutex
		fds []int
	}
)

// The lock is gone with the file.
func lockPidfile(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return err
	}
	fd := int(f.Fd())
	if err := syscall.Flock(fd, syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return err
	}
	f.Truncate(0)
	fmt.Fprintln(f, os.Getpid())
	pidLock = fd // want `fd is stored in pidLock but its owner f dies at line 64`
	return nil
}

// Listeners for the next process of a graceful restart.
func inheritAll(listeners map[string]*net.TCPListener) error {
	for name, ln := range listeners {
		f, err := ln.File()
		if err != nil {
			return err
		}
		inherited[name] = f.Fd() // want `f.Fd\(\) is stored in .* but its owner f dies at line 76`
	}
	return nil
}

func (l *loop) watchDirs(dirs ...string) (err error) {
	for _, dir := range dirs {
		d, err := os.Open(dir)
		if err != nil {
			log.Printf("not watched: %v", err)
			continue
		}
		l.fds = append(l.fds, int(d.Fd())) // want `its owner d dies at line 88`
	}
	return nil
}

func record(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	st, err := f.Stat()
	if err != nil {
		return err
	}
	fd := int(f.Fd())
	table.Lock()
	defer table.Unlock()
	if st.Mode().IsRegular() {
		table.fds = append(table.fds, fd) // want `fd is stored in .* but its owner f dies at line 102`
	}
	return nil
}

// The key of a map keeps no more than the value does.
func (l *loop) accept(ln *net.TCPListener) error {
	conn, err := ln.AcceptTCP()
	if err != nil {
		return err
	}
	defer conn.Close()
	f, err := conn.File()
	if err != nil {
		return err
	}
	fd := int(f.Fd())
	l.names[fd] = conn.RemoteAddr().String() // want `fd is stored in .* but its owner f dies at line 122`
	return syscall.SetNonblock(fd, true)
}

func (l *loop) slot(i int, name string) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		log.Fatal(err)
	}
	l.slots[i] = int32(f.Fd()) // want `int32\(f.Fd\(\)\) is stored in .* but its owner f dies at line 132`
}

// Out parameters are as good as results.
func openPair(read, write *int) error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	*read = int(r.Fd())  // want `int\(r.Fd\(\)\) is stored in .* but its owner r dies at line 141`
	*write = int(w.Fd()) // want `int\(w.Fd\(\)\) is stored in .* but its owner w dies at line 142`
	return nil
}

// A listener in a closure of its own, the number in a field.
func (l *loop) serve(ctx context.Context, addr string) error {
	lc := net.ListenConfig{KeepAlive: -1}
	ln, err := lc.Listen(ctx, "unix", addr)
	if err != nil {
		return err
	}
	unixLn := ln.(*net.UnixListener)
	unixLn.SetUnlinkOnClose(false)
	f, err := unixLn.File()
	if err != nil {
		return err
	}
	number := f.Fd()
	l.fd = int(number) // want `(number|int\(number\)) is stored in l.fd but its owner f dies at line 159`
	return nil
}

type filePart struct{ fd, size int }

type upload struct {
	filePart
	dir string
}

func (u *upload) open(name string) (err error) {
	f, err := os.OpenFile(filepath.Join(u.dir, filepath.Base(name)), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		u.filePart.fd = int(f.Fd()) // want `int\(f.Fd\(\)\) is stored in .* but its owner f dies at line 174`
	}
	return err
}

// Sent, and started.

func (l *loop) feed(paths []string) error {
	defer close(l.queue)
	for _, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		l.queue <- int(f.Fd()) // want `int\(f.Fd\(\)\) is sent .*but its owner f dies at line 188`
	}
	return nil
}

func offer(ctx context.Context, fds chan<- uintptr) error {
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer conn.Close()
	f, err := conn.(*net.UDPConn).File()
	if err != nil {
		return err
	}
	fd := f.Fd()
	select {
	case fds <- fd: // want `fd is sent .*but its owner f dies at line 203`
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func readLoop(fd int, sink func([]byte)) {
	buf := make([]byte, 4096)
	for {
		n, err := syscall.Read(fd, buf)
		if n <= 0 || err != nil {
			return
		}
		sink(buf[:n])
	}
}

func follow(path string, sink func([]byte)) error {
	fifo, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return err
	}
	go readLoop(int(fifo.Fd()), sink) // want `its owner fifo dies at line 228`
	return nil
}

// The goroutine captures the number only.
func console(tty string, lines chan<- string) error {
	f, err := os.OpenFile(tty, os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("console: %w", err)
	}
	fd := int(f.Fd())
	go func() { // want `fd is captured by a goroutine but its owner f dies at line 238`
		buf := make([]byte, 256)
		for {
			n, err := syscall.Read(fd, buf)
			if err != nil {
				close(lines)
				return
			}
			lines <- string(buf[:n])
		}
	}()
	return nil
}

func (s *session) keepalive(network, addr string, ticks <-chan struct{}) error {
	conn, err := net.Dial(network, addr)
	if err != nil {
		return err
	}
	file, err := conn.(*net.TCPConn).File()
	if err != nil {
		return err
	}
	go func(fd int) { // want `its owner file dies at line 266`
		for range ticks {
			syscall.Write(fd, []byte{0})
		}
	}(int(file.Fd()))
	return nil
}

// A closure that goes away with the number.

func newReader(path string) (func([]byte) (int, error), error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	fd := int(f.Fd())
	return func(p []byte) (int, error) { // want `fd is captured by a closure but its owner f dies at line 277`
		return syscall.Read(fd, p)
	}, nil
}

func (l *loop) notifyStop(socket string) error {
	addr := &net.UnixAddr{Net: "unixgram", Name: socket}
	conn, err := net.DialUnix("unixgram", nil, addr)
	if err != nil {
		return err
	}
	f, err := conn.File()
	conn.Close()
	if err != nil {
		return err
	}
	fd := int(f.Fd())
	l.onStop = func() { syscall.Write(fd, []byte("STOPPING=1")) } // want `fd is captured by a closure but its owner f dies at line 294`
	return nil
}

func (l *loop) addSync(name string) {
	f, err := os.Create(name)
	if err != nil {
		return
	}
	fd := int(f.Fd())
	l.hooks = append(l.hooks, func() error { return syscall.Fsync(fd) }) // want `fd is captured by a closure but its owner f dies at line 304`
}

// So does a method value of what has the number.

type writer int

func (w writer) Write(p []byte) (int, error) { return syscall.Write(int(w), p) }

func rotate(dir string, day int) (writer, error) {
	f, err := os.OpenFile(filepath.Join(dir, fmt.Sprintf("day-%03d.log", day)), os.O_APPEND|os.O_WRONLY|os.O_CREATE, 0o640)
	if err != nil {
		return -1, err
	}
	return writer(f.Fd()), nil // want `writer\(f.Fd\(\)\) is returned but its owner f dies at line 319`
}

// The loop runs on, and nobody holds the device.
func events(device string, out chan<- []byte) error {
	f, err := os.Open(device)
	if err != nil {
		return err
	}
	fd := int(f.Fd())
	for {
		buf := make([]byte, 24)
		n, err := syscall.Read(fd, buf) // want `fd is used in a loop but its owner f dies at line \d+: garbage`
		if err != nil {
			return err
		}
		out <- buf[:n]
	}
}
