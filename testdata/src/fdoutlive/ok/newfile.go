package ok

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// NewFile is the only owner of a number that came from a system call, from the
// environment, or from the parent process.

func openDirect(path string) (*os.File, error) {
	fd, err := syscall.Open(path, syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: path, Err: err}
	}
	return os.NewFile(uintptr(fd), path), nil
}

func openBeneath(dir *os.File, name string) (*os.File, error) {
	fd, err := unix.Openat(int(dir.Fd()), name, unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), name), nil
}

// On the paths on which the number is closed, no file has it.
func listenSocket(addr *syscall.SockaddrInet4) (net.Listener, error) {
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	if err != nil {
		return nil, os.NewSyscallError("socket", err)
	}
	if err := syscall.Bind(fd, addr); err != nil {
		syscall.Close(fd)
		return nil, os.NewSyscallError("bind", err)
	}
	if err := syscall.Listen(fd, 128); err != nil {
		syscall.Close(fd)
		return nil, os.NewSyscallError("listen", err)
	}
	f := os.NewFile(uintptr(fd), "listener")
	defer f.Close()
	return net.FileListener(f)
}

func memory(size int64) (f *os.File, err error) {
	fd, err := unix.MemfdCreate("memory", unix.MFD_CLOEXEC)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil && f == nil {
			unix.Close(fd)
		}
	}()
	if size < 0 {
		return nil, errors.New("negative size")
	}
	f = os.NewFile(uintptr(fd), "memory")
	return f, f.Truncate(size)
}

// NewFile returns nil for a number that is none, and has no owner then.
func adopt(fd int) (*os.File, error) {
	f := os.NewFile(uintptr(fd), "adopted")
	if f == nil {
		unix.Close(fd)
		return nil, os.ErrInvalid
	}
	return f, nil
}

// systemd(1): descriptors from 3 on.
func activated() (files []*os.File, err error) {
	if pid, err := strconv.Atoi(os.Getenv("LISTEN_PID")); err != nil || pid != os.Getpid() {
		return nil, err
	}
	n, err := strconv.Atoi(os.Getenv("LISTEN_FDS"))
	if err != nil {
		return nil, err
	}
	names := strings.Split(os.Getenv("LISTEN_FDNAMES"), ":")
	for i := range n {
		syscall.CloseOnExec(3 + i)
		name := "LISTEN_FD_" + strconv.Itoa(3+i)
		if i < len(names) {
			name = names[i]
		}
		files = append(files, os.NewFile(uintptr(3+i), name))
	}
	return files, nil
}

func fromParent() (net.Listener, error) {
	fd, err := strconv.ParseUint(os.Getenv("GRACEFUL_FD"), 10, 0)
	if err != nil {
		return nil, fmt.Errorf("GRACEFUL_FD: %w", err)
	}
	f := os.NewFile(uintptr(fd), "parent")
	if f == nil {
		return nil, os.ErrInvalid
	}
	ln, err := net.FileListener(f)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	return ln, err
}

func received(conn *net.UnixConn) (files []*os.File, err error) {
	oob := make([]byte, syscall.CmsgSpace(4*4))
	_, n, _, _, err := conn.ReadMsgUnix(nil, oob)
	if err != nil {
		return nil, err
	}
	messages, err := syscall.ParseSocketControlMessage(oob[:n])
	if err != nil {
		return nil, err
	}
	for _, m := range messages {
		fds, err := syscall.ParseUnixRights(&m)
		if err != nil {
			return files, err
		}
		for _, fd := range fds {
			files = append(files, os.NewFile(uintptr(fd), "received"))
		}
	}
	return files, nil
}

// Each round has a number of its own.
func acceptLoop(ln int, handle func(net.Conn)) error {
	var (
		fd  int
		err error
	)
	for {
		fd, _, err = syscall.Accept(ln)
		if err != nil {
			return err
		}
		if err := syscall.SetNonblock(fd, true); err != nil {
			syscall.Close(fd)
			continue
		}
		f := os.NewFile(uintptr(fd), "client")
		conn, err := net.FileConn(f)
		f.Close()
		if err != nil {
			return err
		}
		go handle(conn)
	}
}

func retryOpen(paths ...string) *os.File {
	fd, err := -1, errors.New("no path")
	for _, path := range paths {
		if fd >= 0 {
			syscall.Close(fd)
		}
		if fd, err = syscall.Open(path, syscall.O_RDWR, 0); err == nil {
			return os.NewFile(uintptr(fd), path)
		}
	}
	return nil
}

// A duplicate has a file of its own.

func clone(f *os.File) (*os.File, error) {
	fd, err := unix.FcntlInt(f.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, os.NewSyscallError("fcntl", err)
	}
	return os.NewFile(uintptr(fd), f.Name()), nil
}

func sockFile(conn *net.TCPConn) (f *os.File, err error) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return nil, err
	}
	var derr error
	err = raw.Control(func(fd uintptr) {
		var nfd int
		if nfd, derr = syscall.Dup(int(fd)); derr == nil {
			f = os.NewFile(uintptr(nfd), "socket")
		}
	})
	return f, errors.Join(err, derr)
}

// A file for a standard stream that lives as long as the process.
var stdout = os.NewFile(os.Stdout.Fd(), "stdout")

func stdin() *os.File { return os.NewFile(os.Stdin.Fd(), "/dev/stdin") }

func init() { logFile = os.NewFile(os.Stderr.Fd(), "log") }

// Numbers without a file are closed by number.

func copyRange(from, to string) (err error) {
	in, err := syscall.Open(from, syscall.O_RDONLY, 0)
	if err != nil {
		return err
	}
	defer syscall.Close(in)
	out, err := syscall.Open(to, syscall.O_WRONLY|syscall.O_CREAT, 0o600)
	if err != nil {
		return err
	}
	defer syscall.Close(out)
	buf := make([]byte, 1<<16)
	n, err := syscall.Read(in, buf)
	if err == nil {
		_, err = syscall.Write(out, buf[:n])
	}
	return err
}

func pair() (a, b *os.File, err error) {
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err != nil {
		return nil, nil, err
	}
	return os.NewFile(uintptr(fds[0]), "a"), os.NewFile(uintptr(fds[1]), "b"), nil
}

// The file owns the number, and is stored; the number is closed by it.
func (l *loop) adoptNumber(fd int) {
	l.f = os.NewFile(uintptr(fd), "")
	l.fd = fd
}

// The parent's end is closed by number, the child's by its file.
func socketToChild() (child *os.File, err error) {
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_DGRAM, 0)
	if err != nil {
		return nil, err
	}
	syscall.Close(fds[0])
	return os.NewFile(uintptr(fds[1]), "child"), nil
}
