package fix

import (
	"fmt"
	"net"
	"os"
	"syscall"
)

func deferred(conn *net.TCPConn, ms int) error {
	f, err := conn.File()
	if err != nil {
		return err
	}
	defer f.Close()
	return syscall.SetsockoptInt(int(f.Fd()), syscall.IPPROTO_TCP, 0x12, ms) // want `conn becomes blocking`
}

func notDeferred(ln *net.TCPListener) error {
	lf, err := ln.File()
	if err != nil {
		return fmt.Errorf("listener: %w", err)
	}

	return syscall.SetsockoptInt(int(lf.Fd()), syscall.SOL_SOCKET, 1, 1) // want `ln becomes blocking`
}

type server struct{ conn *net.UDPConn }

// The names that the fix would choose are taken.
func (s *server) names(raw, fd int) error {
	f, e := s.conn.File()
	if e != nil {
		return e
	}
	defer f.Close()
	return syscall.SetsockoptInt(int(f.Fd()), syscall.SOL_SOCKET, raw, fd) // want `s.conn becomes blocking`
}

func use(fd uintptr) error { return nil }

// The call is wrapped in others.
func nested(conn *net.UnixConn) error {
	f, err := conn.File()
	if err != nil {
		return err
	}
	defer f.Close()
	return os.NewSyscallError("setsockopt", syscall.SetsockoptInt(int(f.Fd()), 1, 2, 3)) // want `conn becomes blocking`
}

// Statements in between stay where they are.
func between(conn *net.TCPConn, ms int) error {
	f, err := conn.File()
	if err != nil {
		return err
	}
	defer f.Close()
	if ms < 0 {
		return nil
	}
	ms *= 1000
	return syscall.SetsockoptInt(int(f.Fd()), syscall.SOL_SOCKET, 1, ms) // want `conn becomes blocking`
}

// Other shapes have no fix.

func usedTwice(conn *net.TCPConn) error {
	f, err := conn.File()
	if err != nil {
		return err
	}
	defer f.Close()
	fmt.Println(f.Name())
	return use(f.Fd()) // want `conn becomes blocking`
}

func namePrinted(conn *net.TCPConn) error {
	f, err := conn.File()
	if err != nil {
		return err
	}
	defer f.Close()
	return named(f.Fd(), f.Name()) // want `conn becomes blocking`
}

func named(fd uintptr, name string) error { return nil }

func twoResults(conn *net.TCPConn) (int, error) {
	f, err := conn.File()
	if err != nil {
		return 0, err
	}
	defer f.Close()
	return syscall.GetsockoptInt(int(f.Fd()), syscall.SOL_SOCKET, syscall.SO_TYPE) // want `conn becomes blocking`
}

type wrapper struct{ net.TCPConn }

func wrapped(w *wrapper) error {
	f, err := w.File()
	if err != nil {
		return err
	}
	defer f.Close()
	return use(f.Fd()) // want `w becomes blocking`
}

// A callee that waits, or keeps the number, must not run under Control.
func waits(conn *net.UDPConn, b []byte) error {
	f, err := conn.File()
	if err != nil {
		return err
	}
	defer f.Close()
	return syscall.Sendto(int(f.Fd()), b, 0, nil) // want `conn becomes blocking`
}

func unknown(conn *net.TCPConn) error {
	f, err := conn.File()
	if err != nil {
		return err
	}
	defer f.Close()
	return use(f.Fd()) // want `conn becomes blocking`
}

// After the error the function goes on.
func goesOn(conn *net.TCPConn) error {
	f, err := conn.File()
	if err != nil {
		fmt.Println(err)
	}
	defer f.Close()
	return syscall.SetsockoptInt(int(f.Fd()), syscall.SOL_SOCKET, 1, 1) // want `conn becomes blocking`
}
