// Package ok has numbers in fields, or in what others keep, that one owns.
package ok

import (
	"net"
	"os"
	"syscall"
)

// The file is of a duplicate.

type event struct{ fd int }

func (e *event) File() (*os.File, error) {
	fd, err := syscall.Dup(e.fd)
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), "event"), nil
}

func (e *event) Close() error { return syscall.Close(e.fd) }

// The number is given away.

type handle struct{ fd int }

func (h *handle) detach() *os.File {
	f := os.NewFile(uintptr(h.fd), "handle")
	h.fd = -1
	return f
}

func (h *handle) Close() error { return syscall.Close(h.fd) }

// The file closes it, or if there is none, the number.

type poller struct {
	fd   int
	file *os.File
}

func newPoller() (*poller, error) {
	fd, err := syscall.EpollCreate1(syscall.EPOLL_CLOEXEC)
	if err != nil {
		return nil, err
	}
	return &poller{fd: fd}, nil
}

func (p *poller) open() *os.File {
	if p.file == nil {
		p.file = os.NewFile(uintptr(p.fd), "epoll")
	}
	return p.file
}

func (p *poller) Close() error {
	if p.file != nil {
		return p.file.Close()
	}
	return syscall.Close(p.fd)
}

// The file alone closes.

type watcher struct {
	fd   int
	file *os.File
}

func newWatcher() (*watcher, error) {
	fd, err := syscall.InotifyInit1(syscall.IN_CLOEXEC | syscall.IN_NONBLOCK)
	if err != nil {
		return nil, err
	}
	return &watcher{fd: fd, file: os.NewFile(uintptr(fd), "inotify")}, nil
}

func (w *watcher) add(path string) (int, error) {
	return syscall.InotifyAddWatch(w.fd, path, syscall.IN_CREATE)
}

func (w *watcher) Close() error { return w.file.Close() }

// The number is no longer there when the file is.

func listen(addr syscall.Sockaddr) (l net.Listener, err error) {
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil && fd >= 0 {
			syscall.Close(fd)
		}
	}()
	if err = syscall.Bind(fd, addr); err != nil {
		return nil, err
	}
	file := os.NewFile(uintptr(fd), "listener")
	fd = -1
	if l, err = net.FileListener(file); err != nil {
		file.Close()
		return nil, err
	}
	return l, file.Close()
}

func listenReset(addr syscall.Sockaddr) (l net.Listener, err error) {
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			syscall.Close(fd)
		}
	}()
	if err = syscall.Bind(fd, addr); err != nil {
		return nil, err
	}
	file := os.NewFile(uintptr(fd), "listener")
	fd = -1
	if l, err = net.FileListener(file); err != nil {
		return nil, err
	}
	return l, file.Close()
}

// No error comes behind the file.
func adopt(addr syscall.Sockaddr) (f *os.File, err error) {
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			syscall.Close(fd)
		}
	}()
	if err = syscall.Bind(fd, addr); err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), "socket"), nil
}

// What a method returns is new.

type request struct{ fd int }

type queue struct{ size int }

func (q *queue) request() *request { return &request{} }

func (q *queue) submit(*request) error { return nil }

func (q *queue) size64(path string) (int64, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	r := q.request()
	r.fd = int(f.Fd())
	return 0, q.submit(r)
}

// The file is closed before, by who got it; the number is asked for to see that.

type manager struct{ f *os.File }

func newManager(f *os.File) *manager { return &manager{f} }

func (m *manager) Close() error { return m.f.Close() }

func isClosed(fd uintptr) bool {
	f := os.NewFile(fd, "")
	defer f.Close()
	_, err := f.Stat()
	return err != nil
}

func closesWithManager(path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	m := newManager(f)
	if err := m.Close(); err != nil {
		return false, err
	}
	return isClosed(f.Fd()), nil
}
