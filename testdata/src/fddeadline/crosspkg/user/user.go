package user

import (
	"log"
	"os"
	"time"

	"fddeadline/crosspkg/devs"
)

// Another package opens.
func modem(p []byte) (int, error) {
	f, err := devs.Serial("ttyUSB0")
	if err != nil {
		return 0, err
	}
	defer f.Close()
	log.Print("modem is descriptor ", f.Fd()) // want `deadline`
	if err := f.SetReadDeadline(time.Now().Add(time.Second)); err != nil {
		return 0, err
	}
	return f.Read(p)
}

// Another package asks for the number.
func pipe(p []byte) (int, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return 0, err
	}
	defer w.Close()
	if n, err := devs.Pending(r); n == 0 || err != nil { // want `deadline`
		return 0, err
	}
	r.SetReadDeadline(time.Now().Add(time.Second))
	return r.Read(p)
}

// Another package sets the deadline.
func within(path string, p []byte) (int, error) {
	f, err := os.OpenFile(path, os.O_RDONLY, 0)
	if err != nil {
		return 0, err
	}
	log.Print(f.Fd()) // want `deadline`
	return devs.ReadWithin(f, p, time.Minute)
}

// Others do both, in a field.
type console struct {
	in, out *os.File
}

func (c *console) open() (err error) {
	if c.in, err = devs.Serial("console"); err != nil {
		return err
	}
	c.out, err = devs.Serial("console")
	return err
}

func (c *console) poll() (int, error) {
	return devs.Pending(c.in) // want `deadline`
}

func (c *console) key() (b [1]byte, err error) {
	c.in.SetReadDeadline(time.Now().Add(time.Second))
	_, err = c.in.Read(b[:])
	return b, err
}

// Another package opens, and asks for the number before it returns the file.
func reply(name string, p []byte) (int, error) {
	f, err := devs.Terminal(name)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	if err := f.SetReadDeadline(time.Now().Add(time.Second)); err != nil { // want `Terminal has called Fd`
		return 0, err
	}
	return f.Read(p)
}

// Another package opens the terminal and asks for its number in a function of its own.
func ptyAnswer(p []byte) (int, error) {
	pty, _, err := devs.Pty()
	if err != nil {
		return 0, err
	}
	defer pty.Close()
	if err := pty.SetDeadline(time.Now().Add(time.Second)); err != nil { // want `this deadline never fires: Pty has called Fd on the file`
		return 0, err
	}
	return pty.Read(p)
}

func ptyAnswerRaw(p []byte) (int, error) {
	pty, err := devs.PtyRaw()
	if err != nil {
		return 0, err
	}
	defer pty.Close()
	if err := pty.SetDeadline(time.Now().Add(time.Second)); err != nil {
		return 0, err
	}
	return pty.Read(p)
}
