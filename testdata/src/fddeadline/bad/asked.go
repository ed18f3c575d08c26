package bad

import (
	"os"
	"sync"
	"syscall"
	"unsafe"
)

// A link reads what comes, and can be asked and closed.
type link interface {
	Read(buf []byte) (int, error)
	Close() error
	Size() (int, error)
}

// An askedTunnel is one.
type askedTunnel struct{ file *os.File }

func (t *askedTunnel) Read(buf []byte) (int, error) { return t.file.Read(buf) }

func (t *askedTunnel) Close() error { return t.file.Close() }

func (t *askedTunnel) Size() (int, error) {
	var size [40]byte
	_, _, errno := syscall.Syscall(syscall.SYS_IOCTL, t.file.Fd(), syscall.SIOCGIFMTU, uintptr(unsafe.Pointer(&size))) // want `Fd makes t.file blocking: the Close of line \d+ does not wake the Read of line \d+`
	if errno != 0 {
		return 0, errno
	}
	return int(size[16]), nil
}

func openTunnel() (link, error) {
	file, err := os.OpenFile("/dev/net/tun", os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	return &askedTunnel{file}, nil
}

// A router knows its tunnel by an interface.
type router struct {
	dev link
	wg  sync.WaitGroup
}

func route() (*router, error) {
	dev, err := openTunnel()
	if err != nil {
		return nil, err
	}
	r := &router{dev: dev}
	if _, err := dev.Size(); err != nil {
		return nil, err
	}
	r.wg.Add(1)
	go r.loop()
	return r, nil
}

func (r *router) loop() {
	defer r.wg.Done()
	buf := make([]byte, 1500)
	for {
		if _, err := r.dev.Read(buf); err != nil {
			return
		}
	}
}

func (r *router) stop() {
	r.dev.Close()
	r.wg.Wait()
}
