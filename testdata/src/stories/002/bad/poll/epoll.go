//go:build linux

package poll

import (
	"os"
	"syscall"
)

// A Poller waits for events of many descriptors, by epoll(7).
type Poller struct{ epfd int }

// Open returns a new Poller.
func Open() (*Poller, error) {
	epfd, err := syscall.EpollCreate1(syscall.EPOLL_CLOEXEC)
	if err != nil {
		return nil, os.NewSyscallError("epoll_create1", err)
	}
	return &Poller{epfd: epfd}, nil
}

// AddRead waits for input of a descriptor, which becomes nonblocking.
func (p *Poller) AddRead(fd int) error {
	if err := syscall.SetNonblock(fd, true); err != nil {
		return os.NewSyscallError("setnonblock", err)
	}
	return p.control(syscall.EPOLL_CTL_ADD, fd, ReadEvents)
}

// ModReadWrite waits for room to write as well.
func (p *Poller) ModReadWrite(fd int) error {
	return p.control(syscall.EPOLL_CTL_MOD, fd, ReadEvents|WriteEvents)
}

// ModRead waits for input only.
func (p *Poller) ModRead(fd int) error {
	return p.control(syscall.EPOLL_CTL_MOD, fd, ReadEvents)
}

// Delete waits no more.
func (p *Poller) Delete(fd int) error {
	return p.control(syscall.EPOLL_CTL_DEL, fd, 0)
}

func (p *Poller) control(op, fd int, events uint32) error {
	ev := syscall.EpollEvent{Events: events, Fd: int32(fd)}
	return os.NewSyscallError("epoll_ctl", syscall.EpollCtl(p.epfd, op, fd, &ev))
}

// Wait calls the handler for each event until it returns an error.
func (p *Poller) Wait(handle Handler) error {
	events := make([]syscall.EpollEvent, 64)
	for {
		n, err := syscall.EpollWait(p.epfd, events, -1)
		if err == syscall.EINTR {
			continue
		}
		if err != nil {
			return os.NewSyscallError("epoll_wait", err)
		}
		for _, ev := range events[:n] {
			if err := handle(int(ev.Fd), ev.Events); err != nil {
				return err
			}
		}
	}
}

// Close lets the kernel forget all descriptors.
func (p *Poller) Close() error { return syscall.Close(p.epfd) }
