package bad

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// A function makes a file of the number that it is given, whatever comes of it.

func listenOn(fd int) (net.Listener, error) {
	f := os.NewFile(uintptr(fd), "listener")
	defer f.Close()
	return net.FileListener(f)
}

func serveInherited(fd int, serve func(net.Listener) error) error {
	ln, err := listenOn(fd)
	if err != nil {
		unix.Close(fd) // want `the descriptor of the file is closed by number`
		return err
	}
	return serve(ln)
}

func readerOf(fd uintptr) *bufio.Reader { return bufio.NewReader(os.NewFile(fd, "reader")) }

func firstLine(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	return readerOf(f.Fd()).ReadString('\n') // want `f and the file of readerOf both own one descriptor`
}

// Two of them.
func inAndOut(fd uintptr) (*bufio.Reader, *os.File) {
	return readerOf(fd), os.NewFile(fd, "writer") // want `the file of readerOf and the new file both own`
}

// A function closes the number.
func drop(fd int) {
	if err := unix.Close(fd); err != nil {
		fmt.Println(err)
	}
}

type number int

func (n number) Close() error { return syscall.Close(int(n)) }

func synced(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	fd := int(f.Fd())
	defer drop(fd) // want `closed by number`
	return unix.Fdatasync(fd)
}

func named(fd int) ([]byte, error) {
	f := os.NewFile(uintptr(fd), "named")
	buf := make([]byte, 16)
	n, err := f.Read(buf)
	number(fd).Close() // want `the descriptor of f is closed by number`
	return buf[:n], err
}

// Both closes deferred, in either order.
func deferredFirst(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer syscall.Close(int(f.Fd())) // want `closed by number`
	defer f.Close()
	return syscall.Fsync(int(f.Fd()))
}

func deferredLast(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	defer syscall.Close(int(f.Fd())) // want `closed by number`
	return syscall.Fsync(int(f.Fd()))
}

// A descriptor of the parent, taken twice.
const listenFd = 3

func inherit() (net.Listener, *os.File, error) {
	ln, err := net.FileListener(os.NewFile(listenFd, "listener"))
	if err != nil {
		return nil, nil, err
	}
	return ln, os.NewFile(3, "ready"), nil // want `both own one descriptor`
}

func ready() error {
	_, err := os.NewFile(listenFd, "ready").WriteString("ready\n")
	return err
}

func start(serve func(net.Listener)) error {
	f := os.NewFile(uintptr(listenFd), "listener")
	ln, err := net.FileListener(f)
	if err != nil {
		return err
	}
	go serve(ln)
	return ready() // want `f and the file of ready both own one descriptor`
}
