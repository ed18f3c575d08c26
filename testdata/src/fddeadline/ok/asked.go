package ok

import (
	"os"
	"syscall"
	"unsafe"
)

// A link reads what comes, and can be asked and closed.
type link interface {
	Read(buf []byte) (int, error)
	Close() error
	Size() (int, error)
}

// An askedTunnel is asked without Fd.
type askedTunnel struct{ file *os.File }

func (t *askedTunnel) Read(buf []byte) (int, error) { return t.file.Read(buf) }

func (t *askedTunnel) Close() error { return t.file.Close() }

func (t *askedTunnel) Size() (int, error) {
	var size [40]byte
	raw, err := t.file.SyscallConn()
	if err != nil {
		return 0, err
	}
	var errno syscall.Errno
	err = raw.Control(func(fd uintptr) {
		_, _, errno = syscall.Syscall(syscall.SYS_IOCTL, fd, syscall.SIOCGIFMTU, uintptr(unsafe.Pointer(&size)))
	})
	if err == nil && errno != 0 {
		err = errno
	}
	return int(size[16]), err
}

// A disk never waits for others.
type disk struct{ file *os.File }

func (d *disk) Read(buf []byte) (int, error) { return d.file.Read(buf) }

func (d *disk) Close() error { return d.file.Close() }

func (d *disk) Size() (int, error) { return int(d.file.Fd()), nil }

func openLink(virtual bool) (link, error) {
	if virtual {
		file, err := os.OpenFile("/dev/net/tun", os.O_RDWR, 0)
		if err != nil {
			return nil, err
		}
		return &askedTunnel{file}, nil
	}
	file, err := os.Create("image")
	if err != nil {
		return nil, err
	}
	return &disk{file}, nil
}

// A router knows its link by an interface.
type router struct {
	dev  link
	done chan struct{}
}

func route() (*router, error) {
	dev, err := openLink(true)
	if err != nil {
		return nil, err
	}
	r := &router{dev: dev, done: make(chan struct{})}
	go r.loop()
	return r, nil
}

func (r *router) loop() {
	defer close(r.done)
	buf := make([]byte, 1500)
	for {
		if _, err := r.dev.Read(buf); err != nil {
			return
		}
	}
}

func (r *router) stop() {
	r.dev.Close()
	<-r.done
}
