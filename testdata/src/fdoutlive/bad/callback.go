package bad

import (
	"errors"
	"fmt"
	"log"
	"net"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// The number leaves the callback, the connection dies: Control holds it only
// while the callback runs.

func dialFD(addr string) (int, error) {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return -1, err
	}
	raw, err := c.(*net.TCPConn).SyscallConn()
	if err != nil {
		return -1, err
	}
	var fd int
	if err := raw.Control(func(p uintptr) { fd = int(p) }); err != nil {
		return -1, err
	}
	return fd, nil // want `fd is valid only inside the callback of Control`
}

// Used right here, after the last use of the connection.
func setBusyPoll(addr *net.UDPAddr, us int) error {
	conn, err := net.DialUDP("udp", nil, addr)
	if err != nil {
		return fmt.Errorf("dial: %w", err)
	}
	raw, err := conn.SyscallConn()
	if err != nil {
		return fmt.Errorf("raw: %w", err)
	}
	var sysfd uintptr
	err = raw.Control(func(fd uintptr) {
		sysfd = fd
	})
	if err != nil {
		return fmt.Errorf("control: %w", err)
	}
	return syscall.SetsockoptInt(int(sysfd), syscall.SOL_SOCKET, 0x2e, us) // want `sysfd is valid only inside the callback of Control`
}

type transport struct {
	fd      int
	local   net.Addr
	pending [][]byte
}

// What else is kept of the connection holds no descriptor.
func newTransport(remote string) (*transport, error) {
	conn, err := net.Dial("udp", remote)
	if err != nil {
		return nil, err
	}
	t := &transport{local: conn.LocalAddr()}
	sc, ok := conn.(syscall.Conn)
	if !ok {
		return nil, errors.New("no descriptor")
	}
	raw, err := sc.SyscallConn()
	if err != nil {
		return nil, err
	}
	var number int
	raw.Control(func(fd uintptr) { number = int(fd) })
	t.fd = number // want `number is valid only inside the callback of Control`
	return t, nil
}

// Stored by the callback itself.
func (t *transport) rebind(addr *net.UnixAddr) error {
	ln, err := net.ListenUnix("unix", addr)
	if err != nil {
		return err
	}
	raw, err := ln.SyscallConn()
	if err != nil {
		return err
	}
	return raw.Control(func(fd uintptr) {
		t.fd = int(fd) // want `fd is valid only inside the callback of Control`
	})
}

// Read and Write are no different.

func firstByte(addr string) (int, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return -1, err
	}
	raw, err := conn.(*net.TCPConn).SyscallConn()
	if err != nil {
		return -1, err
	}
	fd, buf := -1, make([]byte, 1)
	err = raw.Read(func(s uintptr) bool {
		n, err := syscall.Read(int(s), buf)
		if err == syscall.EAGAIN {
			return false
		}
		fd = int(s)
		return n == 1
	})
	if err != nil {
		return -1, err
	}
	return fd, nil // want `fd is valid only inside the callback of Read`
}

func writable(addr string, out chan<- int) error {
	conn, err := net.DialTimeout("tcp", addr, 1e9)
	if err != nil {
		return err
	}
	raw, err := conn.(*net.TCPConn).SyscallConn()
	if err != nil {
		return err
	}
	fd := -1
	if err := raw.Write(func(s uintptr) (done bool) {
		fd, done = int(s), true
		return
	}); err != nil {
		return err
	}
	out <- fd // want `fd is valid only inside the callback of Write`
	return nil
}

// A duplicate of another number does not help.
func listenBoth(addr string) (fd, spare int, err error) {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return -1, -1, err
	}
	raw, err := ln.(*net.TCPListener).SyscallConn()
	if err != nil {
		return -1, -1, err
	}
	var dupErr error
	err = raw.Control(func(p uintptr) {
		fd = int(p)
		spare, dupErr = syscall.Dup(int(p))
	})
	if err = errors.Join(err, dupErr); err != nil {
		return -1, -1, err
	}
	return fd, spare, nil // want `fd is valid only inside the callback of Control`
}

// A file has a RawConn, too.
func rawFile(path string) {
	f, err := os.Open(path)
	if err != nil {
		log.Fatal(err)
	}
	raw, err := f.SyscallConn()
	if err != nil {
		log.Fatal(err)
	}
	var fd uintptr
	raw.Control(func(p uintptr) { fd = p })
	go func() { // want `fd is valid only inside the callback of Control`
		if err := unix.Fdatasync(int(fd)); err != nil {
			log.Print(err)
		}
	}()
}

// Closed on return is worse.
func ttlOf(addr string) (int, error) {
	conn, err := net.Dial("udp", addr)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	raw, err := conn.(*net.UDPConn).SyscallConn()
	if err != nil {
		return 0, err
	}
	var fd int
	if err := raw.Control(func(s uintptr) { fd = int(s) }); err != nil {
		return 0, err
	}
	return fd, nil // want `valid only inside the callback|closed on return`
}
