//go:build linux

package bad

import (
	"errors"
	"fmt"
	"log"
	"net"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// The kernel watches a descriptor that the garbage collector closes, which also
// ends the watch.

func watchListener(epfd int, ln *net.TCPListener) error {
	f, err := ln.File()
	if err != nil {
		return err
	}
	fd := int(f.Fd())
	ev := syscall.EpollEvent{Events: syscall.EPOLLIN, Fd: int32(fd)}
	if err := syscall.EpollCtl(epfd, syscall.EPOLL_CTL_ADD, fd, &ev); err != nil { // want `fd is registered by syscall.EpollCtl but its owner f dies at line 24`
		return os.NewSyscallError("epoll_ctl", err)
	}
	return nil
}

// The loop in the same function does not help: nothing in it holds f.
func serveFIFO(path string, handle func([]byte)) error {
	epfd, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return err
	}
	defer unix.Close(epfd)
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return err
	}
	fd := int(f.Fd())
	ev := &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(fd)}
	if err := unix.EpollCtl(epfd, unix.EPOLL_CTL_ADD, fd, ev); err != nil { // want `fd is registered by unix.EpollCtl but its owner f dies at line 43`
		return fmt.Errorf("epoll_ctl: %w", err)
	}
	events := make([]unix.EpollEvent, 8)
	buf := make([]byte, 1<<16)
	for {
		n, err := unix.EpollWait(epfd, events, -1)
		if errors.Is(err, syscall.EINTR) {
			continue
		} else if err != nil {
			return err
		}
		for _, ev := range events[:n] {
			n, err := unix.Read(int(ev.Fd), buf)
			if err != nil {
				return err
			}
			handle(buf[:n])
		}
	}
}

func (l *loop) armWaker() (err error) {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	l.waker = w
	for _, events := range []uint32{unix.EPOLLIN, unix.EPOLLRDHUP} {
		err = errors.Join(err, unix.EpollCtl(l.epfd, unix.EPOLL_CTL_ADD, int(r.Fd()), &unix.EpollEvent{Events: events})) // want `int\(r.Fd\(\)\) is registered by unix.EpollCtl but its owner r dies at line 74`
	}
	return err
}

// The same on the BSDs.
func (l *loop) watchUnix(kq int, socket string) error {
	conn, err := net.Dial("unix", socket)
	if err != nil {
		return err
	}
	f, err := conn.(*net.UnixConn).File()
	if err != nil {
		conn.Close()
		return err
	}
	l.names[kq] = conn.RemoteAddr().String()
	var changes [1]unix.Kevent_t
	unix.SetKevent(&changes[0], int(f.Fd()), unix.EVFILT_READ, unix.EV_ADD)
	_, err = unix.Kevent(kq, changes[:], nil, nil) // want `is registered by unix.Kevent but its owner f dies at line 92`
	return err
}

func kqueueFile(path string) (kq int, err error) {
	if kq, err = unix.Kqueue(); err != nil {
		return -1, err
	}
	f, err := os.Open(path)
	if err != nil {
		unix.Close(kq)
		return -1, err
	}
	change := unix.Kevent_t{Ident: uint64(f.Fd()), Filter: unix.EVFILT_READ, Flags: unix.EV_ADD}
	if _, err := unix.Kevent(kq, []unix.Kevent_t{change}, nil, nil); err != nil { // want `is registered by unix.Kevent but its owner f dies at line 106`
		f.Close()
		unix.Close(kq)
		return -1, err
	}
	return kq, nil
}

// A function or method has the number in the end.

type selector struct {
	epfd    int
	parents map[int]*selector
	ready   []int
}

func (s *selector) add(fd int, events uint32) error {
	return s.ctl(syscall.EPOLL_CTL_ADD, fd, events)
}

func (s *selector) ctl(op, fd int, events uint32) error {
	ev := syscall.EpollEvent{Events: events, Fd: int32(fd)}
	for {
		switch err := syscall.EpollCtl(s.epfd, op, fd, &ev); err {
		case nil:
			return nil
		case syscall.EINTR:
		default:
			return os.NewSyscallError("epoll_ctl", err)
		}
	}
}

func (s *selector) remember(fd int) {
	if _, ok := s.parents[fd]; !ok {
		s.parents[fd] = s
	}
}

func (s *selector) listen(addr string) error {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	file, err := ln.(*net.TCPListener).File()
	if err != nil {
		return err
	}
	return s.add(int(file.Fd()), syscall.EPOLLIN) // want `int\(file.Fd\(\)\) is kept by s.add but its owner file dies at line 155`
}

func (s *selector) tail(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("cannot follow: %w", err)
	}
	if _, err := f.Seek(0, 2); err != nil {
		return err
	}
	fd := fileno(f)
	s.remember(fd) // want `fd is kept by s.remember but its owner f dies at line 166`
	return nil
}

// Through an interface that one type implements.

type registry interface {
	watch(fd uintptr, label string)
}

type labels struct{ of map[uintptr]string }

func (l *labels) watch(fd uintptr, label string) { l.of[fd] = label }

func watchAll(r registry, pattern string, n int) {
	for i := range n {
		f, err := os.Open(fmt.Sprintf(pattern, i))
		if err != nil {
			log.Printf("%d: %v", i, err)
			return
		}
		r.watch(f.Fd(), f.Name()) // want `f.Fd\(\) is kept by r.watch but its owner f dies at line 188`
	}
}

var _ registry = (*labels)(nil)

// A plain function, and one that starts a goroutine with the number.

var polled []unix.PollFd

func poll(fd int) { polled = append(polled, unix.PollFd{Fd: int32(fd), Events: unix.POLLIN}) }

func pollInput(event int) error {
	dev, err := os.OpenFile(fmt.Sprintf("/dev/input/event%d", event), os.O_RDONLY, 0)
	if err != nil {
		return err
	}
	poll(int(dev.Fd())) // want `int\(dev.Fd\(\)\) is kept by poll but its owner dev dies at line 205`
	return nil
}

func pump(from, to int) {
	go func() {
		for {
			if n, err := syscall.Splice(from, nil, to, nil, 1<<16, 0); n == 0 || err != nil {
				return
			}
		}
	}()
}

func (s *selector) proxy(from *net.UnixConn, path string) error {
	src, err := from.File()
	if err != nil {
		return err
	}
	dst, err := os.Create(path)
	if err != nil {
		src.Close()
		return err
	}
	in, out := int(src.Fd()), int(dst.Fd())
	pump(in, out) // want `in is kept by pump but its owner src dies at line 229` `out is kept by pump but its owner dst dies at line 229`
	return nil
}
