package user

import (
	"net"
	"os"
	"runtime"

	"fdoutlive/crosspkg/poll"
	"fdoutlive/crosspkg/sock"
)

type reactor struct {
	p    *poll.Poller
	file *os.File
}

// Wait returns when the reactor stops, long after the file is gone.
func (r *reactor) run(ln *net.TCPListener, handle func(fd int) error) error {
	file, err := ln.File()
	if err != nil {
		return err
	}
	if err := r.p.AddRead(int(file.Fd())); err != nil { // want `int\(file.Fd\(\)\) is kept by r.p.AddRead but its owner file dies at line 23`
		return err
	}
	return r.p.Wait(handle)
}

func (r *reactor) runKept(ln *net.TCPListener, handle func(fd int) error) (err error) {
	if r.file, err = ln.File(); err != nil {
		return err
	}
	if err := r.p.AddRead(int(r.file.Fd())); err != nil {
		return err
	}
	return r.p.Wait(handle)
}

// The file lives until Wait returns.

func (r *reactor) runClosing(addr string, handle func(fd int) error) error {
	file, err := sock.Listen(addr)
	if err != nil {
		return err
	}
	defer file.Close()
	fd := sock.FD(file)
	if err := r.p.AddRead(fd); err != nil {
		return err
	}
	defer r.p.Delete(fd)
	return r.p.Wait(handle)
}

func (r *reactor) runAlive(addr string, handle func(fd int) error) error {
	file, err := sock.Listen(addr)
	if err != nil {
		return err
	}
	if err := r.p.AddRead(sock.FD(file)); err != nil {
		return err
	}
	err = r.p.Wait(handle)
	runtime.KeepAlive(file)
	return err
}
