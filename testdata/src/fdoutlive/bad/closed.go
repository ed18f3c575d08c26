package bad

import (
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// The file is closed before anybody uses the number.

func openState(path string) (int, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return -1, err
	}
	defer f.Close()
	return int(f.Fd()), nil // want `int\(f.Fd\(\)\) is returned but its owner f is closed on return`
}

func terminalOf(pid int) (fd uintptr, err error) {
	tty, err := os.Open(filepath.Join("/proc", fmt.Sprint(pid), "fd", "0"))
	if err != nil {
		return 0, err
	}
	fd = tty.Fd()
	if cerr := tty.Close(); cerr != nil {
		return 0, cerr
	}
	return fd, nil // want `fd is returned but its owner tty is closed at line 32`
}

// A deferred literal closes as well.
func duplex(conn *net.UnixConn) (in, out int, err error) {
	f, err := conn.File()
	if err != nil {
		return -1, -1, err
	}
	defer func() {
		if cerr := f.Close(); cerr != nil && err == nil {
			err = cerr
		}
	}()
	fd := int(f.Fd())
	return fd, fd, syscall.SetNonblock(fd, true) // want `fd is returned but its owner f is closed on return`
}

// So does a helper.

func closeAll(closers ...io.Closer) {
	for _, c := range closers {
		c.Close()
	}
}

func shut(f *os.File) {
	if err := f.Close(); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}

func blockDevice(name string) (int, uint64, error) {
	dev, err := os.Open("/dev/" + name)
	if err != nil {
		return -1, 0, err
	}
	defer shut(dev)
	fd := int(dev.Fd())
	size, err := unix.IoctlGetInt(fd, unix.BLKGETSIZE64)
	if err != nil {
		return -1, 0, err
	}
	return fd, uint64(size), nil // want `fd is returned but its owner dev is closed on return`
}

// Stored in a field, a map, a slice, a variable of the package.

func (l *loop) openHalf() error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	defer r.Close()
	l.waker = w
	l.wakefd = int(r.Fd()) // want `int\(r.Fd\(\)\) is stored in l.wakefd but its owner r is closed on return`
	return nil
}

func (l *loop) attach(conn *net.TCPConn) error {
	f, err := conn.File()
	if err != nil {
		return err
	}
	fd := int(f.Fd())
	f.Close()
	l.byName[conn.RemoteAddr().String()] = fd // want `fd is stored but its owner f is closed at line 100`
	return nil
}

// The handle looks open: it is stored before it is closed.
func (u *upload) begin(name string) error {
	f, err := os.CreateTemp(u.dir, "upload-*")
	if err != nil {
		return err
	}
	defer f.Close()
	u.fd = int(f.Fd()) // want `int\(f.Fd\(\)\) is stored in u.fd but its owner f is closed on return`
	if _, err := f.WriteString(name); err != nil {
		return err
	}
	return f.Sync()
}

func (l *loop) listDirs(root string) error {
	entries, err := os.ReadDir(root)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		d, err := os.Open(filepath.Join(root, e.Name()))
		if err != nil {
			return err
		}
		defer d.Close()
		l.fds = append(l.fds, int(d.Fd())) // want `its owner d is closed on return`
	}
	return nil
}

var consoleFd uintptr = ^uintptr(0)

func takeConsole() error {
	f, err := os.OpenFile("/dev/console", os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := unix.IoctlGetTermios(int(f.Fd()), unix.TCGETS); err != nil {
		return err
	}
	consoleFd = f.Fd() // want `f.Fd\(\) is stored in consoleFd but its owner f is closed on return`
	return nil
}

// Sent, started, captured.

func export(paths []string, fds chan int) {
	for _, path := range paths {
		func() {
			f, err := os.Open(path)
			if err != nil {
				return
			}
			defer f.Close()
			fds <- int(f.Fd()) // want `int\(f.Fd\(\)\) is sent .*but its owner f is closed on return`
		}()
	}
}

// Nobody waits for the goroutine.
func drain(conn *net.TCPConn, wg *sync.WaitGroup) error {
	f, err := conn.File()
	if err != nil {
		return err
	}
	defer f.Close()
	fd := int(f.Fd())
	wg.Add(1)
	go func() { // want `fd is captured by a goroutine but its owner f is closed on return`
		defer wg.Done()
		readLoop(fd, func([]byte) {})
	}()
	return nil
}

func appender(path string) (func(string) error, error) {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	fd := int(f.Fd())
	return func(line string) error { // want `fd is captured by a closure but its owner f is closed on return`
		_, err := syscall.Write(fd, []byte(line+"\n"))
		return err
	}, nil
}

// Another file may have the number before it gets into the table.
func swap(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	fd := int(f.Fd())
	data, err := io.ReadAll(f)
	if err := f.Close(); err != nil {
		return nil, err
	}
	tmp, err := os.CreateTemp("", "swap")
	if err != nil {
		return nil, err
	}
	defer tmp.Close()
	if _, err := tmp.Write(data); err != nil {
		return nil, err
	}
	table.Lock()
	defer table.Unlock()
	table.fds[0] = fd // want `fd is stored in .* but its owner f is closed at line 205`
	return data, err
}

// Both the connection and its number, which is used up with it.
func probe(addr string) (int, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return -1, err
	}
	defer conn.Close()
	fd, err := sysfd(conn.(*net.TCPConn))
	if err != nil {
		return -1, err
	}
	return fd, nil // want `fd is returned but its owner conn is closed on return`
}

// A system call with the number, behind Close.
func truncated(path string) (int64, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	fd := int(f.Fd())
	f.Close()
	var st syscall.Stat_t
	if err := syscall.Fstat(fd, &st); err != nil { // want `fd is used but its owner f is closed at line 243`
		return 0, err
	}
	return st.Size, nil
}
