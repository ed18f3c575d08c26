package poll

import (
	"os"
	"syscall"
)

// A Poller waits for events of descriptors.
type Poller struct{ epfd int }

// Open returns a new Poller.
func Open() (*Poller, error) {
	epfd, err := syscall.EpollCreate1(syscall.EPOLL_CLOEXEC)
	if err != nil {
		return nil, os.NewSyscallError("epoll_create1", err)
	}
	return &Poller{epfd}, nil
}

// AddRead registers a descriptor.
func (p *Poller) AddRead(fd int) error { // want AddRead:`files\(held:\[1\]\)`
	return p.control(syscall.EPOLL_CTL_ADD, fd, syscall.EPOLLIN)
}

// Delete takes it out again.
func (p *Poller) Delete(fd int) error { return p.control(syscall.EPOLL_CTL_DEL, fd, 0) } // want Delete:`files\(released:\[1\]\)`

func (p *Poller) control(op, fd int, events uint32) error {
	event := &syscall.EpollEvent{Events: events, Fd: int32(fd)}
	return os.NewSyscallError("epoll_ctl", syscall.EpollCtl(p.epfd, op, fd, event))
}

// Wait calls handle for each event until it returns an error.
func (p *Poller) Wait(handle func(fd int) error) error {
	events := make([]syscall.EpollEvent, 64)
	for {
		n, err := syscall.EpollWait(p.epfd, events, -1)
		if err != nil && err != syscall.EINTR {
			return os.NewSyscallError("epoll_wait", err)
		}
		for i := range max(n, 0) {
			if err := handle(int(events[i].Fd)); err != nil {
				return err
			}
		}
	}
}
