// Package wrapped has types by which other packages read from devices.
package wrapped

import (
	"io"
	"os"
	"syscall"
	"unsafe"
)

func attach(fd uintptr) error {
	var request [40]byte
	_, _, errno := syscall.Syscall(syscall.SYS_IOCTL, fd, syscall.TUNSETIFF, uintptr(unsafe.Pointer(&request)))
	if errno != 0 {
		return errno
	}
	return nil
}

// A Tunnel is read from and closed by others.
type Tunnel struct {
	io.ReadWriteCloser
	name string
}

// Open makes one.
func Open(name string) (*Tunnel, error) {
	file, err := os.OpenFile("/dev/net/tun", os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	if err := attach(file.Fd()); err != nil { // want `Fd makes file blocking: no Close of Tunnel wakes its Read; open it with O_NONBLOCK, and make the file of it last, by os.NewFile`
		file.Close()
		return nil, err
	}
	return &Tunnel{ReadWriteCloser: file, name: name}, nil
}

// A Console has the file in a field, and methods of its own.
type Console struct{ file *os.File }

// Read reads what is typed.
func (c *Console) Read(buf []byte) (int, error) { return c.file.Read(buf) }

// Close ends it.
func (c *Console) Close() error { return c.file.Close() }

// Columns asks how wide it is.
func (c *Console) Columns() uint16 {
	var size [4]uint16
	syscall.Syscall(syscall.SYS_IOCTL, c.file.Fd(), syscall.TIOCGWINSZ, uintptr(unsafe.Pointer(&size))) // want `Fd makes c.file blocking: no Close of Console wakes its Read`
	return size[1]
}

// NewConsole opens one.
func NewConsole() (*Console, error) {
	file, err := os.OpenFile("/dev/tty", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		return nil, err
	}
	return &Console{file}, nil
}

// What follows is woken, does not wait, or is nobody's to read from.

// A Woken tunnel is one of a number that is nonblocking.
type Woken struct{ io.ReadWriteCloser }

// OpenWoken makes one.
func OpenWoken() (*Woken, error) {
	fd, err := syscall.Open("/dev/net/tun", syscall.O_RDWR|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	if err := attach(uintptr(fd)); err != nil {
		syscall.Close(fd)
		return nil, err
	}
	return &Woken{os.NewFile(uintptr(fd), "tun")}, nil
}

// A Restored tunnel is made nonblocking again.
type Restored struct{ file *os.File }

// Read reads a packet.
func (r *Restored) Read(buf []byte) (int, error) { return r.file.Read(buf) }

// Close ends it.
func (r *Restored) Close() error { return r.file.Close() }

// OpenRestored makes one.
func OpenRestored() (*Restored, error) {
	file, err := os.OpenFile("/dev/net/tun", os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	fd := file.Fd()
	if err := attach(fd); err != nil {
		file.Close()
		return nil, err
	}
	if err := syscall.SetNonblock(int(fd), true); err != nil {
		file.Close()
		return nil, err
	}
	return &Restored{file}, nil
}

// An Image is a regular file.
type Image struct{ *os.File }

// Create makes one.
func Create(name string) (*Image, error) {
	file, err := os.Create(name)
	if err != nil {
		return nil, err
	}
	return &Image{file}, syscall.Fsync(int(file.Fd()))
}

// A Sender is only written to.
type Sender struct{ file *os.File }

// Write sends a packet.
func (s *Sender) Write(buf []byte) (int, error) { return s.file.Write(buf) }

// Close ends it.
func (s *Sender) Close() error { return s.file.Close() }

// NewSender makes one.
func NewSender() (*Sender, error) {
	file, err := os.OpenFile("/dev/net/tun", os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	return &Sender{file}, attach(file.Fd())
}
