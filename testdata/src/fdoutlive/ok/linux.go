//go:build linux

package ok

import (
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"
)

// The file lives until the loop ends.
func watch(path string, handle func(fd int)) error {
	epfd, err := syscall.EpollCreate1(syscall.EPOLL_CLOEXEC)
	if err != nil {
		return err
	}
	defer syscall.Close(epfd)
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	fd := int(f.Fd())
	ev := syscall.EpollEvent{Events: syscall.EPOLLIN, Fd: int32(fd)}
	if err := syscall.EpollCtl(epfd, syscall.EPOLL_CTL_ADD, fd, &ev); err != nil {
		return os.NewSyscallError("epoll_ctl", err)
	}
	events := make([]syscall.EpollEvent, 16)
	for {
		n, err := syscall.EpollWait(epfd, events, -1)
		if errors.Is(err, syscall.EINTR) {
			continue
		} else if err != nil {
			return os.NewSyscallError("epoll_wait", err)
		}
		for _, ev := range events[:n] {
			handle(int(ev.Fd))
		}
	}
}

func watchKept(ln *net.TCPListener, stop func() bool) (err error) {
	epfd, err := unix.EpollCreate1(0)
	if err != nil {
		return err
	}
	f, err := ln.File()
	if err != nil {
		return err
	}
	fd := int(f.Fd())
	if err := unix.EpollCtl(epfd, unix.EPOLL_CTL_ADD, fd, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(fd)}); err != nil {
		return err
	}
	for events := make([]unix.EpollEvent, 4); !stop(); {
		if _, err = unix.EpollWait(epfd, events, 100); err != nil {
			break
		}
	}
	runtime.KeepAlive(f)
	return err
}

type poller struct {
	epfd  int
	files map[int32]*os.File
	fds   []int
}

func (p *poller) ctl(op, fd int, events uint32) error {
	return os.NewSyscallError("epoll_ctl", syscall.EpollCtl(p.epfd, op, fd, &syscall.EpollEvent{Events: events, Fd: int32(fd)}))
}

// The poller keeps the file, before or after it registers the number.

func (p *poller) listen(addr string) error {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	defer ln.Close()
	f, err := ln.(*net.TCPListener).File()
	if err != nil {
		return err
	}
	fd := int(f.Fd())
	if err := p.ctl(syscall.EPOLL_CTL_ADD, fd, syscall.EPOLLIN); err != nil {
		f.Close()
		return err
	}
	p.files[int32(fd)] = f
	return nil
}

func (p *poller) addFile(f *os.File) error {
	p.files[int32(f.Fd())] = f
	return p.ctl(syscall.EPOLL_CTL_ADD, int(f.Fd()), syscall.EPOLLIN)
}

func (p *poller) open(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return p.addFile(f)
}

// Registered, waited for, and taken out again, while f is open.
func (p *poller) wait(path string, ms int) (n int, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	fd := int(f.Fd())
	if err := p.ctl(syscall.EPOLL_CTL_ADD, fd, syscall.EPOLLIN); err != nil {
		return 0, err
	}
	defer p.ctl(syscall.EPOLL_CTL_DEL, fd, 0)
	events := make([]syscall.EpollEvent, 1)
	return syscall.EpollWait(p.epfd, events, ms)
}

// To be taken out is to be forgotten.
func forget(epfd int, conn *net.UnixConn) error {
	f, err := conn.File()
	if err != nil {
		return err
	}
	defer f.Close()
	return syscall.EpollCtl(epfd, syscall.EPOLL_CTL_DEL, int(f.Fd()), nil)
}

func unwatch(kq int, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	change := unix.Kevent_t{Filter: unix.EVFILT_READ, Flags: unix.EV_DELETE}
	change.Ident = uint64(f.Fd())
	_, err = unix.Kevent(kq, []unix.Kevent_t{change}, nil, nil)
	return err
}

// Events that are assigned to each other in a circle.
func unwatchTurns(kq, n int, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	var change, other unix.Kevent_t
	change.Flags, other.Flags = unix.EV_DELETE, unix.EV_DELETE
	change.Ident = uint64(f.Fd())
	for range n {
		change, other = other, change
		if _, err := unix.Kevent(kq, []unix.Kevent_t{change}, nil, nil); err != nil {
			return err
		}
	}
	return nil
}

// A child that starts in a cgroup: the number is for clone3(2) only.
func startIn(cgroup string, argv ...string) (*os.Process, error) {
	dir, err := os.Open(filepath.Join("/sys/fs/cgroup", cgroup))
	if err != nil {
		return nil, err
	}
	defer dir.Close()
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.SysProcAttr = &syscall.SysProcAttr{UseCgroupFD: true, CgroupFD: int(dir.Fd())}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return cmd.Process, nil
}

func startCmdIn(cmd *exec.Cmd, cgroup string) error {
	dir, err := os.Open(cgroup)
	if err != nil {
		return err
	}
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = new(syscall.SysProcAttr)
	}
	cmd.SysProcAttr.UseCgroupFD = true
	cmd.SysProcAttr.CgroupFD = int(dir.Fd())
	err = cmd.Start()
	dir.Close()
	return err
}

// The thread is in the namespace when setns(2) returns.
func inNamespace(path string, do func() error) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	own, err := os.Open("/proc/thread-self/ns/net")
	if err != nil {
		return err
	}
	defer own.Close()
	ns, err := os.Open(path)
	if err != nil {
		return err
	}
	defer ns.Close()
	if err := unix.Setns(int(ns.Fd()), unix.CLONE_NEWNET); err != nil {
		return os.NewSyscallError("setns", err)
	}
	defer unix.Setns(int(own.Fd()), unix.CLONE_NEWNET)
	return do()
}

// The duplicate is registered.
func (p *poller) addConn(conn *net.TCPConn) error {
	f, err := conn.File()
	if err != nil {
		return err
	}
	defer f.Close()
	fd, err := syscall.Dup(int(f.Fd()))
	if err != nil {
		return err
	}
	p.fds = append(p.fds, fd)
	return p.ctl(syscall.EPOLL_CTL_ADD, fd, syscall.EPOLLIN|syscall.EPOLLOUT)
}

// The poller is local and closed with the file: nobody waits any more.
func pollOnce(f *os.File, path string) (bool, error) {
	g, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer g.Close()
	p := &poller{}
	if p.epfd, err = syscall.EpollCreate1(0); err != nil {
		return false, err
	}
	defer syscall.Close(p.epfd)
	for _, f := range []*os.File{f, g} {
		if err := p.ctl(syscall.EPOLL_CTL_ADD, int(f.Fd()), syscall.EPOLLIN); err != nil {
			return false, err
		}
	}
	n, err := syscall.EpollWait(p.epfd, make([]syscall.EpollEvent, 1), 0)
	return n > 0, err
}

// What is added is taken out before the file dies.
type epoll struct {
	fd        int
	callbacks map[int]func()
}

func (e *epoll) add(fd int, callback func()) error {
	e.callbacks[fd] = callback
	return syscall.EpollCtl(e.fd, syscall.EPOLL_CTL_ADD, fd, &syscall.EpollEvent{Fd: int32(fd), Events: syscall.EPOLLIN})
}

func (e *epoll) del(fd int) error {
	delete(e.callbacks, fd)
	return syscall.EpollCtl(e.fd, syscall.EPOLL_CTL_DEL, fd, nil)
}

func (e *epoll) once(conn *net.TCPConn) error {
	f, err := conn.File()
	if err != nil {
		return err
	}
	if err := e.add(int(f.Fd()), func() {}); err != nil {
		return err
	}
	return e.del(int(f.Fd()))
}
