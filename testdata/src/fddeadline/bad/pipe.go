package bad

import (
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Fd makes the pipe blocking: the deadline is set, and never fires.

func waitForAnswer(cmd *exec.Cmd, timeout time.Duration) ([]byte, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	cmd.Stdout = w
	if err := cmd.Start(); err != nil {
		w.Close()
		return nil, err
	}
	w.Close()
	n, err := unix.IoctlGetInt(int(r.Fd()), unix.TIOCINQ) // want `deadline`
	if err != nil {
		return nil, fmt.Errorf("FIONREAD: %w", err)
	}
	if err := r.SetReadDeadline(time.Now().Add(timeout)); err != nil {
		return nil, err
	}
	buf := make([]byte, max(n, 512))
	n, err = r.Read(buf)
	return buf[:n], err
}

// The end to write to has deadlines, too.
func offer(data []byte, patience time.Duration) (r *os.File, err error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	if _, err := unix.FcntlInt(w.Fd(), 1031, 1<<20); err != nil { // want `deadline`
		log.Printf("small pipe: %v", err)
	}
	w.SetWriteDeadline(time.Now().Add(patience))
	go func() {
		defer w.Close()
		w.Write(data)
	}()
	return r, nil
}

// The deadline was there before, the Read comes after.
func lateFd(log *log.Logger) error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	defer w.Close()
	defer r.Close()
	if err := r.SetDeadline(time.Now().Add(time.Second)); err != nil {
		return err
	}
	log.Printf("reading descriptor %d", r.Fd()) // want `deadline`
	_, err = io.ReadAll(r)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return nil
	}
	return err
}

// In a loop, Fd comes back before the next Read.
func poll(handle func([]byte, int), rounds int) error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	defer w.Close()
	buf := make([]byte, 128)
	for range rounds {
		r.SetReadDeadline(time.Now().Add(10 * time.Millisecond))
		n, err := r.Read(buf)
		if err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
			return err
		}
		handle(buf[:n], int(r.Fd())) // want `deadline`
	}
	return r.Close()
}

// One variable, two functions.
func interruptible(stop <-chan struct{}) (err error) {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	defer w.Close()
	go func() {
		<-stop
		r.SetReadDeadline(time.Unix(1, 0)) // wakes Read, as it is meant
	}()
	if err := syscall.Fchmod(int(r.Fd()), 0o600); err != nil { // want `deadline`
		return err
	}
	_, err = r.Read(make([]byte, 1))
	return err
}

func capturedFd() (read func(d time.Duration) (byte, error), number func() uintptr, err error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, nil, err
	}
	number = func() uintptr {
		return r.Fd() // want `deadline`
	}
	read = func(d time.Duration) (byte, error) {
		defer w.Close()
		var b [1]byte
		if err := r.SetReadDeadline(time.Now().Add(d)); err != nil {
			return 0, err
		}
		_, err := r.Read(b[:])
		return b[0], err
	}
	return read, number, nil
}

// The second Fd undoes what SetNonblock did.
func repairedTooEarly() error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	defer w.Close()
	fd := int(r.Fd()) // want `deadline`
	if err := syscall.SetNonblock(fd, true); err != nil {
		return err
	}
	fmt.Println("pipe", r.Fd()) // want `deadline`
	r.SetReadDeadline(time.Now().Add(time.Second))
	_, err = r.Read(make([]byte, 1))
	return err
}

func blockingAgain() error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	defer w.Close()
	syscall.SetNonblock(int(r.Fd()), false) // want `deadline`
	r.SetReadDeadline(time.Now().Add(time.Second))
	_, err = r.Read(make([]byte, 1))
	return err
}

// The other end's SetNonblock changes nothing here.
func wrongEnd() error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	_ = r.Fd() // want `deadline`
	syscall.SetNonblock(int(w.Fd()), true)
	r.SetReadDeadline(time.Now().Add(time.Second))
	_, err = r.Read(make([]byte, 1))
	return err
}

// A helper of this package asks for the number, or sets the deadline.

func pending(f *os.File) int {
	n, err := unix.IoctlGetInt(int(f.Fd()), unix.TIOCINQ) // want `deadline`
	if err != nil {
		return -1
	}
	return n
}

func readWithin(f *os.File, p []byte, d time.Duration) (int, error) {
	if err := f.SetReadDeadline(time.Now().Add(d)); err != nil {
		return 0, err
	}
	defer f.SetReadDeadline(time.Time{})
	return f.Read(p)
}

func helped() (n int, err error) {
	r, w, err := os.Pipe()
	if err != nil {
		return 0, err
	}
	defer w.Close()
	if pending(r) > 0 {
		return 1, nil
	}
	if err := r.SetReadDeadline(time.Now().Add(time.Minute)); err != nil {
		return 0, err
	}
	return r.Read(make([]byte, 1))
}

func helpedTwice(p []byte) (int, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return 0, err
	}
	defer w.Close()
	log.Println("descriptor", int(r.Fd())) // want `deadline`
	return readWithin(r, p, time.Second)
}

// A function that opens, one that asks it to, and one that has it.

func exclusiveTerminal(name string) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	return f, exclude(f)
}

func exclude(f *os.File) error {
	_, err := unix.IoctlGetInt(int(f.Fd()), unix.TIOCINQ) // want `Fd makes f blocking`
	return err
}

func answerExclusively(name string, p []byte) (int, error) {
	f, err := exclusiveTerminal(name)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	if err := f.SetReadDeadline(time.Now().Add(time.Second)); err != nil {
		return 0, err
	}
	return f.Read(p)
}
