package bad

import (
	"log"
	"net"
	"syscall"
)

func leaked(conn *net.TCPConn) {
	f, err := conn.File() // want `the File of conn is never closed: its descriptor keeps the socket open until a garbage collection; close the file`
	if err != nil {
		return
	}
	log.Print(f.Name())
}

func discarded(conn *net.TCPConn) bool {
	_, err := conn.File() // want `the File of conn is never closed`
	return err == nil
}

// net.FileConn makes a duplicate of its own.
func converted(conn *net.UnixConn) (net.Conn, error) {
	f, err := conn.File() // want `the File of conn is never closed`
	if err != nil {
		return nil, err
	}
	return net.FileConn(f)
}

func leakedThrough(conn *net.TCPConn) {
	f, err := file(conn)
	if err != nil {
		return
	}
	log.Print(f.Name())
}

type fileOfConn = interface{ Name() string }

func file(conn *net.TCPConn) (fileOfConn, error) {
	f, err := conn.File() // want `the File of conn is never closed`
	return f, err
}

// Access by SyscallConn keeps the file only as long as somebody has it.
func nodelay(conn *net.TCPConn) error {
	f, err := conn.File() // want `the File of conn is never closed`
	if err != nil {
		return err
	}
	raw, err := f.SyscallConn()
	if err != nil {
		return err
	}
	return raw.Control(func(fd uintptr) { syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, syscall.TCP_NODELAY, 1) })
}
