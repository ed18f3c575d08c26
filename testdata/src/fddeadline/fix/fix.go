package fix

import (
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

type console struct{ tty *os.File }

func (c *console) open() (err error) {
	c.tty, err = os.OpenFile("/dev/tty1", os.O_RDWR, 0)
	return err
}

func (c *console) read(b []byte) (int, error) {
	c.tty.SetReadDeadline(time.Now().Add(time.Second))
	return c.tty.Read(b)
}

func (c *console) set(t *unix.Termios) error {
	return unix.IoctlSetTermios(int(c.tty.Fd()), unix.TIOCINQ, t) // want `Fd makes c.tty blocking`
}

// The names are taken.
func (c *console) setAll(raw, serr *unix.Termios) error {
	if raw != nil {
		return os.NewSyscallError("ioctl", unix.IoctlSetTermios(int(c.tty.Fd()), unix.TIOCINQ, serr)) // want `Fd makes c.tty blocking`
	}
	return nil
}

// More is done with the number, or it is no error that is returned: there is no fix.
func (c *console) number() uintptr {
	return c.tty.Fd() // want `Fd makes c.tty blocking`
}

func (c *console) count() (int, error) {
	return unix.IoctlGetInt(int(c.tty.Fd()), unix.TIOCINQ) // want `Fd makes c.tty blocking`
}

func (c *console) print() error {
	_, err := fmt.Println(c.tty.Fd()) // want `Fd makes c.tty blocking`
	return err
}
