package ok

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

// The file is stored beside its number.

type loop struct {
	mu     sync.Mutex
	epfd   int
	fd     int
	f      *os.File
	files  []*os.File
	byFd   map[int]*os.File
	fds    []int
	buf    []byte
	onStop func()
}

func (l *loop) open(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	l.f, l.fd = f, int(f.Fd())
	return nil
}

func (l *loop) openLater(path string) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	l.fd = int(f.Fd())
	if _, err := f.Seek(0, io.SeekEnd); err != nil {
		f.Close()
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.f = f // kept after all
	return nil
}

// The field is assigned before the number is asked for.
func (l *loop) openField(addr *net.UDPAddr) (err error) {
	conn, err := net.ListenUDP("udp", addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	if l.f, err = conn.File(); err != nil {
		return err
	}
	l.fd = int(l.f.Fd())
	return syscall.SetNonblock(l.fd, true)
}

// The map of the files is a registry of the owners, whatever else has the
// number.
func (l *loop) add(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	fd := int(f.Fd())
	l.byFd[fd] = f
	l.fds = append(l.fds, fd)
	return nil
}

func (l *loop) addPipe() (int, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return -1, err
	}
	l.files = append(l.files, r, w)
	l.fds = append(l.fds, int(r.Fd()))
	return int(w.Fd()), nil
}

// The slice that keeps the file is a variable of the package.

var (
	keep    []io.Closer
	lockFd  int
	lock    *os.File
	logFile *os.File
)

func inherit(ln *net.TCPListener) (uintptr, error) {
	f, err := ln.File()
	if err != nil {
		return 0, err
	}
	keep = append(keep, f)
	return f.Fd(), nil
}

func lockPidfile(path string) (err error) {
	if lock, err = os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644); err != nil {
		return err
	}
	lockFd = int(lock.Fd())
	return syscall.Flock(lockFd, syscall.LOCK_EX|syscall.LOCK_NB)
}

// The file is returned beside its number: the caller has both.

func openBoth(path string) (*os.File, int, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, -1, err
	}
	return f, int(f.Fd()), nil
}

func namedBoth(path string) (f *os.File, fd uintptr, err error) {
	if f, err = os.Create(path); err != nil {
		return
	}
	fd = f.Fd()
	return
}

type port struct {
	io.ReadWriteCloser
	fd   int
	baud int
}

// As an interface it is the same file.
func openPort(name string, baud int) (*port, error) {
	f, err := os.OpenFile(name, os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		return nil, err
	}
	p := &port{ReadWriteCloser: f, baud: baud}
	p.fd = int(f.Fd())
	return p, nil
}

// Inside another value that is returned: a reader, a closure, a method value.

func openBuffered(path string) (*bufio.Reader, int, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, -1, err
	}
	return bufio.NewReaderSize(f, 1<<16), int(f.Fd()), nil
}

func openCleanup(path string) (fd int, cleanup func(), err error) {
	f, err := os.Open(path)
	if err != nil {
		return -1, nil, fmt.Errorf("open: %w", err)
	}
	return int(f.Fd()), func() { f.Close() }, nil
}

func openCloser(dir string) (int, func() error, error) {
	f, err := os.CreateTemp(dir, "")
	if err != nil {
		return -1, nil, err
	}
	fd := int(f.Fd())
	return fd, f.Close, nil
}

// The closure that has the number has the file as well.
func newWriter(path string) (func([]byte) error, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	fd := int(f.Fd())
	return func(p []byte) error {
		if _, err := syscall.Write(fd, p); err != nil {
			f.Close()
			return err
		}
		return nil
	}, nil
}

func (l *loop) stopper(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	fd := int(f.Fd())
	l.onStop = func() {
		defer f.Close()
		syscall.Write(fd, []byte("stop"))
	}
	return nil
}

// The file is somebody else's, who has it: parameter, receiver, field, global,
// element, result of a getter.

func Fd(f *os.File) int { return int(f.Fd()) }

func (l *loop) Fd() int { return int(l.f.Fd()) }

func logFd() uintptr { return logFile.Fd() }

func (p *port) number() (int, bool) {
	f, ok := p.ReadWriteCloser.(*os.File)
	if !ok {
		return -1, false
	}
	return int(f.Fd()), true
}

func numbers(files []*os.File) (fds []uintptr) {
	for _, f := range files {
		fds = append(fds, f.Fd())
	}
	return fds
}

func (l *loop) current() *os.File { return l.f }

func (l *loop) currentFd() int {
	if f := l.current(); f != nil {
		return int(f.Fd())
	}
	return -1
}

func childInput(cmd *exec.Cmd) (int, error) {
	in, ok := cmd.Stdin.(*os.File)
	if !ok {
		return -1, errors.New("no file")
	}
	return int(in.Fd()), nil
}

// What one of two may be is somebody else's; the other one is kept.
func (l *loop) source(name string) (fd int, err error) {
	f := os.Stdin
	if name != "-" {
		if f, err = os.Open(name); err != nil {
			return -1, err
		}
		l.files = append(l.files, f)
	}
	return int(f.Fd()), nil
}

// The standard files live as long as the process.

func terminalSize() (fds [3]int) {
	for i, f := range []*os.File{os.Stdin, os.Stdout, os.Stderr} {
		fds[i] = int(f.Fd())
	}
	return fds
}

func (l *loop) useStdin() { l.fd = int(os.Stdin.Fd()) }

func stdoutFd() uintptr {
	out := os.Stdout
	return out.Fd()
}

// Given to somebody who may keep it.

type tracker interface{ Track(io.Closer) }

func openTracked(t tracker, path string) (int, error) {
	f, err := os.Open(path)
	if err != nil {
		return -1, err
	}
	t.Track(f)
	return int(f.Fd()), nil
}

func logTo(path string) (int, error) {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY|os.O_CREATE, 0o644)
	if err != nil {
		return -1, err
	}
	log.SetOutput(f) // the logger keeps it
	return int(f.Fd()), nil
}

func sendBoth(files chan<- *os.File, fds chan<- int, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	fds <- int(f.Fd())
	files <- f
	return nil
}

func inContext(ctx context.Context, path string) (context.Context, int, error) {
	type fileKey struct{}
	f, err := os.Open(path)
	if err != nil {
		return ctx, -1, err
	}
	return context.WithValue(ctx, fileKey{}, f), int(f.Fd()), nil
}

func worker(ctx context.Context, name string, ln *net.TCPListener) (*exec.Cmd, uintptr, error) {
	f, err := ln.File()
	if err != nil {
		return nil, 0, err
	}
	cmd := exec.CommandContext(ctx, name)
	cmd.ExtraFiles = append(cmd.ExtraFiles, f)
	return cmd, f.Fd(), nil
}

var opened sync.Map

func openOnce(path string) (int, error) {
	if f, ok := opened.Load(path); ok {
		return int(f.(*os.File).Fd()), nil
	}
	f, err := os.Open(path)
	if err != nil {
		return -1, err
	}
	opened.Store(path, f)
	return int(f.Fd()), nil
}

type handle struct {
	fd    int
	close func() error
}

func openHandle(path string) (*handle, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	return &handle{fd: int(f.Fd()), close: f.Close}, nil
}

// A function that keeps what it returns, or returns what it has kept before,
// makes no owner that its caller has to keep.

func openKept(path string) (*os.File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	keep = append(keep, f)
	return f, nil
}

func keptFd(path string) (int, error) {
	f, err := openKept(path)
	if err != nil {
		return -1, err
	}
	return int(f.Fd()), nil
}

var openLog = sync.OnceValues(func() (*os.File, error) { return os.Create("/var/log/all.log") })

func sharedLog() *os.File {
	if logFile == nil {
		logFile, _ = openLog()
	}
	return logFile
}

func sharedLogFd() uintptr { return sharedLog().Fd() }

func lockNumber() int {
	f := lock
	return int(f.Fd())
}

// A goroutine that runs on has the file.

func (l *loop) follow(path string, lines chan<- string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	l.fds = append(l.fds, int(f.Fd()))
	go func() {
		defer close(lines)
		for s := bufio.NewScanner(f); s.Scan(); {
			lines <- s.Text()
		}
	}()
	return nil
}

func serveFd(addr string) (int, error) {
	conn, err := net.Listen("tcp", addr)
	if err != nil {
		return -1, err
	}
	f, err := conn.(*net.TCPListener).File()
	if err != nil {
		return -1, err
	}
	go wait(f)
	go http.Serve(conn, nil)
	return int(f.Fd()), nil
}

func wait(f *os.File) {
	time.Sleep(time.Hour)
	f.Close()
}

func (l *loop) echo(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	go func(f *os.File, fd int) {
		buf := make([]byte, 80)
		for {
			n, err := syscall.Read(fd, buf)
			if n <= 0 || err != nil {
				f.Close()
				return
			}
			syscall.Write(fd, buf[:n])
		}
	}(f, int(f.Fd()))
	return nil
}

func pump(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	fd := int(f.Fd())
	go func() {
		defer f.Close()
		buf := make([]byte, 4096)
		for {
			if n, err := syscall.Read(fd, buf); n <= 0 || err != nil {
				return
			}
		}
	}()
	return nil
}

// The goroutine is waited for, and the file closed afterwards.
func copyAll(dst io.Writer, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	fd := int(f.Fd())
	done := make(chan error, 1)
	go func() {
		buf := make([]byte, 4096)
		n, err := syscall.Read(fd, buf)
		if err == nil {
			_, err = dst.Write(buf[:n])
		}
		done <- err
	}()
	return <-done
}

func parallel(path string, parts [][]byte) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	fd := int(f.Fd())
	var wg sync.WaitGroup
	for i, part := range parts {
		wg.Add(1)
		go func() {
			defer wg.Done()
			syscall.Pread(fd, part, int64(i*len(part)))
		}()
	}
	wg.Wait()
	return nil
}

// A literal that is called before the file is closed.
func walk(root string) (n int, err error) {
	dir, err := os.Open(root)
	if err != nil {
		return 0, err
	}
	defer dir.Close()
	fd := int(dir.Fd())
	err = filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			n++
			err = syscall.Fsync(fd)
		}
		return err
	})
	return n, err
}

// The connection, kept, holds its own number.
type client struct {
	conn *net.TCPConn
	fd   int
}

func dialClient(addr string) (*client, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	c := &client{conn: conn.(*net.TCPConn)}
	if c.fd, err = sysfd(c.conn); err != nil {
		conn.Close()
		return nil, err
	}
	return c, nil
}

// The number is stored by a literal that is called in place.
type meter struct{ fd int }

func (m *meter) read() error { return nil }

func (m *meter) measure(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	func() {
		m.fd = int(f.Fd())
	}()
	return m.read()
}
