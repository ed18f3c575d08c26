package ok

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// The remedy: SyscallConn leaves the file as it is.
func pending(f *os.File) (n int, err error) {
	raw, err := f.SyscallConn()
	if err != nil {
		return 0, err
	}
	var ierr error
	err = raw.Control(func(fd uintptr) {
		n, ierr = unix.IoctlGetInt(int(fd), unix.TIOCINQ)
	})
	return n, errors.Join(err, ierr)
}

func waitForAnswer(timeout time.Duration) (byte, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return 0, err
	}
	defer w.Close()
	defer r.Close()
	if n, err := pending(r); n > 0 || err != nil {
		log.Print(n, err)
	}
	if err := r.SetReadDeadline(time.Now().Add(timeout)); err != nil {
		return 0, err
	}
	return bufio.NewReader(r).ReadByte()
}

// Nobody sets a deadline.
func terminalSize() (*unix.Winsize, error) {
	tty, err := os.Open("/dev/tty")
	if err != nil {
		return nil, err
	}
	defer tty.Close()
	return unix.IoctlGetWinsize(int(tty.Fd()), unix.TIOCGWINSZ)
}

// Nobody asks for the number.
func readWithin(path string, d time.Duration) ([]byte, error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if err := f.SetReadDeadline(time.Now().Add(d)); err != nil {
		return nil, err
	}
	buf := make([]byte, 4096)
	n, err := f.Read(buf)
	return buf[:n], err
}

// Files of these kinds have no deadlines, which Set tells.

func journal(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		return err
	}
	if err := f.SetWriteDeadline(time.Now().Add(time.Second)); err != nil && !errors.Is(err, os.ErrNoDeadline) {
		return err
	}
	_, err = f.WriteString("begin\n")
	return err
}

func scratch() error {
	f, err := os.CreateTemp("", "scratch")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	fmt.Println(f.Name(), f.Fd())
	f.SetDeadline(time.Now().Add(time.Second))
	return f.Close()
}

func passwd() error {
	f, err := os.Open("/etc/passwd")
	if err != nil {
		return err
	}
	defer f.Close()
	var st syscall.Stat_t
	if err := syscall.Fstat(int(f.Fd()), &st); err != nil {
		return err
	}
	f.SetReadDeadline(time.Now().Add(time.Second))
	_, err = io.Copy(io.Discard, f)
	return err
}

// The standard files were blocking before.
func answer() (string, error) {
	if _, err := unix.IoctlGetTermios(int(os.Stdin.Fd()), unix.TCGETS); err != nil {
		return "", err
	}
	os.Stdin.SetReadDeadline(time.Now().Add(time.Second))
	return bufio.NewReader(os.Stdin).ReadString('\n')
}

func toStderr() uintptr {
	out := os.Stderr
	out.SetWriteDeadline(time.Now().Add(time.Second))
	return out.Fd()
}

// Since Go 1.20 Fd leaves a file of NewFile as it is.
func openTun(name string) (*os.File, error) {
	fd, err := syscall.Open("/dev/net/tun", syscall.O_RDWR|syscall.O_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	if err := unix.IoctlSetInt(fd, unix.TUNSETIFF, 1); err != nil {
		syscall.Close(fd)
		return nil, err
	}
	if err := syscall.SetNonblock(fd, true); err != nil {
		syscall.Close(fd)
		return nil, err
	}
	return os.NewFile(uintptr(fd), name), nil
}

func readTun(name string, buf []byte) (int, error) {
	tun, err := openTun(name)
	if err != nil {
		return 0, err
	}
	defer tun.Close()
	log.Printf("%s is descriptor %d", name, tun.Fd())
	tun.SetReadDeadline(time.Now().Add(time.Second))
	return tun.Read(buf)
}

// Nor does it change a file that is opened with O_NONBLOCK.
func queryModem(name string, p []byte) (int, error) {
	f, err := os.OpenFile(name, os.O_RDWR|syscall.O_NOCTTY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	if err := unix.IoctlSetInt(int(f.Fd()), 0x540c, 0); err != nil {
		return 0, err
	}
	f.SetReadDeadline(time.Now().Add(time.Second))
	return f.Read(p)
}

func inherited() error {
	f := os.NewFile(3, "control")
	fd := f.Fd()
	syscall.CloseOnExec(int(fd))
	if err := f.SetReadDeadline(time.Now().Add(time.Second)); err != nil {
		return err
	}
	_, err := f.Read(make([]byte, 1))
	return err
}

// Nonblocking again, after the last Fd.

func repaired() error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	defer w.Close()
	fd := int(r.Fd())
	if err := syscall.SetNonblock(fd, true); err != nil {
		return os.NewSyscallError("fcntl", err)
	}
	r.SetReadDeadline(time.Now().Add(time.Second))
	_, err = r.Read(make([]byte, 1))
	return err
}

func setRaw(f *os.File) error {
	t, err := unix.IoctlGetTermios(int(f.Fd()), unix.TCGETS)
	if err != nil {
		return err
	}
	t.Lflag = 0
	if err := unix.IoctlSetTermios(int(f.Fd()), unix.TCSETS, t); err != nil {
		return err
	}
	return unix.SetNonblock(int(f.Fd()), true)
}

func rawTty() (key [1]byte, err error) {
	tty, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err != nil {
		return key, err
	}
	defer tty.Close()
	if err := setRaw(tty); err != nil {
		return key, err
	}
	tty.SetReadDeadline(time.Now().Add(time.Second))
	_, err = tty.Read(key[:])
	return key, err
}

type port struct {
	file    *os.File
	control *os.File
	timeout time.Duration
}

func (p *port) open(dev string) (err error) {
	if p.file, err = os.OpenFile(dev, os.O_RDWR|syscall.O_NOCTTY, 0); err != nil {
		return err
	}
	fd := int(p.file.Fd())
	t, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err == nil {
		t.Ospeed = 115200
		err = unix.IoctlSetTermios(fd, unix.TCSETS, t)
	}
	return errors.Join(err, syscall.SetNonblock(fd, true))
}

func (p *port) read(b []byte) (int, error) {
	if err := p.file.SetReadDeadline(time.Now().Add(p.timeout)); err != nil {
		return 0, err
	}
	return p.file.Read(b)
}

// The number of one field, the deadlines of another.

func (p *port) openControl(dev string) (err error) {
	p.control, err = os.Open(filepath.Join("/dev", dev))
	return err
}

func (p *port) lines() (int, error) {
	return unix.IoctlGetInt(int(p.control.Fd()), 0x5415)
}

type pipe struct {
	r, w *os.File
}

func newPipe() (p pipe, err error) {
	p.r, p.w, err = os.Pipe()
	return p, err
}

func (p pipe) size() (int, error) { return unix.FcntlInt(p.w.Fd(), 1032, 0) }

func (p pipe) next(b []byte) (int, error) {
	p.r.SetReadDeadline(time.Now().Add(time.Second))
	return p.r.Read(b)
}

// The two ends of a pipe are two files.
func supervise(name string, timeout time.Duration) (first []byte, err error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	p, err := syscall.ForkExec(name, []string{name}, &syscall.ProcAttr{Files: []uintptr{0, w.Fd(), 2}})
	w.Close()
	if err != nil {
		return nil, err
	}
	defer syscall.Kill(p, syscall.SIGTERM)
	r.SetReadDeadline(time.Now().Add(timeout))
	first = make([]byte, 80)
	n, err := r.Read(first)
	return first[:n], err
}

// The child's end is the one that Start makes blocking.
func output(cmd *exec.Cmd, timeout time.Duration) ([]byte, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	cmd.Stdout = w
	err = cmd.Start()
	w.Close()
	if err != nil {
		return nil, err
	}
	if err := r.SetReadDeadline(time.Now().Add(timeout)); err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// Two files, one variable after the other.
func each(paths []string) error {
	for _, path := range paths {
		f, err := os.Create(path)
		if err != nil {
			return err
		}
		log.Print(f.Fd())
		f.Close()
	}
	f, _, err := os.Pipe()
	if err != nil {
		return err
	}
	f.SetReadDeadline(time.Now().Add(time.Second))
	_, err = f.Read(make([]byte, 1))
	return err
}

// Nothing is read any more when the number is asked for.
func lastFd() (n int64, err error) {
	r, w, err := os.Pipe()
	if err != nil {
		return 0, err
	}
	defer w.Close()
	if err := r.SetReadDeadline(time.Now().Add(time.Second)); err != nil {
		return 0, err
	}
	n, err = io.Copy(io.Discard, r)
	log.Printf("%d bytes from descriptor %d", n, r.Fd())
	return n, errors.Join(err, r.Close())
}

func handOver(cmd string) error {
	f, err := os.OpenFile("/dev/ttyS0", os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	f.SetDeadline(time.Now().Add(time.Second))
	if _, err := f.Write([]byte("hello\n")); err != nil {
		return err
	}
	_, err = syscall.ForkExec(cmd, nil, &syscall.ProcAttr{Files: []uintptr{f.Fd(), f.Fd(), 2}})
	return err
}

// Whose file it is, is not known.
func Greet(f *os.File) error {
	log.Print(f.Fd())
	f.SetWriteDeadline(time.Now().Add(time.Second))
	_, err := f.WriteString("hello\n")
	return err
}

// A connection's deadlines are its own.
func peer(conn *net.TCPConn, dev string) error {
	f, err := os.Open(dev)
	if err != nil {
		return err
	}
	defer f.Close()
	conn.SetDeadline(time.Now().Add(time.Second))
	_, err = fmt.Fprintln(conn, "descriptor", f.Fd())
	return err
}

// No deadline: it is only asked whether there could be one.
func pollable(path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	err = f.SetDeadline(time.Time{})
	log.Printf("descriptor %d: %v", f.Fd(), err)
	return err == nil, nil
}

// Fd comes while the Read waits in the poller, where the deadline wakes it.
func whileReading() (err error) {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	defer w.Close()
	ready := make(chan bool, 1)
	done := make(chan error, 1)
	go func() {
		r.SetReadDeadline(time.Now().Add(time.Minute))
		ready <- true
		_, err := r.Read(make([]byte, 1))
		done <- err
	}()
	go func() {
		<-ready
		time.Sleep(10 * time.Millisecond)
		log.Print(r.Fd())
	}()
	return <-done
}

// Blocking for one call, and nonblocking again.
func forOnce(do func(fd uintptr)) error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	defer w.Close()
	raw, err := r.SyscallConn()
	if err != nil {
		return err
	}
	if err := raw.Control(func(fd uintptr) {
		syscall.SetNonblock(int(fd), false)
		do(fd)
		syscall.SetNonblock(int(fd), true)
	}); err != nil {
		return err
	}
	r.SetReadDeadline(time.Now().Add(time.Second))
	_, err = r.Read(make([]byte, 1))
	return err
}
