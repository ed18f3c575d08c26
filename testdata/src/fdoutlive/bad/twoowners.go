package bad

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// A second file for the number of a file: each closes it in its time.

func isEmpty(f *os.File) bool {
	alias := os.NewFile(f.Fd(), f.Name()) // want `both own`
	st, err := alias.Stat()
	return err == nil && st.Size() == 0
}

func reopen(path string) (*os.File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	return os.NewFile(f.Fd(), "copy of "+path), nil // want `both own`
}

type child struct {
	stdin *os.File
	log   *os.File
}

func (c *child) output() *bufio.Reader {
	fd := int(c.log.Fd())
	if err := syscall.SetNonblock(fd, true); err != nil {
		log.Print(err)
	}
	return bufio.NewReader(os.NewFile(uintptr(fd), "output")) // want `both own`
}

func packetConn(conn *net.UDPConn) (net.PacketConn, error) {
	f, err := conn.File()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	g := os.NewFile(uintptr(fileno(f)), "packets") // want `both own`
	defer g.Close()
	return net.FilePacketConn(g)
}

// The file of a standard stream is dropped, and closes it.
func colored() bool {
	tty := os.NewFile(os.Stdout.Fd(), "stdout") // want `both own`
	st, err := tty.Stat()
	return err == nil && st.Mode()&os.ModeCharDevice != 0
}

func say(format string, args ...any) {
	fmt.Fprintf(os.NewFile(os.Stderr.Fd(), "/dev/stderr"), format, args...) // want `both own`
}

// Closed by number although a file has it.

func readInherited(fd int) ([]byte, error) {
	f := os.NewFile(uintptr(fd), "inherited")
	if f == nil {
		return nil, os.ErrInvalid
	}
	buf := make([]byte, 512)
	n, err := f.Read(buf)
	syscall.Close(fd) // want `by number`
	return buf[:n], err
}

func tcpListener(port int) (net.Listener, error) {
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	if err != nil {
		return nil, os.NewSyscallError("socket", err)
	}
	if err := syscall.Bind(fd, &syscall.SockaddrInet4{Port: port}); err != nil {
		syscall.Close(fd)
		return nil, os.NewSyscallError("bind", err)
	}
	if err := syscall.Listen(fd, syscall.SOMAXCONN); err != nil {
		syscall.Close(fd)
		return nil, os.NewSyscallError("listen", err)
	}
	f := os.NewFile(uintptr(fd), fmt.Sprintf("port-%d", port))
	ln, err := net.FileListener(f)
	if err != nil {
		syscall.Close(fd) // want `by number`
		return nil, err
	}
	return ln, f.Close()
}

func netlink() (err error) {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd) // want `by number`
	sock := os.NewFile(uintptr(fd), "netlink")
	defer sock.Close()
	_, err = sock.Write([]byte{16, 0, 0, 0})
	return err
}

func dropFile(f *os.File) error {
	return syscall.Close(int(f.Fd())) // want `by number`
}

func truncate(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	fd := int(f.Fd())
	if err := unix.Fdatasync(fd); err != nil {
		return err
	}
	return unix.Close(fd) // want `by number`
}

// At the end, or in a goroutine: the file closes it once more.
func flush(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	fd := int(f.Fd())
	defer syscall.Close(fd) // want `by number`
	return syscall.Fsync(fd)
}

func flushUnclosed(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	fd := int(f.Fd())
	defer func() {
		syscall.Close(fd) // want `by number`
	}()
	if err := syscall.Fsync(fd); err != nil {
		return err
	}
	return f.Close()
}

func closeLater(f *os.File) {
	go syscall.Close(int(f.Fd())) // want `by number`
}

// Two files for one number.
func readWriter(fd uintptr) *bufio.ReadWriter {
	in := os.NewFile(fd, "in")
	out := os.NewFile(fd, "out") // want `both own`
	return bufio.NewReadWriter(bufio.NewReader(in), bufio.NewWriter(out))
}

func streams(sock int) (r, w *os.File, err error) {
	if err := syscall.SetNonblock(sock, true); err != nil {
		return nil, nil, err
	}
	r = os.NewFile(uintptr(sock), "read half")
	if r == nil {
		return nil, nil, os.ErrInvalid
	}
	w = os.NewFile(uintptr(sock), "write half") // want `both own`
	return r, w, nil
}

// Of a helper: the number of the argument's file is closed.
func release(f *os.File) {
	fd := fileno(f)
	if fd < 0 {
		return
	}
	if err := unix.Close(fd); err != nil { // want `by number`
		log.Printf("%s: %v", f.Name(), err)
	}
}
