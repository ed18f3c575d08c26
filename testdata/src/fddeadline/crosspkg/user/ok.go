package user

import (
	"log"
	"time"

	"golang.org/x/sys/unix"

	"fddeadline/crosspkg/devs"
)

// Nonblocking again, or never blocking.
func quiet(p []byte) (int, error) {
	r, w, err := devs.Pipe()
	if err != nil {
		return 0, err
	}
	defer w.Close()
	if n, err := devs.PendingNonblocking(r); n == 0 || err != nil {
		return 0, err
	}
	r.SetReadDeadline(time.Now().Add(time.Second))
	return r.Read(p)
}

func raw(p []byte) (int, error) {
	f, err := devs.Serial("ttyACM0")
	if err != nil {
		return 0, err
	}
	defer f.Close()
	if n, err := devs.PendingRaw(f); n == 0 || err != nil {
		return 0, err
	}
	return devs.ReadWithin(f, p, time.Second)
}

// What another package left blocking, restored here; and one that is only written to.
func restored(name string, p []byte) (int, error) {
	f, err := devs.Terminal(name)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	if err := unix.SetNonblock(int(f.Fd()), true); err != nil {
		return 0, err
	}
	f.SetReadDeadline(time.Now().Add(time.Second))
	return f.Read(p)
}

func bell(name string) error {
	f, err := devs.Terminal(name)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = f.WriteString("\a")
	return err
}

// The number of one end, the deadline of the other.
func ends(p []byte) (int, error) {
	r, w, err := devs.Pipe()
	if err != nil {
		return 0, err
	}
	defer w.Close()
	if _, err := devs.Pending(w); err != nil {
		return 0, err
	}
	return devs.ReadWithin(r, p, time.Second)
}

// The output has no deadline.
func (c *console) columns() (int, error) { return devs.Pending(c.out) }

// A plain file, and one of NewFile.

func record(name string) error {
	f, err := devs.Record(name)
	if err != nil {
		return err
	}
	log.Print(f.Fd())
	f.SetWriteDeadline(time.Now().Add(time.Second))
	return f.Close()
}

func adopted(fd int, p []byte) (int, error) {
	f, err := devs.Adopt(fd, "adopted")
	if err != nil {
		return 0, err
	}
	log.Print(f.Fd())
	f.SetReadDeadline(time.Now().Add(time.Second))
	return f.Read(p)
}
